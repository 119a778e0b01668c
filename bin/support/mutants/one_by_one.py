"""The slow way, for mutants that cannot have a switch: cargo-mutants builds the package for each."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from kept import VERDICTS
from package import HOME, NEVER, PACKAGE, ROOMS, environment, stop


def run_tests(room, program, *arguments):
    """Runs a test program, what takes long last, and stops it at the first test that fails."""
    slow = ROOMS[room][2]
    never = [word for name in NEVER for word in ("--skip", name)]
    for chosen in ([word for name in slow for word in ("--skip", name)], slow):
        if chosen:
            command = [program, *arguments, *chosen, *never]
        elif chosen is slow:
            return 0
        else:
            command = [program, *arguments, *never]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as tests:
            for line in tests.stdout:
                print(line, end="")
                if line.endswith("... FAILED\n"):
                    tests.kill()
        if tests.returncode != 0:
            return 101
    return 0


def through_us(room):
    """The environment in which cargo runs test programs through this file."""
    host = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], capture_output=True, text=True).stdout)[1]
    runner = f"CARGO_TARGET_{host.upper().replace('-', '_')}_RUNNER"
    return environment() | {runner: f"{sys.executable} -B {Path(__file__).resolve()} {room}"}


def exactly(name):
    return "^" + re.sub(r"([\\.+*?()|\[\]{}^$#&~-])", r"\\\1", name) + "$"


def ask(room, names, timeout):
    """The verdicts on these mutants of the package as it stands, by name."""
    out = HOME / "out"
    (HOME / "chosen.toml").write_text("examine_re = " + json.dumps([exactly(name) for name in names]) + "\n")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = [
        "cargo", "mutants", "--in-place", "--config", HOME / "chosen.toml", "--dir", PACKAGE, "--file", f"src/{room}/**",
        "--output", out, "--baseline", "skip", "--timeout", str(timeout), "--build-timeout", "300",
        "--no-shuffle", "--colors", "never", "--no-times", *(f"--cargo-arg={one}" for one in ["--lib", *ROOMS[room][1]]),
    ]
    said = subprocess.run(command, env=through_us(room), capture_output=True, text=True)
    if said.returncode not in (0, 2, 3):
        stop(f"cargo mutants ended with {said.returncode}:\n{said.stdout}{said.stderr}")
    verdicts = {}
    for verdict in VERDICTS:
        path = out / "mutants.out" / f"{verdict}.txt"
        if path.exists():
            verdicts |= {name: verdict for name in path.read_text().splitlines() if name in names}
    return verdicts


if __name__ == "__main__":
    sys.exit(run_tests(*sys.argv[1:]))
