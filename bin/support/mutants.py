"""What bin/mutants does once the tools are there: lays out the package, draws, asks, adds up."""

import argparse
import fcntl
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "mutants"
PACKAGE = HOME / "package"
# Beside the tests, so that a fresh clone goes on where another stopped.
ASKED = ROOT / "tests" / "mutants"

# What a room is made of, in the package.
MADE_OF = {
    "tally": ["src/tally", "src/cli/count.rs", "src/evidence/verify.py", "tests/tally"],
    "tlog": ["src/tlog", "tests/tlog"],
    "seal": ["src/seal", "tests/seal"],
    "evidence": ["src/evidence", "src/cli/officer", "src/cli/officer.rs", "src/cli/vacancy.rs", "src/cli/verify.rs", "tests/evidence"],
    "rulebook": ["src/rulebook/model", "src/rulebook/model.rs", "src/rulebook/presets"],
}
EVERYWHERE = ["src/main.rs", "tests/data", "tests/proptest-regressions", "docs", "clippy.toml", "rustfmt.toml"]
# Of each room, what it and its tests need, its tests beside those in its files, and those that
# take long: they are asked last, and only about a mutant that all others let pass.
ROOMS = {
    "tally": (["tally"], ["--test", "tally"], [
        "second::", "other_program::", "properties::", "caps::", "caps_in_order::", "compared::voting_r18_the_order",
        "vacancy::voting_r23_the_others",
    ]),
    "tlog": (["tlog"], ["--test", "tlog"], [
        "proof::every_", "proof::tiles_prove", "growth::", "others::",
    ]),
    "seal": (["tally", "tlog", "seal", "evidence"], ["--test", "seal"], [
        "vectors::the_second_program", "vectors::a_second_program", "shares::", "share::", "officer::", "acts::",
        "keys::key_files", "keys::altered_key_files",
    ]),
    "evidence": (["tally", "tlog", "seal", "evidence"], ["--test", "evidence"], [
        "second::", "refused::corruptions_have", "mutants::",
    ]),
    "rulebook": (["rulebook"], [], []),
}
# The second verifier against itself: no mutant of ours is in it.
NEVER = ["second::without_a_check_of_the_second_verifier"]
COMMANDS = {"count": ("tally", "CountArgs"), "officer": ("evidence", "OfficerArguments"),
            "vacancy": ("evidence", "VacancyArguments"), "verify": ("evidence", "VerifyArguments")}
# So many are asked about before the next are handed over.
AT_ONCE = 25
VERDICTS = ["caught", "missed", "timeout", "unviable"]


def stop(sentence):
    print(sentence, file=sys.stderr)
    sys.exit(2)


def put(path, content):
    """Writes a file unless it holds that already, so that nothing is built in vain."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def library(rooms):
    """The root of the package: the rooms, and the commands that their tests run."""
    commands = {name: kind for name, (room, kind) in COMMANDS.items() if room in rooms}
    text = "//! Rooms that need nothing but their arguments.\n\n"
    for room in rooms:
        text += f"pub mod {room};\n" if room != "rulebook" else (
            "pub mod rulebook {\n    pub mod model;\n    pub use model::{Ratio, Rule, RuleError, Threshold, keys};\n}\n"
        )
    if not commands:
        return text + "pub mod cli {\n    pub fn main() -> std::process::ExitCode {\n        std::process::ExitCode::from(2)\n    }\n}\n"
    return text + "\n".join([
        "pub mod cli {",
        *(f"    mod {name};" for name in commands),
        "    #[derive(clap::Parser)]", '    #[command(name = "commonhold", version)]',
        "    enum Command {", *(f"        {name.capitalize()}({name}::{kind})," for name, kind in commands.items()), "    }",
        "    pub fn main() -> std::process::ExitCode {",
        "        match clap::Parser::parse() {",
        *(f"            Command::{name.capitalize()}(arguments) => {name}::run(&arguments)," for name in commands),
        "        }", "    }", "}", "",
    ])


def manifest(sources):
    """The manifest of the whole program, less the dependencies that no laid out file names."""
    whole = tomllib.loads((ROOT / "Cargo.toml").read_text())
    text = "\n".join(path.read_text() for path in sources if path.suffix == ".rs")

    def wanted(table):
        named = {name: value for name, value in table.items() if re.search(rf"\b{name.replace('-', '_')}::", text)}
        return "\n".join(f"{name} = {inline(value)}" for name, value in named.items())

    profiles = whole["profile"]["dev"]["package"]
    return "\n".join([
        "[package]", *(f"{key} = {inline(whole['package'][key])}" for key in ("name", "version", "edition")),
        "publish = false", "\n[workspace]", '\n[lib]\ndoctest = false', '\n[[bin]]\nname = "commonhold"\npath = "src/main.rs"\ntest = false',
        "\n[dependencies]", wanted(whole["dependencies"]),
        "\n[dev-dependencies]", wanted(whole["dev-dependencies"]),
        *(f"\n[lints.{tool}]\n" + "\n".join(f"{name} = {inline(level)}" for name, level in lints.items())
          for tool, lints in whole["lints"].items()),
        "\n[profile.dev]", "debug = false",
        '\n[profile.dev.package."*"]', "opt-level = 1",
        "\n[profile.dev.package.argon2]", f"opt-level = {profiles['argon2']['opt-level']}", "",
    ])


def inline(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(one)}" for key, one in value.items()) + " }"
    return json.dumps(value)


def files(names):
    for path in (ROOT / name for name in names):
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*")) if one.is_file() and "__pycache__" not in one.parts)
        else:
            yield path


def lay_out(room):
    """Copies what is needed, and takes away what is not, a mutant left behind included."""
    sources = list(files(EVERYWHERE + [name for one in ROOMS[room][0] for name in MADE_OF[one]]))
    wanted = {path.relative_to(ROOT): path.read_bytes() for path in sources}
    wanted[Path("src/lib.rs")] = library(ROOMS[room][0]).encode()
    for top in ("src", "tests", "docs"):
        for path in (PACKAGE / top).rglob("*"):
            if path.is_file() and path.relative_to(PACKAGE) not in wanted:
                path.unlink()
    for path, content in wanted.items():
        put(PACKAGE / path, content)
    # The same for every room, so that what all rest on is built once.
    every_room = list(files(name for one in MADE_OF.values() for name in one))
    put(PACKAGE / "Cargo.toml", manifest(every_room).encode())
    # Cargo strikes from its copy what is not needed here.
    lock = (ROOT / "Cargo.lock").read_bytes()
    whole = HOME / "Cargo.lock"
    if not (PACKAGE / "Cargo.lock").exists() or not whole.exists() or whole.read_bytes() != lock:
        put(PACKAGE / "Cargo.lock", lock)
        put(whole, lock)


def environment(room):
    host = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], capture_output=True, text=True).stdout)[1]
    runner = f"CARGO_TARGET_{host.upper().replace('-', '_')}_RUNNER"
    return os.environ | {"CARGO_TARGET_DIR": str(HOME / "build"), runner: f"{sys.executable} {__file__} --of {room}"}


def draw(room, many, seed):
    """The names of the mutants, in the order in which the seed draws them."""
    said = subprocess.run(
        ["cargo", "mutants", "--list", "--no-config", "--dir", PACKAGE, "--file", f"src/{room}/**", "--colors", "never"],
        env=environment(room), capture_output=True, text=True,
    )
    if said.returncode != 0:
        stop(f"The mutants could not be listed:\n{said.stderr}")
    names = sorted(set(said.stdout.splitlines()))
    # A smaller sample is the beginning of a larger one.
    random.Random(seed).shuffle(names)
    return names[:many], len(names)


def digest(name):
    """Of the code that a mutant's file holds above its tests: a verdict is about no other."""
    text = (PACKAGE / name.split(":")[0]).read_text().split("\n#[cfg(test)]")[0]
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def known(room):
    """What was answered, by name, about the code as it stands."""
    path = ASKED / f"{room}.tsv"
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in path.read_text().splitlines()]
    return {name: verdict for verdict, of, name in rows if (PACKAGE / name.split(":")[0]).exists() and digest(name) == of}


def keep(room, verdicts):
    """Adds to what is kept, another part's answers included, what this run was answered."""
    ASKED.mkdir(parents=True, exist_ok=True)
    verdicts = known(room) | verdicts
    rows = [f"{verdict}\t{digest(name)}\t{name}\n" for name, verdict in sorted(verdicts.items())]
    new = ASKED / f"{room}.new"
    new.write_text("".join(rows))
    new.replace(ASKED / f"{room}.tsv")


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


def take_up(out, drawn):
    """What a run, perhaps one that was stopped, wrote about the mutants that were drawn."""
    said = {}
    for verdict in VERDICTS:
        path = out / "mutants.out" / f"{verdict}.txt"
        if path.exists():
            said |= {name: verdict for name in path.read_text().splitlines() if name in drawn}
    return said


def exactly(name):
    return "^" + re.sub(r"([\\.+*?()|\[\]{}^$#&~-])", r"\\\1", name) + "$"


def has_tests(name):
    """Whether the file of a mutant holds tests; only about such are the room's files asked, where others can be."""
    return "#[cfg(test)]" in (PACKAGE / name.split(":")[0]).read_text()


def baseline(room):
    """How long the tests take when nothing is wrong; they must pass."""
    command = ["cargo", "test", "--quiet", "--lib", *ROOMS[room][1]]
    if subprocess.run([*command, "--no-run"], cwd=PACKAGE, env=environment(room)).returncode != 0:
        stop("The package does not compile.")
    started = time.monotonic()
    said = subprocess.run(command, cwd=PACKAGE, env=environment(room), capture_output=True, text=True)
    if said.returncode != 0:
        stop(f"The tests fail where nothing is wrong:\n{said.stdout}{said.stderr}")
    return time.monotonic() - started


def ask(room, names, timeout, out):
    targets = [*(["--lib"] if has_tests(names[0]) or not ROOMS[room][1] else []), *ROOMS[room][1]]
    (HOME / "chosen.toml").write_text("examine_re = " + json.dumps([exactly(name) for name in names]) + "\n")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = [
        "cargo", "mutants", "--in-place", "--config", HOME / "chosen.toml", "--dir", PACKAGE, "--file", f"src/{room}/**",
        "--output", out, "--baseline", "skip", "--timeout", str(timeout), "--build-timeout", "300",
        "--no-shuffle", "--colors", "never", "--no-times", *(f"--cargo-arg={one}" for one in targets),
    ]
    said = subprocess.run(command, env=environment(room), capture_output=True, text=True)
    if said.returncode not in (0, 2, 3):
        stop(f"cargo mutants ended with {said.returncode}:\n{said.stdout}{said.stderr}")


def main():
    reader = argparse.ArgumentParser(prog="bin/mutants")
    reader.add_argument("room", choices=ROOMS)
    reader.add_argument("--sample", type=int, default=300, metavar="N")
    reader.add_argument("--seed", type=int, default=1, metavar="S")
    reader.add_argument("--part", default="1/1", metavar="K/M")
    reader.add_argument("--again", action="store_true")
    reader.add_argument("--fresh", action="store_true")
    given = reader.parse_args()
    part = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", given.part)
    if not part or int(part[1]) > int(part[2]):
        stop("--part K/M: the K-th of M parts.")

    HOME.mkdir(parents=True, exist_ok=True)
    lock = (HOME / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop("Another run uses the package; give it a CARGO_TARGET_DIR of its own.")

    room = given.room
    lay_out(room)
    sample, of = draw(room, given.sample, given.seed)
    drawn = sample[int(part[1]) - 1 :: int(part[2])]
    out = HOME / "out" / room
    answered = known(room) | take_up(out, set(drawn))
    keep(room, answered)
    if given.fresh:
        answered = {name: verdict for name, verdict in answered.items() if name not in drawn}
    if given.again:
        answered = {name: verdict for name, verdict in answered.items() if name not in drawn or verdict != "missed"}
    open_ones = [name for name in drawn if name not in answered]
    if open_ones:
        seconds = baseline(room)
        timeout = max(30, round(3 * seconds))
        print(f"{room}: {len(open_ones)} to ask about, {seconds:.1f} s a run of the tests.", flush=True)
    kinds = [[name for name in open_ones if has_tests(name) == held] for held in (False, True)]
    done = 0
    for some in (kind[first : first + AT_ONCE] for kind in kinds for first in range(0, len(kind), AT_ONCE)):
        ask(room, some, timeout, out)
        said = take_up(out, set(some))
        shutil.rmtree(out)
        if not said:
            stop("cargo mutants answered about none of those that it was asked about.")
        answered |= said
        keep(room, answered)
        done += len(some)
        print(f"{room}: {done} of {len(open_ones)}", flush=True)
    if any(name not in answered for name in drawn):
        stop("Some were not answered; the same command goes on with them.")
    count = {verdict: sum(answered.get(name) == verdict for name in drawn) for verdict in VERDICTS}
    missed = sorted(name for name in drawn if answered.get(name) == "missed")
    viable = count["caught"] + count["timeout"] + count["missed"]
    noticed = count["caught"] + count["timeout"]
    share = 100 * noticed / viable if viable else 0
    print(
        f"{room}: {len(drawn)} of {of} mutants, seed {given.seed}, part {given.part}: caught {count['caught']}, "
        f"missed {count['missed']}, timeout {count['timeout']}, unviable {count['unviable']}; "
        f"noticed {share:.1f} % of those that compile"
    )
    for name in missed:
        print(f"missed: {name}")
    sys.exit(0 if 10 * noticed >= 9 * viable else 1)


if sys.argv[1:2] == ["--of"]:
    sys.exit(run_tests(*sys.argv[2:]))
main()
