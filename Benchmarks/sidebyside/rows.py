"""What is compared with what, the goal of each comparison, and how the results are written."""
import json
from dataclasses import dataclass
from statistics import median
from typing import Optional, Tuple

from . import stepping


@dataclass(frozen=True)
class Row:
    """One comparison. `ours` and `theirs` name a measurement and a number in it; without `theirs` ours stands alone."""
    group: str
    label: str
    unit: str
    ours: Tuple[str, str]
    goal: float
    theirs: Optional[Tuple[str, str]] = None
    peer: str = ""
    wish: str = ""
    # Met as soon as the spread of the ratios reaches the goal, for a ratio of two things that should be equal.
    within_noise: bool = False
    # A single value that must not be less than the goal, rather than less than it.
    at_least: bool = False

    def goal_text(self):
        if not self.theirs:
            return f"{'≥' if self.at_least else '<'} {self.goal:g} {self.unit}"
        return f"≥ {self.goal:g}×" + (" within the spread" if self.within_noise else "") + self.wish

    def judge(self, samples):
        """The result over all rounds; samples are lists of numbers by measurement, in the order of the rounds."""
        ours = [numbers[self.ours[1]] for numbers in samples[self.ours[0]]]
        if not self.theirs:
            # A bound on one value must hold for each, not for the middle one alone.
            met = min(ours) >= self.goal if self.at_least else max(ours) < self.goal
            return Result(self, median(ours), None, ours, met)
        theirs = [numbers[self.theirs[1]] for numbers in samples[self.theirs[0]]]
        ratios = [a / b if b else float("inf") if a else 0.0 for a, b in zip(ours, theirs)]
        reached = max(ratios) if self.within_noise else median(ratios)
        return Result(self, median(ours), median(theirs), ratios, reached >= self.goal)


@dataclass(frozen=True)
class Result:
    row: Row
    ours: float
    theirs: Optional[float]
    # The ratios round by round, or the values where nothing is compared.
    spread: list
    met: bool

    def cells(self):
        low, middle, high = (number(f(self.spread)) for f in (min, median, max))
        sign = "×" if self.row.theirs else ""
        against = f"{self.row.peer}: {number(self.theirs)}" if self.row.theirs else "—"
        return (self.row.label, f"{number(self.ours)} {self.row.unit}", against, f"{middle}{sign} ({low}–{high})",
                self.row.goal_text(), "met" if self.met else "**MISSED**")

    def as_json(self):
        return {"group": self.row.group, "label": self.row.label, "unit": self.row.unit, "peer": self.row.peer or None,
                "racebench": self.ours, "against": self.theirs, "compared": bool(self.row.theirs),
                "median": median(self.spread), "min": min(self.spread), "max": max(self.spread),
                "goal": self.row.goal, "met": self.met}


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


RATE, STATES = "reads/s", "distinctPartialStates"
PER_SECOND = "readsPerSecond"


def _staged(reader, peer, goal):
    return Row("staged", f"staged, 8 `{reader}` readers", RATE, (f"staged {reader}", PER_SECOND), goal,
               (f"staged {peer}", PER_SECOND), peer)


def _at_the_limit(reader):
    return Row("staged", f"staged, 8 `{reader}` readers", RATE, (f"staged {reader}", PER_SECOND), 0.90,
               (f"bare {reader}", PER_SECOND), "8 bare loops")


def _in_place(peer):
    return Row("inplace", "in place, `copy_file_range`", "distinct partial states", ("inplace copy_file_range", STATES),
               3, (f"inplace {peer}", STATES), peer, wish=" (5× wished)")


def _stepped(name):
    """The traced run beside strace's, the whole command beside strace's and 100 ms, and what tracing costs at all.

    Where the verdict is `pass` the whole command steps through two swaps, and strace is given two as well."""
    strace = "2 × strace + 100 ms" if stepping.swaps(name) == 2 else "strace + 100 ms"
    def row(label, ours, theirs, peer, goal):
        return Row("stepping", f"`{name}` of 6 MB, {label}", "runs/s", (f"explore {name}", ours), goal, theirs, peer)
    return (
        row("traced", "runsPerSecond", (f"strace {name}", "runsPerSecond"), "strace", 1),
        row("whole command", "wholeRunsPerSecond", (f"strace {name}", "runsPerSecondWithAllowance"),
            strace, 1),
        row("traced", "runsPerSecond", (f"alone {name}", "runsPerSecond"), "alone", 0.25),
    )


ROWS = (
    _staged("read", "node", 8),
    _staged("read", "python", 8),
    _staged("mmap", "node", 20),
    _staged("mmap", "python", 20),
    _at_the_limit("read"),
    _at_the_limit("mmap"),
    Row("idle", "idle target, 1 `read` reader", RATE, ("idle read", PER_SECOND), 0.90, ("limit", "read"), "limit, `read`"),
    Row("idle", "idle target, 1 `mmap` reader", RATE, ("idle mmap", PER_SECOND), 0.90, ("limit", "mapped"),
        "limit, `mapped`"),
    _in_place("node"),
    _in_place("python"),
    Row("inplace", "in place, default copy", "distinct partial states", ("inplace default", STATES), 1,
        ("inplace copy_file_range", STATES), "`copy_file_range`", within_noise=True),
    Row("bookkeeping", "idle 4 KiB target, 1 `read` reader", RATE, ("idle 4KiB", PER_SECOND), 0.60,
        ("limit 4KiB", "read"), "limit, `read`"),
    Row("runners", "small library at rest, 1 `dlopen` reader", "loads/s", ("load", PER_SECOND), 300, at_least=True),
    Row("runners", "`true` at rest, 1 `exec` reader", "runs/s", ("exec", PER_SECOND), 0.80, ("spawn", PER_SECOND),
        "bare `posix_spawn`"),
    Row("gate", "`gate` of staged decided `pass`, signer 40 ms", "s of racing", ("gate staged", "seconds"), 20),
    Row("gate", "`gate` of staged decided `pass`, signer 5 ms", "s of racing", ("gate staged 5ms", "seconds"), 15),
    Row("gate", "`gate` of in place decided `fail`", "s of racing", ("gate inplace", "seconds"), 1),
    *_stepped("cp"), *_stepped("rsync"), *_stepped("node"), *_stepped("python"),
    Row("stepping", "all 1,393 states of a 5.7 MB copy in place", "s", ("explore pages", "seconds"), 2),
    Row("start", "64 readers, first fork to last first look", "ms", ("start", "startMilliseconds"), 250),
    Row("memory", "largest reader's Private_Dirty, 7.8 MB", "MiB", ("memory 7.8MB", "mebibytes"), 16),
    Row("memory", "largest reader's Private_Dirty, 1 GiB", "MiB", ("memory 1GiB", "mebibytes"), 16),
)
GROUPS = tuple(dict.fromkeys(row.group for row in ROWS))


@dataclass(frozen=True)
class Table:
    machine: dict
    date: str
    rounds: int
    results: list
    # Rows that a missing tool leaves out, and rows that failed: pairs of the row and the reason.
    left_out: list
    failed: list
    samples: dict

    @property
    def met(self):
        return not self.failed and all(result.met for result in self.results)

    def markdown(self):
        host = self.machine
        lines = ["# racebench beside its peers", "",
                 f"{host['cpu']}, {host['cores']} cores, Linux {host['kernel']}, {host['fileSystem']}, "
                 f"load {host['load']:.2f} at the start; {self.date}; {self.rounds} rounds; "
                 "medians, and the median of the rounds' ratios (min–max).", "",
                 "| What | racebench | against | ratio or value | goal | |", "|---|---:|---:|---:|---:|---|"]
        lines += ["| " + " | ".join(result.cells()) + " |" for result in self.results]
        lines += [f"| {row.label} | failed | {row.peer or '—'} | — | {row.goal_text()} | **MISSED** |"
                  for row, _ in self.failed]
        for head, pairs in (("Failed", self.failed), ("Left out", self.left_out)):
            if pairs:
                lines += ["", f"{head}:", ""]
                lines += [f"- {row.label}{' against ' + row.peer if row.peer else ''}: {why}" for row, why in pairs]
        return "\n".join(lines) + "\n"

    def json(self):
        def pairs(rows):
            return [{"label": row.label, "peer": row.peer or None, "reason": why} for row, why in rows]
        return json.dumps({"schema": "racebench-benchmark/1", "machine": self.machine, "date": self.date,
                           "rounds": self.rounds, "met": self.met,
                           "rows": [result.as_json() for result in self.results],
                           "failed": pairs(self.failed), "leftOut": pairs(self.left_out),
                           "samples": self.samples}, indent=2) + "\n"
