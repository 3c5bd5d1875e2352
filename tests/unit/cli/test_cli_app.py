"""The commands are tested on a fake App: it has to be called as the real one is."""

import inspect

import pytest

from syndicate.app import App, open_app

METHODS = [
    name
    for name, member in vars(App).items()
    if inspect.isfunction(member) and not name.startswith("_")
]


def parameters(function):
    """Return how a function is called: its annotations do not matter."""
    given = inspect.signature(function).parameters.values()
    return [(each.name, each.kind, each.default) for each in given]


@pytest.mark.parametrize("name", METHODS)
def test_the_fake_app_is_called_as_the_real_one(fake, name):
    assert parameters(getattr(type(fake), name)) == parameters(getattr(App, name))


def test_the_fake_app_is_opened_as_the_real_one(fake):
    # The fixture has put the fake's own in the place of `app.open_app`.
    assert parameters(fake.open) == parameters(open_app)


def test_the_surface_is_what_is_compared():
    assert {"run", "build", "daemon", "adopt", "list"} <= set(METHODS)
