"""What is measured. Programs take turns within every round, in an order that moves on from round to round, so that whatever else the machine
does hits all of them alike; ratios are those of neighbours in one round.

A sample is (seconds, bytes, processor seconds). `Table` keeps them by figure and program, None where a program had no answer.

What is said of growth is measured like that, too: beside a plan the one before it in size has its turns, under names from `programs.at()`;
what is compared then is the least times of both (`report.growth()`).
"""
import os
import shutil
import subprocess
import time

import programs
from programs import at


class Table:
    def __init__(self):
        self.samples = {}  # figure → program → list, by round

    def add(self, figure, program, sample):
        self.samples.setdefault(figure, {}).setdefault(program, []).append(sample)

    def of(self, figure, program, part=0):
        """The samples' `part`, None for a turn without an answer."""
        return [None if s is None else s[part] for s in self.samples.get(figure, {}).get(program, [])]


def turns(players, rounds):
    """(round, player) for all, everybody once a round."""
    for r in range(rounds):
        for i in range(len(players)):
            yield r, players[(r + i) % len(players)]


def measure_opening(table, players, rounds):
    slow = set()
    for r, program in turns(players, rounds):
        if (not program.quick or program.name in slow) and r >= 2:
            continue
        terminal = program.open()
        took, size = terminal.opened()
        table.add("open", program.name, (took, size, terminal.cpu()) if took else None)
        if took and took > 2:
            slow.add(program.name)
        terminal.end()


class Keys:
    """One program going round in one kind of key."""

    def __init__(self, terminal, kind):
        self.terminal, self.round, self.at = terminal, kind, 0
        for step in kind.before:
            terminal.press(step)

    def next(self):
        """Takes steps up to the next measured one; its sample."""
        while True:
            step = self.round.steps[self.at % len(self.round.steps)]
            self.at += 1
            if not isinstance(step, programs.T):
                self.terminal.press(step)
                continue
            used = self.terminal.cpu()
            took, size = self.terminal.press(step)
            return (took, size, self.terminal.cpu() - used) if took else None

    def leave(self):
        while self.at % len(self.round.steps) != 0:
            step = self.round.steps[self.at % len(self.round.steps)]
            self.terminal.press(step)
            self.at += 1
        for step in self.round.after:
            self.terminal.press(step)


PASSES = 4  # over all kinds of keys: a machine that is slow for a while is slow for a part of each


def measure_keys(table, opened, rounds, kinds=tuple(programs.KINDS)):
    """`opened`: (program, terminal)."""
    for part in range(PASSES):
        for kind in kinds:
            going = [(p, Keys(t, p.rounds[kind])) for p, t in opened if kind in p.rounds and t.running() and (p.quick or part == 0)]
            for r, (program, keys) in turns(going, rounds // PASSES):
                if program.quick or r < 3:
                    table.add(kind, program.name, keys.next())
            for _, keys in going:
                keys.leave()


STORM = [(1 + i, 1 + 3 * i) for i in range(100)]


def measure_resize(table, opened, rounds):
    sizes = [(30, 100), (24, 80)]
    for r, (program, terminal) in turns([o for o in opened if o[1].running()], rounds):
        took, size = terminal.resize([sizes[r % 2]])
        table.add("resize", program.name, (took, size, 0) if took else None)
    for _, (program, terminal) in turns([o for o in opened if o[1].running()], max(2, rounds // 5)):
        took, size = terminal.resize(STORM)
        table.add("storm", program.name, (took, size, 0) if took and terminal.running() else None)
        if terminal.running():
            terminal.resize([(24, 80)])


def measure_idle(table, opened, seconds=10):
    opened = [o for o in opened if o[1].running()]
    for _, t in opened:
        t.drain()
    time.sleep(1)
    before = [(t.drain(), t.wakeups(), t.cpu())[1:] for _, t in opened]
    time.sleep(seconds)
    for (program, t), (wakeups, cpu) in zip(opened, before):
        size = t.drain()
        table.add("idle", program.name, (t.wakeups() - wakeups, size, t.cpu() - cpu))


def measure_memory(table, opened):
    for program, t in opened:
        if t.running():
            resident, private = t.memory()
            table.add("memory", program.name, (resident, private, 0))


class Replaced:
    """A file that is replaced by one of two others in turn, as a save does: a new file, then a rename."""

    def __init__(self, path, versions):
        self.path, self.versions, self.at = path, versions, 0

    def replace(self):
        self.at += 1
        temp = self.path + ".new"
        shutil.copyfile(self.versions[self.at % len(self.versions)], temp)
        start = time.perf_counter()
        os.rename(temp, self.path)
        return start


def reloading(plan, home):
    """guatu on a dataset that can be replaced, and tail -F on the same plan's CSV: (program, terminal, file)."""
    from terminal import Terminal

    others = [plan.path("plan.conf"), plan.path("other.conf")]
    if not os.path.exists(others[1]):
        plan.write_dataset("other.conf", changed="77")
    shutil.copyfile(others[0], plan.path("live.conf"))
    shutil.copyfile(plan.path("plan.csv"), plan.path("tail.csv"))
    guatu, tail = programs.Guatu(plan, home).open(), Terminal(["tail", "-F", plan.path("tail.csv")], home)
    for terminal in (guatu, tail):
        terminal.opened(gap=0.3)
    guatu.press(b"2")
    yield "guatu", guatu, Replaced(plan.path("live.conf"), others)
    yield "tail -F", tail, Replaced(plan.path("tail.csv"), [plan.path("plan.csv")])


def measure_reload(table, plan, before, home, rounds):
    """guatu's picture after its dataset was replaced, and what tail -F says after the same plan's CSV was."""
    pairs = list(reloading(plan, home))
    if before:
        pairs += [(at(name, before.count), terminal, file) for name, terminal, file in reloading(before, home)]
    for _, (name, terminal, file) in turns(pairs, rounds):
        terminal.drain()
        used = terminal.cpu()
        took, size = terminal.collect(file.replace(), least=60 if plan.count > 1000 else 5)
        table.add("reload", name, (took, size, terminal.cpu() - used) if took else None)
    for _, terminal, _ in pairs:
        terminal.end()


def run(argv, env, out=subprocess.DEVNULL):
    start = time.perf_counter()
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, env=env)
    return time.perf_counter() - start, done.returncode


def commands(plan, env, program):
    """(name, plan, argv)."""
    conf, csv = plan.path("plan.conf"), plan.path("plan.csv")
    calls = {
        "cat the CSV": ["cat", csv],
        "libconfig alone": [os.path.join(os.path.dirname(program), "tests/bench/parse"), conf],
        "guatu --version": [program, "--version"],
        "guatu check": [program, "check", conf],
        "guatu show": [program, "show", conf],
        **{f"guatu export {f}": [program, "export", "--format", f, conf] for f in formats(program, env)},
        "guatu import": [program, "import", plan.path("import.conf"), plan.path("sheet.csv"), "--today", "2022-01-05"],
    }
    return [(name, plan, argv) for name, argv in calls.items()]


def measure_commands(table, plan, before, env, program, rounds):
    calls = commands(plan, env, program)
    if before:
        calls += [(at(name, before.count), before, argv) for name, _, argv in commands(before, env, program)]
    for _, (name, its, argv) in turns(calls, rounds):
        made = its.path("import.conf")
        if made in argv:
            shutil.copyfile(its.path("plan.conf"), made)
        took, status = run(argv, env)
        table.add("commands", name, (took, status, 0) if status in (0, 1) else None)
        if os.path.exists(made + ".journal"):
            os.remove(made + ".journal")


def formats(program, env):
    """Those that export's help names."""
    text = subprocess.run([program, "export", "--help", "--lang=en"], capture_output=True, text=True, env=env).stdout
    for line in text.splitlines():
        if "--format" in line:
            return line.split("--format")[1].split()[0].split("|")
    return ["json"]


def measure_saving(table, plan, before, env, tool, rounds):
    """save.c: (saved, bare) in milliseconds, in turn, within one process; another for the smaller plan, after it."""
    for its, name in [(plan, str)] + ([(before, lambda who: at(who, before.count))] if before else []):
        folder = its.path("saving")
        text = subprocess.run([tool, folder, str(rounds), its.path("plan.conf")], capture_output=True, text=True, env=env)
        for line in text.stdout.splitlines():
            ours, bare = map(float, line.split())
            table.add("saving", name("guatu"), (ours / 1000, 0, 0))
            table.add("saving", name("bare"), (bare / 1000, 0, 0))
        shutil.rmtree(folder, ignore_errors=True)


def measure_parse(table, plan, before, env, tool, rounds):
    both = [("libconfig", plan)] + ([(at("libconfig", before.count), before)] if before else [])
    for _, (name, its) in turns(both, rounds):
        done = subprocess.run([tool, its.path("plan.conf")], capture_output=True, text=True, env=env)
        if done.returncode == 0:
            ms, cpu, kb = map(float, done.stdout.split())
            table.add("parse", name, (ms / 1000, kb, cpu / 1000))


def measure_progress(table, guatu):
    """While it opens a large file: when the first thing shows, and how soon Ctrl-C ends it then."""
    terminal = guatu.open()
    took = None
    if terminal.poll.poll(60000):
        took = time.perf_counter() - terminal.start
    table.add("progress", "guatu", (took, 0, 0) if took else None)
    start = time.perf_counter()
    os.write(terminal.master, b"\x03")
    while terminal.running() and time.perf_counter() - start < 60:
        terminal.drain()
        time.sleep(0.001)
    table.add("stop", "guatu", (time.perf_counter() - start, 0, 0))
    terminal.end()
