"""Runs the tests of a room, with a mutant switched on or with none."""

import os
import shutil
import signal
import subprocess
import threading
import time

from package import HOME, NEVER, PACKAGE, ROOMS, SWITCH, stop

# A run that takes less is not hurried.
SECONDS_AT_LEAST = 20
# Nothing is wrong, and nobody knows yet how long it takes.
SECONDS_AT_FIRST = 1800


class Tests:
    """What is run, in this order, up to the first test that fails."""

    def __init__(self, room, programs):
        never = [word for name in NEVER for word in ("--skip", name)]
        slow = ROOMS[room][2]
        self.runs = [[programs["lib"], f"{room}::", *never]]
        if "test" in programs:
            self.runs.append([programs["test"], *(word for name in slow for word in ("--skip", name)), *never])
            self.runs.append([programs["test"], *slow, *never])
        self.limits = []
        self.running = set()
        self.stopped = threading.Event()

    def base(self):
        """How long each run takes when nothing is wrong, in seconds; all must pass."""
        taken = []
        for command in self.runs:
            started = time.monotonic()
            verdict = self.run(command, 0, SECONDS_AT_FIRST)
            if verdict is not None:
                stop(f"The tests fail where nothing is wrong: {' '.join(command)}, in {PACKAGE}.")
            taken.append(time.monotonic() - started)
        self.limits = [max(SECONDS_AT_LEAST, 3 * seconds) for seconds in taken]
        return taken

    def ask(self, number):
        """The verdict on a mutant."""
        for command, limit in zip(self.runs, self.limits, strict=True):
            verdict = self.run(command, number, limit)
            if verdict is not None:
                return verdict
        return "missed"

    def run(self, command, number, limit):
        """`None` where all tests pass."""
        # What a test that is killed leaves behind goes with its folder.
        scratch = HOME / "scratch" / str(number)
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        environment = os.environ | {SWITCH: str(number), "TMPDIR": str(scratch), "CARGO_MANIFEST_DIR": str(PACKAGE)}
        tests = subprocess.Popen(
            command, cwd=PACKAGE, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, errors="replace", start_new_session=True,
        )
        self.running.add(tests)
        if self.stopped.is_set():
            kill(tests)
        late = threading.Event()
        clock = threading.Timer(limit, lambda: (late.set(), kill(tests)))
        clock.start()
        failed = False
        try:
            for line in tests.stdout:
                if line.endswith("... FAILED\n"):
                    failed = True
                    break
        finally:
            if failed:
                kill(tests)
            tests.wait()
            clock.cancel()
            kill(tests)
            tests.stdout.close()
            self.running.discard(tests)
            shutil.rmtree(scratch, ignore_errors=True)
        if self.stopped.is_set():
            raise KeyboardInterrupt
        if failed:
            return "caught"
        if late.is_set():
            return "timeout"
        return "caught" if tests.returncode != 0 else None

    def stop(self):
        """Ends what runs; what it would have answered is not heard."""
        self.stopped.set()
        for tests in list(self.running):
            kill(tests)


def kill(tests):
    """With the commands that the tests started."""
    try:
        os.killpg(tests.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
