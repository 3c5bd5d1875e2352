"""Where a turn may connect to: one resolution, every answer checked, `allow` for its own turn."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

import pytest

from syndicate.errors import FetchError, Refused
from syndicate.fetcher.policy import Network
from syndicate.fetcher.resolution import Addresses, resolve

PUBLIC, OTHER = "93.184.216.34", "1.1.1.1"


class Names:
    """A resolver whose answers may change from one question to the next."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): found for name, found in answers.items()}
        self.questions: list[str] = []

    async def __call__(self, host: str):
        self.questions.append(host)
        if host not in self.answers:
            raise OSError(-2, "Name or service not known")
        answers = self.answers[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [ip_address(text) for text in found]


def where(addresses: Addresses, host: str, port: int = 80) -> list[str]:
    url = f"http://{host}:{port}/"
    found = asyncio.run(addresses.endpoints(host, port, url=url))
    return [f"{address}:{number}" for address, number in found]


def test_a_name_with_public_addresses_leads_to_all_of_them_in_order():
    addresses = Addresses("a.example", Network(), Names(a_example=[[PUBLIC, OTHER]]))

    assert where(addresses, "a.example") == [f"{PUBLIC}:80", f"{OTHER}:80"]


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked():
    names = Names(a_example=[[PUBLIC], ["127.0.0.1"]])
    addresses = Addresses("a.example", Network(), names)

    first, second = where(addresses, "a.example"), where(addresses, "a.example")

    assert first == second == [f"{PUBLIC}:80"]
    assert names.questions == ["a.example"]


@pytest.mark.parametrize("answers", [[PUBLIC, "127.0.0.1"], ["10.0.0.1", PUBLIC], ["::1"]])
def test_one_private_answer_refuses_the_name(answers):
    addresses = Addresses("a.example", Network(), Names(a_example=[answers]))

    with pytest.raises(Refused, match=r"a\.example \(.+\) is not a public address") as caught:
        where(addresses, "a.example")

    assert caught.value.transient
    assert caught.value.hint is not None
    assert "allow" in caught.value.hint


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254"])
def test_an_address_in_the_url_is_checked_without_any_resolver(host):
    names = Names()

    with pytest.raises(Refused):
        where(Addresses("a.example", Network(), names), host)

    assert names.questions == []


def test_a_name_without_an_address_fails_and_may_come_back():
    with pytest.raises(FetchError, match="Name or service not known") as caught:
        where(Addresses("a.example", Network(), Names()), "gone.example")

    assert caught.value.transient
    assert not isinstance(caught.value, Refused)


def test_a_name_that_resolves_to_nothing_fails():
    with pytest.raises(FetchError, match="does not exist"):
        where(Addresses("a.example", Network(), Names(a_example=[[]])), "a.example")


@pytest.mark.parametrize(
    ("own", "allow"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("nas.example:8000", "10.0.0.0/8"),
        ("nas.example", "10.0.0.0/8"),
        ("nas.example", "nas.example:80"),
        ("nas.example", "nas.example:443"),
        ("[::1]:8000", "[::1]:8000"),
    ],
)
def test_allow_holds_for_a_turn_whose_own_host_lies_in_it(own, allow):
    names = Names(nas_example=[["10.0.0.5"]])
    addresses = Addresses(own, Network(allow=(allow, "192.168.7.7")), names)

    assert where(addresses, "192.168.7.7") == ["192.168.7.7:80"]


@pytest.mark.parametrize(
    "own", ["a.example", "127.0.0.1:8001", "half.example", "gone.example", "10.0.0.5"]
)
def test_allow_means_nothing_to_any_other_turn(own):
    names = Names(a_example=[[PUBLIC]], half_example=[["127.0.0.1", PUBLIC]])
    addresses = Addresses(own, Network(allow=("127.0.0.1:8000",)), names)

    with pytest.raises(Refused):
        where(addresses, "127.0.0.1", 8000)


def test_a_trusted_turn_may_go_where_allow_says_and_no_further():
    addresses = Addresses("127.0.0.1:8000", Network(allow=("127.0.0.1:8000",)), Names())

    with pytest.raises(Refused):
        where(addresses, "127.0.0.1", 8001)


def test_an_allowed_name_beside_a_private_stranger_is_refused():
    names = Names(mixed_example=[["10.0.0.5", "192.168.0.1"]])
    addresses = Addresses("10.0.0.5", Network(allow=("10.0.0.0/8",)), names)

    with pytest.raises(Refused, match=r"mixed\.example"):
        where(addresses, "mixed.example")


def test_connect_to_leads_elsewhere_without_a_resolver_and_counts_as_allowed():
    names = Names()
    network = Network(connect_to={"sample.example:80": "127.0.0.1:8000"})
    addresses = Addresses("sample.example", network, names)

    assert where(addresses, "sample.example") == ["127.0.0.1:8000"]
    assert where(addresses, "127.0.0.1", 8000) == ["127.0.0.1:8000"]
    assert names.questions == []


def test_connect_to_is_of_no_use_to_the_turn_of_another_host():
    names = Names(a_example=[[PUBLIC]])
    network = Network(connect_to={"sample.example:80": "127.0.0.1:8000"})

    with pytest.raises(Refused):
        where(Addresses("a.example", network, names), "sample.example")


def test_connect_to_a_public_address_serves_every_turn():
    network = Network(connect_to={"sample.example:443": f"{PUBLIC}:8443"})

    assert where(Addresses("a.example", network, Names()), "sample.example", 443) == [
        f"{PUBLIC}:8443"
    ]


class Lines(dict[str, str]):
    """Count how often the lines of a table are read."""

    readings = 0

    def items(self):
        self.readings += 1
        return super().items()


def test_what_a_thousand_lines_mean_is_read_once_and_not_by_every_turn():
    lines = Lines({f"h{number}.example:80": "127.0.0.1:8000" for number in range(1_000)})
    network = Network(connect_to=lines)

    for number in (3, 5, 8):
        own = f"h{number}.example"
        assert where(Addresses(own, network, Names()), own) == ["127.0.0.1:8000"]

    assert lines.readings == 1


@pytest.mark.parametrize(
    ("own", "host", "exempt"),
    [
        ("127.0.0.1:80", "127.0.0.1", True),
        ("127.0.0.1:80", "a.example", False),
        ("a.example", "127.0.0.1", False),
    ],
)
def test_only_the_operators_own_machines_need_not_be_spared(own, host, exempt):
    names = Names(a_example=[[PUBLIC]])
    addresses = Addresses(own, Network(allow=("127.0.0.1",)), names)

    assert asyncio.run(addresses.exempt(host, 80, url=f"http://{host}/")) is exempt


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1"])
def test_the_systems_resolver_gives_addresses_for_what_it_understands(host):
    found = asyncio.run(resolve(host))

    assert {str(address) for address in found} <= {"127.0.0.1", "::1"}
    assert found


@pytest.mark.parametrize("host", ["a..example", "x" * 64 + ".example"])
def test_the_systems_resolver_fails_with_an_oserror(host):
    with pytest.raises(OSError):
        asyncio.run(resolve(host))
