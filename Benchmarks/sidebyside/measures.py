"""What is measured: each measurement runs one program once and gives named numbers."""
import json
import os
import shutil
import sys
from dataclasses import dataclass
from typing import Callable

from . import machine, stepping
from .stage import Failure

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = os.path.join(HERE, "peers")
SCENARIO = os.path.join(os.path.dirname(HERE), "scenarios", "pr-591.yaml")
SIZE, READERS, SWAPS, SIGNER_MS = 7_800_000, 8, 30, 40
MIB, GIB = 1 << 20, 1 << 30
CATCH_READERS, CATCH_GLANCERS, CATCH_SWAPS, CATCH_SIGNER = (2, 4, 8, 16), (0, 1, 2, 4, 8), 40, "busy:5ms"
REFERENCE = ("--readers", str(READERS), "--swaps", str(SWAPS), "--size", "7.8MB", "--signer", f"busy:{SIGNER_MS}ms")


class Bench:
    """What the measurements share: the stage and the programs."""

    def __init__(self, stage, racebench):
        self.stage = stage
        self.racebench = racebench
        self.node = shutil.which("node")
        # Tools that are not there, each with what that means.
        self.missing = {}
        for tool in ("node", "rsync", "strace"):
            if not shutil.which(tool):
                self.missing[tool] = f"{tool} is not in PATH"
        self.limit = self._build("limit", "limit.c", "-O3", "-march=native")
        self.bare_race = self._build("bare-race", "bare-race.c", "-O3", "-march=native")
        self.spawn = self._build("spawn", "spawn.c", "-O3", "-march=native")
        self.library = self._build("library", "library.c", "-shared", "-fPIC")

    def _build(self, name, source, *flags):
        """The path of what a source gives; what fails is missing, with the reason."""
        if not shutil.which("cc"):
            self.missing[name] = "there is no C compiler (cc) in PATH"
            return None
        path = os.path.join(self.stage.path, name)
        try:
            self.stage.output(["cc", *flags, "-o", path, os.path.join(PEERS, source)])
        except Failure as failure:
            self.missing[name] = f"peers/{source} does not build ({failure})"
        return path

    def race(self, *options, watch=None):
        """The only run in the report of a race."""
        command, report = self._report("run", options, watch=watch)
        if len(report["runs"]) != 1:
            raise Failure(f"{' '.join(command)}: {len(report['runs'])} runs in the report, expected 1")
        # The start belongs to the report as a whole: all subjects share one crew of readers.
        fields = {"startMilliseconds": report.get("startMilliseconds"), **report["runs"][0]}
        return {key: value for key, value in fields.items() if isinstance(value, (int, float))}

    def gate(self, *options, verdict):
        """How long a gate raced, subject and controls together. One that says something else is no measurement."""
        status = {"pass": 0, "fail": 1}[verdict]
        command, report = self._report("gate", options, status=status)
        if report.get("verdict") != verdict:
            raise Failure(f"{' '.join(command)}: the verdict is {report.get('verdict')}, expected {verdict}")
        try:
            return {"seconds": sum(run["wallSeconds"] for run in report["runs"])}
        except (KeyError, TypeError) as error:
            raise Failure(f"{' '.join(command)}: no report as expected ({error!r})") from error

    def _report(self, subcommand, options, watch=None, status=0):
        """The command and the report that it prints."""
        command = [self.racebench, subcommand, *options, "--directory", self.stage.path, "--format", "json", "--quiet"]
        text = self.stage.output(command, watch, status)
        try:
            report = json.loads(text)
            if not all(isinstance(run, dict) for run in report["runs"]):
                raise ValueError("a run is no object")
            return command, report
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Failure(f"{' '.join(command)}: no report as expected ({error!r})") from error

    def peer(self, *command):
        try:
            return json.loads(self.stage.output(list(command)))
        except ValueError as error:
            raise Failure(f"{' '.join(command)}: no JSON as expected ({error})") from error


@dataclass(frozen=True)
class Measurement:
    take: Callable
    needs: str = ""
    once: bool = False


def staged(reader):
    def take(bench):
        run = bench.race("--strategy", "staged", "--reader", reader, *REFERENCE)
        # Speed that comes from looking wrongly is none.
        if run["partialReads"]:
            raise Failure(f"staged shows {run['partialReads']} partial reads, expected none")
        return run
    return take


def in_place(*options):
    return lambda bench: bench.race("--strategy", "inplace", "--reader", "read", *REFERENCE, *options)


def idle(reader, size):
    """One reader, and a target that rests: the signer sleeps while the reader reads."""
    def take(bench):
        run = bench.race("--strategy", "staged", "--readers", "1", "--reader", reader, "--swaps", "1",
                         "--signer", "sleep:2s", "--size", size)
        return {"readsPerSecond": run["reads"] / run["wallSeconds"]}
    return take


def running(reader, content, *options):
    """One reader that loads or runs the target while it rests. B is A with a byte behind, which changes nothing."""
    def take(bench):
        paths = [os.path.join(bench.stage.path, name) for name in ("running-a", "running-b")]
        for path in paths:
            shutil.copy(content(bench), path)
        with open(paths[1], "ab") as file:
            file.write(b"x")
        try:
            run = bench.race("--strategy", "staged", "--readers", "1", "--reader", reader, "--swaps", "1",
                             "--signer", "sleep:2s", "--contents", *paths, *options)
        finally:
            for path in paths:
                os.unlink(path)
        if run["partialReads"]:
            raise Failure(f"staged shows {run['partialReads']} partial reads, expected none")
        return {"readsPerSecond": run["reads"] / run["wallSeconds"]}
    return take


def program(_):
    """A program that does nothing."""
    path = shutil.which("true")
    if not path:
        raise Failure("there is no true in PATH")
    return path


def spawning(bench):
    """The same program, run by a loop that does nothing else."""
    path = shutil.copy(program(bench), os.path.join(bench.stage.path, "spawn-target"))
    try:
        return bench.peer(bench.spawn, path)
    finally:
        os.unlink(path)


def limit(size):
    """The machine's limit over a file of this size at the same place."""
    def take(bench):
        path = os.path.join(bench.stage.path, "limit-target")
        with open(path, "wb") as file:
            file.write(os.urandom(size))
        loops = bench.peer(bench.limit, path)
        os.unlink(path)
        return {loop: figures["readsPerSecond"] for loop, figures in loops.items()}
    return take


def bare_race(loop):
    """As many bare loops as a race has readers, beside the same writer."""
    return lambda bench: bench.peer(bench.bare_race, bench.stage.path, *map(str, (SIZE, READERS, SWAPS, SIGNER_MS)), loop)


def harness(kind, strategy):
    def take(bench):
        program = {"node": (bench.node, "node-harness.mjs"), "python": (sys.executable, "python-harness.py")}[kind]
        return bench.peer(program[0], os.path.join(PEERS, program[1]), strategy,
                          os.path.join(bench.stage.path, "peer"), *map(str, (SIZE, READERS, SWAPS, SIGNER_MS)))
    return take


def memory(size, swaps, room):
    """The most that any reader of a race had in memory of its own."""
    def take(bench):
        if machine.free_bytes(bench.stage.path) < room:
            raise Failure(f"less than {room // GIB} GiB free in {bench.stage.path}; choose another --directory")
        seen = {}

        def watch(root):
            for process, name in machine.descendants(root).items():
                if name.startswith("rb-reader"):
                    seen[process] = max(seen.get(process, 0), machine.private_dirty(process) or 0)
        bench.race("--strategy", "staged", "--reader", "read", "--readers", str(READERS), "--swaps", str(swaps),
                   "--size", size, "--signer", f"busy:{SIGNER_MS}ms", watch=watch)
        if len([bytes for bytes in seen.values() if bytes]) < READERS:
            raise Failure(f"found memory of {len(seen)} processes named rb-reader…, expected {READERS}")
        return {"mebibytes": max(seen.values()) / MIB}
    return take


def start(bench):
    run = bench.race("--strategy", "staged", "--readers", "64", "--swaps", "1", "--size", "64KiB", "--signer", "none")
    if "startMilliseconds" not in run:
        raise Failure("the report has no startMilliseconds")
    return run


def gated(strategy, verdict, *options):
    return lambda bench: bench.gate(SCENARIO, "--strategy", strategy, *options, verdict=verdict)


def caught(readers, glancers):
    """How large a share of the narrow control's swaps is caught by so many readers and glancers."""
    def take(bench):
        run = bench.race("--strategy", "backup-rename", "--readers", str(readers), "--glancers", str(glancers),
                         "--swaps", str(CATCH_SWAPS), "--size", "7.8MB", "--signer", CATCH_SIGNER)
        if run["swaps"] != CATCH_SWAPS:
            raise Failure(f"{run['swaps']:g} swaps succeeded, expected {CATCH_SWAPS}")
        return {"share": run["caughtSwaps"] / run["swaps"], "milliseconds": 1000 * run["wallSeconds"] / run["swaps"]}
    return take


MEASUREMENTS = {
    "staged read": Measurement(staged("read")),
    "staged mmap": Measurement(staged("mmap")),
    "staged node": Measurement(harness("node", "staged"), needs="node"),
    "staged python": Measurement(harness("python", "staged")),
    "bare read": Measurement(bare_race("read"), needs="bare-race"),
    "bare mmap": Measurement(bare_race("mapped"), needs="bare-race"),
    "idle read": Measurement(idle("read", "7.8MB")),
    "idle mmap": Measurement(idle("mmap", "7.8MB")),
    "limit": Measurement(limit(SIZE), needs="limit"),
    "inplace copy_file_range": Measurement(in_place("--copy", "copy_file_range")),
    "inplace default": Measurement(in_place()),
    "inplace node": Measurement(harness("node", "inplace"), needs="node"),
    "inplace python": Measurement(harness("python", "inplace")),
    "idle 4KiB": Measurement(idle("read", "4KiB")),
    "limit 4KiB": Measurement(limit(4096), needs="limit"),
    "load": Measurement(running("dlopen", lambda bench: bench.library, "--symbol", "answer"), needs="library"),
    "exec": Measurement(running("exec", program)),
    "spawn": Measurement(spawning, needs="spawn"),
    "start": Measurement(start),
    "gate staged": Measurement(gated("staged", "pass")),
    "gate staged 5ms": Measurement(gated("staged", "pass", "--signer", "busy:5ms")),
    "gate inplace": Measurement(gated("inplace", "fail")),
    **{f"alone {name}": Measurement(stepping.alone(name), needs=stepping.needs(name)) for name in stepping.COMMANDS},
    **{f"strace {name}": Measurement(stepping.straced(name), needs="strace") for name in stepping.COMMANDS},
    **{f"explore {name}": Measurement(stepping.stepped(name), needs=stepping.needs(name)) for name in stepping.COMMANDS},
    "explore pages": Measurement(stepping.pages),
    **{f"caught {readers} {glancers}": Measurement(caught(readers, glancers))
       for readers in CATCH_READERS for glancers in CATCH_GLANCERS},
    "memory 7.8MB": Measurement(memory("7.8MB", SWAPS, room=GIB), once=True),
    "memory 1GiB": Measurement(memory("1GiB", 2, room=6 * GIB), once=True),
}
