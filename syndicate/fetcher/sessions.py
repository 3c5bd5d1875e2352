"""The process's TLS: one context, which takes up a host's last session instead of a new one.

Taking one up (RFC 8446 §2.2) spares the server's certificates and the check of them, half of what
a connection costs. A session belongs to the name whose certificate was checked when it began,
and to the context that checked it.

Pythons before 3.12.8 and 3.13.1 lose 6 kB for good whenever a session is asked for
(https://github.com/python/cpython/issues/116810), 12 MB an hour where 2,000 sources are polled:
there every connection begins anew.
"""

from __future__ import annotations

import functools
import ssl
import sys
from collections import OrderedDict
from pathlib import Path

import certifi

SESSIONS = 2_048
"""Hosts whose last session is kept: some 5 kB each."""

_LOSES = sys.version_info < (3, 12, 8) or (3, 13) <= sys.version_info < (3, 13, 1)


class Context(ssl.SSLContext):
    """Check certificates as any client does, and begin where a host's last connection ended."""

    def __init__(self, protocol: int) -> None:
        del protocol  # is for the class itself, which is made by its `__new__`
        super().__init__()
        self._sessions: OrderedDict[str, ssl.SSLSession] = OrderedDict()

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """Wrap a connection, which takes up the last session of its host."""
        known = session or self._sessions.get(str(server_hostname))
        return super().wrap_bio(incoming, outgoing, server_side, server_hostname, known)

    def remember(self, host: str, connection: ssl.SSLObject | None) -> None:
        """Keep the session that a connection has come to, where that costs no memory."""
        session = connection.session if connection is not None and not _LOSES else None
        if session is None:
            return
        self._sessions[host] = session
        self._sessions.move_to_end(host)
        if len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)


@functools.cache
def tls_context(ca_file: Path | None) -> Context:
    """Return the process's one context: making it takes 20 ms, more than a request.

    `ca_file` (PEM) is trusted beside the public authorities. Raises OSError (ssl.SSLError is
    one) when it can't be read.
    """
    context = Context(ssl.PROTOCOL_TLS_CLIENT)
    if sys.version_info >= (3, 13):
        # As `ssl.create_default_context` has it since then.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    context.load_verify_locations(cafile=certifi.where())
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context
