"""A daemon that stores other bytes into a file by a mapping and the old ones again: mapper.py FILE READY."""
import mmap
import os
import sys

os.setsid()
file, ready = sys.argv[1:]
memory = mmap.mmap(os.open(file, os.O_RDWR), 0)
old = memory[:]
with open(ready, "w", encoding="utf-8"):
    pass
while True:
    memory[:] = b"x" * len(old)
    memory[:] = old
