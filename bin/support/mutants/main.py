"""What bin/mutants does once the tools are there: lays out the package, draws, asks, adds up."""

import argparse
import concurrent.futures
import fcntl
import random
import re
import signal
import sys
import time

import one_by_one
from kept import VERDICTS, Kept
from package import HOME, ROOMS, lay_out, mutants, stop
from placed import Placed
from tests import Tests

# So many answers between two lines that say how far it is, and between two that are kept.
A_LINE = 10


def arguments():
    reader = argparse.ArgumentParser(prog="bin/mutants")
    reader.add_argument("room", choices=ROOMS)
    reader.add_argument("--sample", type=int, default=300, metavar="N")
    reader.add_argument("--seed", type=int, default=1, metavar="S")
    reader.add_argument("--part", default="1/1", metavar="K/M")
    reader.add_argument("--jobs", type=int, default=1, metavar="J")
    reader.add_argument("--again", action="store_true")
    reader.add_argument("--fresh", action="store_true")
    given = reader.parse_args()
    part = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", given.part)
    if not part or int(part[1]) > int(part[2]):
        stop("--part K/M: the K-th of M parts.")
    if given.jobs < 1:
        stop("--jobs J: from 1 on.")
    return given, int(part[1]), int(part[2])


def draw(names, many, seed):
    """The names of the mutants, in the order in which the seed draws them."""
    names = sorted(names)
    # A smaller sample is the beginning of a larger one.
    random.Random(seed).shuffle(names)
    return names[:many]


def say(sentence):
    print(sentence, flush=True)


def ask(room, open_ones, jobs, kept):
    """Asks about mutants, given as cargo-mutants lists them, and keeps what is answered."""
    placed = Placed(room, dict(enumerate(open_ones, 1)))
    name = {number: one["name"] for number, one in placed.mutants.items()}
    kept.keep({name[number]: "unviable" for number in placed.unviable})
    tests = Tests(room, placed.programs)
    seconds = tests.base()
    say(
        f"{room}: {len(placed.numbers)} in one build, {len(placed.alone)} to be built one by one, {len(placed.unviable)} do not "
        f"compile; {len(placed.numbers - set().union(*tests.reached))} are reached by no test; all tests take {seconds:.1f} s."
    )
    started = time.monotonic()
    workers = concurrent.futures.ThreadPoolExecutor(jobs)
    asked = {workers.submit(tests.ask, number): name[number] for number in sorted(placed.numbers)}
    try:
        for done, answer in enumerate(concurrent.futures.as_completed(asked), 1):
            kept.keep({asked[answer]: answer.result()})
            if answer.result() != "caught":
                say(f"{answer.result()}: {asked[answer]}")
            if done % A_LINE == 0 or done == len(asked):
                say(f"{room}: {done} of {len(asked)}, {(time.monotonic() - started) / done:.1f} s each.")
    finally:
        # Where it is stopped in the middle, the others are not begun.
        workers.shutdown(wait=False, cancel_futures=True)
        tests.stop()
        workers.shutdown()
    lay_out(room)
    alone = [name[number] for number in sorted(placed.alone)]
    for some in (alone[first : first + A_LINE] for first in range(0, len(alone), A_LINE)):
        said = one_by_one.ask(room, some, max(30, round(3 * seconds)))
        kept.keep(said)
        say(f"{room}: {len(said)} of {len(some)} one by one: {' '.join(said.values())}")


def main():
    given, part, parts = arguments()
    # Told to end, it ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    HOME.mkdir(parents=True, exist_ok=True)
    lock = (HOME / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop("Another run uses the package; give it a CARGO_TARGET_DIR of its own.")

    room = given.room
    kept = Kept(room, lay_out(room))
    every = mutants(room)
    drawn = draw(every, given.sample, given.seed)[part - 1 :: parts]
    answered = kept.known()
    open_ones = [
        name for name in drawn
        if given.fresh or name not in answered or given.again and answered[name] == "missed"
    ]
    if open_ones:
        ask(room, [every[name] for name in open_ones], given.jobs, kept)
    answered = kept.known()
    if any(name not in answered for name in drawn):
        stop("Some were not answered; the same command goes on with them.")
    count = {verdict: sum(answered[name] == verdict for name in drawn) for verdict in VERDICTS}
    viable = count["caught"] + count["timeout"] + count["missed"]
    noticed = count["caught"] + count["timeout"]
    share = 100 * noticed / viable if viable else 0
    say(
        f"{room}: {len(drawn)} of {len(every)} mutants, seed {given.seed}, part {given.part}: caught {count['caught']}, "
        f"missed {count['missed']}, timeout {count['timeout']}, unviable {count['unviable']}; "
        f"noticed {share:.1f} % of those that compile"
    )
    for name in sorted(name for name in drawn if answered[name] == "missed"):
        say(f"missed: {name}")
    sys.exit(0 if 10 * noticed >= 9 * viable else 1)


main()
