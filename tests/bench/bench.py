#!/usr/bin/env python3
"""A first bench: how soon the console is on the screen and in how many bytes, beside programs of this machine that people know; and what
show and export take beside the least that could do the same (saving: save.c). Medians of RUNS, in one run on one machine: read the ratios.

bench.py PROGRAM [RUNS]
"""
import fcntl
import os
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time

PLAN = "conf/gaoxin-2021.conf"
QUIET = 0.15  # a picture is there when nothing has come for so long


def open_on_terminal(argv, rows=24, cols=80):
    """Seconds from the start to the last byte of the first picture, and its bytes."""
    fd, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        for stream in (0, 1, 2):
            os.dup2(terminal, stream)
        os.closerange(3, 64)
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execvp(argv[0], argv)
    os.close(terminal)
    size, last = 0, start
    while True:
        ready, _, _ = select.select([fd], [], [], QUIET if size else 5)
        if not ready:
            break
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        size, last = size + len(data), time.perf_counter()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return last - start, size


def seconds(argv):
    start = time.perf_counter()
    subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def median(f, *args, runs):
    return statistics.median(f(*args) for _ in range(runs))


def opening(program, runs):
    peers = [["less", PLAN], ["nano", "-v", PLAN], ["vim", "-R", PLAN], ["htop"], ["tig"], ["sc-im", PLAN], ["vd", PLAN]]
    print(f"opening {PLAN} at 80x24:        ms   bytes")
    base = None
    for argv in [[program, PLAN]] + [p for p in peers if shutil.which(p[0])]:
        taken = [open_on_terminal(argv) for _ in range(runs)]
        ms = statistics.median(t for t, _ in taken) * 1000
        size = statistics.median(n for _, n in taken)
        base = base or ms
        print(f"  {os.path.basename(argv[0]):<28} {ms:10.1f} {size:7.0f}   x{ms / base:.2f}")


def commands(program, runs):
    print("without a terminal:                     ms")
    start = median(seconds, [program, "--version"], runs=runs) * 1000
    for label, argv in (
        ("guatu --version", [program, "--version"]),
        ("guatu check", [program, "check", PLAN]),
        ("guatu show", [program, "show", PLAN]),
        ("guatu export", [program, "export", PLAN]),
        ("cat", ["cat", PLAN]),
        ("python3 -c pass", ["python3", "-c", "pass"]),
    ):
        ms = median(seconds, argv, runs=runs) * 1000
        print(f"  {label:<34} {ms:8.1f}   x{ms / start:.2f} of its own start")


def main():
    program = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 11
    opening(program, runs)
    commands(program, runs)


if __name__ == "__main__":
    main()
