"""What went wrong on the wire, in words for whoever follows a source."""

import errno
import socket
import ssl

import pytest

from syndicate.fetcher.faults import OWN_CERTIFICATE, explain


def wrapped(inner, *outer):
    """Return the last of errors raised one from the other, as libraries do."""
    for each in outer:
        each.__cause__ = inner
        inner = each
    return inner


def certificate(message):
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] (_ssl.c:1006)")
    error.verify_message = message
    return error


def test_a_certificate_is_told_with_what_is_wrong_with_it_and_what_helps():
    error = wrapped(certificate("self-signed certificate"), RuntimeError("connecting failed"))

    assert explain(error) == (
        "its certificate is not accepted: self-signed certificate",
        OWN_CERTIFICATE,
    )


def test_plain_http_behind_https_is_told_as_such():
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        context = ssl.create_default_context()
        with pytest.raises(ssl.SSLError) as caught:
            context.wrap_socket(here, server_hostname="secure.example")

    assert explain(caught.value) == ("it does not speak TLS on that port", None)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ECONNREFUSED, "Connect call failed ('1.2.3.4', 80)"), "connection refused"),
        (ConnectionResetError(errno.ECONNRESET, "x"), "connection reset by peer"),
        (OSError(errno.EMFILE, "x"), "this machine: Too many open files"),
        (OSError("no number"), "no number"),
        (OSError(99_999, "odd"), "[Errno 99999] odd"),
    ],
)
def test_what_the_system_says_is_said_once_and_without_its_number(error, reason):
    assert explain(wrapped(error, RuntimeError("all attempts failed"))) == (reason, None)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Receive buffer too long", "it sent a header or chunk line without end"),
        ("illegal chunk header: bytearray(b'zz\\r\\n')", "illegal chunk header"),
        ("bad Content-Length", "bad Content-Length"),
        ("", "ValueError"),
    ],
)
def test_a_broken_protocol_is_told_without_its_bytes(said, reason):
    assert explain(ValueError(said)) == (reason, None)


def test_an_outer_error_is_asked_where_the_inner_one_says_nothing():
    assert explain(wrapped(ValueError(""), RuntimeError("connecting failed"))) == (
        "connecting failed",
        None,
    )
