"""A daemon that puts the bytes of two files at a path in turn, each whole: swapper.py FILE FILE PATH."""
import os
import shutil
import sys

os.setsid()
a, b, path = sys.argv[1:]
while True:
    for source in a, b:
        shutil.copy(source, path + ".swapper")
        os.rename(path + ".swapper", path)
