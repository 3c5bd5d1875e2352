import pytest

from syndicate.archiver.files.fields import ROOM, values
from syndicate.archiver.files.scalars import lines
from syndicate.model import Article


def article(**told):
    return Article(key="k", id="urn:k", source="s", markdown="Text.", **told)


@pytest.mark.parametrize("char", ["\U0010ffff", "\x01", "\u2028", '"', "字", "a"])
def test_what_fits_stays_whole_and_the_rest_gives_way(char):
    long = char * 2_000
    told = {"title": long, "description": long, "publisher": long, "rights": long}

    found = values(article(**told, authors=(long, "Ada")))

    size = sum(len(lines(name, value).encode()) for name, value in found.items())
    everything = sum(len(lines(name, value).encode()) for name, value in told.items())
    assert size <= ROOM
    if everything * 1.3 < ROOM:
        assert {name: found[name] for name in told} == told
