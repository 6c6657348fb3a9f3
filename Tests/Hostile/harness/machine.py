"""What a case may need of the machine."""
import functools
import os
import shutil
import subprocess


def missing(case):
    """Why the case cannot be run here; None where it can."""
    needs = set(case.needs)
    if case.user:
        needs |= {"root", "setpriv"}
    if case.inside:
        needs |= {"root", "unshare"}
    if case.inside.startswith(("xfs", "ext4", "btrfs")):
        needs |= {"mkfs." + case.inside.split(":")[0], "losetup"}
    for need in sorted(needs):
        if reason := lacks(need):
            return reason
    return None


@functools.lru_cache(maxsize=None)
def lacks(need):
    if need == "root":
        return None if os.geteuid() == 0 else "needs root"
    if need == "unshare":
        works = shutil.which("unshare") and subprocess.run(
            ["unshare", "-m", "--propagation", "private", "true"], capture_output=True, check=False).returncode == 0
        return None if works else "needs mount namespaces"
    if need == "shm":
        try:
            other = os.stat("/dev/shm").st_dev != os.stat("/tmp").st_dev and os.access("/dev/shm", os.W_OK)
        except OSError:
            other = False
        return None if other else "needs /dev/shm on another file system than /tmp"
    if need == "fuse":
        works = os.access("/dev/fuse", os.W_OK) and shutil.which("fusermount3")
        return None if works else "needs FUSE"
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return None if shutil.which(need, path=path) else f"needs {need}"
