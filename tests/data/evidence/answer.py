#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks verify.py about bundle after bundle in one process: starting Python takes most of the time.

    python3 -I answer.py VERIFIER

Each line of standard input is a list of arguments as verify.py takes them, as JSON; each is answered
by one line, the exit code, a blank, and what verify.py printed. What was found of a signature is kept
from one bundle to the next: a signature over the same bytes verifies as it did.
"""

import functools
import importlib.util
import io
import json
import sys


class Printed:
    """What takes the place of standard output."""

    def __init__(self):
        self.buffer = io.BytesIO()

    def flush(self):
        """Nothing waits here."""


def load(path):
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("verify", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("ed25519_verifies", "is_lawful_key", "is_seal_key"):
        setattr(module, name, functools.lru_cache(maxsize=100_000)(getattr(module, name)))
    return module


def main(verifier):
    verify, answers = load(verifier), sys.stdout
    for line in sys.stdin:
        sys.stdout = Printed()
        code = verify.main(json.loads(line))
        said = sys.stdout.buffer.getvalue().decode("utf-8")
        # Each call keeps the lines it read, and with them its bundle.
        verify.Context.lines.cache_clear()
        print(code, said.rstrip("\n"), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
