"""What a document is that is evidently no text, by its first bytes. Pure.

Servers and people name wrong addresses: "this is a PNG picture" helps where "no feed" does not.
"""

from __future__ import annotations

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"\x1aE\xdf\xa3", "a Matroska film"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
)
_CONTAINERS = (
    (b"RIFF", 8, b"WEBP", "a WebP picture"),
    (b"RIFF", 8, b"WAVE", "a WAV recording"),
    (b"", 4, b"ftyp", "an MP4 file"),
)


def of(body: bytes) -> str | None:
    """Return what the bytes are, with its article; None when they may be text."""
    for sign, name in _SIGNS:
        if body.startswith(sign):
            return name
    for start, offset, sign, name in _CONTAINERS:
        if body.startswith(start) and body[offset : offset + len(sign)] == sign:
            return name
    return None
