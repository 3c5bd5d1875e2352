"""Whole runs with archives of every profile: from a page to its file, its feed, and again."""

from __future__ import annotations

import json

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

from syndicate.archiver.files.profiles import BUILT_IN
from syndicate.errors import ConfigError
from syndicate.library import open_archive

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def instance(tmp_path):
    with Origin() as site:
        site.pages["/pot.png"] = Answer(png(64, 48), type="image/png")
        shown = f'<p><img src="{site.url}/pot.png" alt="a pot"></p><p>{SENTENCE}</p>'
        code = "<pre><code>{{&lt; ref &gt;}} {% raw %} $x$</code></pre>"
        site.html("/1", page("Tea: one", extra=shown + code))
        site.html("/2", page("Tea: two"))
        feed = rss(
            item(1, f"{site.url}/1?utm_source=x", title="Tea: one"),
            item(2, f"{site.url}/2", title="Tea: one", day=1),
        )
        site.feed("/feed", feed)
        yield Instance(tmp_path, site)


def follow(instance: Instance, profile: str, more: str = "") -> None:
    source = f'id = "tea"\nurl = "{instance.origin.url}/feed"\nlang = "en"\nfull_text = "page"'
    archive = f'[archive]\nprofile = "{profile}"\nimages = "download"\n{more}'
    instance.follow(source, more=archive)


@pytest.mark.parametrize("profile", BUILT_IN)
def test_a_run_archives_and_publishes_in_any_profile(instance: Instance, profile: str) -> None:
    follow(instance, profile)

    summary = instance.run()

    assert (summary.failed, len(instance.articles())) == (0, 2)
    (found,) = [each for each in instance.articles() if each.assets]
    assert f"![a pot](images/{found.assets[0].name})" in found.markdown
    assert "{{< ref >}} {% raw %} $x$" in found.markdown
    items = json.loads(instance.public("feeds/tea.json"))["items"]
    assert sum("<img" in each["content_html"] for each in items) == 1
    assert any(name.endswith(".png") for name in instance.files("public"))
    assert [each.title for each in open_archive(instance.root / "archive").articles()]


@pytest.mark.parametrize("profile", BUILT_IN)
def test_a_lost_state_costs_no_byte_in_any_profile(instance: Instance, profile: str) -> None:
    follow(instance, profile)
    instance.run()
    before, public = instance.files(), instance.files("public")
    (instance.root / ".syndicate" / "state.db").unlink()

    instance.run()

    assert instance.files() == before
    assert instance.files("public") == public


def test_another_profile_is_refused_before_anything_is_written(instance: Instance) -> None:
    follow(instance, "obsidian")
    instance.run()
    before = instance.files()
    follow(instance, "hugo")

    with pytest.raises(ConfigError, match="'obsidian'"):
        instance.run()

    assert instance.files() == before


def test_a_note_of_ones_own_is_not_written_over(instance: Instance) -> None:
    follow(instance, "obsidian")
    mine = instance.root / "archive" / "tea" / "Tea one.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("My own note.\n", encoding="utf-8")

    instance.run()

    assert mine.read_text(encoding="utf-8") == "My own note.\n"
    assert len(instance.articles()) == 2


def test_a_profile_of_ones_own_is_read_beside_the_configuration(instance: Instance) -> None:
    text = 'path = "{source}/{slug}-{hex}.md"\n[keys]\nname = "title"\nday = "date"\n'
    (instance.root / "mine.toml").write_text(text, encoding="utf-8")
    follow(instance, "mine.toml")

    instance.run()

    names = [name for name in instance.files() if name.endswith(".md")]
    assert len(names) == 2
    assert all(name.startswith("tea/tea-one-") for name in names)
    assert instance.files()[names[0]].startswith(b'---\nname: "Tea: one"\nday: 2026-02-')
