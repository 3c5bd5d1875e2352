"""How many requests a second one core answers, and how soon, with slow clients beside.

    python benchmarks/serving.py FOLDER [--seconds 5] [--slow 50]

FOLDER is a published one. wrk asks from another core, over loopback: for a small file, for the
feed of everything plain and packed, and for it with its ETag (304). Each row has requests a
second, the 99th percentile in milliseconds, and the server's memory afterwards. It ends with 1
below 20,000 a second for 200, 30,000 for 304, above 5 ms, or when a slow client was dropped.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = """
import sys
from pathlib import Path
from syndicate.server.files import files
from syndicate.server.run import serve_until_stopped

app = files(Path(sys.argv[1]))
serve_until_stopped(app, "127.0.0.1", 0, lambda url: print(url, flush=True), app.at_hand)
"""
FEED = "feeds/all.atom"
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a folder on the first core; yield its address and the process."""
    command = ["taskset", "-c", "0", sys.executable, "-c", SERVER, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield (process.stdout.readline().strip() if process.stdout else ""), process.pid
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def slow_clients(url: str, count: int) -> Iterator[list[socket.socket]]:
    """Hold clients that take a byte a second, half of which ask as slowly; yield them."""
    host, port = re.findall(r"//([^:/]+):(\d+)", url)[0]
    clients = [socket.create_connection((host, int(port)), timeout=5) for _ in range(count)]
    ended = threading.Event()

    def drip() -> None:
        request = f"GET /{FEED} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        size = len(request) // 8 + 1
        parts = [request[at : at + size] for at in range(0, len(request), size)]
        for client in clients[::2]:
            client.sendall(request)
        while not ended.wait(1):
            part = parts.pop(0) if parts else b""
            for number, client in enumerate(clients):
                if number % 2 and part:
                    client.sendall(part)
                else:
                    client.recv(1)

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        yield clients
    finally:
        ended.set()
        dripping.join()
        for client in clients:
            client.close()


def ask(url: str, seconds: int, *headers: str) -> tuple[float, float]:
    """Return requests a second and the 99th percentile in milliseconds."""
    named = [part for header in headers for part in ("-H", header)]
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c32", f"-d{seconds}", "--latency", *named, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", printed)[0])
    value, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)", printed)[0]
    return rate, float(value) * _UNITS[unit]


def memory(pid: int) -> int:
    """Return a process's megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024


def main() -> int:
    """Measure, print, and compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--slow", type=int, default=50)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {options.slow} slow clients\n")
    print("| | requests/s | 99 % in ms | MB |\n|---|---|---|---|")
    missed = False
    with server(options.folder) as (url, pid), slow_clients(url, options.slow) as clients:
        with urllib.request.urlopen(url + FEED) as answer:
            tag = answer.headers["etag"]
        asked = (
            ("200, small", "robots.txt", (), 20_000),
            ("200, feed", FEED, (), 20_000),
            ("200, feed packed", FEED, ("Accept-Encoding: gzip",), 20_000),
            ("304", FEED, (f"If-None-Match: {tag}",), 30_000),
        )
        for name, path, headers, bar in asked:
            urllib.request.urlopen(url + path).close()
            rate, late = ask(url + path, options.seconds, *headers)
            missed |= rate < bar or late > 5
            print(f"| {name} | {rate:,.0f} | {late:.2f} | {memory(pid)} |")
        time.sleep(1)
        held = sum(client.fileno() >= 0 and _is_open(client) for client in clients)
    print(f"\n{held} of {options.slow} slow clients held")
    return int(missed or held < options.slow)


def _is_open(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
