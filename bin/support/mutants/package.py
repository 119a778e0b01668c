"""The package: a room, what it rests on, its tests, and nothing else."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "mutants"
PACKAGE = HOME / "package"
# Says which mutant is switched on, by its number; and, where none is, the file in which is noted which were reached.
SWITCH = "MUTANT_ON"
REACHED = "MUTANT_REACHED"

# What a room is made of, in the package.
MADE_OF = {
    "tally": ["src/tally", "src/cli/count.rs", "src/evidence/verify.py", "tests/tally"],
    "tlog": ["src/tlog", "tests/tlog"],
    "seal": ["src/seal", "tests/seal"],
    "evidence": [
        "src/evidence", "src/cli/officer", "src/cli/officer.rs", "src/cli/vacancy.rs", "src/cli/verify.rs", "src/typed.rs", "tests/evidence",
    ],
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
    if "evidence" in rooms:
        # What the officers' command reads from people.
        text += "pub mod typed;\n"
    if "seal" in rooms:
        # How digests are shown; the rest of its file knows of pages and languages.
        fours = re.search(r"^pub fn fours.*?^}\n", (ROOT / "src/web/figures.rs").read_text(), re.MULTILINE | re.DOTALL)
        text += f"pub mod web {{\n    pub mod figures {{\n{fours[0]}    }}\n}}\n"
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


def content(path):
    """As the program has it; where a test starts a command with no environment, the command is told what the test was."""
    if path.suffix != ".rs" or path.relative_to(ROOT).parts[0] != "tests":
        return path.read_bytes()
    told = f'.env_clear()\n.envs(std::env::vars_os().filter(|(name, _)| name == "{SWITCH}" || name == "{REACHED}"))'
    return path.read_text().replace(".env_clear()", told).encode()


def lay_out(room):
    """Copies what is needed, and takes away what is not, mutants left behind included. Gives the code as it stands."""
    sources = list(files(EVERYWHERE + [name for one in ROOMS[room][0] for name in MADE_OF[one]]))
    wanted = {path.relative_to(ROOT): content(path) for path in sources}
    wanted[Path("src/lib.rs")] = library(ROOMS[room][0]).encode()
    for top in ("src", "tests", "docs"):
        for path in (PACKAGE / top).rglob("*"):
            if path.is_file() and path.relative_to(PACKAGE) not in wanted:
                path.unlink()
    for path, bytes_ in wanted.items():
        put(PACKAGE / path, bytes_)
    # The same for every room, so that what all rest on is built once.
    every_room = list(files(name for one in MADE_OF.values() for name in one))
    put(PACKAGE / "Cargo.toml", manifest(every_room).encode())
    # Cargo strikes from its copy what is not needed here.
    lock = (ROOT / "Cargo.lock").read_bytes()
    whole = HOME / "Cargo.lock"
    if not (PACKAGE / "Cargo.lock").exists() or not whole.exists() or whole.read_bytes() != lock:
        put(PACKAGE / "Cargo.lock", lock)
        put(whole, lock)
    return {str(path): text.decode() for path, text in wanted.items() if path.parts[0] == "src" and path.suffix == ".rs"}


def environment():
    return os.environ | {"CARGO_TARGET_DIR": str(HOME / "build")}


def mutants(room):
    """All mutants of a room by their names, as cargo-mutants lists them."""
    said = subprocess.run(
        ["cargo", "mutants", "--list", "--json", "--no-config", "--dir", PACKAGE, "--file", f"src/{room}/**", "--colors", "never"],
        env=environment(), capture_output=True, text=True,
    )
    if said.returncode != 0:
        stop(f"The mutants could not be listed:\n{said.stderr}")
    return {one["name"]: one for one in json.loads(said.stdout)}
