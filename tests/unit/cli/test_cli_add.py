"""`init`, `add` and `config`: the file that a person owns."""

import pytest

from syndicate import config as configuration
from syndicate.config.edit import TEMPLATE
from syndicate.errors import FetchError

URL = "https://new.example/feed"


def sources(path):
    return {source.id: source for source in configuration.load(path, {}).sources}


def test_a_new_folder_gets_a_commented_configuration(type_in, folder):
    typed = type_in("init", "mine")

    assert (typed.code, typed.out) == (0, "Wrote mine/config.toml\n")
    assert (folder / "mine/config.toml").read_text() == TEMPLATE
    assert (folder / "mine/.gitignore").read_text() == (
        "/.syndicate/*\n!/.syndicate/sources.jsonl\n/public/\n.syndicate-*.tmp\n"
    )


def test_a_configuration_is_never_overwritten(type_in, config):
    before = config.read_bytes()

    typed = type_in("init")

    assert typed.code == 1
    assert "exists already" in typed.err
    assert config.read_bytes() == before


def test_lines_that_git_ignores_already_stay_alone(type_in, folder):
    (folder / ".gitignore").write_text("*.pyc\n/public/")

    type_in("init")

    assert (folder / ".gitignore").read_text() == (
        "*.pyc\n/public/\n/.syndicate/*\n!/.syndicate/sources.jsonl\n.syndicate-*.tmp\n"
    )


def test_a_folder_that_cannot_be_made_is_a_failure(type_in, folder):
    (folder / "file").touch()

    typed = type_in("init", "file/below")

    assert typed.code == 1
    assert "cannot be written" in typed.err or "Not a directory" in typed.err


def test_a_feed_is_found_shown_written_and_handed_over(type_in, fake, config, found):
    fake.found = {"https://new.example": found()}
    before = config.read_text()

    typed = type_in("add", "new.example", "--tag", "x", "--backfill", "all")

    assert (typed.code, typed.out) == (0, f"Follows new.example  {URL}\n")
    assert typed.err.startswith("new.example: taken as https://new.example\n")
    assert "New things" in typed.err
    assert typed.err.index("2026-03-02  Two") < typed.err.index("2026-03-01  One")
    assert config.read_text().startswith(before)
    assert sources(config)["new.example"].url == URL
    assert sources(config)["new.example"].tags == ("x",)
    assert sources(config)["new.example"].backfill is None
    assert set(fake.asked("open")) == {(False,)}


def test_state_gets_the_answer_from_an_app_that_knows_the_new_source(type_in, fake, config, found):
    fake.found = {URL: found()}

    type_in("add", URL)

    assert fake.asked("adopt") == [("new.example", URL, True)]


def test_a_dry_add_writes_nothing(type_in, fake, config, found):
    fake.found = {URL: found()}
    before = config.read_bytes()

    typed = type_in("add", URL, "-n")

    assert (typed.code, typed.out) == (0, f"Would follow new.example  {URL}\n")
    assert config.read_bytes() == before
    assert fake.asked("adopt") == []


def test_a_source_gets_the_name_it_is_given(type_in, fake, config, found):
    fake.found = {URL: found()}

    type_in("add", URL, "--as", "novelties")

    assert sources(config)["novelties"].url == URL


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        ([URL, "--as", "Not An Id"], 2, "is no id"),
        ([URL, "https://b.example/", "--as", "x"], 2, "several targets"),
        ([URL, "--backfill", "some"], 2, "neither a number"),
        (["neither"], 2, "neither a URL nor a file"),
        ([URL, "--as", "tea"], 1, "is another source"),
    ],
)
def test_what_cannot_be_added_is_refused(type_in, fake, config, found, arguments, code, part):
    fake.found = {URL: found()}
    before = config.read_bytes()

    typed = type_in("add", *arguments)

    assert typed.code == code
    assert part in typed.err
    assert config.read_bytes() == before


def test_a_second_feed_of_a_host_gets_a_name_of_its_own(type_in, fake, config, found):
    fake.found = {URL: found(), "https://new.example/b": found("https://new.example/b")}

    type_in("add", URL, "https://new.example/b")

    assert sources(config).keys() >= {"new.example", "new.example-new-things"}


def test_what_is_followed_already_is_not_added_twice(type_in, fake, config, found):
    fake.found = {"https://tea.example": found("https://tea.example/feed?utm_source=x")}
    before = config.read_bytes()

    typed = type_in("add", "tea.example")

    assert typed.code == 0
    assert "followed already, as tea" in typed.err
    assert config.read_bytes() == before


def test_a_target_that_fails_does_not_stop_the_others(type_in, fake, config, found):
    lost = FetchError("HTTP 404", url="https://lost.example", hint="look for the feed's address")
    fake.found = {"https://lost.example": lost, URL: found()}

    typed = type_in("add", "https://lost.example", URL)

    assert typed.code == 3
    assert "error: HTTP 404\nlook for the feed's address" in typed.err
    assert "new.example" in sources(config)
    assert type_in("add", "https://lost.example").code == 1


def test_somebody_at_a_terminal_is_asked_which_feed(type_in, fake, config, found, terminal):
    other = "https://new.example/other"
    fake.found = {URL: found(URL, other), other: found(other)}

    typed = type_in("add", URL, answer="2\n")

    assert typed.code == 0
    assert f"[2]   {other}" in typed.err
    assert sources(config)["new.example"].url == other
    assert typed.err.endswith("Next: syndicate run\n")


@pytest.mark.parametrize("options", [["-y"], []])
def test_nobody_is_asked_without_a_terminal_or_with_yes(
    type_in, fake, config, found, options, request
):
    if options:
        request.getfixturevalue("terminal")
    fake.found = {URL: found(URL, "https://new.example/other")}

    typed = type_in("add", URL, *options)

    assert sources(config)["new.example"].url == URL
    assert "Also there: https://new.example/other" in typed.err


def test_every_feed_of_an_opml_file_is_written_unseen(type_in, fake, config, folder):
    (folder / "list.opml").write_text(
        '<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="news">'
        '<outline type="rss" text="茶" xmlUrl="https://a.example/feed"/>'
        '<outline type="rss" text="B" xmlUrl="https://a.example/b"/>'
        '<outline type="rss" text="Tea" xmlUrl="https://tea.example/feed"/>'
        "</outline></body></opml>"
    )

    typed = type_in("add", "list.opml", "--tag", "mine")

    added = sources(config)
    assert typed.code == 0
    assert added["a.example"].title == "茶"
    assert added["a.example"].tags[-1] == "mine"
    assert added["a.example-b"].url == "https://a.example/b"
    assert len(added) == 4
    assert "1 feed followed already" in typed.err
    assert fake.asked("discover") == []


def test_a_newsboat_urls_file_is_read(type_in, fake, config, folder):
    (folder / "urls").write_text(
        '# mine\nhttps://a.example/feed "~A" tag\n"query:unread:x"\nhttps://b.example/feed\n'
    )

    typed = type_in("add", "urls")

    assert sources(config).keys() >= {"a.example", "b.example"}
    assert typed.err.startswith("urls: line 3: query:")


def test_a_right_configuration_is_said_to_be_right(type_in, config):
    typed = type_in("config", "check")

    assert (typed.code, typed.out) == (0, f"{config}: right (2 sources, 0 feeds of its own)\n")


def test_the_effective_configuration_is_a_configuration(type_in, config):
    shown = type_in("config", "show").out

    assert not shown.endswith("\n\n")
    assert configuration.parse(shown, config, {}) == configuration.load(config, {})


def test_secrets_are_not_shown(type_in, config, monkeypatch):
    monkeypatch.setenv("KEY", "s3cret")
    config.write_text('[[source]]\nurl = "https://a.example/${KEY}"')

    for typed in (type_in("config", "show"), type_in("config", "show", "--json")):
        assert "${KEY}" in typed.out
        assert "s3cret" not in typed.out


def test_a_crontab_expression_is_checked_by_the_clockwork(type_in, config):
    config.write_text('[[source]]\nurl = "https://a.example/"\ncron = "61 * * * *"')

    typed = type_in("config", "check")

    assert typed.code == 78
    assert typed.err.startswith('config.toml:3: source 1: cron = "61 * * * *" is no crontab')


def test_selectors_are_checked_when_the_configuration_is_and_only_then(type_in, config):
    config.write_text(
        '[[source]]\nurl = "https://a.example/"\nkind = "listing"\n'
        "[source.select]\nitems = 'li:contains(\"Tea\")'\ntitle = 'h2'\n"
    )

    checked, listed = type_in("config", "check"), type_in("list", "sources")

    assert (checked.code, listed.code) == (78, 0)
    assert checked.err.startswith("config.toml:5: source 1: select: items = ")
    assert 'use XPath, //li[contains(., "Tea")]' in checked.err


def test_where_the_configuration_would_be_is_known_before_it_is(type_in, folder):
    typed = type_in("config", "path")

    assert (typed.code, typed.out) == (0, f"{folder}/config.toml\n")
