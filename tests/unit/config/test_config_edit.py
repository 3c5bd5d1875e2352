"""config.toml as text: what a person wrote stays, byte for byte."""

import os
import re
import tomllib

import pytest

from syndicate import config
from syndicate.config import edit
from syndicate.errors import ConfigError

WRITTEN = """\
# mine
[site]
title   =   "Tea"   # oddly spaced

[[source]]
url = "https://a.example/"
[[feed]]
id = "all"
# last words"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config.toml"


def checker(path):
    return lambda content: config.parse(content, path, {})


def test_the_first_file_is_all_defaults(path):
    assert config.parse(edit.TEMPLATE, path, {}) == config.parse("", path, {})


def test_what_the_first_file_calls_defaults_are_the_defaults(path):
    unset = "no default|default: |by command|example.org/feed|cron|id = |tags"
    lines = [
        re.sub(r"^#(?=[a-z_]+ *=)", "", line) if not re.search(unset, line) else line
        for line in edit.TEMPLATE.splitlines()
    ]

    settings = config.parse("\n".join(lines[: lines.index("#[[feed]]")]), path, {})

    assert settings == config.parse("", path, {})


def test_every_line_of_the_first_file_is_valid_when_it_is_not_a_comment(path):
    for name in ("ca.pem", "cookies.txt"):
        (path.parent / name).touch()
    (path.parent / "theme").mkdir()
    text = re.sub(r"(?m)^#(?=\[|[a-z_]+ *=)", "", edit.TEMPLATE)
    text = text.replace('"host:port" = "address:port"', '"a.example:80" = "127.0.0.1:80"')

    environ = dict.fromkeys(("HTTPS_PROXY", "KEY", "PASSWORD"), "http://proxy.example:3128")
    settings = config.parse(text, path, environ, cron=lambda expression, timezone: None)

    assert settings.sources[0].tags == ("tea", "maps")
    assert settings.feeds[0].sources == ("example.org",)
    assert settings.fetch.connect_to == {"a.example:80": "127.0.0.1:80"}


def test_a_new_source_leaves_every_byte_before_it(path):
    path.write_text(WRITTEN)

    settings = edit.add_sources(
        path,
        [{"id": "b", "url": "https://b.example/", "tags": ["茶", 'a "quoted" one'], "backfill": 5}],
        checker(path),
    )

    assert path.read_text().startswith(WRITTEN)
    assert config.load(path, {}) == settings
    assert [source.id for source in settings.sources] == ["a.example", "b"]
    assert settings.sources[1].tags == ("茶", 'a "quoted" one')
    assert settings.sources[1].backfill == 5


def test_several_sources_are_added_in_one_write(path):
    path.write_text("")

    settings = edit.add_sources(
        path,
        [{"id": "a", "url": "https://a.example/"}, {"id": "b", "url": "https://b.example/"}],
        checker(path),
    )

    assert [source.id for source in settings.sources] == ["a", "b"]
    assert path.read_text().startswith('[[source]]\nid = "a"\n')


def test_windows_line_ends_stay(path):
    path.write_bytes(b"[site]\r\ntitle = 'x'\r\n")

    edit.add_sources(path, [{"url": "https://a.example/"}], checker(path))

    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") == 5


def test_a_source_that_cannot_be_is_not_written(path):
    path.write_text(WRITTEN)

    with pytest.raises(ConfigError):
        edit.add_sources(path, [{"url": "https://www.a.example/"}], checker(path))

    assert path.read_text() == WRITTEN
    assert os.listdir(path.parent) == ["config.toml"]


def test_an_inline_array_of_sources_is_refused_and_left_alone(path):
    path.write_text('source = [{ url = "https://a.example/" }]\n')

    with pytest.raises(ConfigError, match="not valid TOML"):
        edit.add_sources(path, [{"url": "https://b.example/"}], checker(path))

    assert "b.example" not in path.read_text()


def test_writing_keeps_the_mode_and_the_link(path, tmp_path):
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    real.chmod(0o600)
    path.symlink_to(real)

    edit.write(path, "[site]\n")

    assert path.is_symlink()
    assert real.read_text() == "[site]\n"
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be written"):
        edit.write(tmp_path / "absent" / "config.toml", "")


def test_an_interval_that_is_learned_is_shown_as_it_is_written(path):
    content = '[fetch]\ninterval = "auto"\n[[source]]\nurl = "https://a.example/"\n'
    settings = config.parse(content, path, {})

    read = tomllib.loads(edit.shown(settings, config.tables(content, path)))

    assert read["fetch"]["interval"] == read["source"][0]["interval"] == "auto"
    assert "adaptive" not in read["fetch"] | read["source"][0]


def test_the_effective_configuration_is_shown_without_secrets(path):
    content = (
        '[site]\nauthor = "${WHO}"\n[fetch]\ninterval = "90m"\n'
        '[[source]]\nurl = "https://a.example/${KEY}"\nbackfill = "all"\n[[feed]]\nid = "all"\n'
    )
    settings = config.parse(content, path, {"WHO": "me", "KEY": "s3cret"})

    shown = edit.shown(settings, config.tables(content, path))
    read = tomllib.loads(shown)

    assert "s3cret" not in shown
    assert read["site"]["author"] == "${WHO}"
    assert read["fetch"]["interval"] == "90m"
    assert read["source"][0]["interval"] == "1h30m"
    assert read["source"][0]["backfill"] == "all"
    assert read["server"] == {"host": "127.0.0.1", "port": 8484}
    assert read["feed"][0]["limit"] == 50


def test_what_is_shown_is_itself_a_configuration(path):
    settings = config.parse(WRITTEN, path, {})

    shown = edit.shown(settings, config.tables(WRITTEN, path))

    assert config.parse(shown, path, {}) == settings
