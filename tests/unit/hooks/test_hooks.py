import asyncio
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from syndicate import hooks
from syndicate.errors import HookError

USUAL = {"environ": {}, "timeout": 10.0, "limit": 1_000_000}


def python(code, *arguments):
    return [sys.executable, "-c", code, *arguments]


def is_alive(number):
    """Tell whether a process runs; one that nobody has reaped yet is dead."""
    try:
        with open(f"/proc/{number}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run(command, **wishes):
    return asyncio.run(hooks.run(command, **wishes))


def wait_for(path):
    until = time.monotonic() + 10
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < until, "the program never began"
        time.sleep(0.01)
    return path.read_text()


def ends_soon(number):
    until = time.monotonic() + 5
    while is_alive(number) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_alive(number)


def test_a_program_gets_its_input_and_its_output_is_returned(tmp_path):
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().upper())"

    printed = run(python(code), stdin=b"caf\xc3\xa9", cwd=tmp_path, **USUAL)

    assert printed == b"CAF\xc3\xa9"


def test_long_input_and_output_do_not_wait_for_each_other(tmp_path):
    code = "import sys; [sys.stdout.write(line) for line in sys.stdin]"
    text = b"a line of text\n" * 50_000

    assert run(python(code), stdin=text, cwd=tmp_path, **USUAL) == text


def test_a_program_that_reads_no_input_has_not_failed(tmp_path):
    printed = run(python("print(1)"), stdin=b"x" * 1_000_000, cwd=tmp_path, **USUAL)

    assert printed == b"1\n"


def test_no_shell_sees_the_arguments(tmp_path):
    hostile = "$(touch hacked); `touch hacked` && touch hacked | *"

    printed = run(python("import sys; print(sys.argv[1])", hostile), cwd=tmp_path, **USUAL)

    assert printed.decode().strip() == hostile
    assert list(tmp_path.iterdir()) == []


def test_a_program_runs_in_the_folder_it_is_given(tmp_path):
    (tmp_path / "here.sh").write_text("#!/bin/sh\npwd\n")
    (tmp_path / "here.sh").chmod(0o755)

    printed = run(["./here.sh"], cwd=tmp_path, **USUAL)

    assert printed.decode().strip() == str(tmp_path.resolve())


def test_secrets_of_our_environment_stay_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "secret")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    told = {**USUAL, "environ": {"SYNDICATE_SOURCE": "one"}}

    printed = run(["env"], cwd=tmp_path, **told).decode()

    names = {line.partition("=")[0] for line in printed.splitlines()}
    assert {"PATH", "LC_ALL", "SYNDICATE_SOURCE"} <= names
    assert "API_TOKEN" not in names


def test_a_failure_tells_its_status_and_the_last_lines_of_stderr(tmp_path):
    code = (
        "import sys; sys.stderr.write('one\\ntwo\\n\\x1b[31mthree\\x1b[0m\\nfour\\n'); sys.exit(9)"
    )

    with pytest.raises(HookError) as failed:
        run(python(code, "--password=secret"), cwd=tmp_path, **USUAL)

    assert failed.value.message.endswith("failed with status 9: two / three / four")
    assert "secret" not in failed.value.message


def test_a_program_that_a_signal_ended_has_failed(tmp_path):
    code = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"

    with pytest.raises(HookError, match="was ended by SIGSEGV"):
        run(python(code), cwd=tmp_path, **USUAL)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["no-such-program-anywhere"], "No such file"),
        (["/"], "Permission denied"),
        (["bad\0name"], "null byte"),
        ([], "command is empty"),
    ],
)
def test_what_cannot_be_started_is_told(tmp_path, command, reason):
    with pytest.raises(HookError, match=reason):
        run(command, cwd=tmp_path, **USUAL)


def test_a_program_that_may_not_be_run_is_told_with_what_allows_it(tmp_path):
    (tmp_path / "judge").write_text("#!/bin/sh\n")

    with pytest.raises(HookError) as failed:
        run(["./judge"], cwd=tmp_path, **USUAL)

    assert failed.value.hint == "it must be executable: chmod +x judge"


def test_too_much_output_ends_the_program(tmp_path):
    code = "while True: print('x' * 1000)"

    with pytest.raises(HookError, match="printed more than 5000 bytes"):
        run(python(code), cwd=tmp_path, environ={}, timeout=10, limit=5_000)


def test_endless_complaints_cost_no_memory_and_the_last_is_told(tmp_path):
    code = (
        "import sys; [sys.stderr.write('x' * 999 + '\\n') for _ in range(2000)];"
        "sys.exit('the last word')"
    )

    with pytest.raises(HookError, match="the last word$") as failed:
        run(python(code), cwd=tmp_path, **USUAL)

    assert len(failed.value.message) < 700


def test_a_program_out_of_time_ends_with_all_that_it_started(tmp_path):
    code = (
        "import subprocess, sys, time;"
        "child = subprocess.Popen(['sleep', '60']);"
        "open('pid', 'w').write(str(child.pid)); time.sleep(60)"
    )
    before = time.monotonic()

    with pytest.raises(HookError, match="took longer than 1 seconds"):
        run(python(code), cwd=tmp_path, environ={}, timeout=1, limit=10)

    assert time.monotonic() - before < 5
    assert ends_soon(int((tmp_path / "pid").read_text()))


def test_a_child_that_left_the_group_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(hooks, "GRACE", 0.2)
    before = time.monotonic()

    printed = run(["sh", "-c", "setsid sleep 5 & echo done"], cwd=tmp_path, **USUAL)

    assert printed == b"done\n"
    assert time.monotonic() - before < 3


def test_a_program_that_ignores_the_request_to_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(hooks, "GRACE", 0.2)
    code = "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done"

    with pytest.raises(HookError, match="took longer"):
        run(["sh", "-c", code], cwd=tmp_path, environ={}, timeout=0.5, limit=10)

    assert ends_soon(int((tmp_path / "pid").read_text()))


def test_a_child_left_behind_holds_nothing_up(tmp_path):
    code = "sleep 60 & echo $! > pid; echo done"
    before = time.monotonic()

    printed = run(["sh", "-c", code], cwd=tmp_path, **USUAL)

    assert printed == b"done\n"
    assert time.monotonic() - before < 5
    assert ends_soon(int((tmp_path / "pid").read_text()))


def test_cancelling_ends_the_program(tmp_path):
    code = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"

    async def cancel():
        running = asyncio.create_task(hooks.run(python(code), cwd=tmp_path, **USUAL))
        number = int(await asyncio.to_thread(wait_for, tmp_path / "pid"))
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        return number

    assert ends_soon(asyncio.run(cancel()))


def test_slow_programs_leave_the_threads_of_file_work_alone(tmp_path):
    waiting = ["sh", "-c", "echo on > began; until [ -e go ]; do sleep 0.01; done"]

    async def work_beside_a_program():
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        running = asyncio.create_task(hooks.run(waiting, cwd=tmp_path, **USUAL))
        async with asyncio.timeout(5):
            await asyncio.to_thread(wait_for, tmp_path / "began")
        (tmp_path / "go").touch()
        await running

    asyncio.run(work_beside_a_program())


def test_no_descriptor_is_left_open(tmp_path):
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(5):
        run(["echo"], stdin=b"x", cwd=tmp_path, **USUAL)

    assert len(os.listdir("/proc/self/fd")) == before
