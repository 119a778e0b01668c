"""One build that holds many mutants: writes them into the package, and takes out those that do not compile."""

import json
import re
import subprocess
from pathlib import Path

from package import HOME, PACKAGE, REACHED, ROOMS, SWITCH, environment, lay_out, put, stop

PLACER = Path(__file__).resolve().parent / "placer"
# The switch, in the package; the commands that a test starts have its variables from it.
ON = """//! Which mutant is switched on.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static SEEN: [AtomicBool; NUMBERS] = [const { AtomicBool::new(false) }; NUMBERS];

pub fn on(number: usize) -> bool {
    static ON: OnceLock<usize> = OnceLock::new();
    let on = *ON.get_or_init(|| env::var("SWITCH").map_or(0, |told| told.parse().unwrap()));
    if on == 0 && !SEEN[number].load(Ordering::Relaxed) {
        note(number);
    }
    on == number
}

/// Once in each process is enough.
#[cold]
fn note(number: usize) {
    if let Some(path) = env::var_os("REACHED")
        && !SEEN[number].swap(true, Ordering::Relaxed)
    {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(format!("{number}\\n").as_bytes()).unwrap();
    }
}
"""
# What the compiler says of an operator or a field only where it is wrong whatever stands around it.
OF_ITSELF = {"E0277", "E0369", "E0368", "E0599", "E0600", "E0604", "E0614", "arithmetic_overflow", "unconditional_panic"}
NOT_CONSTANT = "E0015"


class Placed:
    """`numbers` are of those that are in the build, `alone` of those to be asked one by one, `unviable` of no Rust."""

    def __init__(self, room, mutants):
        """`mutants` by their numbers, as cargo-mutants lists them."""
        self.room = room
        self.mutants = mutants
        self.numbers = set(mutants)
        self.alone = set()
        self.unviable = set()
        # Functions that must stay `const`, because something that is worked out while compiling calls them.
        self.constant = set()
        self.programs = None
        while self.programs is None:
            self.place()
            self.build()

    def set_aside(self, numbers, which):
        which |= numbers & self.numbers
        self.numbers -= numbers

    def place(self):
        lay_out(self.room)
        task = {
            "package": str(PACKAGE),
            "mutants": [self.mutants[number] | {"number": number} for number in sorted(self.numbers)],
            "constant": sorted(self.constant),
        }
        said = subprocess.run(
            ["cargo", "run", "--quiet", "--locked", "--manifest-path", PLACER / "Cargo.toml"],
            env=environment() | {"CARGO_TARGET_DIR": str(HOME / "placer")}, input=json.dumps(task), capture_output=True, text=True,
        )
        if said.returncode != 0:
            stop(f"The mutants could not be placed:\n{said.stderr}")
        answer = json.loads(said.stdout)
        for number, why in answer["aside"].items():
            self.set_aside({int(number)}, self.unviable if why == "unviable" else self.alone)
        for file, text in answer["files"].items():
            put(PACKAGE / file, text.encode())
        root = PACKAGE / "src" / "lib.rs"
        put(root, root.read_bytes() + b"\nmod mutants;\n")
        switch = ON.replace("NUMBERS", str(len(self.mutants) + 1)).replace('"SWITCH"', f'"{SWITCH}"').replace('"REACHED"', f'"{REACHED}"')
        put(PACKAGE / "src" / "mutants.rs", switch.encode())
        self.places = answer["places"]

    def build(self):
        said = subprocess.run(
            ["cargo", "test", "--no-run", "--message-format=json", "--lib", *ROOMS[self.room][1]],
            cwd=PACKAGE, env=environment(), capture_output=True, text=True,
        )
        messages = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
        if said.returncode == 0:
            self.programs = {
                one["target"]["kind"][0]: one["executable"]
                for one in messages if one["reason"] == "compiler-artifact" and one["profile"]["test"] and one["executable"]
            }
            return
        faults = [one["message"] for one in messages if one["reason"] == "compiler-message" and one["message"]["level"] == "error"]
        before = (len(self.numbers), len(self.constant))
        for fault in faults:
            self.judge(fault)
        if before == (len(self.numbers), len(self.constant)):
            stop("The package does not compile:\n" + "\n".join(fault["rendered"] for fault in faults) + said.stderr)

    def judge(self, fault):
        """Sets aside the mutants that a fault of the compiler lies in, or near."""
        code = (fault["code"] or {}).get("code")
        # Of our own switch the name is no reason: a mutant stands where none can be read.
        called = re.search(r"cannot call non-const .*?`(?:.*::)?(\w+)(?:::<.*>)?`", fault["message"])
        if code == NOT_CONSTANT and called and called[1] != "on" and called[1] not in self.constant:
            self.constant.add(called[1])
            return
        for span in spans(fault):
            own = self.lie_in(span, "own")
            if own and self.of_itself(own, code):
                self.set_aside(own, self.unviable)
                continue
            near = own or self.lie_in(span, "whole") or self.lie_in(span, "function")
            self.set_aside(near, self.alone)

    def lie_in(self, span, part):
        """The mutants of which this part is the narrowest that a span lies in."""
        around = [
            one for one in self.places
            if one["file"] == span["file_name"] and one[part]["start"] <= span["byte_start"] and span["byte_end"] <= one[part]["end"]
        ]
        narrowest = min((length(one[part]) for one in around), default=0)
        return {one["number"] for one in around if length(one[part]) == narrowest}

    def of_itself(self, numbers, code):
        """Whether a fault is the mutant's: what is returned is judged where it stands, an operator by what it is given."""
        genres = {self.mutants[number]["genre"] for number in numbers}
        return code is not None and (code in OF_ITSELF or genres == {"FnValue"} and code != NOT_CONSTANT)


def length(part):
    return part["end"] - part["start"]


def spans(fault):
    """Where a fault lies, and from which macro's call it comes."""
    for span in fault["spans"]:
        while span and span["is_primary"]:
            yield span
            span = (span["expansion"] or {}).get("span")
