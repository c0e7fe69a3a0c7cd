#!/usr/bin/env python3
"""guatu beside the programs of this machine that people know, in one run, turn by turn: opening, keys, resizes, idling, reloading, memory,
saving, commands and a slow line, at 93, 1,000, 10,000 and 100,000 targets with twelve readings each.

bench.py BUILD [full|quick|SIZES]     quick: 93 targets only; SIZES: as 93,1000

Ends with how many of the bars hold, and how many ratios are within a tenth of the run before (kept in BUILD/bench). The exit status is 0 whatever
they are: a busy machine is no mistake of the program's.
"""
import json
import os
import platform
import shutil
import subprocess
import sys
import time

import figures
import line
import programs
import report
import terminal
from plans import Plan

# Rounds by size: openings, keys, resizes, reloads, saves, commands.
ROUNDS = {93: (31, 40, 10, 21, 31, 11), 1000: (9, 16, 6, 9, 15, 7), 10000: (7, 16, 4, 7, 9, 5), 100000: (7, 16, 2, 5, 5, 3)}
SMALL, LARGE = 93, 100000


said = []


def say(text=""):
    said.append(text)
    print(text, flush=True)


class Bench:
    def __init__(self, build, sizes):
        self.build, self.sizes = os.path.abspath(build), sizes
        self.base = os.path.join(self.build, "bench")
        self.home = os.path.join(self.base, "home")
        programs.Guatu.program = os.path.join(self.build, "guatu")
        programs.Floor.program = self.tool("floor")
        self.env = {**terminal.environment(self.home), "LC_ALL": "C.UTF-8"}
        self.tables, self.plans = {}, {}

    def tool(self, name):
        return os.path.join(self.build, "tests/bench", name)

    def players(self, plan):
        makers = (programs.Guatu, programs.Floor) + programs.PEERS
        return [p for p in (make(plan, self.home) for make in makers) if p.there()]

    def clean_home(self):
        """Nothing that one program left (drafts, histories) changes what the next run of it does."""
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(self.home)

    def compared(self, count):
        """The smallest plan and the one before `count` in size, of those measured in this run; None for the smallest itself."""
        smaller = [self.plans[c] for c in sorted(self.plans) if c < count]
        return (smaller[0], smaller[-1]) if smaller else (None, None)

    def size(self, count):
        table, plan = figures.Table(), Plan(os.path.join(self.base, str(count)), count)
        smallest, before = self.compared(count)
        opening, keys, resizes, reloads, saves, commands = ROUNDS.get(count, ROUNDS[10000])
        self.clean_home()
        for its in {plan, smallest, before} - {None}:
            programs.make_files(its)
        players = self.players(plan)
        for p in players:
            p.prepare()
        try:
            figures.measure_opening(table, players + ([programs.Smaller(before, self.home)] if before else []), opening)
            # Who takes longer than this to open is left out of the rest.
            slow = [p for p in players if p.name != "guatu" and not report.median(table.of("open", p.name)) < 10]
            self.clean_home()
            opened = [(p, p.open()) for p in players if p not in slow]
            for _, t in opened:
                t.opened(gap=0.5)
            figures.measure_memory(table, opened)
            if smallest:
                beside = programs.Smaller(smallest, self.home)
                opened.append((beside, beside.open()))
                opened[-1][1].opened(gap=0.5)
            figures.measure_keys(table, opened, keys)
            if smallest:
                opened.pop()[1].end()
            figures.measure_resize(table, opened, resizes)
            figures.measure_idle(table, opened)
            for p, t in opened:
                if not t.running():
                    say(f"{p.name} ended by itself at {count:,} targets")
            for _, t in opened:
                t.end()
            self.clean_home()
            figures.measure_reload(table, plan, before, self.home, reloads)
            figures.measure_saving(table, plan, before, self.env, self.tool("save"), saves)
            figures.measure_parse(table, plan, before, self.env, self.tool("parse"), commands)
            figures.measure_commands(table, plan, before, self.env, programs.Guatu.program, commands)
            if count == SMALL:
                self.slow_line(table, plan, players)
            if count == LARGE:
                figures.measure_progress(table, programs.Guatu(plan, self.home))
        finally:
            for p in players:
                p.release()
        self.tables[count], self.plans[count] = table, plan

    def slow_line(self, table, plan, players):
        programs.make_files(plan)
        self.clean_home()
        replaced = figures.Replaced(plan.path("live.conf"), [plan.path("plan.conf"), plan.path("other.conf")])
        line.measure(table, plan, self.home, programs, replaced, [p for p in players if p.name in ("floor", "htop", "tig")])

    def print_size(self, count):
        say(f"\n== {count:,} targets, twelve readings each, 80x24 ==")
        for text in report.figure_lines(self.tables[count]):
            say(text)
        for text in (*report.cost_lines(self.tables[count]), *report.state_lines(self.tables[count])):
            say(text)

    def bars(self):
        bars = list(report.bars_small(self.tables[SMALL])) if SMALL in self.tables else []
        if SMALL in self.tables and LARGE in self.tables:
            bars += report.bars_large(self.tables[LARGE])
        return bars + list(report.bars_growth(self.tables))

    def finish(self):
        if len(self.tables) > 1:
            say("\n== growth ==")
            for text in report.growth_lines(self.tables):
                say(text)
        say("\n== bars ==")
        bars = self.bars()
        for text in report.bar_lines(bars):
            say(text)
        last, now = os.path.join(self.base, "last.json"), report.ratios(bars)
        before = json.load(open(last)) if os.path.exists(last) else {}
        for text in report.agreement_lines(before, now):
            say(text)
        with open(last, "w") as f:
            json.dump({**before, **now}, f, indent=1)


def versions(players):
    """What was measured, for who reads the table later."""
    flags = {"ncdu": "-v"}
    for p in players:
        if p.name == "floor":
            continue
        argv = [p.argv()[0], flags.get(p.name, "--version")]
        done = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        first = (done.stdout or done.stderr).strip().splitlines()
        yield f"{p.name}: {first[0].strip() if first else '?'}"


def machine():
    """What it ran on, without its name."""
    with open("/proc/cpuinfo") as f:
        models = [line.split(":")[1].strip() for line in f if line.startswith("model name")]
    with open("/proc/meminfo") as f:
        memory = int(f.readline().split()[1]) // 1048576
    return f"{os.cpu_count()} × {models[0] if models else platform.machine()}, {memory} GiB, Linux {platform.release().split('-')[0]}"


HEAD = """# Results of `make bench`

The last full run. To repeat it: `make deps`, the peers' packages (`apt-get install less nano vim htop tig ncdu visidata` on Debian), then

    make bench                  # all four sizes
    make bench BENCH=quick      # the plan of 93 targets only
    cp build/bench/RESULTS.md tests/bench/RESULTS.md

What is measured and how is told at the top of bench.py, figures.py, terminal.py, programs.py and line.py, the bars in report.py. Times are
medians; they belong to one machine, with whatever else it did, and mean little beside those of another. Ratios and bytes are what to read.

```
"""


def main():
    build = sys.argv[1]
    what = sys.argv[2] if len(sys.argv) > 2 else "full"
    sizes = {"full": list(ROUNDS), "quick": [SMALL]}.get(what) or [int(n) for n in what.split(",")]
    bench = Bench(build, sizes)
    os.makedirs(bench.base, exist_ok=True)
    terminal.settle_in()
    start = time.monotonic()
    say(machine())
    plan = Plan(os.path.join(bench.base, str(SMALL)), SMALL)
    absent, packages = programs.missing(plan, bench.home)
    for text in versions(bench.players(plan)):
        say(text)
    if absent:
        say(f"not here, and so not measured: {' '.join(absent)}" + (f"; on Debian: apt-get install {' '.join(packages)}" if packages else ""))
    if not terminal.ALONE:
        say("only one processor: measuring and measured share it")
    for count in sorted(sizes):
        bench.size(count)
        bench.print_size(count)
    for made in bench.plans.values():
        if made.count > SMALL:
            shutil.rmtree(made.folder)
    bench.finish()
    say(f"took {time.monotonic() - start:.0f} s")
    with open(os.path.join(bench.base, "RESULTS.md"), "w") as f:
        f.write(HEAD + "\n".join(said) + "\n```\n")


if __name__ == "__main__":
    main()
