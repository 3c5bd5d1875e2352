"""Clocks that are wrong, and daemons that are two: nothing is announced out of turn, or twice."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end

ALONE = Path(__file__).parents[2] / "benchmarks" / "alone.py"

JUMPS = {
    "a day back": lambda now: now - timedelta(days=1),
    "a day ahead": lambda now: now + timedelta(days=1),
    "an hour back": lambda now: now - timedelta(hours=1),
    "an hour ahead": lambda now: now + timedelta(hours=1),
    "to 1970": lambda now: datetime(1970, 1, 2, tzinfo=UTC),
}


class Hours:
    """A site that has something new every hour, and a run every hour and a minute."""

    def __init__(self, root: Path, site: Origin) -> None:
        self.site, self.count, self.asked = site, 0, []
        self.instance = Instance(root, site)
        self.instance.follow(
            f'id = "a"\nurl = "{site.url}/feed"\ninterval = "1h"', more='jitter = "0%"'
        )

    def live(self, hours: int) -> None:
        for _ in range(hours):
            self.count += 1
            numbers = range(self.count, 0, -1)
            self.site.html(
                f"/{self.count}", page(f"Article {self.count:02}", f"{self.count}. " + SENTENCE * 8)
            )
            items = (
                item(n, f"{self.site.url}/{n}", title=f"Article {n:02}", summary="Short.", day=1)
                for n in numbers
            )
            self.site.feed("/feed", rss(*items))
            self.instance.clock.move(hours=1, minutes=1)
            before = len(self.site.hits)
            self.instance.run()
            self.asked.append(self.site.paths()[before:].count("/feed"))


@pytest.fixture
def hours(tmp_path):
    with Origin() as site:
        yield Hours(tmp_path, site)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_whatever_the_clock_does_announcements_increase_and_nobody_is_asked_in_a_burst(hours, jump):
    clock = hours.instance.clock
    hours.live(3)
    right = clock.now()
    clock.instant = jump(right)
    hours.live(3)
    clock.instant = right + timedelta(hours=3)
    hours.live(3)

    found = sorted((each.title, each.announced) for each in hours.instance.articles())
    announced = [instant for _, instant in found]
    assert [title for title, _ in found] == [f"Article {n:02}" for n in range(1, 10)]
    assert announced == sorted(set(announced))
    assert max(hours.asked) == 1
    assert hours.asked[-2:] == [1, 1]


def test_beside_a_daemon_no_other_stays_and_of_two_at_once_one_does(tmp_path):
    spec = importlib.util.spec_from_file_location("alone", ALONE)
    alone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(alone)
    (tmp_path / "config.toml").write_text("")

    assert alone.second(tmp_path, 2) == []
    assert alone.pair(tmp_path) == []
