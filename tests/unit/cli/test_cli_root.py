"""The root: help, global options, endings, and what is not imported."""

import json
import os
import subprocess
import sys

import click
import pytest

from syndicate.cli import exits
from syndicate.cli.root import COMMANDS, root
from syndicate.errors import ArchiveError, ConfigError, FetchError, LockedError, StateError

HEAVY = ("httpx", "httpcore", "bs4", "lxml", "feedgen", "apscheduler", "rich", "starlette")
NAMES = [name for section in COMMANDS.values() for name in section]


def process(*arguments, code=None, cwd=None, env=None, **options):
    """Run python -c `code` (default: a command line) in a process of its own."""
    code = code or "from syndicate.cli import main; main()"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **(env or {})}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environ,
        timeout=60,
        check=False,
        **options,
    )


def test_help_begins_with_the_six_commands_that_matter(type_in, folder):
    typed = type_in("--help")
    commands = typed.out.partition("Commands:\n")[2].split("\n\n")[0].splitlines()

    assert typed.code == 0
    assert [line.split()[0] for line in commands] == [
        "init", "add", "run", "daemon", "status", "serve",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(type_in, folder, name):
    typed = type_in(name, "--help")

    assert typed.code == 0
    assert typed.out.startswith(f"Usage: syndicate {name}")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_option_has_help(name):
    command = root.get_command(click.Context(root), name)

    assert command.help
    for param in command.params:
        assert not isinstance(param, click.Option) or param.help


def test_the_version_is_printed(type_in, folder, monkeypatch):
    monkeypatch.setenv("SYNDICATE_VERSION", "some packager's variable")

    assert type_in("--version").out.startswith("syndicate 0.")


def test_a_mistyped_command_is_a_usage_error_with_a_suggestion(type_in, folder):
    typed = type_in("statsu")

    assert typed.code == 2
    assert 'No such command "statsu" — did you mean "status"?' in typed.err


@pytest.mark.parametrize("name", ["unfollow", "remove"])
def test_a_command_that_is_an_edit_here_says_where(type_in, folder, name):
    typed = type_in(name, "tea")

    assert typed.code == 2
    assert "edit config.toml; see docs/how-to/unfollow.md" in typed.err


def test_without_a_configuration_the_way_to_one_is_shown(type_in, folder, fake):
    typed = type_in("status")

    assert typed.code == 10
    assert "there is no config.toml here" in typed.err
    assert "syndicate init" in typed.err


def test_a_wrong_configuration_is_told_line_by_line(type_in, folder, fake):
    (folder / "config.toml").write_text('[site]\ntitel = "x"\n[[source]]\n')

    typed = type_in("run")

    assert typed.code == 78
    assert typed.err.splitlines() == [
        'config.toml:2: unknown key "titel" in [site] — did you mean "title"?',
        "config.toml:3: source 1: has no url",
    ]


def test_an_error_is_one_object_for_programs(type_in, folder, fake):
    (folder / "config.toml").write_text("[site\n")

    error = json.loads(type_in("--json", "run").err)

    assert (error["type"], error["code"], error["kind"]) == ("error", 78, "ConfigError")
    assert error["problems"][0].startswith("config.toml:1: is not valid TOML")


def test_a_usage_error_is_one_object_too(type_in, config, fake):
    error = json.loads(type_in("run", "nobody", "--json").err)

    assert (error["code"], error["kind"]) == (2, "UsageError")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), 78),
        (LockedError("x"), 11),
        (ArchiveError("x", path="a"), 5),
        (StateError("x"), 1),
        (FetchError("x", url="u"), 1),
        (click.UsageError("x"), 2),
        (exits.Failure("x", code=10), 10),
    ],
)
def test_each_error_has_its_code(error, code):
    assert exits.code_of(error) == code


def test_what_a_server_said_cannot_steer_the_terminal(type_in, config, fake):
    fake.raises = FetchError("it said \x1b]0;gotcha\x07", url="u", hint="wait\x1b[2J")

    typed = type_in("run")

    assert "\x1b" not in typed.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "other/config.toml", "config", "path"],
        ["config", "path", "-c", "other/config.toml"],
        ["-C", "other", "config", "path"],
        ["config", "path", "-C", "other"],
        ["-C", "other", "-c", "config.toml", "config", "path"],
        ["-c", "config.toml", "-C", "other", "config", "path"],
    ],
)
def test_the_configuration_is_where_the_options_say(type_in, folder, arguments):
    (folder / "other").mkdir()

    assert type_in(*arguments).out == f"{folder}/other/config.toml\n"


def test_the_environment_names_the_configuration_unless_an_option_does(
    type_in, folder, monkeypatch
):
    (folder / "other").mkdir()
    monkeypatch.setenv("SYNDICATE_CONFIG", str(folder / "env.toml"))

    assert type_in("config", "path").out == f"{folder}/env.toml\n"
    assert type_in("-c", "mine.toml", "config", "path").out == f"{folder}/mine.toml\n"
    assert type_in("-C", "other", "config", "path").out == f"{folder}/other/config.toml\n"


@pytest.mark.parametrize("where", ["before", "behind"])
def test_global_options_stand_before_or_behind_the_command(type_in, config, fake, where):
    typed = type_in(*(["--json", "status"] if where == "before" else ["status", "--json"]))

    assert typed.json == {"schema": 1, "sources": []}


@pytest.mark.parametrize(
    ("options", "environ", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"SYNDICATE_COLOR": "always"}, True),
    ],
)
def test_colour_is_decided_once_for_all(
    type_in, config, fake, row, monkeypatch, options, environ, colored
):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    fake.rows = (row(),)

    assert ("\x1b[" in type_in(*options, "list").out) is colored


def test_an_interrupt_ends_in_its_own_code(type_in, config, fake):
    fake.raises = KeyboardInterrupt()

    assert type_in("run").code == 130


def test_nothing_heavy_is_imported_for_help():
    code = f"""
import sys
from syndicate.cli import main
try:
    main(["--help"])
finally:
    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    ended = process(code=code)

    assert ended.returncode == 0
    assert ended.stderr.strip() == "[]"


def test_nothing_heavy_is_imported_with_the_package():
    code = f"import sys, syndicate; print([n for n in {HEAVY} if n in sys.modules])"

    assert process(code=code).stdout.strip() == "[]"


def test_nothing_heavy_is_imported_to_show_where_sources_stand(config):
    code = f"""
import sys
from syndicate.cli import main
try:
    main(["status"])
finally:
    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    ended = process(code=code, cwd=config.parent)

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.strip() == "[]"


def test_help_costs_less_than_a_tenth_of_a_second():
    code = """
import resource
from syndicate.cli import main
try:
    main(["--help"])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    import sys
    print(used.ru_utime + used.ru_stime, file=sys.stderr)
"""
    # The best of some, after one that leaves bytecode: a busy machine is not what is measured.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    process(code=code, env=compiled)
    assert min(float(process(code=code, env=compiled).stderr) for _ in range(5)) <= 0.1


def test_a_reader_that_goes_away_is_no_error_to_talk_about(config):
    command = f"{sys.executable} -c 'from syndicate.cli import main; main()' config show"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        ["bash", "-c", f"set -o pipefail; (sleep 0.1; {command}) | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        cwd=config.parent,
        env=environ,
        timeout=60,
        check=False,
    )

    assert ended.stderr == ""
    assert ended.stdout.strip() == "1"
