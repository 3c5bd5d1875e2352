"""What a person changed in an article that its source never changed."""

from __future__ import annotations

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.folders import Folder
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def folder(tmp_path):
    with Origin() as site:
        picture = f'<img src="{site.url}/pot.svg" alt="pot">'
        site.pages["/pot.svg"] = Answer(
            b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><path d="M0 0h9"/></svg>',
            type="image/svg+xml",
        )
        site.html("/1", page("Article 1", SENTENCE * 8, extra=f"<p>水很软。{picture}</p>"))
        site.feed("/feed", rss(item(1, f"{site.url}/1", summary="Short.")))
        folder = Folder(tmp_path)
        folder.follow(f'id = "a"\nurl = "{site.url}/feed"', allow=(site,))
        assert folder("run").code == 0
        yield folder


def edit(folder: Folder, old: str, new: str) -> None:
    (document,) = (folder.root / "archive").rglob("index.md")
    document.write_text(document.read_text("utf-8").replace(old, new), "utf-8")


def test_a_diff_of_the_only_version_shows_what_a_person_changed(folder):
    edit(folder, "水很软", "水很硬")

    told = folder("diff", "Article 1")
    counted = folder("diff", "Article 1", "--stat")

    assert "水很[-软-]{+硬+}。" in told.out
    assert told.out.count("[-") == told.out.count("{+") == 1
    assert counted.out == "text: +1 −1\n"


def test_without_what_was_kept_of_the_page_it_says_why_not(folder):
    edit(folder, "水很软", "水很硬")
    for capture in (folder.root / ".syndicate" / "captures").rglob("*.warc.gz"):
        capture.unlink()

    told = folder("diff", "Article 1")

    assert told.code == 1
    assert "your edit can't be compared with what was written: its capture is no longer" in told.err


def test_where_nobody_edited_there_is_nothing_to_compare(folder):
    told = folder("diff", "Article 1")

    assert told.code == 1
    assert "there is only one version" in told.err
