"""What was answered, beside the tests, so that a fresh clone goes on where another stopped."""

import hashlib

from package import ROOT

ASKED = ROOT / "tests" / "mutants"
VERDICTS = ["caught", "missed", "timeout", "unviable"]


class Kept:
    def __init__(self, room, code):
        """`code` is the room's as it was laid out, by file."""
        self.path = ASKED / f"{room}.tsv"
        # Of the code that a file holds above its tests: a verdict is about no other.
        self.digests = {
            file: hashlib.sha256(text.split("\n#[cfg(test)]")[0].encode()).hexdigest()[:16] for file, text in code.items()
        }

    def digest(self, name):
        return self.digests.get(name.split(":")[0])

    def known(self):
        """What was answered, by name, about the code as it stands."""
        if not self.path.exists():
            return {}
        rows = [line.split("\t") for line in self.path.read_text().splitlines()]
        return {name: verdict for verdict, of, name in rows if self.digest(name) == of}

    def keep(self, verdicts):
        """Adds to what is kept, another part's answers included, what this run was answered."""
        ASKED.mkdir(parents=True, exist_ok=True)
        verdicts = self.known() | verdicts
        rows = [f"{verdict}\t{self.digest(name)}\t{name}\n" for name, verdict in sorted(verdicts.items())]
        new = self.path.with_suffix(".new")
        new.write_text("".join(rows))
        new.replace(self.path)
