"""What went wrong on the wire, in words for whoever follows a source. Pure.

Libraries say it for programmers ("[SSL: CERTIFICATE_VERIFY_FAILED] … (_ssl.c:1006)"), and wrap
it several times. Here the innermost message is found, and the frequent ones are put in words
that say whose fault it is. What isn't known here is passed on as it is.
"""

from __future__ import annotations

import errno
import os
import re
import ssl

OWN_CERTIFICATE = "a certificate authority of your own belongs in [fetch] ca_file"

_BUFFER = re.compile(r"\s*: bytearray\(b.*", re.DOTALL)
_WORDS = {
    "Receive buffer too long": "it sent a header or chunk line without end",
    "Server disconnected without sending a response.": "it closed the connection unanswered",
    "TimeoutError": "it did not answer in time",
}
_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
_OUR_SIDE = {errno.ENETUNREACH, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def explain(error: BaseException) -> tuple[str, str | None]:
    """Return what went wrong, without the URL; and what the operator may do about it, if known."""
    inner = _innermost(error)
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {_verdict(inner)}", OWN_CERTIFICATE
    if isinstance(inner, ssl.SSLError):
        if inner.reason in _NO_TLS:
            return "it does not speak TLS on that port", None
        return f"no TLS connection came about: {_plain(inner)}", None
    if isinstance(inner, OSError) and inner.errno is not None:
        return _system(inner), None
    said = str(inner) or type(inner).__name__
    return _WORDS.get(said, _BUFFER.sub("", said)), None


def _innermost(error: BaseException) -> BaseException:
    """Return the innermost error that says something: the outer ones only say that it failed.

    httpcore's pool raises what its parts raised "from None", so causes survive as contexts.
    """
    said, inner = error, error.__cause__ or error.__context__
    while inner is not None:
        said = inner if str(inner) else said
        inner = inner.__cause__ or inner.__context__
    return said


def _verdict(error: ssl.SSLCertVerificationError) -> str:
    return error.verify_message.rstrip(".") or _plain(error)


def _plain(error: ssl.SSLError) -> str:
    return error.reason.lower().replace("_", " ") if error.reason else str(error)


def _system(error: OSError) -> str:
    """Return what the system says of an error: asyncio puts its own words around some."""
    known = error.errno in errno.errorcode
    words = os.strerror(error.errno) if known and error.errno else str(error)
    return f"this machine: {words}" if error.errno in _OUR_SIDE else words[:1].lower() + words[1:]
