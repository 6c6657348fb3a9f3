"""How often the narrow control is caught, by the numbers of readers and glancers: a table of its own, without a goal."""
from statistics import median

from .measures import CATCH_GLANCERS, CATCH_READERS, CATCH_SIGNER, CATCH_SWAPS

GROUP = "catches"
NAMES = {(readers, glancers): f"caught {readers} {glancers}"
         for readers in CATCH_READERS for glancers in CATCH_GLANCERS}


def markdown(samples, failures):
    """The table, a cell for each pair: the median share with the least and the greatest, and the time of a swap."""
    lines = ["", "## Caught swaps of the narrow control", "",
             f"`backup-rename`, 7.8 MB, signer {CATCH_SIGNER}, {CATCH_SWAPS} swaps a round: the share of swaps that "
             "any look caught (min–max of the rounds), and how long a swap took.", "",
             "| readers | " + " | ".join(f"{glancers} glancers" for glancers in CATCH_GLANCERS) + " |",
             "|---:|" + "---:|" * len(CATCH_GLANCERS)]
    for readers in CATCH_READERS:
        cells = [_cell(samples.get(NAMES[readers, glancers])) for glancers in CATCH_GLANCERS]
        lines.append(f"| {readers} | " + " | ".join(cells) + " |")
    failed = [(name, failures[name]) for name in NAMES.values() if name in failures]
    if failed:
        lines += ["", "Failed:", ""] + [f"- {name}: {why}" for name, why in failed]
    return "\n".join(lines) + "\n"


def _cell(rounds):
    if not rounds:
        return "failed"
    shares = [round_["share"] for round_ in rounds]
    middle, low, high = (f"{100 * f(shares):.0f}" for f in (median, min, max))
    return f"{middle} % ({low}–{high}), {median(round_['milliseconds'] for round_ in rounds):.0f} ms"
