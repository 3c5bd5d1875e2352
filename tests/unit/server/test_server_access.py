"""Who may read what is published."""

import os
import threading

import pytest

from syndicate.errors import SyndicateError
from syndicate.model import Site
from syndicate.server.access import hosts, is_loopback, needs_token, token

PRIVATE = Site(base_url="https://feeds.example:8443/x/")
PUBLIC = Site(visibility="public")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_only_loopback_is_this_machine_alone(host, loopback):
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("site", "host", "needed"),
    [
        (PRIVATE, "127.0.0.1", False),
        (PRIVATE, "0.0.0.0", True),
        (PUBLIC, "127.0.0.1", False),
        (PUBLIC, "0.0.0.0", False),
    ],
)
def test_a_private_site_that_others_can_reach_needs_a_token(site, host, needed):
    assert needs_token(site, host) is needed


def test_a_private_site_on_loopback_answers_only_to_its_own_names():
    assert hosts(PRIVATE, "127.0.0.2") == {
        "localhost",
        "127.0.0.1",
        "::1",
        "127.0.0.2",
        "feeds.example",
    }
    assert hosts(PRIVATE, "0.0.0.0") == frozenset()
    assert hosts(PUBLIC, "127.0.0.1") == frozenset()


def test_a_token_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / ".syndicate" / "token"

    made = token(path)

    assert len(made) >= 32
    assert token(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["token"]


def test_two_tokens_differ(tmp_path):
    assert token(tmp_path / "a") != token(tmp_path / "b")


def test_two_that_start_at_once_agree(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(token(tmp_path / "token"))) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert set(found) == {token(tmp_path / "token")}


@pytest.mark.parametrize("text", ["", "short", "a/b" * 20, "x" * 200, "密" * 30])
def test_a_file_without_a_good_token_is_refused(tmp_path, text):
    path = tmp_path / "token"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SyndicateError, match="holds no token") as caught:
        token(path)

    assert str(path) in caught.value.hint


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(SyndicateError, match="cannot keep the secret path"):
        token(tmp_path / "file" / "token")
