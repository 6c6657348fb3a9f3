"""What racing finds stepping finds too, or names a limit for: 40 updaters, each explored and raced."""
import json
import os
import subprocess

RENAME = "mv {target}.n {target}"
UPDATERS = [
    "cp {source} {target}", "cp --remove-destination {source} {target}", "cp -f {source} {target}", "cp -b {source} {target}",
    "cat {source} > {target}", "cat {source} | tee {target} >/dev/null", "dd if={source} of={target} bs=32k status=none",
    "dd if={source} of={target} bs=1M conv=notrunc status=none", "dd if={source} of={target} bs=4k conv=notrunc status=none",
    "install {source} {target}", "mv {source} {target}", "mv -b {source} {target}", "ln -f {source} {target}",
    "ln -sf {source} {target}", f"cp {{source}} {{target}}.n && {RENAME}", f"cat {{source}} > {{target}}.n; {RENAME}",
    f"ln {{source}} {{target}}.n; {RENAME}", f"cp {{source}} {{target}}.n; sync {{target}}.n; {RENAME}",
    "rm -f {target}; cp {source} {target}", "mv {target} {target}.o; cp {source} {target}; rm {target}.o",
    "t=$(mktemp {target}.XXXXXX); cat {source} > $t; mv $t {target}", "t=$(mktemp); cp {source} $t; mv -f $t {target}",
    "d=$(mktemp -d {directory}/d.XXXXXX); cp {source} $d/n; mv $d/n {target}; rmdir $d",
    f"exec 3<>{{target}}; cp {{source}} {{target}}.n; {RENAME}; dd if=/dev/zero bs=10k count=5 status=none >&3",
    f"ln {{target}} {{target}}.o; cp {{source}} {{target}}.n; {RENAME}; truncate -s 0 {{target}}.o; rm {{target}}.o",
    f"ln {{target}} {{target}}.o; cp {{source}} {{target}}.n; {RENAME}; cp {{source}} {{target}}.o; rm {{target}}.o",
    f"cp {{source}} {{target}}.n; {RENAME}; touch {{target}}", f"cp {{source}} {{target}}.n; {RENAME}; chmod 755 {{target}}",
    "truncate -s 0 {target}; cat {source} >> {target}", ": > {target}; cat {source} > {target}",
    "cp {source} {target}; cp {source} {target}", "cat {source} 1<> {target}", "split -b 20000 {source} {target}.p; cat {target}.p* > {target}; rm {target}.p*",
    "split -b 20000 {source} {target}.p; cat {target}.p* > {target}.n; rm {target}.p*; mv {target}.n {target}",
    f"head -c 50000 {{source}} > {{target}}.n; {RENAME}; tail -c +50001 {{source}} >> {{target}}",
    "unlink {target}; ln {source} {target}", "n={target}.$$; cp {source} $n; ln -s $n {target}.l; mv -T {target}.l {target}",
    "cp {source} {target}.v; ln -sf $(basename {target}).v {target}",
    "cp -p {source} {target}.n; mv -T {target}.n {target}", "tar -C $(dirname {source}) -cf - $(basename {source}) | tar -xOf - > {target}",
    f"tar -C $(dirname {{source}}) -cf - $(basename {{source}}) | tar -xOf - > {{target}}.n; {RENAME}",
]


def call(program, arguments):
    result = subprocess.run([program] + arguments, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    try:
        return json.loads(result.stdout)
    except ValueError as error:
        raise LookupError(result.stderr.decode(errors="replace").strip() or repr(error)) from error


def difference(program, room, updater):
    """What racing has found that stepping neither finds nor names a limit for; None where nothing is."""
    contents = []
    for name in "ab":
        path = os.path.join(room, name)
        if not os.path.exists(path):
            with open(path, "wb") as file:
                file.write(os.urandom(600_000))
        contents.append(path)
    common = ["--updater", updater, "--directory", room, "--contents", *contents, "--format", "json"]
    stepped = call(program, ["explore", "--settle", "0", "--split", "32KiB"] + common)
    raced = call(program, ["run", "--swaps", "30", "--readers", "3"] + common)
    run = next(run for run in raced["runs"] if run["role"] == "subject")
    seen = {state["kind"] for state in run["states"] if state["grade"] == "forbidden"}
    listed = {state["kind"] for state in stepped["states"] if state["grade"] == "forbidden"}
    if any(state.get("derived") for state in stepped["states"]):
        listed |= {"mixed", "truncated", "empty", "crash"}  # the forms that a torn read can have
    # What the swaps after the first one show is named beside the verdict, which is on the first.
    if stepped["limits"] or "nextSwap" in stepped:
        return None
    missed = sorted(seen - listed)
    if missed:
        return f"racing has seen {', '.join(missed)}, stepping {', '.join(sorted(listed)) or 'nothing'}"
    if seen and stepped["verdict"] == "pass":
        return "stepping passes"
    return None
