"""`run` and `daemon`: silence in cron, lines on a terminal, codes for scripts."""

from datetime import UTC, datetime

import pytest

from syndicate.errors import LockedError
from syndicate.report import Event, Problem, Summary

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NEW = Summary(sources=2, new=3, revised=1, partial=1, published=6)


def event(kind, source="tea", **fields):
    return Event(kind=kind, at=NOW, source=source, **fields)


def test_a_run_that_went_well_says_nothing_without_a_terminal(type_in, fake, config):
    fake.summary = NEW
    fake.events = (event("archived", title="One"), event("finished"))

    typed = type_in("run")

    assert (typed.code, typed.out, typed.err) == (0, "", "")
    assert fake.asked("open") == [(True,)]
    assert fake.asked("run") == [(None, True, False, False)]


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["tea"], (frozenset({"tea"}), False, False, False)),
        (["https://maps.example/feed"], (frozenset({"maps"}), False, False, False)),
        (["tea", "maps"], (frozenset({"tea", "maps"}), False, False, False)),
        (["--all"], (None, False, False, False)),
        (["--force"], (None, False, True, False)),
        (["-n"], (None, True, False, True)),
    ],
)
def test_options_choose_what_is_asked(type_in, fake, config, arguments, asked):
    assert type_in("run", *arguments).code == 0

    assert fake.asked("run") == [asked]


def test_a_dry_run_takes_no_lock(type_in, fake, config):
    type_in("run", "-n")

    assert fake.asked("open") == [(False,)]


@pytest.mark.parametrize(
    ("sources", "failed", "code"), [(3, 0, 0), (0, 0, 0), (3, 1, 3), (3, 3, 4), (1, 1, 4)]
)
def test_the_code_says_how_many_sources_failed(type_in, fake, config, sources, failed, code):
    fake.summary = Summary(sources=sources, failed=failed)

    assert type_in("run").code == code


def test_a_problem_is_told_on_stderr_with_its_source_and_the_next_command(type_in, fake, config):
    problem = Problem(source="tea", reason="HTTP 403", hint="syndicate status tea")
    fake.summary = Summary(sources=2, failed=1, problems=(problem,))

    typed = type_in("run")

    assert typed.out == ""
    assert typed.err == "tea: HTTP 403 (syndicate status tea)\n"


def test_a_source_nobody_follows_is_a_usage_error_with_a_suggestion(type_in, fake, config):
    typed = type_in("run", "mops")

    assert typed.code == 2
    assert 'no source "mops" — did you mean "maps"?' in typed.err
    assert fake.asked("run") == []


@pytest.mark.parametrize("name", ["tea", "https://tea.example/feed"])
def test_a_source_that_is_switched_off_is_a_usage_error_that_names_the_key(
    type_in, fake, config, name
):
    config.write_text(config.read_text().replace('id = "tea"', 'id = "tea"\nenabled = false'))

    typed = type_in("run", "maps", name)

    assert typed.code == 2
    assert '"tea" is switched off: enabled = false in config.toml' in typed.err
    assert fake.asked("run") == []


def test_a_source_that_is_switched_off_holds_nobody_else_up(type_in, fake, config):
    config.write_text(config.read_text().replace('id = "tea"', 'id = "tea"\nenabled = false'))

    assert type_in("run", "maps").code == 0
    assert type_in("run", "--all").code == 0
    assert fake.asked("run") == [
        (frozenset({"maps"}), False, False, False),
        (None, False, False, False),
    ]


def test_with_a_terminal_each_source_has_a_line_and_all_a_sum(type_in, fake, config, terminal):
    fake.summary = NEW
    fake.events = (
        event("checked"),
        event("archived", title="One"),
        event("partial", title="Two", reason="HTTP 500", counts={"revision": 1}),
        event("revised", title="Three"),
        event("finished"),
        event("unchanged", source="maps"),
        event("failed", source="lost", reason="HTTP 403\x1b[2J"),
        event("published", source=None, counts={"written": 6}),
    )

    typed = type_in("run")

    assert typed.out.splitlines() == [
        "▲ tea  2 new, 1 revised, 1 partial",
        "● maps  not modified",
        "■ lost  1 failed",
        "2 sources: 3 new articles, 1 revised, 1 partial, 6 files published",
    ]


def test_a_failure_is_told_once(type_in, fake, config, terminal):
    fake.summary = Summary(
        sources=1, failed=1, problems=(Problem(source="lost", reason="HTTP 403", hint="log in"),)
    )
    fake.events = (event("failed", source="lost", reason="HTTP 403", hint="log in"),)

    typed = type_in("run")

    assert (typed.out + typed.err).count("HTTP 403") == 1
    assert "lost: HTTP 403 (log in)" in typed.err


def test_what_a_first_run_leaves_is_told_beside_what_it_took(type_in, fake, config, terminal):
    fake.events = (
        event("checked", counts={"entries": 35, "new": 20, "passed": 10, "filtered": 5}),
        event("archived", title="One"),
        event("finished"),
        event("waiting", source="maps", until=NOW),
    )

    typed = type_in("run")

    assert typed.out.splitlines()[:2] == [
        "● tea  1 new · takes the newest 20 of 30 (backfill)",
        "● maps  nothing new · waits until 2026-03-01 08:00",
    ]


def test_files_that_nobody_defines_any_more_are_named(type_in, fake, config, terminal):
    fake.summary = Summary(removed=("feeds/old.atom", "feeds/old.rss"))

    typed = type_in("run")

    named = "Removed, for no source or feed defines them: feeds/old.atom, feeds/old.rss"
    assert typed.out.splitlines()[0] == named


def test_quiet_is_quiet_even_on_a_terminal(type_in, fake, config, terminal):
    fake.summary = NEW
    fake.events = (event("archived", title="One"),)

    assert type_in("run", "-q").out == ""


def test_verbose_tells_each_event_on_stderr(type_in, fake, config):
    fake.events = (
        event("checking"),
        event("archived", title="One\x1b[1m"),
        event("waiting", until=NOW),
        event("checked", counts={"entries": 4, "new": 0}),
    )

    typed = type_in("run", "-v")

    assert typed.err.splitlines() == [
        "tea: archived · One[1m",
        "tea: waiting · until 2026-03-01 08:00",
        "tea: checked · 4 entries",
    ]


def test_json_is_a_line_per_event_and_the_sum_last(type_in, fake, config):
    fake.summary = NEW
    fake.events = (event("archived", title="茶", path="tea/x"),)

    typed = type_in("run", "--json")

    assert typed.lines[0] == {
        "type": "archived",
        "at": "2026-03-01T08:00:00Z",
        "source": "tea",
        "title": "茶",
        "path": "tea/x",
    }
    assert typed.lines[1]["type"] == "summary"
    assert typed.lines[1]["new"] == 3


def test_a_taken_lock_ends_in_its_own_code(type_in, fake, config):
    fake.raises = LockedError("held by pid 7", hint="wait, or stop it")

    typed = type_in("run")

    assert typed.code == 11
    assert typed.err == "error: held by pid 7\nwait, or stop it\n"


def test_a_bug_is_not_hidden(type_in, fake, config):
    fake.raises = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        type_in("run")


def test_an_archive_that_follows_nothing_is_no_error(type_in, fake, folder):
    (folder / "config.toml").touch()

    typed = type_in("run")

    assert (typed.code, typed.out) == (0, "")
    assert fake.asked("run") == []


@pytest.mark.parametrize("serve", [True, False])
def test_a_daemon_holds_the_lock_and_serves_when_told(type_in, fake, config, serve):
    type_in("daemon", *["--serve"][: int(serve)])

    assert fake.asked("open") == [(True,)]
    assert fake.asked("daemon") == [(serve,)]
