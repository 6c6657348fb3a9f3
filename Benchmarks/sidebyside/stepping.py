"""Updaters stepped through by `racebench explore`, beside the same under strace and alone."""
import json
import os
import shlex
import shutil
import sys
import time

from .stage import Failure

SIZE, SMALL = 6_000_000, 5_700_000
PAGE = 4096
# One empty state, one for each whole page but a last whole one, and the end.
STATES = 1 + SMALL // PAGE + 1
ALLOWANCE = 0.1

# What each command needs, what it is in a shell, and what must come of it: that it is known to be right.
COMMANDS = {
    "cp": ("", "cp {source} {target}", "fail"),
    "rsync": ("rsync", "rsync --ignore-times {source} {target}", "pass"),
    "node": ("node", "{node} -e 'require(\"fs\").copyFileSync(...process.argv.slice(1))' {source} {target}", "fail"),
    "python": ("", "{python} -c 'import shutil, sys; shutil.copyfile(*sys.argv[1:])' {source} {target}", "fail"),
}
STATUS = {"pass": 0, "fail": 1}


def needs(name):
    return COMMANDS[name][0] or "strace"


def text(bench, name, **places):
    """The command as a shell reads it; what is not named stays for racebench to fill in."""
    command = COMMANDS[name][1]
    programs = {"node": bench.node or "node", "python": sys.executable}
    for key, value in {**programs, **places}.items():
        command = command.replace("{" + key + "}", shlex.quote(value))
    return command


def contents(bench, size):
    """Two files of this size, made once; no two bytes alike at one place."""
    paths = [os.path.join(bench.stage.path, f"step-{size}-{name}") for name in "ab"]
    if not os.path.exists(paths[1]):
        bytes_of_a = os.urandom(size)
        for path, data in zip(paths, (bytes_of_a, bytes(byte ^ 0xff for byte in bytes_of_a))):
            with open(path, "wb") as file:
                file.write(data)
    return paths


def swaps(name):
    """How many swaps `explore` steps through: where the first one passes also the next, on what that has left."""
    return 2 if COMMANDS[name][2] == "pass" else 1


def rates(seconds, name):
    """Times as rates, so that more is better."""
    return {"runsPerSecond": 1 / seconds, "runsPerSecondWithAllowance": 1 / (swaps(name) * seconds + ALLOWANCE)}


def timed(bench, name, *prefix):
    """The command by itself, or behind a prefix, over a fresh target."""
    def take(bench):
        old, new = contents(bench, SIZE)
        source, target = (os.path.join(bench.stage.path, f"step-{end}") for end in ("source", "target"))
        shutil.copy(new, source)
        shutil.copy(old, target)
        command = [*prefix, "sh", "-c", text(bench, name, source=source, target=target)]
        begun = time.monotonic()
        bench.stage.output(command)
        seconds = time.monotonic() - begun
        with open(target, "rb") as file, open(new, "rb") as expected:
            if file.read() != expected.read():
                raise Failure(f"{' '.join(command)} did not copy")
        for path in (source, target):
            os.unlink(path)
        return rates(seconds, name)
    return take(bench)


def explored(bench, size, verdict, updater, *options):
    """The report of an exploration, and how long the whole command took."""
    old, new = contents(bench, size)
    command = [bench.racebench, "explore", "--updater", updater, "--contents", old, new, *options,
               "--directory", bench.stage.path, "--format", "json"]
    begun = time.monotonic()
    output = bench.stage.output(command, None, STATUS[verdict])
    seconds = time.monotonic() - begun
    try:
        report = json.loads(output)
        if report["verdict"] != verdict:
            raise Failure(f"{' '.join(command)}: the verdict is {report['verdict']}, expected {verdict}")
        return report, seconds
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"{' '.join(command)}: no report as expected ({error!r})") from error


def alone(name):
    return lambda bench: timed(bench, name)


def straced(name):
    return lambda bench: timed(bench, name, "strace", "-f", "-o", "/dev/null")


def stepped(name):
    def take(bench):
        report, seconds = explored(bench, SIZE, COMMANDS[name][2], text(bench, name))
        return {"runsPerSecond": 1 / report["wallSeconds"], "wholeRunsPerSecond": 1 / seconds}
    return take


def pages(bench):
    """Every page of a copy in place."""
    report, seconds = explored(bench, SMALL, "fail", "cp {source} {target}", "--split", "4KiB")
    # What a read in progress can get is derived, and no state between two calls.
    found = [state for state in report["states"] if state["firstStep"] > 0 and not state.get("derived")]
    if len(found) != STATES:
        raise Failure(f"{len(found)} states behind the first, expected {STATES}")
    return {"seconds": seconds}
