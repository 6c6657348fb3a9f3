"""Where the programs run: a private directory, and one program at a time in it."""
import os
import shutil
import signal
import subprocess
import tempfile
import time


class Failure(Exception):
    """A measurement that did not come about; its text says why."""


class Stage:
    """A private directory, gone at the end together with whatever still runs in it."""

    def __init__(self, parent):
        self.path = tempfile.mkdtemp(prefix="racebench-benchmark-", dir=parent)
        self.running = None

    def __enter__(self):
        # What ends this program must pass through __exit__, or the directory stays.
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        return self

    def __exit__(self, *_):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if self.running:
            self._end(self.running)
        # A process that is just being ended may still write below the directory.
        for _ in range(50):
            shutil.rmtree(self.path, ignore_errors=True)
            if not os.path.exists(self.path):
                return
            time.sleep(0.1)
        raise Failure(f"cannot remove {self.path}")

    def output(self, command, watch=None, expected=0):
        """What the command prints, which must end with the expected exit status. `watch` is called with its process id again and again while it runs."""
        # A session of its own: an interrupt from the terminal reaches us alone, and we end it in order.
        # Files, not pipes: nobody reads a pipe while `watch` looks elsewhere.
        with tempfile.TemporaryFile(dir=self.path) as out, tempfile.TemporaryFile(dir=self.path) as err:
            try:
                self.running = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
            except OSError as error:
                raise Failure(f"cannot run {command[0]}: {error.strerror}") from error
            while watch and self.running.poll() is None:
                watch(self.running.pid)
                time.sleep(0.02)
            status = self.running.wait()
            self.running = None
            out.seek(0)
            err.seek(0)
            if status != expected:
                said = err.read().decode(errors="replace").strip().splitlines() or ["nothing"]
                raise Failure(f"{' '.join(command)}: exit status {status}, said: {said[-1]}")
            return out.read()

    @staticmethod
    def _end(process):
        """Asks first, so that the program can clean up, then ends its whole session."""
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
