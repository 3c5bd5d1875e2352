"""config.toml as a whole: defaults, inheritance, and every problem at once."""

import gc
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from syndicate import config
from syndicate.errors import ConfigError

PATH = Path("/srv/feeds/config.toml")


def parse(content, environ=None, cron=None):
    return config.parse(content, PATH, environ or {}, cron=cron)


def problems(content, environ=None, cron=None):
    with pytest.raises(ConfigError) as report:
        parse(content, environ, cron)
    return report.value.problems


def test_an_empty_file_is_a_whole_configuration():
    settings = parse("")

    assert settings.root == Path("/srv/feeds")
    assert settings.archive.path == Path("/srv/feeds/archive")
    assert settings.publish.path == Path("/srv/feeds/public")
    assert settings.state_path == Path("/srv/feeds/.syndicate/state.db")
    assert settings.lock_path == Path("/srv/feeds/.syndicate/lock")
    assert settings.token_path == Path("/srv/feeds/.syndicate/token")
    assert settings.site.base_url == "http://127.0.0.1:8484/"
    assert settings.fetch.timeout == timedelta(seconds=20)
    assert settings.sources == settings.feeds == ()


def test_every_section_reaches_its_value():
    settings = parse(
        """
        [site]
        title = "Tea"
        base_url = "https://tea.example/feeds"
        language = "zh-CN"
        author = "Lu Yu"
        visibility = "public"
        [archive]
        path = "/var/tea"
        images = "hotlink"
        [fetch]
        allow = ["10.0.0.0/8"]
        connect_to = { "tea.example:80" = "10.0.0.1:80" }
        timeout = "5s"
        min_delay = "0s"
        robots = "all"
        user_agent = "tea/1"
        [publish]
        path = "out"
        [server]
        host = "::1"
        port = 9000
        [log]
        level = "debug"
        format = "json"
        """
    )

    assert settings.site.title == "Tea"
    assert settings.site.base_url == "https://tea.example/feeds/"
    assert settings.site.visibility == "public"
    assert settings.archive.path == Path("/var/tea")
    assert settings.archive.images == "hotlink"
    assert settings.fetch.allow == ("10.0.0.0/8",)
    assert settings.fetch.connect_to == {"tea.example:80": "10.0.0.1:80"}
    assert settings.fetch.min_delay == timedelta(0)
    assert settings.fetch.robots == "all"
    assert settings.publish.path == Path("/srv/feeds/out")
    assert (settings.server.host, settings.server.port) == ("::1", 9000)
    assert (settings.log.level, settings.log.format) == ("debug", "json")


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("port = 9000", "http://127.0.0.1:9000/"),
        ('host = "0.0.0.0"', "http://127.0.0.1:8484/"),
        ('host = "::1"', "http://[::1]:8484/"),
        ('host = "nas.lan"', "http://nas.lan:8484/"),
    ],
)
def test_without_a_base_url_the_built_in_server_is_it(server, address):
    assert parse(f"[server]\n{server}").site.base_url == address


def test_a_source_inherits_what_it_does_not_say():
    settings = parse(
        """
        [fetch]
        interval = "2h"
        jitter = "20%"
        [[source]]
        url = "https://www.Example.org:8080/feed"
        [[source]]
        id = "own"
        url = "https://example.org/other"
        interval = "5m"
        jitter = 0
        tags = ["tea"]
        backfill = "all"
        """
    )
    inherited, own = settings.sources

    assert inherited.id == "example.org"
    assert (inherited.interval, inherited.jitter) == (timedelta(hours=2), 0.2)
    assert inherited.backfill == 20
    assert (own.interval, own.jitter) == (timedelta(minutes=5), 0)
    assert (own.tags, own.backfill) == (("tea",), None)


def test_an_interval_may_be_left_to_what_the_source_publishes():
    general = parse(
        """
        [fetch]
        interval = "auto"
        [[source]]
        url = "https://a.example/"
        [[source]]
        url = "https://b.example/"
        interval = "5m"
        """
    )
    own = parse(
        '[fetch]\ncron = "0 8 * * *"\n[[source]]\nurl = "https://a.example/"\ninterval = "auto"'
    )

    assert [source.adaptive for source in general.sources] == [True, False]
    assert general.sources[0].interval == timedelta(hours=1)
    assert (own.sources[0].adaptive, own.sources[0].cron) == (True, None)


@pytest.mark.parametrize("value", ['"often"', "30"])
def test_an_interval_that_is_none_is_told_what_it_may_be(value):
    with pytest.raises(ConfigError, match='neither a duration such as .* nor "auto"'):
        parse(f'[[source]]\nurl = "https://a.example/"\ninterval = {value}')


def test_a_sources_interval_wins_over_the_general_cron():
    settings = parse(
        """
        [fetch]
        cron = "0 8 * * *"
        [[source]]
        id = "a"
        url = "https://a.example/"
        [[source]]
        id = "b"
        url = "https://b.example/"
        interval = "5m"
        """
    )

    assert [source.cron for source in settings.sources] == ["0 8 * * *", None]


def test_a_feed_named_like_a_source_shows_that_source():
    settings = parse(
        """
        [[source]]
        url = "https://a.example/"
        [[feed]]
        id = "a.example"
        limit = 5
        [[feed]]
        id = "all"
        [[feed]]
        id = "tea"
        tags = ["tea"]
        formats = ["json"]
        content = "summary"
        """
    )
    source, everything, tea = settings.feeds

    assert (source.sources, source.limit) == (("a.example",), 5)
    assert (everything.sources, everything.formats) == ((), ("atom", "rss", "json"))
    assert (tea.title, tea.formats, tea.content) == ("tea", ("json",), "summary")


def test_a_feed_names_its_own_hub_or_has_that_of_all_or_none():
    settings = parse(
        """
        [publish]
        hub = "https://hub.example/"
        [[feed]]
        id = "tea"
        [[feed]]
        id = "own"
        hub = "http://10.0.0.1:8000/hub?key=1"
        [[feed]]
        id = "none"
        hub = ""
        [[feed]]
        id = "never"
        hub = false
        """
    )

    assert settings.publish.hub == "https://hub.example/"
    hubs = [feed.hub for feed in settings.feeds]
    assert hubs == [None, "http://10.0.0.1:8000/hub?key=1", "", ""]


@pytest.mark.parametrize("said", ["", '[publish]\nhub = ""', "[publish]\nhub = false"])
def test_without_an_address_there_is_no_hub(said):
    assert parse(said).publish.hub is None


def test_what_is_no_hub_is_refused_with_its_line():
    report = problems('[publish]\nhub = "hub.example"\n[[feed]]\nid = "x"\nhub = true')

    assert report == (
        'config.toml:2: [publish]: hub = "hub.example" is not an http or https address',
        'config.toml:5: feed "x": hub = true is neither an http or https address nor false',
    )


def test_a_source_is_found_by_id_and_by_url():
    settings = parse('[[source]]\nurl = "https://a.example/feed"')

    assert settings.source("a.example") == settings.source("https://a.example/feed")
    assert settings.source("a") is None


def test_every_problem_is_reported_at_once_with_its_line():
    report = problems(
        """\
[site]
titel = "x"
base_url = "ftp://x"
[fetch]
interval = 5
[[source]]
url = "https://a.example/"
[[source]]
url = "https://www.a.example/other"
intervall = "1h"
[[source]]
id = "Not An Id"
timezone = "Mars/Base"
[[feed]]
id = "tea"
sources = ["a.exmple"]
[serve]
"""
    )

    assert [line.split(": ")[0] for line in report] == [
        f"config.toml:{n}" for n in (2, 3, 5, 9, 10, 11, 12, 13, 16, 17)
    ]
    text = "\n".join(report)
    assert 'unknown key "titel" in [site] — did you mean "title"?' in text
    assert 'unknown key "intervall" in source 2 — did you mean "interval"?' in text
    assert 'unknown key "serve" — did you mean "server"?' in text
    assert "needs an id of its own" in text
    assert 'source "Not An Id": has no url' in text
    assert 'holds an item (1) that is no source — did you mean "a.example"?' in text


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ('[[source]]\nid = "all"\nurl = "https://a.example/"', "reserved"),
        ('[[source]]\nid = "health"\nurl = "https://a.example/"', "reserved"),
        ('[[source]]\nurl = "https://all/"', "needs an id"),
        ('[[feed]]\nid = "changes"', "reserved"),
        ('[[feed]]\ntitle = "x"', "has no id"),
        ('[[feed]]\nid = "a.atom"', "documents do"),
        ('[[source]]\nurl = "https://a.example/"\nid = "a.html"', "documents do"),
        ('[[feed]]\nid = "x"\n[[feed]]\nid = "x"', "taken by an earlier"),
        ('[[feed]]\nid = "x"\nformats = []', "names nothing"),
        ('[[source]]\nurl = "https://[::1]/"', "needs an id"),
        ('[[source]]\nurl = "https://a.example/"\ncron = "x"\ninterval = "1h"', "both cron and"),
        ('[archive]\npath = "."', "folder of its own"),
        ('[archive]\npath = ".."', "folder of its own"),
        ('[publish]\npath = "/"', "folder of its own"),
        ('[publish]\npath = "archive/public"', "must lie apart from"),
        ('[archive]\npath = "public"', "must lie apart from"),
        ('[archive]\npath = ".syndicate"', "must lie apart from"),
        ('[fetch]\nca_file = "absent.pem"', "there is no file"),
        ('site = "x"', "is not a table"),
        ('[source]\nurl = "https://a.example/"', "two brackets"),
    ],
)
def test_what_cannot_work_is_refused(content, part):
    (problem,) = problems(content)

    assert part in problem


@pytest.mark.parametrize(
    ("content", "line"),
    [("[site\n", 1), ('[site]\ntitle = "a\n', 2), ("a = 1\na = 2\n", 2), ("x = [1,\n2\n", 2)],
)
def test_what_is_no_toml_is_reported_with_its_line(content, line):
    (problem,) = problems(content)

    assert problem.startswith(f"config.toml:{line}: is not valid TOML")


def test_a_variable_is_filled_in_from_the_environment():
    settings = parse(
        '[site]\nauthor = "${WHO} & co"\n[[source]]\nurl = "https://a.example/${KEY}"\ntags = ["${WHO}"]',
        {"WHO": "Lu Yu", "KEY": "s3cret"},
    )

    assert settings.site.author == "Lu Yu & co"
    assert settings.sources[0].url == "https://a.example/s3cret"
    assert settings.sources[0].tags == ("Lu Yu",)


def test_a_variable_that_is_not_set_is_a_problem():
    (problem,) = problems('[site]\nauthor = "${WHO}"')

    assert "environment variable WHO, which is not set" in problem


def test_a_problem_never_shows_what_a_variable_holds():
    report = problems(
        '[[source]]\nurl = "ftp://a.example/${KEY}"\nid = "${KEY}"\nlang = "${KEY} x"\n'
        'cron = "${KEY}"\n[[feed]]\nid = "x"\nsources = ["${KEY}"]',
        {"KEY": "S3cret"},
        cron=_no_cron,
    )

    assert len(report) == 5
    assert "S3cret" not in "\n".join(report)


def _no_cron(expression, timezone):
    raise ValueError("needs five fields")


def test_a_crontab_expression_is_checked_in_its_time_zone():
    asked = []

    parse(
        '[fetch]\ncron = "0 1 * * *"\n[[source]]\nurl = "https://a.example/"\n'
        'cron = "0 2 * * *"\ntimezone = "Asia/Shanghai"\n'
        '[[source]]\nurl = "https://b.example/"',
        cron=lambda *question: asked.append(question),
    )

    assert asked == [("0 1 * * *", "UTC"), ("0 2 * * *", "Asia/Shanghai")]


def test_a_wrong_crontab_expression_is_a_problem_of_its_line():
    (problem,) = problems('[[source]]\nurl = "https://a.example/"\ncron = "x"', cron=_no_cron)

    assert (
        problem == 'config.toml:3: source 1: cron = "x" is no crontab expression: needs five fields'
    )


def test_a_file_that_cannot_be_read_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        config.load(tmp_path / "config.toml", {})


def test_a_file_in_another_encoding_is_a_configuration_error(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes("[site]\ntitle = '茶'".encode("gb18030"))

    with pytest.raises(ConfigError, match="not UTF-8"):
        config.load(path, {})


def test_a_byte_order_mark_is_no_error(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbf[site]\ntitle = "x"')

    assert config.load(path, {}).site.title == "x"


def test_sources_share_what_none_of_them_says():
    one, other = parse(
        """
[[source]]
url = "https://a.example/"
[[source]]
url = "https://b.example/"
"""
    ).sources

    assert one.select is other.select
    assert one.filter is other.filter
    assert one.request is other.request
    assert one.hooks is other.hooks


@pytest.mark.parametrize("text", ["", "[fetch]\nintervall = 1"])
def test_garbage_is_collected_again_once_a_file_is_read(text):
    with suppress(ConfigError):
        parse(text)

    assert gc.isenabled()


_RHYTHMS = pytest.mark.parametrize(
    "fetch", ["", 'interval = "auto"', 'interval = "2h"\njitter = 0.5', 'cron = "5 4 * * *"']
)


@_RHYTHMS
@pytest.mark.parametrize(
    "said",
    [
        'url = "https://tea.example/feed"',
        'url = "HTTPS://Tea.example:443"\nid = "tea"\ntitle = " Tea "\ntags = ["a", "b"]',
    ],
)
def test_a_source_that_says_little_is_read_like_one_that_says_more(fetch, said):
    usual = f'[fetch]\n{fetch}\n[hooks]\nentry = ["drop"]\n[[source]]\n{said}\n'

    little, more = parse(usual), parse(f"{usual}enabled = true\n")

    assert little.sources == more.sources


@pytest.mark.parametrize(
    "said",
    [
        "",
        'url = "ftp://tea.example"',
        'id = "Tea"\nurl = 3',
        'id = "all"\nurl = "https://tea.example"',
        'url = "https://tea.example"\ntitle = " "\ntags = ["a", "a"]',
    ],
)
def test_a_source_that_says_little_and_wrong_is_told_like_one_that_says_more(said):
    assert problems(f"[[source]]\n{said}") == problems(f"[[source]]\n{said}\nenabled = true")


def test_a_source_that_says_little_keeps_its_secrets():
    (source,) = parse(
        '[[source]]\nid = "tea"\nurl = "https://tea.example/?key=${KEY}"', {"KEY": "x1"}
    ).sources

    assert (source.shown, dict(source.secrets)) == (
        "https://tea.example/?key=${KEY}",
        {"KEY": "x1"},
    )
