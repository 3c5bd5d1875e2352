"""`status`: a shape, a word, a reason, and a code."""

from datetime import UTC, datetime, timedelta

import click
import pytest

from syndicate.cli.status import FAILING, SHAPES
from syndicate.model import Standing

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def standing(name="tea", **fields):
    known = {
        "host": f"{name}.example",
        "due": NOW + timedelta(minutes=50),
        "checked_at": NOW - timedelta(minutes=10),
        "articles": 12,
    }
    return Standing(id=name, **{**known, **fields})


def test_each_source_has_a_row(type_in, fake, config):
    fake.standings = (
        standing(),
        standing(
            "maps",
            condition="failing",
            reason="HTTP 503\x1b[2J",
            failures=4,
            since=NOW - timedelta(days=2),
            pending=3,
            given_up=1,
            articles=0,
        ),
    )

    typed = type_in("status")

    why = "HTTP 503[2J · 4 failures · since 27 Feb · 3 entries waiting · 1 entry given up"
    assert typed.out.splitlines() == [
        "STATE      SOURCE  ARTICLES  CHECKED     NEXT       WHY",
        "● ok       tea     12        10 min ago  in 50 min",
        f"■ failing  maps    0         10 min ago  in 50 min  {why}",
    ]
    assert fake.asked("open") == [(False,)]


ROW = "■ failing  maps    12        10 min ago  in 50 min"
REASON = "https://maps.example/feed could not be read: its certificate is not accepted"


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (94, [f"{ROW}  {REASON[:38]}", " " * 52 + REASON[39:]]),
        (60, [ROW, f"    {REASON[:48]}", f"    {REASON[49:]}"]),
    ],
)
def test_a_long_reason_is_shown_whole_in_any_terminal(
    type_in, terminal, fake, config, monkeypatch, cells, lines
):
    monkeypatch.setenv("COLUMNS", str(cells))
    fake.standings = (standing("maps", condition="failing", reason=REASON),)

    typed = type_in("status")

    assert click.unstyle(typed.out).splitlines()[1:] == lines


@pytest.mark.parametrize("condition", SHAPES)
def test_the_code_tells_whether_something_fails(type_in, fake, config, condition):
    fake.standings = (standing(condition=condition),)

    typed = type_in("status")

    assert condition in typed.out
    assert typed.code == (3 if condition in FAILING else 0)


def test_no_two_states_that_differ_for_the_operator_look_alike():
    shapes = {SHAPES[name][0] for name in ("ok", "quiet", "broken rule", "failing", "gone")}

    assert len(shapes) == 5


def test_only_what_fails_is_shown_when_asked(type_in, fake, config):
    fake.standings = (standing(), standing("maps", condition="blocked"))

    typed = type_in("status", "--failing")

    assert "maps" in typed.out
    assert "tea" not in typed.out


def test_only_the_named_sources_are_shown_and_count(type_in, fake, config):
    fake.standings = (standing(), standing("maps", condition="blocked"))

    typed = type_in("status", "tea")

    assert typed.code == 0
    assert "maps" not in typed.out


def test_nothing_to_show_is_said_on_stderr(type_in, fake, config):
    typed = type_in("status", "--failing")

    assert (typed.code, typed.out, typed.err) == (0, "", "Nothing to show.\n")


def test_a_source_that_was_never_asked_is_new_and_a_disabled_one_is_off(type_in, fake, folder):
    (folder / "config.toml").write_text(
        '[[source]]\nid = "tea"\nurl = "https://tea.example/"\n'
        '[[source]]\nid = "maps"\nurl = "https://maps.example/"\nenabled = false\n'
    )
    fake.standings = (standing(checked_at=None, due=NOW), standing("maps"))

    _, tea, maps = type_in("status").out.splitlines()

    assert tea.split() == ["●", "new", "tea", "12", "never", "now"]
    assert maps.split() == ["●", "off", "maps", "12", "10", "min", "ago", "—"]


def test_programs_get_the_facts(type_in, fake, config):
    fake.standings = (standing(condition="quiet", reason="nothing for 40 days"),)

    (found,) = type_in("status", "--json").json["sources"]

    assert found["condition"] == "quiet"
    assert found["reason"] == "nothing for 40 days"
    assert found["due"] == "2026-03-01T08:50:00Z"
    assert found["enabled"] is True


@pytest.mark.parametrize(
    ("condition", "reason", "step"),
    [
        ("ok", None, None),
        ("broken rule", "nothing", "syndicate doctor maps looks for the list anew"),
        ("failing", "https://m.example/ answered 404 Not Found", "syndicate doctor maps"),
        ("gone", "https://m.example/ answered 410 Gone", "enabled = false"),
        ("blocked", "https://m.example/ answered 403 Forbidden", "credentials"),
        ("failing", "https://m.example/4040 answered 500", "syndicate run maps"),
    ],
)
def test_one_source_is_shown_in_full_with_the_next_step(
    type_in, fake, config, condition, reason, step
):
    since = NOW if reason else None
    fake.standings = (
        standing(),
        standing("maps", condition=condition, reason=reason, since=since, pending=3),
    )

    typed = type_in("status", "maps")

    first, *lines = typed.out.splitlines()
    told = {line[:12].strip(): line[12:] for line in lines}
    assert first.split(maxsplit=1)[1] == f"{condition}  maps"
    assert told["address"] == "https://maps.example/feed"
    assert (told["articles"], told["waiting"]) == ("12", "3 entries")
    assert told["next"] == ("never" if condition == "gone" else "in 50 min")
    assert told.get("why") == reason
    assert (step in told["next step"]) if step else ("next step" not in told)


@pytest.mark.parametrize("typing", [["status"], ["list"], ["search", "tea"]])
def test_an_archive_that_follows_nothing_says_how_to_begin(type_in, fake, folder, terminal, typing):
    (folder / "config.toml").write_text("")

    typed = type_in(*typing)

    assert typed.code == 0
    assert "To begin: syndicate add URL" in typed.err
