"""Runs racebench on one case, in a place of its own and under limits, and takes down all that is left."""
import json
import os
import random
import resource
import shlex
import shutil
import signal
import subprocess
import threading
import time
import types

from . import cases

PATIENCE = 60
MEMORY = 600 << 20
OUTPUT = 64 << 20
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def noise(count, seed):
    return random.Random(seed).randbytes(count)


def contents(case, files):
    """The flags that give the case its contents."""
    old, new = f"{files}/a", f"{files}/b"
    if case.contents == "size":
        return ["--size", "20KB", "--seed", "7"]
    if case.contents == "given":
        return []
    pairs = {
        "equal": (noise(20480, 1), noise(20480, 2)),
        "byte": (noise(20480, 1), noise(20479, 1) + b"\0"),
        "tiny": (b"port=1\n", b"port=2\n"),
        "grown": (noise(20480, 1), noise(20480, 1) + noise(9000, 3)),
        "cut": (noise(20480, 1) + noise(9000, 3), noise(20480, 1)),
        "large": (noise(3 << 20, 1), noise(3 << 20, 2)),
        "config": (b"[core]\n\tname = old\n", b"[core]\n\tname = new\n"),
        "script": (b"#!/bin/sh\necho one\n", b"#!/bin/sh\necho two\n"),
    }
    if case.contents == "none":
        pairs["none"] = (b"", noise(20480, 2))
    for path, data in zip((old, new), pairs[case.contents]):
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, 0o755)
    return ["--contents", "none" if case.contents == "none" else old, new]


def arguments(case, area, files):
    words = [case.engine, "--format", "json"] + contents(case, files)
    for key in ("updater", "setup", "teardown"):
        if command := case.command(key, f"{area}/bin", files):
            words += [f"--{key}", command]
    return words + [cases.fill(word, f"{area}/bin", files) for word in case.flags]


def surroundings(case, temporary, left):
    """A command that runs its arguments where the case wants to be run, and lists what they leave."""
    listing = f'"$@"; s=$?; ls -A {temporary} >{left}; exit $s'
    if not case.inside:
        return []
    kind, _, size = case.inside.partition(":")
    prepare = {
        "mounts": ":",
        "tmpfs": f"mount -t tmpfs -o size={size or '32M'} x {temporary}",
    }.get(kind) or (
        f"truncate -s {size or '400M'} {left}.img && mkfs.{kind} -q {left}.img >/dev/null"
        f" && mount -o loop {left}.img {temporary} && rm -rf {temporary}/lost+found")
    if case.user:
        prepare += f" && chown {case.user}:{case.user} {temporary}"
    script = f"{prepare} || exit 99; {listing}"
    return ["unshare", "-m", "--propagation", "private", "sh", "-c", script, "sh"]


def limits():
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(case, racebench, area):
    ground = f"{area}/{case.name}"
    temporary, files, left = f"{ground}/tmp", f"{ground}/files", f"{ground}/left"
    for path in (ground, temporary, files):
        os.mkdir(path, 0o755)
        if case.user:
            os.chown(path, int(case.user), int(case.user))
    ran = types.SimpleNamespace(unfit=None, other_format="--format" in case.flags)
    environment = {"PATH": PATH, "LC_ALL": "C", "TMPDIR": temporary, "HOME": files,
                   "SWIFT_BACKTRACE": "enable=no", "RACEBENCH_HOSTILE": ground}
    environment.update(pair.split("=", 1) for pair in case.keys.get("environment", "").split())
    if before := case.command("before", f"{area}/bin", files):
        done = subprocess.run(["sh", "-c", before], env=environment, capture_output=True, check=False)
        if done.returncode:
            ran.unfit = f"its preparation failed: {done.stderr.decode(errors='replace').strip()}"
            return ran
    words = [racebench] + arguments(case, area, files)
    if case.user:
        words = ["setpriv", "--reuid", case.user, "--regid", case.user, "--clear-groups", "--"] + words
    words = surroundings(case, temporary, left) + words
    ran.command = f"scripts/hostile --racebench {racebench} {case.name}   # {shlex.join(words)}"
    with open(f"{ground}/out", "wb") as out, open(f"{ground}/err", "wb") as err:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment, preexec_fn=limits)
        late = threading.Event()

        def end():
            late.set()
            kill_marked(ground)
        timer = threading.Timer(PATIENCE, end)
        timer.start()
        begun = time.monotonic()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
    ran.seconds, ran.hung = time.monotonic() - begun, late.is_set()
    ran.status, ran.memory = process.returncode, usage.ru_maxrss << 10
    ran.survivors = kill_marked(ground)
    ran.output, ran.errors = read(f"{ground}/out"), read(f"{ground}/err").decode(errors="replace")
    try:
        ran.report = json.loads(ran.output)
    except (ValueError, RecursionError):
        ran.report = None
    if case.inside:
        ran.left = read(left).decode(errors="replace").split("\n")[:-1] if os.path.exists(left) else []
        if ran.status == 99:
            ran.unfit = f"its mount failed: {ran.errors.strip()}"
    else:
        ran.left = os.listdir(temporary)
    after = case.command("after", f"{area}/bin", files)
    ran.after = subprocess.run(["sh", "-c", after], env=environment, capture_output=True, check=False).returncode \
        if after else 0
    return ran


def read(path):
    with open(path, "rb") as file:
        return file.read(OUTPUT)


def kill_marked(ground):
    """Ends what still runs with the case's mark in its environment; returns their names."""
    mark, names = f"RACEBENCH_HOSTILE={ground}\0".encode(), []
    for _ in range(20):
        found = []
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/environ", "rb") as file:
                    if mark not in file.read() + b"\0":
                        continue
                with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
                    name, _, rest = file.read().partition("(")[2].rpartition(")")
                if rest.split()[0] in "ZX":
                    continue
                os.kill(int(process), signal.SIGKILL)
                found.append(name)
            except OSError:
                continue
        if not found:
            break
        names += found
        time.sleep(0.05)
    return names


def keep(area, into):
    for name in os.listdir(area):
        if name == "bin":
            continue
        os.makedirs(f"{into}/{name}", exist_ok=True)
        for file in ("out", "err"):
            if os.path.exists(f"{area}/{name}/{file}"):
                shutil.copy(f"{area}/{name}/{file}", f"{into}/{name}/{file}")


def remove(area):
    """Removes the area; what a case made unremovable is made removable first."""
    subprocess.run(["chattr", "-R", "-f", "-i", "-a", area], capture_output=True, check=False)
    subprocess.run(["rm", "-rf", "--one-file-system", area], check=False)
