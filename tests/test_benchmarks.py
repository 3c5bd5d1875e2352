"""The benchmarks run as they are documented, and measure what they say: small, without peers."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def bench(script: str, *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, BENCHMARKS / script, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def row(printed: str, name: str) -> list[str]:
    """Return the cells of the line of a table that begins with a name."""
    found = re.search(rf"^\| {re.escape(name)} \|(.*)\|$", printed, re.MULTILINE)
    assert found, printed
    return [cell.strip() for cell in found[1].split("|")]


@pytest.mark.parametrize(
    "script",
    sorted(path.name for path in BENCHMARKS.glob("*.py") if "_arguments()" in path.read_text()),
)
def test_every_benchmark_is_in_the_readme_with_its_command(script):
    readme = (BENCHMARKS / "README.md").read_text(encoding="utf-8")

    assert f"## `{script}`" in readme
    assert re.search(rf"^\$ .*python benchmarks/{script}", readme, re.MULTILINE)


def test_every_parser_finds_every_entry_of_the_made_up_feeds():
    printed = bench("parsing.py", "--count", "2", "--rounds", "1")

    ours, theirs = row(printed, "syndicate"), row(printed, "feedparser")
    assert ours[2:] == theirs[2:]
    assert ours[2:4] == ["2", "40"]
    assert ours[1] == "1.0×"


def test_a_saved_feed_that_no_parser_can_read_is_one_without_entries(tmp_path):
    (tmp_path / "broken.xml").write_bytes(b"\x00 no feed")

    printed = bench("parsing.py", "--feeds", str(tmp_path), "--rounds", "1")

    assert row(printed, "syndicate")[2:4] == ["0", "0"]


def test_an_article_is_extracted_from_every_made_up_page():
    printed = bench("extraction.py", "--count", "2", "--rounds", "1")

    assert row(printed, "syndicate")[2:4] == ["2", "2"]


def test_saved_pages_are_read_from_a_folder(tmp_path):
    text = "<p>" + "The ferry leaves at seven, and whoever is late walks. " * 20 + "</p>"
    (tmp_path / "one.html").write_text(f"<title>A</title><article>{text}</article>")

    printed = bench("extraction.py", "--pages", str(tmp_path), "--rounds", "1")

    assert printed.startswith("1 pages")
    assert row(printed, "syndicate")[2] == "1"


@pytest.mark.skipif(not importlib.util.find_spec("trafilatura"), reason="a peer, not a dependency")
def test_the_peer_extracts_the_made_up_pages_too():
    printed = bench("extraction.py", "--count", "2", "--rounds", "1")

    assert row(printed, "trafilatura")[2:4] == ["2", "2"]


@pytest.mark.end_to_end
def test_what_plain_feedgen_loses_is_told_beside_what_we_keep():
    printed = bench("writing.py", "--feeds", "1", "--entries", "3", "--rounds", "1")

    assert row(printed, "enclosure with its type and size") == ["3", "3", "0", "3"]
    assert row(printed, "entries written when one title holds U+0008") == ["3", "3", "0", "0"]
    assert row(printed, "the same bytes a second later") == ["yes", "yes", "no", "no"]


@pytest.mark.end_to_end
def test_polling_is_measured_phase_by_phase():
    printed = bench("polling.py", "--feeds", "2", "--rounds", "1")

    assert row(printed, "304")[0] != "–"


@pytest.mark.end_to_end
def test_a_tree_is_imported_and_comes_out_again_whole():
    printed = bench("keeping.py", "--documents", "8")

    assert all(float(figure) > 0 for figure in row(printed, "export"))


def test_the_lines_of_rules_that_are_understood_are_counted(tmp_path):
    (tmp_path / "good.example.txt").write_text("body: //p\n", "utf-8")
    (tmp_path / "login.example.txt").write_text("body: //p\nrequires_login: yes\n", "utf-8")
    (tmp_path / "odd.example.txt").write_text("# odd\nbdy: //p\n", "utf-8")
    (tmp_path / "ours.example.toml").write_text('content = "p"\n', "utf-8")

    printed = bench("rules.py", str(tmp_path), "--lines")

    assert row(printed, "rules") == ["4", "3 (75.0%)", "2 (50.0%)"]
    assert "odd.example.txt:2: bdy is no directive that is known" in printed
    assert "login.example.txt:2: requires_login" in printed


def test_a_feeds_writing_is_measured_beside_peers():
    printed = bench("publishing.py", "--entries", "3")

    for name in ("cold", "from HTML", "from entries", "feedgen alone, from HTML"):
        assert float(row(printed, name)[0]) > 0
