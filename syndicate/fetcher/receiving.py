"""The body of an answer as it is received: gathered, passed over, or written to the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from syndicate.errors import FetchError
from syndicate.fetcher import headers
from syndicate.fetcher.body import Body
from syndicate.fetcher.partial import Part
from syndicate.fetcher.transport import Reply


async def whole(reply: Reply, url: str, limit: int) -> bytes:
    """Return a body, decoded, of at most `limit` bytes."""
    body = Body(url, ",".join(headers.values(reply.headers, "content-encoding")), limit)
    async for chunk in reply:
        body.feed(chunk)
    return body.finish()


async def drain(reply: Reply) -> None:
    """Read to the end what nobody wants, so that the connection can be used again."""
    async for _ in reply:
        pass


async def into(part: Part, reply: Reply, url: str, limit: int, patience: float) -> None:
    """Write a body to the disk; raise FetchError when nothing comes for `patience` seconds.

    What came is kept, whatever ends it.
    """
    try:
        part.begin(url, reply.status, reply.headers, limit)
        pieces = aiter(reply)
        while True:
            async with patiently(url, patience):
                chunk = await anext(pieces, b"")
            if not chunk:
                break
            await part.take(chunk, url, limit)
        await part.end(url)
    finally:
        await part.leave()


@asynccontextmanager
async def patiently(url: str, seconds: float | None) -> AsyncIterator[None]:
    """Raise FetchError when what is done takes longer; None waits for ever."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise FetchError(f"{url} sent nothing for {seconds:.3g} s", url=url) from error
