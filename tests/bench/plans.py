"""The data of a bench: one plan as a dataset, as CSV, as a folder's listing for ncdu and as a git history for tig.

The targets are those of conf/demo-2021.conf, without its 94th, so that names, kinds and figures look like what people have; beyond 93 they come
again under new ids. Each has twelve readings, one a month, entered by three people at any time of their days.
"""
import json
import os
import re
import subprocess

SOURCE = "conf/demo-2021.conf"
ENDS = ("01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31")
TODAY = "2021-12-20"  # a day in the life of the plan: November is what is due


class Target:
    """A target of the source: its text without readings, and a figure for each month."""

    def __init__(self, block):
        self.id = re.search(r'id = "([^"]+)"', block).group(1)
        zh, en = re.search(r'name = \{\s*zh = "((?:[^"\\]|\\.)*)";\s*en = "((?:[^"\\]|\\.)*)";\s*\}', block).groups()
        self.names = (zh, en)
        self.kind = re.search(r'kind = "([^"]+)"', block).group(1)
        self.unit = (re.search(r'unit = (?:\{ zh = )?"([^"]*)"', block) or [None, ""])[1]
        self.aim = (re.search(r"target = ([-\d.]+)", block) or [None, "1"])[1]
        found = dict(re.findall(r'\{ through = "2021-(\d\d-\d\d)"; ((?:value|count) = [^;]+;(?: of = \d+;)?)', block))
        figure = found[min(found)] if found else "value = 0;"
        self.figures = []
        for end in ENDS:
            figure = found.get(end, figure)
            self.figures.append(figure)
        head = re.sub(r"\n *(readings = \(.*?\n        \);|start = [^\n]*|#[^\n]*)", "", block, flags=re.S)
        self.head = head.rstrip().removesuffix("}").rstrip()

    def id_of(self, copy):
        return self.id if copy == 0 else f"{self.id}-{copy}"

    def names_of(self, copy):
        return self.names if copy == 0 else tuple(f"{name} {copy}" for name in self.names)

    def text(self, copy, figures=None):
        head = self.head
        if copy:
            zh, en = self.names_of(copy)
            head = head.replace(f'id = "{self.id}"', f'id = "{self.id_of(copy)}"', 1)
            head = head.replace(f'zh = "{self.names[0]}"', f'zh = "{zh}"', 1).replace(f'en = "{self.names[1]}"', f'en = "{en}"', 1)
        readings = "\n        , ".join(
            f'{{ through = "2021-{end}"; {figure} {self.entered(month, copy)} }}'
            for month, (end, figure) in enumerate(zip(ENDS, figures or self.figures))
        )
        return f"{head}\n        readings = (\n          {readings}\n        );\n      }}"

    def entered(self, month, copy):
        """By whom and when: in the month after, at the latest on the day before today."""
        n = sum(self.id.encode()) + 7 * copy + 31 * month
        day = f"2021-{min(month + 2, 12):02}-{1 + n % 19:02}"
        return f'by = "{("li", "wang", "zhang")[n % 3]}"; at = "{day}T{9 + n % 8:02}:{n * 7 % 60:02}:{n * 13 % 60:02}+08:00";'

    def sheet_figure(self, month):
        """Another figure than the plan's, as a sheet has it."""
        number, of = self.number(month), re.search(r"of = (\d+)", self.figures[month])
        stages = re.search(r"stages = \((.*?)\n? *\);", self.head, flags=re.S)
        if of:
            return f"{int(number) - 1 if int(number) else 1}/{of.group(1)}"
        if stages:
            count = len(re.findall(r"name =", stages.group(1)))
            return f"{int(number) - 1 if int(number) else 1}/{count}"
        if self.kind == "milestone":
            return "not done" if number == "1" else "done"
        return number[:-1] + str((int(number[-1]) + 1) % 10)

    def number(self, month):
        return self.figures[month].split(" = ")[1].split(";")[0]


def source():
    """The source's head, and its panes: (id and name as text, targets)."""
    with open(SOURCE, encoding="utf-8") as f:
        text = f.read()
    head = text[text.index("format = 1;") : text.index("panes = (")]
    panes = []
    for part in re.split(r"^  \{ ", text[text.index("panes = (") :], flags=re.M)[1:]:
        blocks = re.findall(r"^      \{ id = .*?^      \}", part, flags=re.S | re.M)
        targets = [t for t in map(Target, blocks) if t.id != "demo-complaints"]
        panes.append((part[: part.index("targets = (")].rstrip(), targets))
    return head, panes


class Plan:
    """Files of a plan of `count` targets in `folder`."""

    def __init__(self, folder, count):
        self.folder, self.count = folder, count
        os.makedirs(folder, exist_ok=True)
        self.head, panes = source()
        self.whole = sum(len(targets) for _, targets in panes)
        left = count
        self.panes = []
        for i, (name, targets) in enumerate(panes):
            share = count * len(targets) // self.whole if i + 1 < len(panes) else left
            left -= share
            self.panes.append((name, targets, share))

    def path(self, name):
        return os.path.join(self.folder, name)

    def rows(self):
        """(target, copy) in the file's order."""
        for _, targets, share in self.panes:
            for i in range(share):
                yield targets[i % len(targets)], i // len(targets)

    def write_dataset(self, name, changed=None):
        """`changed`: another last figure for the first cumulative target. The file is there whole or not at all."""
        part = self.path(name) + ".part"
        with open(part, "w", encoding="utf-8") as f:
            f.write(self.head + "panes = (\n")
            for p, (pane, targets, share) in enumerate(self.panes):
                f.write("  { " + pane + "\n    targets = (\n")
                for i in range(share):
                    target, figures = targets[i % len(targets)], None
                    if changed and target.kind == "cumulative":
                        figures, changed = target.figures[:10] + [f"value = {changed};"] * 2, None
                    f.write(target.text(i // len(targets), figures) + ("," if i + 1 < share else "") + "\n")
                f.write("    );\n  }" + ("," if p + 1 < len(self.panes) else "") + "\n")
            f.write(");\n")
        os.rename(part, self.path(name))
        return self.path(name)

    def write_csv(self, name):
        with open(self.path(name), "w", encoding="utf-8") as f:
            for target, copy in self.rows():
                months = ",".join(target.number(m) for m in range(12))
                zh, en = target.names_of(copy)
                f.write(f'{target.id_of(copy)},"{zh}","{en}",{target.kind},{target.aim},{target.unit},{months}\n')
        return self.path(name)

    def write_sheet(self, name, rows):
        """A sheet for import: figures of targets and months, one after the other."""
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write("target,value,through\n")
            left = rows
            for month in range(11, -1, -1):
                for target, copy in self.rows():
                    if left > 0:
                        f.write(f"{target.id_of(copy)},{target.sheet_figure(month)},2021-{ENDS[month]}\n")
                        left -= 1
        return self.path(name)

    def write_listing(self, name):
        files = [{"name": t.id_of(copy), "asize": 1000 + 10 * i, "dsize": 4096} for i, (t, copy) in enumerate(self.rows())]
        with open(self.path(name), "w", encoding="utf-8") as f:
            json.dump([1, 0, {"progname": "ncdu", "progver": "1.18", "timestamp": 1}, [{"name": "/plan"}] + files], f)
        return self.path(name)

    def write_history(self, name):
        """A repository with a commit for each target."""
        folder = self.path(name)
        if os.path.isdir(folder):
            return folder
        subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
        feed = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)
        for i, (target, copy) in enumerate(self.rows()):
            text = f"{target.names_of(copy)[0]} {target.number(11)}".encode()
            feed.stdin.write(b"commit refs/heads/main\ncommitter li <li@example.org> %d +0800\ndata %d\n%s\n" % (1609459200 + 60 * i, len(text), text))
        feed.stdin.close()
        if feed.wait() != 0:
            raise SystemExit("git fast-import failed")
        return folder
