"""The files of deploy/: valid where a tool can tell, and of one mind with the program and its docs."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
from configparser import RawConfigParser
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
import yaml

from syndicate.cli import exits
from syndicate.cli.root import root
from syndicate.scheduler import DRAIN, cron_next

HOME = Path(__file__).parents[3]
DEPLOY = HOME / "deploy"
BINARY = "/opt/syndicate/bin/syndicate"
SERVICES = ("syndicate.service", "syndicate-run.service")
ANALYZE = shutil.which("systemd-analyze")


class Unit(RawConfigParser):
    """A unit file; a key that may come again keeps its last value."""

    def __init__(self, name):
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str
        self.read_string((DEPLOY / name).read_text())


def workflow():
    return yaml.safe_load((DEPLOY / "github/syndicate.yml").read_text())


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["syndicate"]


def instructions():
    """Return (instruction, rest) of the Dockerfile, lines joined."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def parsed(line):
    """Parse a command line of ours up to its command; raise UsageError when it is wrong."""
    words = line.split()
    assert words[0].endswith("syndicate")
    context = click.Context(root)
    _, rest, _ = root.make_parser(context).parse_args(words[1:])
    command = root.get_command(context, rest[0])
    inner = click.Context(command)
    _, left, _ = command.make_parser(inner).parse_args(rest[1:])
    assert not left
    return rest[0]


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not here")
def test_systemd_understands_every_unit(tmp_path):
    for file in DEPLOY.glob("syndicate*.*"):
        if file.suffix in (".service", ".timer"):
            # The program is not installed where the unit looks for it.
            text = file.read_text().replace(BINARY, "/bin/true")
            (tmp_path / file.name).write_text(text)
    units = sorted(tmp_path.iterdir())

    said = subprocess.run([ANALYZE, "verify", *units], capture_output=True, text=True, check=False)

    assert len(units) == 3
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_a_command_that_exists(name):
    assert parsed(Unit(name)["Service"]["ExecStart"]) in ("daemon", "run")


def test_the_daemon_is_waited_for_and_watched():
    service = Unit("syndicate.service")["Service"]

    assert service["Type"] == "notify"
    assert service["WatchdogSec"] == "2min"
    assert int(service["TimeoutStopSec"].removesuffix("s")) > DRAIN.total_seconds()


def test_what_a_restart_cannot_mend_is_not_restarted():
    prevented = Unit("syndicate.service")["Service"]["RestartPreventExitStatus"].split()

    assert {int(code) for code in prevented} == {exits.LOCKED, exits.CONFIG}


def test_a_run_that_saved_some_sources_did_its_work():
    service = Unit("syndicate-run.service")["Service"]

    assert service["Type"] == "oneshot"
    assert int(service["SuccessExitStatus"]) == exits.SOME_SOURCES_FAILED


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    "key",
    ["DynamicUser", "NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"],
)
def test_a_unit_may_do_little(name, key):
    service = Unit(name)["Service"]

    assert service[key] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert set(service["RestrictAddressFamilies"].split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}


def test_both_units_may_do_the_same():
    def bounds(name):
        text = (DEPLOY / name).read_text()
        return text[text.index("DynamicUser") :].partition("[Install]")[0].strip()

    assert bounds(SERVICES[0]) == bounds(SERVICES[1])


def test_the_line_for_cron_is_one_and_silent():
    [line] = [
        line
        for line in (DEPLOY / "crontab").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    *times, command = line.split(maxsplit=5)

    assert cron_next(" ".join(times), "UTC", datetime(2026, 3, 1, tzinfo=UTC)).minute == 7
    assert "-q" in command.split()
    assert parsed(command) == "run"


def test_the_image_runs_as_nobody_special_over_a_volume():
    said = dict(instructions())

    assert said["USER"] == "1000:1000"
    assert said["VOLUME"] == said["WORKDIR"] == "/data"
    assert said["ENTRYPOINT"] == '["syndicate"]'
    assert "CMD" in said["HEALTHCHECK"]


def test_the_image_is_built_from_what_is_there():
    copied = [rest for name, rest in instructions() if name == "COPY" and "--from" not in rest]
    names = [name for rest in copied for name in rest.split()[:-1]]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()

    assert all((HOME / name).exists() for name in names)
    assert {f"!{name.removeprefix('./')}" for name in names} <= set(ignored)


def test_the_check_of_health_takes_any_answer_and_no_silence():
    check = json.loads(dict(instructions())["HEALTHCHECK"].partition("CMD ")[2])
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    port = str(server.server_address[1])
    script = check[-1].replace("8484", port).replace("timeout=8", "timeout=0.5")

    def healthy():
        command = [sys.executable, "-c", script]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    thread = threading.Thread(target=server.handle_request)
    thread.start()
    answered = healthy()
    thread.join()
    silent = healthy()
    server.server_close()

    assert answered
    assert not silent
    assert not healthy()


def test_compose_builds_that_image_and_gives_it_a_folder():
    service = compose()

    assert (HOME / service["build"]["dockerfile"]).is_file()
    assert (DEPLOY / service["build"]["context"]).resolve() == HOME
    assert service["volumes"] == ["./data:/data"]
    assert service["ports"] == ["127.0.0.1:8484:8484"]
    assert int(service["stop_grace_period"].removesuffix("s")) > DRAIN.total_seconds()


def test_the_workflow_runs_on_a_schedule_and_by_hand_never_twice_at_once():
    # YAML 1.1 takes `on` for a truth.
    when = workflow()[True]

    [schedule] = when["schedule"]
    assert schedule["cron"].split()[1:] == ["*"] * 4
    assert "workflow_dispatch" in when
    assert workflow()["concurrency"] == {"group": "syndicate", "cancel-in-progress": False}


def test_each_job_of_the_workflow_may_do_what_it_does_and_no_more():
    jobs = workflow()["jobs"]

    assert workflow()["permissions"] == {"contents": "read"}
    assert jobs["run"]["permissions"] == {"contents": "write"}
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["publish"]["needs"] == "run"


def test_the_workflow_keeps_what_came_though_sources_failed():
    steps = workflow()["jobs"]["run"]["steps"]
    [run] = [step for step in steps if "syndicate -v run" in step.get("run", "")]
    [keep] = [step for step in steps if "git add" in step.get("run", "")]

    assert f"[ $? -eq {exits.SOME_SOURCES_FAILED} ]" in run["run"]
    assert parsed(run["run"].partition(" ||")[0]) == "run"
    assert keep["if"] == "${{ !cancelled() }}"
    assert "git add archive .syndicate/sources.jsonl .gitignore" in keep["run"]
    assert steps.index(run) < steps.index(keep)
    assert steps[-1]["with"] == {"path": "public"}


def test_the_workflow_commits_nothing_when_nothing_came(tmp_path):
    [keep] = [
        step["run"]
        for step in workflow()["jobs"]["run"]["steps"]
        if "git add" in step.get("run", "")
    ]
    keep = keep.replace("git pull --rebase && git push", "true")

    def sh(script):
        return subprocess.run(
            ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    sh("git init -q; mkdir archive .syndicate; echo a > archive/a; touch .gitignore")
    sh("touch .syndicate/sources.jsonl .syndicate/state.db; mkdir public; touch public/x")
    sh(keep)
    sh(keep)

    assert sh("git log --format=%s").splitlines() == ["Archive what came"]
    assert "state.db" not in sh("git ls-files")
    assert "public" not in sh("git ls-files")


@pytest.mark.parametrize(
    ("page", "files"),
    [
        ("systemd", ["syndicate.service", "syndicate-run.service", "syndicate-run.timer"]),
        ("docker", ["Dockerfile", "compose.yaml"]),
        ("cron", ["crontab"]),
        ("github-actions", ["github/syndicate.yml"]),
    ],
)
def test_every_file_has_its_page(page, files):
    text = (HOME / f"docs/how-to/{page}.md").read_text()

    for name in files:
        assert f"(../../deploy/{name})" in text
