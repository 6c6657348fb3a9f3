"""The machine, as far as a figure depends on it, and its processes."""
import os
import platform


def describe(directory):
    """What must stand beside every figure."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "fileSystem": _file_system(directory),
        "load": os.getloadavg()[0],
    }


def _cpu():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _file_system(directory):
    """The type of the file system that holds the directory: that of the longest mount point above it."""
    directory, best = os.path.realpath(directory), ("", "unknown")
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        for line in file:
            left, right = line.split(" - ", 1)
            point = left.split()[4].encode().decode("unicode_escape")
            if os.path.commonpath([point, directory]) == point and len(point) >= len(best[0]):
                best = (point, right.split()[0])
    return best[1]


def free_bytes(directory):
    info = os.statvfs(directory)
    return info.f_bavail * info.f_frsize


def descendants(root):
    """The process ids below this one, each with its name."""
    parents, names = {}, {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue  # it ended while we looked
        # The name stands in parentheses and may hold any character, these too.
        parents[int(entry)] = int(text[text.rindex(")") + 2:].split()[1])
        names[int(entry)] = text[text.index("(") + 1:text.rindex(")")]
    found, front = {}, [root]
    while front:
        front = [child for child, parent in parents.items() if parent in front and child not in found]
        found.update((child, names[child]) for child in front)
    return found


def private_dirty(process):
    """Bytes that this process alone has written; None once it has ended."""
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="utf-8") as file:
            for line in file:
                if line.startswith("Private_Dirty:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
