"""What a case is, and how it is read from its file."""
import configparser
import glob
import os
import re
import shlex

VERDICTS = {"pass", "fail", "inconclusive", "refused", "spoiled"}
KEYS = {
    "updater", "setup", "teardown", "engine", "flags", "contents", "expect", "kinds", "broken", "kept", "sound",
    "limits", "status", "says", "unsaid", "as", "inside", "needs", "soak", "known", "before", "after", "leaves",
    "environment"}


class Case:
    def __init__(self, name, keys, path):
        unknown = set(keys) - KEYS
        if unknown:
            raise SystemExit(f"{path}: [{name}]: unknown key {', '.join(sorted(unknown))}")
        self.name, self.keys = name, keys
        words = lambda key: keys.get(key, "").split()
        self.expect = set(words("expect"))
        if not self.expect or self.expect - VERDICTS:
            raise SystemExit(f"{path}: [{name}]: expect: some of {', '.join(sorted(VERDICTS))}")
        self.kinds, self.broken, self.kept = words("kinds"), words("broken"), words("kept")
        self.sound, self.limits, self.needs = words("sound"), words("limits"), words("needs")
        self.status = {int(word) for word in words("status")}
        self.engine = keys.get("engine", "explore")
        self.contents = keys.get("contents", "size")
        self.user, self.inside = keys.get("as"), keys.get("inside", "")
        self.soak, self.known = "soak" in keys, keys.get("known")
        # Fragments of what is said, one a line.
        self.says, self.unsaid = ([bytes(line, "utf-8").decode("unicode_escape") for line in keys.get(key, "").splitlines()]
                                  for key in ("says", "unsaid"))
        self.leaves = "leaves" in keys
        self.flags = shlex.split(keys.get("flags", ""))
        commands = " ".join(keys.get(key, "") for key in ("updater", "setup", "teardown", "flags", "before"))
        self.programs = sorted(set(re.findall(r"@([a-z0-9-]+(?:\.py)?)@", commands)) - {"files"})

    def command(self, key, folder, files):
        """One of its commands, with the programs' paths."""
        text = self.keys.get(key)
        return text and fill(text, folder, files)

    def expectation(self):
        keys = ("expect", "kinds", "broken", "kept", "sound", "limits", "status", "says", "unsaid")
        return ", ".join(f"{key} = {self.keys[key]!r}" if key in ("says", "unsaid") else f"{key} = {self.keys[key]}"
                         for key in keys if key in self.keys)


def fill(text, folder, files):
    """`@NAME@` is the path of a program, `@files@` a directory of the case's own."""
    return re.sub(r"@([a-z0-9-]+(?:\.py)?)@", lambda m: files if m[1] == "files" else f"{folder}/{m[1]}", text)


def load(folder):
    """All cases below a folder, in the order of files and sections."""
    found, seen = [], {}
    for path in sorted(glob.glob(os.path.join(folder, "*.ini"))):
        parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",), strict=True)
        parser.optionxform = str
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
        for name in parser.sections():
            if name in seen:
                raise SystemExit(f"{path}: [{name}] is in {seen[name]} already")
            seen[name] = path
            found.append(Case(name, dict(parser[name]), path))
    if not found:
        raise SystemExit(f"hostile: no cases in {folder}")
    return found
