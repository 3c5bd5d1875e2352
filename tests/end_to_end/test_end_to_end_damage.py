"""A sample of the damage benchmark: each harm is told, nothing is lost, no article is there twice."""

from __future__ import annotations

import random
import shutil

import pytest
from helpers import harms
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end

CHOSEN = random.Random(20260301)


@pytest.fixture(scope="module")
def site():
    with Origin() as origin:
        yield harms.Site(origin)


@pytest.fixture(scope="module")
def whole(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damage") / "whole"
    harms.prepare(folder, site)
    return folder


@pytest.mark.parametrize("name", ["a copy of before", *CHOSEN.sample(sorted(harms.STATE), 3)])
def test_a_state_that_is_harmed_is_made_good_and_told(whole, site, tmp_path, name):
    shutil.copytree(whole, tmp_path / "harmed")

    assert harms.course(tmp_path / "harmed", site, harms.STATE[name]).wrong == ()


@pytest.mark.parametrize(
    "name",
    ["title edited", "a source's tree deleted", *CHOSEN.sample(sorted(harms.FILES), 6)],
)
def test_files_that_are_harmed_are_told_and_none_is_written_over(whole, site, tmp_path, name):
    shutil.copytree(whole, tmp_path / "harmed")

    assert harms.course(tmp_path / "harmed", site, harms.FILES[name]).wrong == ()


def test_a_harm_that_passes_in_silence_is_seen(whole, site, tmp_path):
    shutil.copytree(whole, tmp_path / "harmed")
    silent = harms.Way(lambda at: None, "document-damaged", 5, "is damaged", lasts=True)

    wrong = harms.course(tmp_path / "harmed", site, silent).wrong

    assert {"verify did not find it", "a run did not say it", "exit codes"} <= set(wrong)
