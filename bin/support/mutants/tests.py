"""Runs the tests of a room, with a mutant switched on or with none."""

import os
import resource
import shutil
import signal
import subprocess
import threading
import time

from package import HOME, NEVER, PACKAGE, REACHED, ROOMS, SWITCH, stop

# Which mutants a run with none on came to, by their numbers.
NOTE = HOME / "reached"
# A run that takes less is not hurried: of the processor's time, and, where it only waits, of the clock's.
BUSY_AT_LEAST = 20
WAITS_AT_LEAST = 120
# Nothing is wrong, and nobody knows yet how long it takes.
AT_FIRST = (1800, 3600)
# A busy machine makes no test late: what counts is the time that a process was given.
BOUND = 'ulimit -S -t "$0"; exec "$@"'


class Tests:
    """What is run, in this order, up to the first test that fails."""

    def __init__(self, room, programs):
        never = [word for name in NEVER for word in ("--skip", name)]
        slow = ROOMS[room][2]
        self.runs = [[programs["lib"], f"{room}::", *never]]
        if "test" in programs:
            self.runs.append([programs["test"], *(word for name in slow for word in ("--skip", name)), *never])
            # One by one, because few of them reach a mutant, as a rule.
            self.runs.extend([programs["test"], name, *never] for name in slow)
        self.limits = []
        # By run, the mutants whose code it comes to; on any other it would do what it does on none.
        self.reached = []
        self.running = set()
        self.stopped = threading.Event()

    def base(self):
        """How long all runs take when nothing is wrong, in seconds; all must pass."""
        total = 0
        for command in self.runs:
            NOTE.write_text("")
            started, busy = time.monotonic(), busy_so_far()
            verdict = self.run(command, 0, AT_FIRST)
            if verdict is not None:
                stop(f"The tests fail where nothing is wrong: {' '.join(command)}, in {PACKAGE}.")
            seconds, busy = time.monotonic() - started, busy_so_far() - busy
            total += seconds
            self.reached.append({int(number) for number in NOTE.read_text().split()})
            self.limits.append((max(BUSY_AT_LEAST, round(3 * busy)), max(WAITS_AT_LEAST, round(10 * seconds))))
        return total

    def ask(self, number):
        """The verdict on a mutant."""
        for command, limit, reached in zip(self.runs, self.limits, self.reached, strict=True):
            verdict = self.run(command, number, limit) if number in reached else None
            if verdict is not None:
                return verdict
        return "missed"

    def run(self, command, number, limit):
        """`None` where all tests pass."""
        busy, waits = limit
        # What a test that is killed leaves behind goes with its folder.
        scratch = HOME / "scratch" / str(number)
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        environment = os.environ | {
            SWITCH: str(number), REACHED: str(NOTE), "TMPDIR": str(scratch), "CARGO_MANIFEST_DIR": str(PACKAGE),
        }
        tests = subprocess.Popen(
            ["sh", "-c", BOUND, str(busy), *command], cwd=PACKAGE, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, errors="replace", start_new_session=True,
        )
        self.running.add(tests)
        if self.stopped.is_set():
            kill(tests)
        late = threading.Event()
        clock = threading.Timer(waits, lambda: (late.set(), kill(tests)))
        clock.daemon = True
        clock.start()
        failed = False
        try:
            for line in tests.stdout:
                if line.endswith("... FAILED\n"):
                    failed = True
                    kill(tests)
                    break
        except BaseException:
            kill(tests)
            raise
        finally:
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
        if late.is_set() or tests.returncode == -signal.SIGXCPU:
            return "timeout"
        return "caught" if tests.returncode != 0 else None

    def stop(self):
        """Ends what runs; what it would have answered is not heard."""
        self.stopped.set()
        for tests in list(self.running):
            kill(tests)


def busy_so_far():
    """The processor's time that our tests took, theirs included that they started."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def kill(tests):
    """With the commands that the tests started."""
    try:
        os.killpg(tests.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
