"""Listening: an ASGI app behind uvicorn, alone (`serve_until_stopped`) or beside other tasks.

The socket is ours, so that a taken port is an error with a sentence instead of an exit. Signals
are never touched here: `serve` ends when its task is cancelled.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable, Generator
from functools import partial

import uvicorn

from syndicate import loops
from syndicate.errors import SyndicateError
from syndicate.server.connections import MOST, PATIENCE, Connection
from syndicate.server.files import App, AtHand

_BACKLOG = 2048
_LAST_ANSWERS_SECONDS = 3


async def serve(
    app: App,
    host: str,
    port: int,
    on_ready: Callable[[str], None] | None = None,
    at_hand: AtHand | None = None,
) -> None:
    """Serve until the task is cancelled; open requests are then answered within 3 s.

    What `at_hand` has an answer to is answered before the app is asked.
    Port 0 takes a free one. `on_ready` is told the address (``http://127.0.0.1:8484/``) once
    requests are accepted. Raises SyndicateError when the address can't be listened on.
    """
    listener = _listen(host, port)
    address = _address(listener)
    server = _Server(_config(app, at_hand), lambda: on_ready(address) if on_ready else None)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise
    finally:
        listener.close()


def serve_until_stopped(
    app: App,
    host: str,
    port: int,
    on_ready: Callable[[str], None] | None = None,
    at_hand: AtHand | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, as `serve` does; blocks, for a process that only serves."""
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        loops.run(_until_signal(app, host, port, on_ready, at_hand))


async def _until_signal(
    app: App,
    host: str,
    port: int,
    on_ready: Callable[[str], None] | None,
    at_hand: AtHand | None,
) -> None:
    serving = asyncio.create_task(serve(app, host, port, on_ready, at_hand))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    await serving


class _Server(uvicorn.Server):
    """Leave signals to whoever runs us, and say when requests are accepted."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Capture none."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, then say so."""
        await super().startup(sockets)
        self._on_ready()


def _config(app: App, at_hand: AtHand | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=partial(Connection, at_hand=at_hand),  # type: ignore[arg-type]  # it makes one
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST,
        timeout_keep_alive=int(PATIENCE),
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        return _bound(host, port)
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "another program listens there" if taken else str(error)
        hint = "choose another one with --port or [server] port"
        raise SyndicateError(f"cannot listen on {host} port {port}: {why}", hint=hint) from error


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it each answer
    # of more than one segment waited 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"
