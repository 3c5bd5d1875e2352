"""Which charsets a document names, and which it can't."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.markup import charset

META = b'<meta charset="%s"><p>~{<:Ky2;S{#,NpJ)l6HJ!#~}'


@pytest.mark.parametrize(
    ("body", "content_type", "may"),
    [
        (META % b"HZ-GB-2312", "text/html", True),
        (META % b"utf-8", "text/html; charset=HZ", True),
        (META % b"utf-8", "text/html", False),
        (b"", "", False),
        (b"<p>~{</p>" + b" " * 20_000 + META % b"hz-gb-2312", "", False),
    ],
    ids=["in the document", "in the header", "nowhere", "in nothing", "beyond the head"],
)
def test_what_no_label_holds_is_not_looked_for(body, content_type, may):
    assert charset.may_be(body, content_type, "hz") == may


@given(
    label=st.sampled_from(["hz", "HZ-GB-2312", "Hz", "gbk", "utf-8", "big5", "euc-kr"]),
    before=st.binary(max_size=40),
    header=st.booleans(),
)
def test_whatever_a_label_means_it_may_be(label, before, header):
    body = before.replace(b"<", b"") + (b"" if header else META % label.encode())
    content_type = f"text/html; charset={label}" if header else ""

    named = {codecs.lookup(codec).name for codec in charset.labels(body, content_type)}

    assert "hz" not in named or charset.may_be(body, content_type, "hz")
