"""What every test run shares: the HTTP core under test, patience, and honesty about skips."""

import os

import pytest
from helpers import logs
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
    """Let no test hear less because of a command that an earlier one ran."""
    with logs.as_before():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let no end-to-end test pass by not running, where SYNDICATE_TEST_NO_SKIP says so."""
    report = yield
    must_run = item.get_closest_marker("end_to_end") and os.environ.get("SYNDICATE_TEST_NO_SKIP")
    if must_run and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
