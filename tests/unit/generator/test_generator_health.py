"""What the health feed says of a change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate.generator import health
from syndicate.generator.render import render
from syndicate.model import Change, Site

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
SITE = Site()
ILL = Change(
    source="tea", at=AT, before="ok", after="blocked", reason="it shows <a captcha>", hint="wait"
)


def test_a_change_says_what_why_and_what_to_do():
    item = health.item(ILL, SITE, "Tea")

    assert item.article.title == "Tea: blocked"
    assert item.html == "<p>it shows &lt;a captcha&gt;</p><p>Next: wait</p>"
    assert item.article.announced == AT


def test_a_recovery_says_so():
    well = Change(source="tea", at=AT, before="blocked", after="ok", hint="syndicate status tea")

    item = health.item(well, SITE, "Tea")

    assert (item.article.title, item.summary) == ("Tea: ok again", "It was blocked.")


def test_a_change_has_the_same_id_each_time_and_another_than_the_next():
    ids = {health.item(each, SITE, "Tea").article.id for each in (ILL, ILL)}
    later = Change(source="tea", at=AT.replace(hour=9), before="ok", after="blocked")

    assert len(ids) == 1
    assert health.item(later, SITE, "Tea").article.id not in ids


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_every_format_shows_it(form):
    body = render(health.FEED, SITE, [health.item(ILL, SITE, "Tea")], form).body

    assert b"Tea: blocked" in body
