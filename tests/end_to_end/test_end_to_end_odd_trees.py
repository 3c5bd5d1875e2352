"""Folders that are not as one would wish: nothing of them is lost, and nothing else suffers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from helpers import demos
from helpers.folders import Folder

from syndicate.archiver.files.profiles import BUILT_IN

pytestmark = pytest.mark.end_to_end

YAML = "---\ntitle: {0}\ndate: 2026-02-0{0} 08:00:00Z\nlink: https://tea.example/{0}\n---\n\n{1}\n"
TOML = '+++\ntitle = "Green"\ndate = 2026-02-03T08:00:00Z\nweight = 3\n+++\n\nGreen tea.\n'
ODD = "---\ntitle: Odd\nimage: {path: [a.png]}\ndate: soon\n---\n\nOdd tea.\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def instance(root: Path, profile: str) -> Folder:
    root.mkdir()
    folder = Folder(root)
    folder.config.write_text(f'[archive]\nprofile = "{profile}"\n')
    return folder


@pytest.mark.parametrize("profile", BUILT_IN)
@pytest.mark.parametrize(
    "files",
    [
        {"one.md": "# Black\n\nBlack tea.\n", "two.md": YAML.format(2, "Two."), "odd.md": ODD},
        {"content/posts/green.md": TOML, "content/posts/odd.md": ODD, "hugo.toml": ""},
        {"_posts/2026-02-03-odd.md": ODD, "_posts/2026-02-04-two.md": YAML.format(2, "Two.")},
    ],
    ids=["plain", "hugo", "jekyll"],
)
def test_whatever_front_matter_there_is_comes_into_any_profile(
    tmp_path: Path, profile: str, files: dict[str, str]
) -> None:
    tree = write(tmp_path / "tree", files)
    here = instance(tmp_path / "here", profile)
    documents = sum(name.endswith(".md") for name in files)

    done = here("--json", "import", tree)
    again = here("--json", "import", tree)

    assert (done.code, done.json["counts"]) == (0, {"new": documents})
    assert again.json["counts"] == {"unchanged": documents}


def test_a_damaged_document_costs_itself_alone(tmp_path: Path) -> None:
    files = {f"{n}.md": YAML.format(n, f"Number {n}.") for n in range(1, 4)}
    tree = write(tmp_path / "tree", files)
    here = instance(tmp_path / "here", "neutral")
    here("import", tree)
    (second,) = (here.root / "archive").rglob("02-2-*/index.md")
    second.write_text("broken")
    write(tree, {"3.md": YAML.format(3, "Number three."), "4.md": YAML.format(4, "Number 4.")})

    done = here("--json", "import", tree)

    assert done.code == 1
    assert done.json["counts"] == {"unchanged": 1, "damaged": 1, "revised": 1, "new": 1}
    assert second.read_text() == "broken"


def test_the_doctor_looks_at_the_archive_that_is_named(tmp_path: Path) -> None:
    here, there = instance(tmp_path / "here", "neutral"), instance(tmp_path / "there", "obsidian")
    here("import", write(tmp_path / "one", {"1.md": YAML.format(1, "Number 1.")}))
    two = {"2.md": YAML.format(2, "Number 2."), "3.md": YAML.format(3, "Broken \ufffd.")}
    there("import", write(tmp_path / "two", two))

    own = here("--json", "doctor", "--archive", here.root / "archive").json
    other = here("--json", "doctor", "--archive", there.root / "archive").json

    assert (own["articles"], other["articles"]) == (1, 2)
    assert "replacement" in {each["name"] for each in other["classes"]}


def test_an_import_that_was_killed_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    files = {
        f"{n:03d}.md": YAML.replace("{0}", str(n % 9 + 1), 2).format(n, n) for n in range(1_100)
    }
    tree = write(tmp_path / "tree", files)
    whole, torn = instance(tmp_path / "whole", "neutral"), instance(tmp_path / "torn", "neutral")
    whole("import", tree)

    running = demos.start("-C", str(torn.root), "import", str(tree))
    deadline = time.monotonic() + 20
    while not any((torn.root / "archive").rglob("index.md")) and time.monotonic() < deadline:
        time.sleep(0.005)
    running.kill()
    running.communicate()
    begun = len(list((torn.root / "archive").rglob("index.md")))
    again = torn("--json", "import", tree).json

    assert 0 < begun < 1_100
    assert (sum(again["counts"].values()), again["batch"]) == (1_100, None)
    assert announced(torn) == announced(whole)
    assert not (torn.root / "archive/.syndicate/import").exists()


def announced(folder: Folder) -> list[tuple[str, str]]:
    listed = folder("--json", "list", "--limit", "0").json["articles"]
    return [(each["title"], each["announced"]) for each in listed]
