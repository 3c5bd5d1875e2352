"""What every test run shares: the HTTP core under test, patience, and honesty about skips."""

import logging
import os

import pytest
from hypothesis import HealthCheck, settings

if os.environ.get("SYNDICATE_TEST_HTTPX2"):
    # Before anything imports httpx: from here on `import httpx` is its maintained fork.
    import httpx2

    httpx2.alias_httpx()

# A deadline measures the machine, which is shared; a database would be written into the checkout.
settings.register_profile(
    "house", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch):
    """A SYNDICATE_CONFIG or SOURCE_DATE_EPOCH of the shell would change what commands do."""
    for name in list(os.environ):
        if name == "SOURCE_DATE_EPOCH" or (
            name.startswith("SYNDICATE_") and not name.startswith("SYNDICATE_TEST_")
        ):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def log_as_before():
    """Take back what commands do to the product's logger: other tests listen to it."""
    logger = logging.getLogger("syndicate")
    handlers, level, propagate = [*logger.handlers], logger.level, logger.propagate
    yield
    logger.handlers[:], logger.propagate = handlers, propagate
    logger.setLevel(level)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let no end-to-end test pass by not running, where SYNDICATE_TEST_NO_SKIP says so."""
    report = yield
    must_run = item.get_closest_marker("end_to_end") and os.environ.get("SYNDICATE_TEST_NO_SKIP")
    if must_run and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
