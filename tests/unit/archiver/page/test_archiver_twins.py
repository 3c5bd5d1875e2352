"""Boxes for phones and for desks: one of them is the page's."""

import pytest

from syndicate.archiver.page import twins
from syndicate.markup import tree

SAID = "The committee met on Tuesday, and agreed to rebuild the weir below the old mill."


def left(html):
    body = tree.fragment(f"<main>{html}</main>").find("main")
    twins.drop(body)
    return body.text().count("rebuild")


@pytest.mark.parametrize(
    "html",
    [
        f"<div class=desk><p>{SAID}</div> <div class=phone><p>{SAID}</div>",
        f"<div class=desk><p>{SAID}</div><div class=phone>{SAID}</div>",
        f"<section><ul class=a><li>{SAID}</ul><ul class=b><li>{SAID}</ul></section>",
        f"<div>{SAID}</div><div hidden>{SAID}</div><div class=c>{SAID}</div>",
    ],
)
def test_a_box_laid_out_twice_is_read_once(html):
    assert left(html) == 1


@pytest.mark.parametrize(
    "html",
    [
        f"<p class=a>{SAID}</p><p class=b>{SAID}</p>",
        f"<div>{SAID}</div><div>{SAID}</div>",
        f"<div class=a>{SAID}</div><div class=a>{SAID}</div>",
        f"<div class=a>{SAID}</div>and<div class=b>{SAID}</div>",
        f"<div class=a>{SAID}</div><div class=b>{SAID} Again.</div>",
        f"<div class=a>{SAID}<img src=/a></div><div class=b>{SAID}<img src=/b></div>",
        f"<div class=a>{SAID}</div><section class=b>{SAID}</section>",
        "<div class=a>rebuild</div><div class=b>rebuild</div>",
    ],
)
def test_what_is_said_twice_stays(html):
    assert left(html) == 2
