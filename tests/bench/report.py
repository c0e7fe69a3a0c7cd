"""From samples to tables and bars."""
import math
import statistics

from programs import KINDS, at

TIMED = {"open": "opening", **KINDS, "resize": "resize", "storm": "100 resizes", "reload": "reload after replacing"}
# Saving has a bar of its own, and a backlog one by its bytes; an echo is shown beside the keys that do something.
NO_BAR = ("save", "burst", "echo")
# Not peers of anything: what the others stand beside.
FLOORS = ("guatu", "floor", "bare", "libconfig")


def known(values):
    return [v for v in values if v is not None]


def median(values):
    return statistics.median(known(values)) if known(values) else math.nan


def p95(values):
    values = sorted(known(values))
    return values[min(len(values) - 1, math.ceil(0.95 * len(values)) - 1)] if values else math.nan


def ratio(table, figure, other, part=0, program="guatu"):
    """The median of the ratios of turns in the same round; nan where one of them has none."""
    pairs = zip(table.of(figure, program, part), table.of(figure, other, part))
    ratios = [a / b for a, b in pairs if a is not None and b]
    return statistics.median(ratios) if ratios else math.nan


def best_peer(table, figure, part=0):
    names = [name for name in table.samples.get(figure, {}) if name not in FLOORS and " at " not in name]
    medians = {name: median(table.of(figure, name, part)) for name in names}
    medians = {name: m for name, m in medians.items() if not math.isnan(m)}
    return min(medians, key=medians.get) if medians else None


def growth(table, figure, program, smaller):
    """How much longer than on the smaller plan, of the least times of both: what else a machine does only adds to a time."""
    now, then = known(table.of(figure, program)), known(table.of(figure, at(program, smaller)))
    return min(now) / min(then) if now and then else math.nan


def ms(seconds):
    return "-" if math.isnan(seconds) else f"{seconds * 1000:.2f}" if seconds < 0.1 else f"{seconds * 1000:.0f}"


def figure_lines(table):
    yield f"{'':22} {'guatu ms':>9} {'p95':>8} {'bytes':>7}  {'to the best peer':24} others: ms/bytes"
    for figure, label in TIMED.items():
        if figure not in table.samples:
            continue
        best = best_peer(table, figure)
        beside = f"x{ratio(table, figure, best):.2f} {best}" if best else ""
        others = "  ".join(
            f"{name} {ms(median(table.of(figure, name)))}/{median(table.of(figure, name, 1)):.0f}"
            for name in table.samples[figure]
            if name != "guatu" and known(table.of(figure, name))
        )
        own = table.of(figure, "guatu")
        yield f"{label:22} {ms(median(own)):>9} {ms(p95(own)):>8} {median(table.of(figure, 'guatu', 1)):7.0f}  {beside:24} {others}"


def cost_lines(table):
    names = sorted({n for k in KINDS for n in table.samples.get(k, {})}, key=lambda n: (n != "guatu", n != "floor", n))
    yield "processor time of an answer, us: " + "  ".join(names)
    for kind, label in KINDS.items():
        if kind in table.samples:
            used = [median(table.of(kind, n, 2)) for n in names]
            yield f"  {label:20} " + " ".join("      -" if math.isnan(u) else f"{u * 1e6:7.0f}" for u in used)


def state_lines(table):
    def programs(figure, text):
        return "  ".join(f"{n} {text(s[-1])}" for n, s in table.samples.get(figure, {}).items() if s and s[-1])

    if "idle" in table.samples:
        yield "idle for ten seconds, wake-ups/bytes/CPU ms: " + programs("idle", lambda s: f"{s[0]}/{s[1]}/{s[2] * 1000:.1f}")
    if "memory" in table.samples:
        yield "memory, resident/private kB: " + programs("memory", lambda s: f"{s[0]}/{s[1]}")
    if "saving" in table.samples:
        ours, bare = table.of("saving", "guatu"), table.of("saving", "bare")
        yield (
            f"saving one figure: {ms(median(ours))} ms ({ms(p95(ours))}), the same bytes written, synced, renamed, synced: "
            f"{ms(median(bare))} ({ms(p95(bare))}), x{ratio(table, 'saving', 'bare'):.2f}"
        )
    if "parse" in table.samples:
        yield f"libconfig alone: {ms(median(table.of('parse', 'libconfig')))} ms, {median(table.of('parse', 'libconfig', 1)):.0f} kB with its tree"
    if "commands" in table.samples:
        yield "commands, ms: " + "  ".join(
            f"{name} {ms(median(table.of('commands', name)))} ({ms(p95(table.of('commands', name)))})" for name in table.samples["commands"] if " at " not in name
        )
    slow = {"slow open": "opening", "slow down": "row down", "slow digit": "digit typed", "slow reload": "live change", "slow hold": "after a key held"}
    if "slow open" in table.samples:
        yield "9,600 baud and 300 ms, s/bytes:"
    for figure, label in slow.items():
        if figure in table.samples:
            yield f"  {label:20} " + "  ".join(
                f"{n} {median(table.of(figure, n)):.2f}/{median(table.of(figure, n, 1)):.0f}" for n in table.samples[figure]
            )


def growth_lines(tables):
    sizes = sorted(tables)
    yield f"{'medians, ms':22}" + "".join(f"{size:>12}" for size in sizes) + "   growth from size to size"
    rows = {label: [median(tables[s].of(figure, "guatu")) for s in sizes] for figure, label in TIMED.items()}
    rows["saving"] = [median(tables[s].of("saving", "guatu")) for s in sizes]
    names = [n for n in tables[sizes[0]].samples.get("commands", {}) if n.startswith("guatu ")]
    rows.update({n: [median(tables[s].of("commands", n)) for s in sizes] for n in names})
    for label, values in rows.items():
        if not all(math.isnan(v) for v in values):
            steps = " ".join(f"x{b / a:.2f}" if a > 0 else "-" for a, b in zip(values, values[1:]))
            yield f"{label:22}" + "".join(f"{ms(v):>12}" for v in values) + "   " + steps
    kb = [median(tables[s].of("memory", "guatu")) for s in sizes]
    yield f"{'resident kB':22}" + "".join(f"{v:12.0f}" for v in kb) + "   " + " ".join(f"x{b / a:.2f}" for a, b in zip(kb, kb[1:]))


# ---- bars ----


class Bar:
    """`floor`: what the bare ncurses program reaches of the same bar, or who does nothing but move the bytes; nan where there is none."""

    def __init__(self, text, value, limit, unit="x", floor=math.nan):
        self.text, self.value, self.limit, self.unit, self.floor = text, value, limit, unit, floor

    def unknown(self):
        return math.isnan(self.value)

    def holds(self):
        return self.value <= self.limit

    def line(self):
        told = "not measured" if self.unknown() else f"x{self.value:.2f}" if self.unit == "x" else f"{self.value:.0f} {self.unit}"
        bar = f"x{self.limit:.2f}" if self.unit == "x" else f"{self.limit:.0f} {self.unit}"
        beside = "" if math.isnan(self.floor) else f" (the floor: x{self.floor:.2f})"
        return f"{self.text}: {told}, the bar is {bar}{beside}"


def bars_small(table):
    """The bars for the plan of 93 targets."""
    yield Bar("opening, to nano", ratio(table, "open", "nano"), 1, floor=ratio(table, "open", "nano", program="floor"))
    for kind, label in KINDS.items():
        if kind in NO_BAR:
            continue
        for peer in ("htop", "tig"):
            yield Bar(f"{label}, to {peer}", ratio(table, kind, peer), 1, floor=ratio(table, kind, peer, program="floor"))
        yield Bar(f"{label}, to the floor", ratio(table, kind, "floor"), 1.5)
    yield Bar("bytes of a row down, to tig's", ratio(table, "down", "tig", 1), 1)
    yield Bar("bytes of a digit typed", median(table.of("digit", "guatu", 1)), 120, "bytes")
    yield Bar("bytes of a pane switch, to htop's Tab", ratio(table, "pane", "htop", 1), 1)
    yield Bar("bytes of 200 keys at once, to those of a page down", median(table.of("burst", "guatu", 1)) / median(table.of("page", "guatu", 1)), 2)
    yield Bar("wake-ups while idle", median(table.of("idle", "guatu", 0)), 0, "")
    yield Bar("bytes while idle", median(table.of("idle", "guatu", 1)), 0, "bytes")
    yield Bar("reload, to tail -F", ratio(table, "reload", "tail -F"), 3)
    yield Bar("resident memory", median(table.of("memory", "guatu")), 8192, "kB")
    yield Bar("a save, to the bare one", ratio(table, "saving", "bare"), 2)
    yield Bar("slow line: bytes of a row down, to those of the opening", median(table.of("slow down", "guatu", 1)) / median(table.of("slow open", "guatu", 1)), 0.5)
    yield Bar("slow line: bytes of a digit, to those of the opening", median(table.of("slow digit", "guatu", 1)) / median(table.of("slow open", "guatu", 1)), 0.5)
    yield Bar("slow line: bytes of a live change, to those of the opening", median(table.of("slow reload", "guatu", 1)) / median(table.of("slow open", "guatu", 1)), 0.5)
    yield Bar("slow line: after a key held, to a single one", median(table.of("slow hold", "guatu")) / median(table.of("slow down", "guatu")), 2)


def bars_large(large):
    """The bars for 100,000 targets."""
    for kind, label in KINDS.items():
        if kind not in NO_BAR:
            yield Bar(f"100,000 targets: {label}, to 93", ratio(large, kind, at("guatu", 93)), 1.5)
    parse = median(large.of("parse", "libconfig"))
    yield Bar("100,000 targets: opening, to libconfig alone", median(large.of("open", "guatu")) / parse, 1.5)
    yield Bar("100,000 targets: a save, to libconfig alone", median(large.of("saving", "guatu")) / parse, 1)
    yield Bar("100,000 targets: resident, to libconfig's", median(large.of("memory", "guatu")) / median(large.of("parse", "libconfig", 1)), 0.5)
    yield Bar("100,000 targets: first sign of progress", 1000 * median(large.of("progress", "guatu")), 300, "ms")
    yield Bar("100,000 targets: Ctrl-C while it opens", 1000 * median(large.of("stop", "guatu")), 300, "ms")


def bars_growth(tables):
    """No step from one size to the next, ten times as large, takes more than ten times as long, and a quarter for noise; or, where what no longer
    fits the processor's caches costs even who does nothing but move the bytes more than that, than it costs him."""
    sizes = [s for s in sorted(tables) if s >= 1000]
    for a, b in zip(sizes, sizes[1:]):
        table, name = tables[b], f"{a:,} to {b:,} targets"

        def bar(label, grown, floor=math.nan, mover=math.nan):
            limit = b / a if math.isnan(mover) else max(b / a, mover)
            return Bar(f"{label}, {name}", grown, 1.25 * limit, floor=floor if math.isnan(mover) else mover)

        yield bar("opening", growth(table, "open", "guatu", a), growth(table, "parse", "libconfig", a))
        yield bar("saving", growth(table, "saving", "guatu", a), mover=growth(table, "saving", "bare", a))
        yield bar("reload", growth(table, "reload", "guatu", a), mover=growth(table, "reload", "tail -F", a))
        for command in table.samples.get("commands", {}):
            if command.startswith("guatu ") and " at " not in command and command != "guatu --version":
                yield bar(command, growth(table, "commands", command, a), growth(table, "commands", "libconfig alone", a))
        yield bar("resident", median(table.of("memory", "guatu")) / median(tables[a].of("memory", "guatu")))


def bar_lines(bars):
    bars = list(bars)
    for b in bars:
        if b.unknown():
            yield f"  ?  {b.line()}"
        else:
            yield f"  {'ok' if b.holds() else 'NO'} {b.line()}"
    tried = [b for b in bars if not b.unknown()]
    missed = [b for b in tried if not b.holds()]
    yield ""
    yield f"{len(tried) - len(missed)} of {len(tried)} bars hold" + (f"; {len(bars) - len(tried)} could not be measured here" if len(tried) < len(bars) else "")
    for b in missed:
        yield f"  not: {b.line()}"


def ratios(bars):
    return {b.text: b.value for b in bars if b.unit == "x" and not b.unknown()}


def agreement_lines(before, now):
    """How many ratios are within a tenth of the run before."""
    both = [name for name in now if name in before and before[name] > 0]
    apart = [n for n in both if not 0.9 <= now[n] / before[n] <= 1 / 0.9]
    if both:
        yield f"ratios within a tenth of the run before: {len(both) - len(apart)} of {len(both)}"
        for n in apart:
            yield f"  not: {n}: x{before[n]:.2f} before, x{now[n]:.2f} now"
