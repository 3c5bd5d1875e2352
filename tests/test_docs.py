"""The documents say what the program does: commands, options, keys, codes, errors, links."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

import syndicate
from syndicate import config, errors, model
from syndicate.cli import exits
from syndicate.cli.root import COMMANDS, root
from syndicate.config import edit, sections

HOME = Path(__file__).parent.parent
PAGES = sorted([*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md")])
COMMAND_NAMES = [name for section in COMMANDS.values() for name in section]
SECTIONS = {
    "[site]": model.Site,
    "[archive]": sections.ArchiveSettings,
    "[fetch]": sections.FetchSettings,
    "[[source]]": model.Source,
    "[[feed]]": model.Feed,
    "[publish]": sections.PublishSettings,
    "[health]": sections.HealthSettings,
    "[hooks]": model.Hooks,
    "[server]": sections.ServerSettings,
    "[log]": sections.LogSettings,
}


def page(name):
    return (HOME / name).read_text("utf-8")


def section(text, title):
    """Return what stands under a heading, up to the next one of its level or above."""
    found = re.search(
        rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    return found[2] if found else ""


def rows(text):
    """Return the first cells of a table's rows, without the marks of code."""
    cells = re.findall(r"^\| *(.+?) *\|", text, re.MULTILINE)
    return [cell.strip("`") for cell in cells[1:] if not set(cell) <= set("-| ")]


def fences(text, *languages):
    """Return the fenced blocks of the given languages ("" is none)."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block for language, block in found if language in languages]


def outside_code(text):
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text):
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def command_lines(text):
    """Yield the arguments of every `syndicate …` line in a page's blocks of shell."""
    for block in fences(text, "", "sh", "console"):
        for line in block.splitlines():
            bare = re.sub(r"^\$ |\s# .*$", "", line.strip())
            for part in re.split(r"&&|\||;", bare):
                words = shlex.split(part) if part.count("'") % 2 == 0 else part.split()
                if words[:2] == ["uv", "run"]:
                    words = words[2:]
                if words and words[0] == "syndicate":
                    yield words[1:]


def check(arguments):
    """Parse a command line without running it; raise click's UsageError when it is wrong."""
    _, rest = parsed(root, arguments)
    command = root.get_command(click.Context(root), rest[0]) if rest else None
    while command is not None:
        context, rest = parsed(command, rest[1:])
        if not isinstance(command, click.Group):
            if rest:
                context.fail(f"unexpected: {rest}")
            return
        command = command.get_command(context, rest[0]) if rest else None
        if command is None:
            context.fail("no such subcommand")
    if rest:
        raise click.UsageError(f"no such command: {rest[0]}")


def parsed(command, arguments):
    context = click.Context(command)
    found, rest, _ = command.make_parser(context).parse_args(list(arguments))
    for param in command.params:
        value = found.get(param.name)
        if isinstance(param.type, click.Choice) and isinstance(value, str):
            param.type.convert(value, param, context)
    return context, rest


def documented_options(command):
    return {
        option
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden
        for option in (*param.opts, *param.secondary_opts)
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOME)))
def test_every_internal_link_resolves(path):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", outside_code(path.read_text("utf-8"))):
        parts = urlsplit(target)
        if parts.scheme:
            continue
        file = path.parent / unquote(parts.path) if parts.path else path
        if (
            not file.exists()
            or parts.fragment
            and unquote(parts.fragment) not in anchors(file.read_text("utf-8"))
        ):
            broken.append(target)

    assert not broken


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOME)))
def test_every_command_line_in_the_documents_is_one(path):
    for arguments in command_lines(path.read_text("utf-8")):
        check(arguments)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOME)))
def test_every_configuration_in_the_documents_is_valid(path, tmp_path):
    (tmp_path / "theme").mkdir()
    for block in fences(path.read_text("utf-8"), "toml"):
        named = dict.fromkeys(re.findall(r"\$\{(\w+)\}", block), "x")
        config.parse(block, tmp_path / "config.toml", named)


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_every_command_is_in_the_reference_with_all_its_options_and_no_others(name):
    command = root.get_command(click.Context(root), name)
    commands = [command, *getattr(command, "commands", {}).values()]
    text = section(page("docs/reference/commands.md"), f"syndicate {name}")

    named = set(re.findall(r"`(--?[A-Za-z][\w-]*)", text))

    assert text
    own = set().union(*(documented_options(each) for each in commands))
    everywhere = documented_options(root)
    assert own <= named
    assert named <= own | everywhere


def test_the_reference_names_no_command_that_does_not_exist():
    titles = re.findall(r"^## syndicate (\w+)$", page("docs/reference/commands.md"), re.MULTILINE)

    assert titles == COMMAND_NAMES


def test_every_global_option_is_in_the_reference():
    text = section(page("docs/reference/commands.md"), "Options of every command")

    assert documented_options(root) <= set(re.findall(r"`(--?[A-Za-z][\w-]*)", text))


@pytest.mark.parametrize("title", SECTIONS)
def test_every_key_of_a_section_is_in_the_reference_and_no_other(title):
    text = section(page("docs/reference/configuration.md"), title).partition("\n### ")[0]

    assert set(rows(text)) == keys(SECTIONS[title])


@pytest.mark.parametrize("title", SECTIONS)
def test_the_first_file_names_every_key(title):
    named = set(re.findall(r"^#?(?:\[+source\.)?(\w+)(?: *=|\]+)", edit.TEMPLATE, re.MULTILINE))

    assert keys(SECTIONS[title]) <= named


def keys(settings):
    """Return what a section may say: a source's request is spread over keys of its own.

    Whether an interval is learned is said by the interval.
    """
    names = {field.name for field in fields(settings)} - {"adaptive"}
    if settings is model.Feed:
        return names - {"folder", "kind"}
    return (
        names
        if settings is not model.Source
        else (names - {"shown", "secrets", "request"}) | keys(model.Request)
    )


@pytest.mark.parametrize(
    ("title", "settings"), [("[source.select]", model.Select), ("[source.filter]", model.Filter)]
)
def test_every_key_of_a_part_of_a_source_is_in_the_reference_and_no_other(title, settings):
    text = page("docs/reference/configuration.md").partition(f"### {title}\n")[2]

    assert set(rows(re.split(r"^##+ ", text, flags=re.MULTILINE)[0])) == keys(settings)


def test_the_reference_knows_every_section():
    titles = re.findall(r"^## (\[.*\])$", page("docs/reference/configuration.md"), re.MULTILINE)
    template = set(re.findall(r"^#?(\[+\w+\]+)", edit.TEMPLATE, re.MULTILINE))

    assert set(titles) == set(SECTIONS) == template


def test_every_exit_code_is_in_the_reference_with_its_meaning():
    text = section(page("docs/reference/exit-codes.md"), "Exit codes")
    table = dict(re.findall(r"^\| (\d+) \| (.+) \|$", text, re.MULTILINE))

    plain = {code: meaning.replace("`", "") for code, meaning in table.items()}
    assert plain == {str(code): meaning for code, meaning in exits.MEANINGS.items()}


def test_every_error_is_in_the_reference():
    text = section(page("docs/reference/exit-codes.md"), "Errors")
    known = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.SyndicateError)
    }

    assert set(rows(text)) == known


def test_every_public_name_of_the_package_is_in_the_reference():
    cells = "\n".join(re.findall(r"^\|(.+?)\|", page("docs/reference/python.md"), re.MULTILINE))

    assert set(re.findall(r"`(\w+)`", cells)) == set(syndicate.__all__) - {"__version__"}


def test_the_readme_begins_with_the_two_commands():
    [first] = fences(page("README.md"), "sh")[:1]

    assert "pip install . && syndicate demo\n" in first
    assert "pip install '.[test]' && pytest\n" in first


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_the_demo_prints_what_the_documents_show(name, tmp_path):
    [shown] = [block for block in fences(page(name), "console") if "$ syndicate demo\n" in block]

    demo = [sys.executable, "-m", "syndicate", "demo"]
    printed = subprocess.run(demo, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    wanted = [line for line in shown.splitlines()[1:] if line != "…"]
    assert wanted == printed.splitlines()[: len(wanted)]


@pytest.mark.end_to_end
def test_what_chose_each_fact_is_told_as_the_documents_show():
    text = page("docs/explanation/extraction.md")
    [html], [shown] = fences(text, "html"), [e for e in fences(text, "") if e.startswith("FIELD")]

    extract = [sys.executable, "-m", "syndicate", "extract", "-", "--explain"]
    url = ["--url", "https://harbour.example/news/ferry?from=home"]
    told = subprocess.run([*extract, *url], input=html, capture_output=True, text=True, check=True)

    assert told.stderr == shown


def test_the_changelog_knows_this_version():
    titles = re.findall(r"^## \[(.+?)\]", page("CHANGELOG.md"), re.MULTILINE)

    assert titles[0] == "Unreleased" or titles[0].startswith(syndicate.__version__)


def test_the_glossary_is_in_order():
    words = re.findall(r"^\*\*(.+?)\*\* —", page("docs/glossary.md"), re.MULTILINE)

    assert words == sorted(words)
    assert len(words) > 20


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOME)))
def test_no_document_names_a_path_of_somebodys_machine(path):
    text = path.read_text("utf-8")

    assert not re.search(r"/(?:root|home/\w+|work|tmp)/", text)


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["run", "--nothing"], ["list", "--format", "nothing"], ["config", "nothing"]],
)
def test_a_wrong_command_line_would_be_noticed(arguments):
    with pytest.raises(click.UsageError):
        check(arguments)


def test_the_lock_file_has_hashes_and_no_addresses():
    lock = page("requirements.lock")

    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert os.sep + "tmp" not in lock
