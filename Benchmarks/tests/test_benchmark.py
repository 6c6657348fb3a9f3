"""Benchmarks/run against a racebench, a node and a C compiler that are made up."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
sys.path.insert(0, TOP)

from sidebyside import machine  # noqa: E402
from sidebyside.rows import ROWS, Row  # noqa: E402

PEER = '{"readsPerSecond": 300, "distinctPartialStates": 50}'
LIMIT = '{"copy": {"readsPerSecond": 3000}, "read": {"readsPerSecond": 1000}, "mapped": {"readsPerSecond": 1050}}'


def wait_for(test, condition):
    """Waits until the condition holds, and fails the test if that takes a minute."""
    end = time.monotonic() + 60
    while not condition():
        test.assertLess(time.monotonic(), end, "what was waited for did not happen")
        time.sleep(0.01)


class BenchmarkTest(unittest.TestCase):
    def setUp(self):
        room = tempfile.TemporaryDirectory()
        self.addCleanup(room.cleanup)
        self.room = room.name
        self.bin, self.targets = (os.path.join(self.room, name) for name in ("bin", "targets"))
        for path in (self.bin, self.targets):
            os.mkdir(path)
        self.tool("node", f"echo '{PEER}'")
        # A compiler whose programs print the limit, or the peer's figures: their output is the word after -o.
        for name, text in (("limit", LIMIT), ("bare-race", PEER), ("spawn", PEER), ("library", "")):
            with open(os.path.join(self.room, f"{name}.json"), "w", encoding="utf-8") as file:
                file.write(text)
        self.tool("cc", f"printf '#!/bin/sh\\n/bin/cat {self.room}/%s.json\\n' \"${{4##*/}}\" >\"$4\"; chmod +x \"$4\"")

    def tool(self, name, body):
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        os.chmod(path, 0o755)

    def command(self, *options):
        # The stand-in for racebench is a Python program, too, and must find the interpreter of these tests.
        if not os.path.exists(os.path.join(self.bin, "python3")):
            self.tool("python3", f"exec {sys.executable} \"$@\"")
            for name in ("sh", "chmod", "echo", "printf", "env"):
                os.symlink(f"/bin/{name}" if os.path.exists(f"/bin/{name}") else f"/usr/bin/{name}",
                           os.path.join(self.bin, name))
        return [sys.executable, os.path.join(TOP, "run"), "--racebench", os.path.join(HERE, "fake-racebench"),
                "--directory", self.targets, "--rounds", "1", *options]

    def environment(self, fake):
        return {**os.environ, "PATH": self.bin, "FAKE": json.dumps(fake)}

    def bench(self, *options, fake=None):
        result = subprocess.run(self.command(*options), env=self.environment(fake or {}), text=True,
                                capture_output=True, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(os.listdir(self.targets), [], "something is left in the directory")
        self.assertNotIn("Traceback", result.stderr)
        return result

    def test_goals_met(self):
        path = os.path.join(self.room, "out")
        result = self.bench("--only", "idle,bookkeeping,start", "--json", path + ".json", "--output", path + ".md")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertNotIn("MISSED", result.stdout)
        self.assertIn("| idle target, 1 `mmap` reader | 1,000 reads/s | limit, `mapped`: 1,050 | 0.952× (0.952–0.952) "
                      "| ≥ 0.9× | met |", result.stdout)
        self.assertIn("| 100 (100–100) | < 250 ms | met |", result.stdout)
        with open(path + ".md", encoding="utf-8") as file:
            self.assertEqual(file.read(), result.stdout)
        with open(path + ".json", encoding="utf-8") as file:
            written = json.load(file)
        self.assertTrue(written["met"])
        self.assertEqual([row["group"] for row in written["rows"]], ["idle", "idle", "bookkeeping", "start"])

    def test_goals_missed(self):
        result = self.bench("--only", "idle,start", fake={"run": {"reads": 1700}, "report": {"startMilliseconds": 250}})
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.count("**MISSED**"), 3, result.stdout)

    def test_peers(self):
        result = self.bench("--only", "inplace", fake={"run": {"distinctPartialStates": 149}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("node: 50 | 2.98× (2.98–2.98) | ≥ 3× (5× wished) | **MISSED** |", result.stdout)
        self.assertIn("`copy_file_range`: 149 | 1× (1–1) | ≥ 1× within the spread | met |", result.stdout)

    def test_partial_reads_of_staged_are_a_failure(self):
        result = self.bench("--only", "staged", fake={"run": {"partialReads": 3}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("- staged, 8 `read` readers against node: staged shows 3 partial reads", result.stdout)
        self.assertNotIn("| met |", result.stdout)

    def test_what_is_missing_is_said(self):
        os.unlink(os.path.join(self.bin, "node"))
        self.tool("cc", "echo no header >&2; exit 1")
        result = self.bench("--only", "staged,idle,start")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("against python", result.stdout.replace("python:", "against python"))
        self.assertIn("Left out:\n\n- staged, 8 `read` readers against node: node is not in PATH\n", result.stdout)
        self.assertRegex(result.stdout, r"- idle target.*: peers/limit.c does not build \(.*no header\)")

    def test_nothing_measured_is_no_success(self):
        os.unlink(os.path.join(self.bin, "cc"))
        result = self.bench("--only", "idle")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no C compiler", result.stdout)

    def test_a_failing_racebench(self):
        result = self.bench("--only", "start", fake={"fail": "racebench: the board is full"})
        self.assertEqual(result.returncode, 1)
        self.assertIn("exit status 70, said: racebench: the board is full", result.stdout)
        result = self.bench("--only", "start", fake={"report": {}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("has no startMilliseconds", result.stdout)
        result = self.bench("--only", "idle", fake={"run": {"wallSeconds": 0}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("figures are not as expected", result.stdout)

    def test_runners(self):
        self.tool("true", "")
        result = self.bench("--only", "runners")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("1 `dlopen` reader | 1,000 loads/s | — | 1,000 (1,000–1,000) | ≥ 300 loads/s | met |", result.stdout)
        self.assertIn("| bare `posix_spawn`: 300 | 3.33× (3.33–3.33) | ≥ 0.8× | met |", result.stdout)
        slow = self.bench("--only", "runners", fake={"run": {"reads": 478}})
        self.assertEqual((slow.returncode, slow.stdout.count("**MISSED**")), (1, 2), slow.stdout)
        wrong = self.bench("--only", "runners", fake={"run": {"partialReads": 1}})
        self.assertEqual(wrong.returncode, 1)
        self.assertEqual(wrong.stdout.count("staged shows 1 partial reads, expected none"), 2, wrong.stdout)
        for name in ("cc", "true"):
            os.unlink(os.path.join(self.bin, name))
        lacking = self.bench("--only", "runners")
        self.assertEqual(lacking.returncode, 1)
        self.assertEqual(lacking.stdout.count("there is no C compiler (cc) in PATH"), 2, lacking.stdout)

    def test_memory(self):
        self.assertEqual(self.bench("--only", "memory", fake={"readers": 8, "mebibytes": 1}).returncode, 0)
        result = self.bench("--only", "memory", fake={"readers": 8, "mebibytes": 17})
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.count("**MISSED**"), 2, result.stdout)
        result = self.bench("--only", "memory", fake={"readers": 7, "mebibytes": 1})
        self.assertIn("found memory of 7 processes named rb-reader…, expected 8", result.stdout)
        self.assertEqual(result.returncode, 1)

    def test_gates(self):
        fake = {"verdicts": {"staged": "pass", "inplace": "fail"}, "run": {"wallSeconds": 0.9}}
        result = self.bench("--only", "gate", fake=fake)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("| `gate` of in place decided `fail` | 0.9 s of racing | — | 0.9 (0.9–0.9) | < 1 s", result.stdout)
        for seconds, missed in ((3, 1), (16, 2), (21, 3)):
            result = self.bench("--only", "gate", fake={**fake, "run": {"wallSeconds": seconds}})
            self.assertEqual((result.returncode, result.stdout.count("**MISSED**")), (1, missed), result.stdout)

    def test_a_gate_with_another_verdict_is_a_failure(self):
        for verdicts in ({"staged": "pass", "inplace": "pass"}, {"staged": "fail", "inplace": "fail"}):
            result = self.bench("--only", "gate", fake={"verdicts": verdicts})
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stdout, "Failed:\n\n- `gate` of .*: exit status")
        result = self.bench("--only", "gate", fake={"verdicts": {"staged": "pass", "inplace": "fail"},
                                                    "report": {"verdict": "inconclusive"}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("the verdict is inconclusive, expected pass", result.stdout)

    def test_catches(self):
        result = self.bench("--only", "catches", fake={"run": {"swaps": 40, "caughtSwaps": 10}})
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("| readers | 0 glancers | 1 glancers |", result.stdout)
        self.assertEqual(result.stdout.count("25 % (25–25), 50 ms"), 20, result.stdout)
        result = self.bench("--only", "catches", fake={"run": {"swaps": 39, "caughtSwaps": 10}})
        self.assertEqual(result.returncode, 1)
        self.assertIn("- caught 2 0: 39 swaps succeeded, expected 40", result.stdout)

    def test_wrong_usage(self):
        for options in (["--only", "idl"], ["--only", ""], ["--rounds", "0"], ["--directory", self.room + "/no"],
                        ["--racebench", self.room + "/no"], ["--nonsense"]):
            result = self.bench(*options)
            self.assertEqual(result.returncode, 64, options)
            self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            mark = os.path.join(self.room, f"hanging-{number}")
            process = subprocess.Popen(self.command("--only", "start"), env=self.environment({"hang": mark}),
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            wait_for(self, lambda: os.path.exists(mark) and os.path.getsize(mark))
            process.send_signal(number)
            out, err = process.communicate()
            self.assertEqual((process.returncode, out, err), (130, b"", b""))
            self.assertEqual(os.listdir(self.targets), [])
            with open(mark, encoding="utf-8") as file:
                self.assertFalse(os.path.exists(f"/proc/{file.read()}"), "the program that it ran still runs")


class JudgeTest(unittest.TestCase):
    def test_ratio_is_the_median_of_the_rounds(self):
        row = Row("g", "l", "u", ("a", "n"), 2, ("b", "n"), "peer")
        samples = {"a": [{"n": 2}, {"n": 40}, {"n": 9}], "b": [{"n": 1}, {"n": 10}, {"n": 10}]}
        result = row.judge(samples)
        self.assertEqual((result.ours, result.theirs, sorted(result.spread), result.met), (9, 10, [0.9, 2, 4], True))
        samples["b"][0]["n"] = 1.01
        self.assertFalse(row.judge(samples).met)

    def test_within_noise_takes_the_spread(self):
        row = Row("g", "l", "u", ("a", "n"), 1, ("b", "n"), within_noise=True)
        samples = {"a": [{"n": 8}, {"n": 9}, {"n": 10}], "b": [{"n": 10}] * 3}
        self.assertTrue(row.judge(samples).met)
        samples["a"][2]["n"] = 9
        self.assertFalse(row.judge(samples).met)

    def test_a_bound_holds_for_every_value(self):
        row = Row("g", "l", "u", ("a", "n"), 10)
        self.assertTrue(row.judge({"a": [{"n": 9.9}, {"n": 1}]}).met)
        self.assertFalse(row.judge({"a": [{"n": 10}, {"n": 1}, {"n": 1}]}).met)

    def test_a_value_that_must_not_be_less(self):
        row = Row("g", "l", "u", ("a", "n"), 10, at_least=True)
        self.assertEqual(row.goal_text(), "≥ 10 u")
        self.assertTrue(row.judge({"a": [{"n": 10}, {"n": 99}]}).met)
        self.assertFalse(row.judge({"a": [{"n": 9.9}, {"n": 99}, {"n": 99}]}).met)

    def test_every_goal_stands(self):
        self.assertEqual([(row.group, row.goal) for row in ROWS], [
            ("staged", 8), ("staged", 8), ("staged", 20), ("staged", 20), ("staged", 0.9), ("staged", 0.9),
            ("idle", 0.9), ("idle", 0.9),
            ("inplace", 3), ("inplace", 3), ("inplace", 1), ("bookkeeping", 0.6),
            ("runners", 300), ("runners", 0.8), ("gate", 20), ("gate", 15), ("gate", 1),
            *[("stepping", 1), ("stepping", 1), ("stepping", 0.25)] * 4, ("stepping", 2),
            ("start", 250), ("memory", 16), ("memory", 16)])

    def test_a_zero_of_the_peer(self):
        row = Row("g", "l", "u", ("a", "n"), 1, ("b", "n"))
        self.assertTrue(row.judge({"a": [{"n": 5}], "b": [{"n": 0}]}).met)
        self.assertFalse(row.judge({"a": [{"n": 0}], "b": [{"n": 0}]}).met)


class MachineTest(unittest.TestCase):
    def test_descendants(self):
        # Each `cat` waits on the pipe; a shell would give one in the background no input but through `<&3`.
        process = subprocess.Popen(["/bin/sh", "-c", "exec 3<&0; cat <&3 & cat; wait"], stdin=subprocess.PIPE)
        try:
            wait_for(self, lambda: sorted(machine.descendants(process.pid).values()) == ["cat", "cat"])
            self.assertEqual(machine.descendants(os.getpid())[process.pid], "sh")
        finally:
            process.communicate(b"")

    def test_private_dirty(self):
        before = machine.private_dirty(os.getpid())
        own = bytearray(os.urandom(32 << 20))
        self.assertGreater(machine.private_dirty(os.getpid()), before + (31 << 20))
        self.assertEqual(len(own), 32 << 20)
        self.assertIsNone(machine.private_dirty(2 ** 22 + 1))


if __name__ == "__main__":
    unittest.main()
