"""What the operator may write in `allow` and `connect_to`, and what it then means."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from syndicate.addresses import route, rule


@pytest.mark.parametrize(
    ("text", "host", "address", "port", "permitted"),
    [
        ("127.0.0.1:8000", "127.0.0.1", "127.0.0.1", 8000, True),
        ("127.0.0.1:8000", "127.0.0.1", "127.0.0.1", 8001, False),
        ("127.0.0.1:8000", "127.0.0.2", "127.0.0.2", 8000, False),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", 9, True),
        ("10.0.0.0/8", "nas.example", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "nas.example", "11.1.2.3", 80, False),
        ("10.0.0.0/8", "nas.example", "::ffff:10.1.2.3", 80, False),
        ("[::1]:80", "::1", "::1", 80, True),
        ("[::1]:80", "::1", "::1", 81, False),
        ("::1", "::1", "::1", 81, True),
        ("fd00::/8", "nas.example", "fd12::1", 443, True),
        ("nas.local:8080", "nas.local", "192.168.1.5", 8080, True),
        ("NAS.local", "nas.local.", "192.168.1.5", 80, True),
        ("nas.local", "other.local", "192.168.1.5", 80, False),
    ],
)
def test_a_rule_permits_what_it_names_and_nothing_else(text, host, address, port, permitted):
    assert rule(text).permits(host, ip_address(address), port) is permitted


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:http",
        "127.1",
        "0x7f.1:80",
        "[::1",
        "[nas]:80",
        "http://nas.local",
        "nas local",
        "*.local",
        "-a.local",
    ],
)
def test_a_rule_that_could_mean_something_else_is_refused_with_its_own_text(text):
    with pytest.raises(ValueError, match="is no network, address or host") as caught:
        rule(text)

    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "target", "expected"),
    [
        (
            "sample.example:80",
            "127.0.0.1:8000",
            (("sample.example", 80), (ip_address("127.0.0.1"), 8000)),
        ),
        ("Sample.Example.:443", "[::1]:8443", (("sample.example", 443), (ip_address("::1"), 8443))),
        ("192.0.2.7:80", "10.0.0.1:80", (("192.0.2.7", 80), (ip_address("10.0.0.1"), 80))),
    ],
)
def test_a_route_names_who_is_asked_for_and_where_to_go(wanted, target, expected):
    assert route(wanted, target) == expected


@pytest.mark.parametrize(
    ("wanted", "target", "sentence"),
    [
        ("sample.example", "127.0.0.1:8000", "needs a port, such as sample.example:443"),
        ("sample.example:80", "127.0.0.1", "no address and port"),
        ("sample.example:80", "localhost:8000", "no address and port"),
        ("sample example:80", "127.0.0.1:8000", "no host name"),
        ("sample.example:99999", "127.0.0.1:8000", "'99999' is no port"),
    ],
)
def test_a_route_that_is_not_whole_is_refused_with_a_sentence(wanted, target, sentence):
    with pytest.raises(ValueError, match=sentence):
        route(wanted, target)
