"""The programs: guatu, the floor and the peers; how each opens the data, and the keys that do the same kind of thing in each.

A kind of key is a round of steps that ends where it began. Steps in `T()` are measured, the others only take the way back. `before` goes
there from the start, `after` goes back to it.

The same kind of thing is what the screen does, whole and at once: another pane comes in the place of the first, every row tells something
else, what was typed takes effect. A key whose effect comes seconds later, or only with Enter, is not measured by the first sign of it; what a
prompt needs that only echoes its letters is a line of its own, without a bar.
"""
import itertools
import os
import shutil
import signal
import subprocess

from terminal import Terminal

DOWN, UP, RIGHT, LEFT, PGDN, PGUP, HOME = b"\x1bOB", b"\x1bOA", b"\x1bOC", b"\x1bOD", b"\x1b[6~", b"\x1b[5~", b"\x1bOH"
TAB, ENTER, ESC, BS = b"\t", b"\r", b"\x1b", b"\x7f"


class T(bytes):
    """A step that is measured."""


class Round:
    def __init__(self, steps, before=(), after=()):
        self.steps, self.before, self.after = list(steps), before, after


def at(name, count):
    """The name in the table of what is measured on a smaller plan for comparison."""
    return f"{name} at {count:,}"


def both(key):
    return Round([T(key), T(key)])


def there_and_back(there, back, **more):
    return Round([T(there), back], **more)


def pages(down, up):
    """The second page down: the first only moves the mark to the last row that is there already."""
    return Round([up, up, down, T(down)])


# Kinds of keys, in the order of the list, and what they are called.
KINDS = {
    "down": "row down",
    "page": "page down",
    "pane": "pane switch",
    "digit": "digit typed",
    "save": "Enter that saves",
    "search": "search typed",
    "echo": "letter echoed",
    "travel": "time travel",
    "language": "language switch",
    "burst": "200 keys at once",
}
STEPS = 8
DOWNS = [T(DOWN)] * STEPS + [UP] * STEPS
# 110 down and 90 up, then the same back.
BURST = (DOWN * 11 + UP * 9) * 10
BURST_BACK = (UP * 11 + DOWN * 9) * 10


class Program:
    name, package, gap, quick = "", "", 0.015, True
    rounds = {}

    def __init__(self, plan, home):
        self.plan, self.home = plan, home

    def argv(self):
        raise NotImplementedError

    def there(self):
        return shutil.which(self.argv()[0]) is not None

    def open(self, rows=24, cols=80):
        return Terminal(self.argv(), self.home, rows, cols, cwd=self.folder(), gap=self.gap)

    def folder(self):
        return self.plan.folder

    def prepare(self):
        pass

    def release(self):
        pass


class Guatu(Program):
    name = "guatu"
    program = "build/guatu"
    into = [b"4", ENTER]  # into the rows of the fourth pane
    out = [b"g", ESC]
    # Two figures for the same target and month, in turn; that it has one already is asked about, and Enter says yes.
    entries = [b"e\x1514.95\r", T(ENTER), HOME, b"e\x1514.92\r", T(ENTER), HOME]
    rounds = {
        "down": Round(DOWNS, into, out),
        "page": Round([HOME, PGDN, T(PGDN)], into, out),
        "pane": Round([T(TAB)] * 5),
        # 14.95, of which every digit after the first is measured.
        "digit": Round([T(b"4"), b".", T(b"9"), T(b"5"), BS, BS, BS, BS], into + [b"1"], [ESC] + out),
        "save": Round(entries, into, out),
        "search": Round([T(b"d"), BS], into + [b"/"], [ESC] + out),
        "echo": there_and_back(b"d", BS, before=[b"i"], after=[ESC]),
        "travel": Round([T(b"["), T(b"["), b"."], into, out),
        "language": both(b"L"),
        "burst": Round([T(BURST), T(BURST_BACK)], into, out),
    }

    def argv(self):
        return [self.program, "--lang=zh", "--today=2021-12-20", self.plan.path("live.conf")]


class Smaller(Guatu):
    """guatu on a smaller plan, for comparison."""

    def __init__(self, plan, home):
        super().__init__(plan, home)
        self.name = at("guatu", plan.count)


class Floor(Program):
    name = "floor"
    program = "build/tests/bench/floor"
    rounds = {
        "down": Round(DOWNS),
        "page": pages(PGDN, PGUP),
        "pane": Round([T(TAB)] * 4),
        "digit": there_and_back(b"7", BS),
        "save": Round([b"1", b"2", T(ENTER)]),
        "search": there_and_back(b"d", BS),
        "echo": there_and_back(b"d", BS),
        "travel": both(b"["),
        "language": both(b"L"),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }

    def argv(self):
        return [self.program, self.plan.path("floor.csv")]


class Less(Program):
    name = package = "less"
    rounds = {
        "down": Round(DOWNS),
        "page": there_and_back(b" ", b"b"),
        "echo": there_and_back(b"d", BS, before=[b"/"], after=[b"\x03"]),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }

    def argv(self):
        return ["less", "-S", self.plan.path("plan.csv")]


class Nano(Program):
    name = package = "nano"
    rounds = {
        "down": Round(DOWNS),
        "page": pages(PGDN, PGUP),
        "digit": there_and_back(b"7", BS),
        "save": Round([b"7", T(b"\x13"), BS, T(b"\x13")]),
        "echo": there_and_back(b"d", BS, before=[b"\x17"], after=[b"\x03"]),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }

    def argv(self):
        return ["nano", self.plan.path("nano.csv")]

    def open(self, rows=24, cols=80):
        lock = self.plan.path(".nano.csv.swp")  # Debian's nano locks, and asks about what one that was killed left
        if os.path.exists(lock):
            os.remove(lock)
        return super().open(rows, cols)


class Vim(Program):
    name = package = "vim"
    rounds = {
        "down": Round(DOWNS),
        "page": there_and_back(b"\x06", b"\x02"),
        "digit": there_and_back(b"7", BS, before=[b"i"], after=[ESC]),
        "save": Round([b"x", T(b":w\r"), b"u", T(b":w\r")]),
        "search": there_and_back(b"d", BS, before=[b"/"], after=[ESC]),
        "echo": there_and_back(b"d", BS, before=[b":"], after=[ESC]),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }

    def argv(self):
        return ["vim", "-n", self.plan.path("vim.csv")]


class Htop(Program):
    """It shows 93 processes that sleep under the names of the plan's targets, whatever else runs on the machine."""

    name = package = "htop"
    rounds = {
        "down": Round(DOWNS),
        "page": pages(PGDN, PGUP),
        "pane": both(TAB),
        "digit": there_and_back(b"7", BS, before=[b"\\"], after=[ESC]),
        "search": there_and_back(b"s", BS, before=[b"/"], after=[ESC]),
        # Sideways: every row shows otherwise at once. Its other keys that change the rows (I, t, m) mark the heading; rows follow with the tick.
        "travel": Round([T(RIGHT), T(LEFT)]),
        "language": Round([T(RIGHT), T(LEFT)]),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }
    sleepers = []

    def prepare(self):
        names = [f"{target.names_of(copy)[0]} {target.number(11)}" for target, copy in itertools.islice(self.plan.rows(), 93)]
        Htop.sleepers = [subprocess.Popen([name, "36000"], executable=shutil.which("sleep")) for name in names]

    def release(self):
        for p in Htop.sleepers:
            p.send_signal(signal.SIGKILL)
            p.wait()
        Htop.sleepers = []

    def argv(self):
        return ["htop", "-d", "100", "-p", ",".join(str(p.pid) for p in Htop.sleepers)]


class Tig(Program):
    name = package = "tig"
    rounds = {
        "down": Round(DOWNS),
        "page": pages(PGDN, PGUP),
        "pane": Round([T(b"h"), T(b"q")]),  # its Tab goes from one half of the screen to the other, and both stand
        # Its prompts only echo; what was typed takes effect with Enter.
        "digit": Round([b":14", T(ENTER), b":12", T(ENTER)]),
        "search": Round([b"/1", T(ENTER), b"/4", T(ENTER)]),
        "echo": there_and_back(b"d", BS, before=[b":"], after=[ENTER]),  # Escape would be waited for
        "travel": both(b"D"),
        "language": both(b"A"),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }

    def argv(self):
        return ["tig"]

    def folder(self):
        return self.plan.path("history")

    def there(self):
        return super().there() and shutil.which("git") is not None


class Ncdu(Program):
    name = package = "ncdu"
    rounds = {
        "down": Round(DOWNS),
        "page": pages(PGDN, PGUP),
        "burst": Round([T(BURST), T(BURST_BACK)]),
        "travel": both(b"n"),
    }

    def argv(self):
        return ["ncdu", "-f", self.plan.path("listing.json")]


class ScIm(Program):
    name = "sc-im"  # Debian 12 has no package of it
    rounds = {
        "down": Round(DOWNS),
        "page": there_and_back(b"\x06", b"\x02"),
        "digit": there_and_back(b"7", BS, before=[b"="], after=[ESC]),
        "burst": Round([T(BURST), T(BURST_BACK)]),
    }

    def argv(self):
        return ["sc-im", self.plan.path("plan.csv")]


class VisiData(Program):
    """Draws when it gets round to it: its answers are waited for longer."""

    name, package, gap, quick = "vd", "visidata", 0.25, False
    rounds = {
        "down": Round(DOWNS),
        "page": pages(PGDN, PGUP),
    }

    def argv(self):
        return ["vd", self.plan.path("plan.csv")]


PEERS = (Less, Nano, Vim, Htop, Tig, Ncdu, ScIm, VisiData)


def missing(plan, home):
    """Names of those that are not here, and the Debian packages of those that have one."""
    absent = [p for p in PEERS if not p(plan, home).there()]
    return [p.name for p in absent], [p.package for p in absent if p.package]


def make_files(plan):
    """The plan's files, once; copies for programs that change theirs."""
    if not os.path.exists(plan.path("plan.conf")):
        plan.write_dataset("plan.conf")
        plan.write_csv("plan.csv")
        plan.write_sheet("sheet.csv", 1000)
        plan.write_listing("listing.json")
        plan.write_history("history")
    shutil.copyfile(plan.path("plan.conf"), plan.path("live.conf"))
    for name in ("nano", "vim", "floor"):
        shutil.copyfile(plan.path("plan.csv"), plan.path(f"{name}.csv"))
    for name in os.listdir(plan.folder):
        if name.endswith((".journal", ".lock")):
            os.remove(plan.path(name))
