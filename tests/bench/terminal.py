"""A program in a pseudo-terminal, and how long its answers take.

An answer is over when nothing more has come for `gap` seconds and the program sleeps; its time is that of the last byte before that, so neither
the gap nor what the waiting costs is part of it. The measuring side blocks in poll, keeps to one processor and leaves the other to
the program.
"""
import fcntl
import gc
import os
import select
import signal
import struct
import termios
import time

ALONE = len(os.sched_getaffinity(0)) > 1  # measuring side and program have a processor each
OURS, THEIRS = (sorted(os.sched_getaffinity(0))[0], sorted(os.sched_getaffinity(0))[-1])
CAP = 120  # seconds after which an answer is given up


def settle_in():
    """Called once: the measuring side stays on its processor and never stops to collect garbage."""
    if ALONE:
        os.sched_setaffinity(0, {OURS})
    gc.collect()
    gc.disable()


def environment(home):
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": home, "TMPDIR": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "GUATU_USER": "li", "SHELL": "/bin/sh"}


def read_status(pid, field):
    with open(f"/proc/{pid}/status") as f:
        for line in f:
            if line.startswith(field + ":"):
                return int(line.split()[1])
    return 0


class Terminal:
    def __init__(self, argv, home, rows=24, cols=80, cwd=None, gap=0.015):
        self.gap, self.poll, self.ended = gap, select.poll(), False
        self.master, slave = os.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        name = os.ttyname(slave)
        os.set_blocking(self.master, True)
        self.poll.register(self.master, select.POLLIN)
        # In a session of its own the first terminal opened becomes the controlling one.
        actions = [(os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        here = os.getcwd()
        if cwd:
            os.chdir(cwd)
        signals = {signal.SIGPIPE, signal.SIGINT}
        self.start = time.perf_counter()
        self.pid = os.posix_spawnp(argv[0], argv, environment(home), file_actions=actions, setsid=True, setsigdef=signals)
        if ALONE:
            os.sched_setaffinity(self.pid, {THEIRS})
        os.chdir(here)
        os.close(slave)

    def asleep(self):
        """Whether the program waits: not running, not in the middle of a disk's answer."""
        try:
            with open(f"/proc/{self.pid}/stat") as f:
                return f.read().rsplit(")", 1)[1].split()[0] in "SZX"
        except FileNotFoundError:
            return True

    def cpu(self):
        """Processor seconds used so far, to the nanosecond."""
        try:
            with open(f"/proc/{self.pid}/schedstat") as f:
                return int(f.read().split()[0]) / 1e9
        except (FileNotFoundError, ProcessLookupError):
            return 0.0

    def collect(self, start, gap=None, least=0.05, cap=CAP):
        """(seconds from `start` to the last byte, bytes); seconds are None when nothing came within `least`."""
        gap_ms, size, last = (gap or self.gap) * 1000, 0, None
        while True:
            if self.poll.poll(gap_ms if size else max(gap_ms, least * 1000)):
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    break
                last = time.perf_counter()
                size += len(data)
            elif self.asleep() or time.perf_counter() - start > cap:
                break
        return (last - start if last else None), size

    def opened(self, gap=0.15):
        return self.collect(self.start, gap=max(gap, self.gap), least=5)

    def drain(self):
        size = 0
        while self.poll.poll(0):
            try:
                size += len(os.read(self.master, 65536))
            except OSError:
                break
        return size

    def press(self, keys, least=0.05):
        """Types, and waits for the whole answer: (seconds, bytes)."""
        self.drain()
        if keys[-1:] == b"\x1b":  # programs wait whether more follows
            least = max(least, 0.3)
        start = time.perf_counter()
        os.write(self.master, keys)
        return self.collect(start, least=least)

    def resize(self, sizes):
        self.drain()
        start = time.perf_counter()
        for rows, cols in sizes:
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        return self.collect(start)

    def running(self):
        if not self.ended:
            self.ended = os.waitpid(self.pid, os.WNOHANG) != (0, 0)
        return not self.ended

    def memory(self):
        """Resident and private kilobytes."""
        private = 0
        with open(f"/proc/{self.pid}/smaps_rollup") as f:
            for line in f:
                if line.startswith(("Private_Clean", "Private_Dirty")):
                    private += int(line.split()[1])
        return read_status(self.pid, "VmRSS"), private

    def wakeups(self):
        return read_status(self.pid, "voluntary_ctxt_switches")

    def end(self):
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.ended = True
        os.close(self.master)
