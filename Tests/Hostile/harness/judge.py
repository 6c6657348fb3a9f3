"""Holds what racebench said of a case against what is right."""
from . import stage

STATUS = {"pass": {0}, "fail": {1}, "inconclusive": {2}, "refused": {64, 65, 69, 73}, "spoiled": {2}}


def result(report):
    """The one exploration or subject's run that the report is about; None where there is none."""
    if report is None or report.get("kind") == "exploration":
        return report
    return next((run for run in report.get("runs", []) if run.get("role") != "control"), None)


def verdict(ran):
    if ran.report is None:
        # Another format was asked for, or there is no result.
        told = STATUS if ran.other_format and ran.output else {
            name: STATUS[name] for name in ("refused", "spoiled") if ran.errors}
        return next((name for name, statuses in told.items() if ran.status in statuses), None)
    if ran.report.get("kind") != "exploration" and "verdict" in ran.report:
        return ran.report["verdict"]
    found = result(ran.report)
    return found and found.get("verdict")


def kinds(ran):
    return sorted({state["kind"] for state in (result(ran.report) or {}).get("states", [])
                   if state.get("grade") == "forbidden"})


def contracts(ran, state):
    named = (result(ran.report) or {}).get("contracts", {})
    return [name for name, value in named.items() if value.get("state") == state]


def limits(ran):
    return [limit.get("kind", "?") for limit in (result(ran.report) or {}).get("limits", [])]


def differences(case, ran):
    """One line for each way in which it is wrong."""
    wrong = []
    if ran.hung:
        wrong.append(f"it hangs: killed after {stage.PATIENCE} s")
    found = verdict(ran)
    if found not in case.expect:
        wrong.append(f"verdict {found}, not {' or '.join(sorted(case.expect))}")
    allowed = case.status or set().union(*(STATUS[verdict] for verdict in case.expect))
    if ran.status not in allowed:
        wrong.append(f"exit status {ran.status}, not {' or '.join(map(str, sorted(allowed)))}")
    if found == "pass" and kinds(ran):
        wrong.append(f"a pass above states that are {', '.join(kinds(ran))}")
    wrong += [f"no state is {kind}" for kind in case.kinds if kind not in kinds(ran)]
    broken, kept = contracts(ran, "broken"), contracts(ran, "kept")
    wrong += [f"{name} is not broken" for name in case.broken if name not in broken]
    wrong += [f"{name} is not kept" for name in case.kept if name not in kept]
    wrong += [f"{name} is broken" for name in case.sound if name in broken]
    named = limits(ran)
    wrong += [f"the limit {kind} is not named" for kind in case.limits
              if kind not in named and not (kind == "any" and named)]
    said = ran.errors + ran.output.decode(errors="replace")
    wrong += [f"it does not say {text!r}" for text in case.says if text not in said]
    wrong += [f"it says {text!r}" for text in case.unsaid if text in said]
    if ran.survivors:
        wrong.append(f"left processes: {' '.join(ran.survivors[:8])}")
    if ran.left and not case.leaves:
        wrong.append(f"left files: {' '.join(ran.left[:8])}")
    if ran.memory > stage.MEMORY:
        wrong.append(f"took {ran.memory >> 20} MiB of memory")
    if len(ran.output) >= 10 << 20:
        wrong.append(f"a report of {len(ran.output) >> 20} MiB")
    if ran.after:
        wrong.append("the check after it fails: what must be left alone was changed")
    return wrong


def summary(ran):
    what = result(ran.report) or {}
    parts = [f"verdict {verdict(ran)}", f"status {ran.status}", f"kinds {' '.join(kinds(ran)) or 'none'}",
             f"broken {' '.join(contracts(ran, 'broken')) or 'none'}", f"limits {' '.join(limits(ran)) or 'none'}",
             f"{ran.seconds:.1f} s", f"reason {what.get('reason')!r}"]
    if ran.report is None:
        parts.append(f"errors {ran.errors.strip()[:400]!r}")
    return "; ".join(parts)
