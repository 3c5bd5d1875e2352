"""From the global options to a Config and a log."""

import logging

import pytest


@pytest.mark.parametrize(
    ("arguments", "written", "level"),
    [
        (["run"], "", logging.ERROR),
        (["daemon"], "", logging.INFO),
        (["run"], 'level = "debug"', logging.DEBUG),
        (["run", "-v"], 'level = "error"', logging.INFO),
        (["-vv", "run"], "", logging.DEBUG),
        (["run", "-v", "-v"], "", logging.DEBUG),
        (["daemon", "-q"], "", logging.ERROR),
    ],
)
def test_the_log_says_as_much_as_was_asked(type_in, fake, config, arguments, written, level):
    config.write_text(f"[log]\n{written}\n" + config.read_text())

    assert type_in(*arguments).code == 0

    assert logging.getLogger("syndicate").level == level


def test_a_folder_that_is_not_there_is_a_usage_error(type_in, folder):
    assert type_in("-C", "absent", "status").code == 2


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["init"], "Next: syndicate add URL\n"),
        (["init", "mine"], "Next: syndicate -C mine add URL\n"),
    ],
)
def test_a_person_is_told_what_comes_next(type_in, folder, terminal, arguments, hint):
    assert type_in(*arguments).err == hint


@pytest.mark.parametrize("arguments", [["-q", "init"], ["init", "--quiet"]])
def test_who_wants_quiet_gets_it(type_in, folder, terminal, arguments):
    typed = type_in(*arguments)

    assert (typed.code, typed.out, typed.err) == (0, "", "")


def test_the_environment_sets_global_options(type_in, fake, config, monkeypatch):
    monkeypatch.setenv("SYNDICATE_JSON", "1")

    assert type_in("status").json == {"schema": 1, "sources": []}


def test_a_named_configuration_that_is_not_there_is_no_default(type_in, fake, folder):
    assert type_in("-c", "absent.toml", "preview", "https://a.example/").code == 10


def test_lines_of_site_rules_that_are_left_out_are_told(type_in, folder):
    (folder / "config.toml").write_text('[archive]\nrules = "rules"\n', "utf-8")
    (folder / "rules").mkdir()
    (folder / "rules" / "tea.example.txt").write_text("body: //p\nbdy: //p\n", "utf-8")

    told, plain = type_in("config", "check", "--json"), type_in("config", "check")

    (line,) = told.json["left_out"]
    assert line.endswith("tea.example.txt:2: bdy is no directive that is known")
    assert plain.code == 0
    assert plain.err == f"left out: {line}\n"


def test_a_folder_of_site_rules_that_is_not_there_is_a_problem(type_in, folder):
    (folder / "config.toml").write_text('[archive]\nrules = "rules"\n', "utf-8")

    typed = type_in("config", "check")

    assert typed.code == 78
    assert "config.toml: [archive]: rules:" in typed.err
    assert "No such file" in typed.err
