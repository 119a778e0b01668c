#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the evidence bundle of a made-up poll, complete and valid, from a seed.

    python3 make_bundle.py OUT [--seed N] [--method NAME] [--voters N] [--set-aside N] ...

writes OUT/bundle.zip, the same as a folder OUT/bundle, OUT/policy.txt, receipts and older
checkpoints. Keys, votes and digests come from the seed: nothing here is secret, and no envelope
behind a digest exists, since no verifier opens envelopes. `make` takes hooks, by which a test can
alter the poll at any stage; whatever follows is hashed and signed anew. Results are counted by
verify.py, whose own counting is tested against other programs' counts.
"""

import argparse
import base64
import functools
import hashlib
import importlib.util
import io
import json
import os
import random
import struct
import sys
import zlib
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
VERIFIER = os.path.join(HERE, "..", "..", "..", "src", "evidence", "verify.py")


def load_verifier(path=VERIFIER):
    """verify.py as a module, without leaving compiled files beside it."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("verify", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load_verifier()

# ---- Ed25519 signing (RFC 8032, 5.1.6) -----------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202


def add(p, q):
    """The sum of two points in extended coordinates (x, y, z, t)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


POWERS = [(BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)]
while len(POWERS) < 256:
    POWERS.append(add(POWERS[-1], POWERS[-1]))


def times_base(scalar):
    point = (0, 1, 1, 0)
    for i in range(256):
        if scalar >> i & 1:
            point = add(point, POWERS[i])
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Key:
    """An Ed25519 key pair whose secret is the hash of a name."""

    def __init__(self, name):
        wide = hashlib.sha512(hashlib.sha256(name.encode()).digest()).digest()
        scalar = int.from_bytes(wide[:32], "little")
        self.scalar = scalar & (2**254 - 8) | 2**254
        self.prefix = wide[32:]
        self.public = times_base(self.scalar)

    def sign(self, message):
        def reduced(*parts):
            return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L

        nonce = reduced(self.prefix, message)
        commitment = times_base(nonce)
        answer = nonce + reduced(commitment, self.public, message) * self.scalar
        return commitment + (answer % L).to_bytes(32, "little")


@functools.lru_cache(maxsize=None)
def key_of(name):
    return Key(name)


# ---- Pieces of the formats -----------------------------------------------------------------------


def canonical(value):
    return verify.encode_json(value)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def jsonl(values):
    return b"".join(canonical(value) + b"\n" for value in values)


def purpose(key, name, body):
    return key.sign(verify.lp(verify.tag(name)) + verify.lp(canonical(body))).hex()


def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name, kind, key):
    identity = key_id(name, kind, key.public).hex()
    return "%s+%s+%s" % (name, identity, base64.b64encode(bytes([kind]) + key.public).decode())


def note_line(name, kind, key, payload):
    data = key_id(name, kind, key.public) + payload
    return "\u2014 %s %s\n" % (name, base64.b64encode(data).decode())


def cosign(name, key, text, time):
    message = ("cosignature/v1\ntime %d\n" % time + text).encode()
    return note_line(name, 4, key, struct.pack(">Q", time) + key.sign(message))


class Tree:
    """The tiles of a log."""

    def __init__(self, entries):
        self.entries = entries
        self.hashes = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]

    def root(self, size):
        return verify.root_of_parts((0, value) for value in self.hashes[:size])

    def tiles(self, first):
        files, level, hashes = {}, 0, self.hashes
        while hashes:
            for number in range(first if level == 0 else 0, (len(hashes) + 255) // 256):
                part = hashes[256 * number : 256 * number + 256]
                files[verify.tile_name(level, number, len(part))] = b"".join(part)
                if level == 0:
                    entries = self.entries[256 * number : 256 * number + 256]
                    data = b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)
                    files[verify.tile_name("entries", number, len(part))] = data
            full = range(0, len(hashes) - len(hashes) % 256, 256)
            hashes = [verify.root_of_parts((0, h) for h in hashes[i : i + 256]) for i in full]
            level += 1
        return files


def zipped(files, store=(), level=9, names=None, version=20, method=8, **odd):
    """The archive, with a chosen few stored and the rest deflated. `odd` bytes stand where none may:
    `before` and `after` each file, in each `local` header, `extra` or `comment` of the directory,
    at its `end`; `disk` is a number."""
    body, directory = io.BytesIO(), io.BytesIO()

    def at(place):
        return odd.get(place, b"")

    for name in sorted(files) if names is None else names:
        data, raw = files[name], name.encode()
        engine = zlib.compressobj(level, zlib.DEFLATED, -15)
        deflate = method == 8 and name not in store
        packed = engine.compress(data) + engine.flush() if deflate else data
        packed += at("after")
        head = struct.pack("<5H", version, 0, 8 if deflate else 0 if method == 8 else method, 0, 33)
        head += struct.pack("<3IH", zlib.crc32(data), len(packed), len(data), len(raw))
        body.write(at("before"))
        directory.write(b"PK\x01\x02" + struct.pack("<H", 20) + head)
        directory.write(struct.pack("<4H", len(at("extra")), len(at("comment")), odd.get("disk", 0), 0))
        directory.write(struct.pack("<2I", 0, body.tell()) + raw + at("extra") + at("comment"))
        body.write(b"PK\x03\x04" + head + struct.pack("<H", len(at("local"))) + raw + at("local") + packed)
    directory.write(at("end"))
    start, listed, number = body.tell(), directory.getvalue(), odd.get("disk", 0)
    end = struct.pack("<4H2IH", number, number, len(files), len(files), len(listed), start, 0)
    return body.getvalue() + listed + b"PK\x05\x06" + end


# ---- The poll ------------------------------------------------------------------------------------

OPENS = 1_900_000_000
DAY = 86_400
ORIGIN = "vote.example.org/log"
NAMES = ["Lena Aalto", "Ravi \u00d8sterg\u00e5rd", "Noor Haddad", "Iva \"Ivka\" Mar\u00edn", "Tom\u00e1s Vega"]
OPTIONS = "ada bob cyd dee eve fay gus hal ida jon kim lou".split()
DEFAULTS = dict(
    seed=1,
    method="meek-prf-1",
    voters=60,
    options=5,
    seats=2,
    cells=((5, 8), (15, 1), (50, 2)),
    turnout=80,
    k=5,
    small_cells="open",
    withheld=0,
    officers=2,
    openings=2,
    witnesses=2,
    extension=False,
    superseded=0,
    lost=0,
    set_aside=0,
    excluded=0,
    rotation=False,
    destroyed=False,
    public_beacon=False,
    before=3,
    after=2,
    parameters=None,
    rules=None,
)
Bundle = namedtuple("Bundle", "files policy receipts checkpoints eid")
Person = namedtuple("Person", "leaf entitlement subject salt digest tracker choice")


class Maker:
    """One poll, stage by stage. `hooks` are called with what a stage made, before it is used."""

    def __init__(self, hooks, **options):
        unknown = set(options) - set(DEFAULTS)
        if unknown:
            raise TypeError("no such option: %s" % ", ".join(sorted(unknown)))
        for name, value in dict(DEFAULTS, **options).items():
            setattr(self, name, value)
        self.hooks = hooks
        self.chance = random.Random(self.seed)
        self.officer_keys = {name: self.key("officer " + name) for name in NAMES[: self.officers]}
        self.receipt_key, self.log_key = self.key("receipt"), self.key("log")
        self.next_key = self.key("log 2") if self.rotation else self.log_key
        self.witness_keys = {"w%d.example.net" % i: self.key("witness %d" % i) for i in range(self.witnesses)}
        self.reveals = [self.bytes(32) for _ in NAMES[:2]]
        self.log, self.rotated = [], None

    def key(self, name):
        return key_of("%d %s" % (self.seed, name))

    def bytes(self, size):
        return self.chance.getrandbits(8 * size).to_bytes(size, "big")

    def hook(self, name, *values):
        if name in self.hooks:
            self.hooks[name](*values)

    # The roll and the manifest.

    def make_roll(self):
        self.roll_id = self.bytes(16)
        weights = [1] * self.voters + [w for w, number in self.cells for _ in range(number)]
        self.people = []
        for number, votes in enumerate(weights):
            entitlement, salt = self.bytes(16), self.bytes(32)
            subject = "Member %d of \u00c6r\u00f8" % number
            c = verify.tagged_hash("roll-id", self.roll_id, entitlement, subject.encode(), salt).hex()
            leaf = {"c": c, "class": "person" if votes == 1 else "patron", "votes": votes}
            digest = self.bytes(32).hex()
            tracker = self.letters(16) + "-" + self.letters(6)
            person = Person(leaf, entitlement.hex(), subject, salt.hex(), digest, tracker, self.choose())
            self.people.append(person)
        self.people.sort(key=lambda person: person.leaf["c"])
        self.roll = [person.leaf for person in self.people]
        self.hook("roll", self.roll)

    def letters(self, size):
        return "".join(self.chance.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(size))

    def choose(self):
        chance, ids = self.chance, sorted(OPTIONS[: self.options])
        if self.method == "motion-1":
            return chance.choice(["yes", "yes", "yes", "no", "no", "abstain", "blank"])
        if self.method in verify.SCORED:
            return {one: chance.randint(0, 5) for one in ids if chance.random() < 0.8}
        if self.method in ("approval-1", "plurality-1"):
            most = self.seats if self.method == "plurality-1" else self.options
            most = min(most, (self.parameters or {}).get("max_marks", most))
            return sorted(chance.sample(ids, chance.randint(0, most)))
        order = chance.sample(range(1, self.options + 1), chance.randint(0, self.options))
        ranks = []
        for number in order:
            if ranks and chance.random() < 0.15:
                ranks[-1] = sorted(ranks[-1] + [number])
            else:
                ranks.append([number])
        return ranks

    def make_manifest(self):
        motion = self.method == "motion-1"
        officers = [{"key": key.public.hex(), "name": name} for name, key in self.officer_keys.items()]
        commitments = [
            {"by": name, "c": verify.tagged_hash("reveal", value).hex()}
            for name, value in zip(self.officer_keys, self.reveals)
        ]
        beacon = {"commitments": commitments, "kind": "reveals"}
        if self.public_beacon:
            beacon = {"after": OPENS + 3 * DAY, "kind": "public", "source": "The next round of a lottery"}
        names = OPTIONS[: self.options]
        rules = [
            {"citation": "Bylaws 2026, section 7.3", "key": "quorum.members", "value": "1/10"},
            {"citation": "Bylaws 2026, section 7.4", "key": "quorum.votes", "value": "1/3"},
        ]
        self.manifest = {
            "aead": "chacha20poly1305",
            "audited": 0,
            "beacon": beacon,
            "closes": OPENS + DAY,
            "k": self.k,
            "method": self.method,
            "officers": officers,
            "opens": OPENS,
            "options": [] if motion else [{"id": one, "name": one.title()} for one in names],
            "origin": ORIGIN,
            "pad": 0,
            "parameters": self.parameters or {},
            "poll": self.bytes(16).hex(),
            "question": "Who shall sit on the board?",
            "receipt_key": self.receipt_key.public.hex(),
            "roll_root": verify.merkle_root(map(canonical, self.roll)).hex(),
            "rules": rules if self.rules is None else self.rules,
            "seal_key": self.seal_key(),
            "seats": 0 if motion else self.seats,
            "small_cells": self.small_cells,
            "v": 1,
        }
        self.manifest["pad"] = verify.pad_of(self.manifest)
        self.hook("manifest", self.manifest)
        self.eid_bytes = verify.tagged_hash("poll", canonical(self.manifest))
        self.eid = self.eid_bytes.hex()

    def seal_key(self):
        """As ML-KEM's and X25519's keys look: 768 coefficients, two in three bytes, and 64 bytes."""
        pairs = [self.chance.randrange(3329) | self.chance.randrange(3329) << 12 for _ in range(384)]
        return (b"".join(pair.to_bytes(3, "little") for pair in pairs) + self.bytes(64)).hex()

    # The log.

    def entry(self, kind, signers=None, **keys):
        """Logs an entry, with signatures by these officers; hooks `entry` and `signed` may alter it."""
        entry = dict(keys, kind=kind, v=1)
        if kind.startswith("poll."):
            entry["eid"] = self.eid
        self.hook("entry", kind, entry)
        if signers is not None:
            sign = [{"by": name, "sig": purpose(self.officer_keys[name], kind, entry)} for name in signers]
            entry["sigs"] = sorted(sign, key=lambda one: one["by"].encode())
        self.hook("signed", kind, entry)
        self.log.append(entry)
        return entry

    def fill(self, number):
        for _ in range(number):
            self.entry("member.noted", at=OPENS - DAY, note=self.letters(8))

    def make_log(self):
        both = list(self.officer_keys)[:2]
        vkeys = [vkey(ORIGIN, 1, key) for key in (self.log_key, self.next_key)]
        self.entry("log.start", at=OPENS - 9 * DAY, key=vkeys[0], origin=ORIGIN)
        self.fill(self.before)
        self.entry(
            "roll.certified",
            both,
            at=OPENS - DAY,
            file=self.bytes(32).hex(),
            leaves=len(self.roll),
            record_date="2030-03-01",
            roll=self.roll_id.hex(),
            root=self.manifest["roll_root"],
            votes=sum(leaf["votes"] for leaf in self.roll),
        )
        self.closes = self.manifest["closes"]
        self.entry(
            "poll.opened",
            both,
            at=OPENS,
            closes=self.closes,
            manifest=sha256(canonical(self.manifest)),
            opens=self.manifest["opens"],
            roll_root=self.manifest["roll_root"],
        )
        self.marks = {"opened": len(self.log)}
        if self.extension:
            self.closes += 3600
            self.entry("poll.extended", both, at=OPENS + 9, closes=self.closes, reason="The server was away.")
        self.make_casts(both)
        self.make_closing(both)
        self.fill(self.after)
        self.hook("log", self.log)

    def make_casts(self, both):
        """Who votes, whose earlier ballots are superseded, and batches in no order of theirs."""
        number = len(self.people) * self.turnout // 100
        self.voted = sorted(self.chance.sample(range(len(self.people)), number))
        old = [self.bytes(32).hex() for _ in range(self.superseded)]
        lost = [self.bytes(32).hex() for _ in range(self.lost)]
        waiting = [self.people[at].digest for at in self.voted] + old + lost
        self.chance.shuffle(waiting)
        self.cast = len(waiting)
        batches = []
        while waiting:
            size = min(len(waiting), self.chance.randint(20, 60))
            batches.append(sorted(waiting[:size]))
            waiting = waiting[size:]
        self.hook("batches", batches)
        for i, digests in enumerate(batches):
            self.entry("poll.cast", digests=digests, n=len(digests))
            self.fill(1)
            if i == 0 and self.rotation:
                self.rotated = len(self.log)
                add, remove = vkey(ORIGIN, 1, self.next_key), vkey(ORIGIN, 1, self.log_key)
                self.entry("log.key", add=add, at=OPENS + 5, remove=remove)
        if old:
            self.entry("poll.superseded", digests=sorted(old), n=len(old))
        if lost:
            self.entry("poll.lost", both, at=self.closes, digests=sorted(lost), reason="A disk failed.")
        self.live = [{"d": self.people[at].digest, "w": self.roll[at]["votes"]} for at in self.voted]
        self.live.sort(key=lambda line: line["d"])
        self.hook("live", self.live)
        self.participation = {"poll": self.eid, "v": 1, "voted": list(self.voted)}
        self.hook("participation", self.participation)

    def make_closing(self, both):
        leaves = [bytes.fromhex(line["d"]) + verify.u64(line["w"]) for line in self.live]
        live_root = verify.merkle_root(leaves)
        self.entry(
            "poll.closed",
            at=self.closes + 2,
            cast=self.cast,
            live=len(self.live),
            live_root=live_root.hex(),
            lost=self.lost,
            participation=sha256(canonical(self.participation)),
            superseded=self.superseded,
            votes=sum(line["w"] for line in self.live),
        )
        self.marks["closed"] = len(self.log)
        aside = sorted(self.chance.sample([line["d"] for line in self.live], self.set_aside))
        if aside:
            self.entry("poll.set_aside", both, at=self.closes + 60, digests=aside, reason="Disputed.")
        excluded = OPTIONS[: self.excluded]
        for option in excluded:
            self.entry("poll.excluded", both, at=self.closes + 70, option=option, reason="Withdrew.")
        self.make_ballots(aside)
        for name in list(self.officer_keys)[: self.openings]:
            self.make_statement(name, live_root)
        beacon = b"".join(self.reveals)
        lot = self.draw_lot(live_root, beacon)
        ballots = [(line["v"], line.get("w", 1)) for line in self.ballots]
        self.results = {"result.json": self.count(ballots, excluded, lot)}
        if excluded:
            self.results["as-cast.json"] = self.count(ballots, [], lot)
        self.hook("results", self.results)
        texts = {
            "ballots": jsonl(self.ballots),
            "live": jsonl(self.live),
            "manifest": canonical(self.manifest),
            "open": jsonl(self.open),
            "participation": canonical(self.participation),
            "result": self.results["result.json"],
            "roll": jsonl(self.roll),
        }
        hashes = {name: sha256(data) for name, data in texts.items()}
        result = {"ballots": hashes["ballots"], "result": hashes["result"]}
        self.entry("poll.result", at=self.closes + 300, beacon=beacon.hex(), **result)
        self.entry("poll.certified", both, at=self.closes + 400, **hashes)
        if self.destroyed:
            self.entry("poll.destroyed", both, at=self.closes + 500, envelopes=self.cast, shares=2)
        self.marks["certified"] = len(self.log)

    def draw_lot(self, live_root, beacon):
        seed = verify.tagged_hash("lot", self.eid_bytes, live_root, beacon)
        numbers = range(1, len(self.manifest["options"]) + 1)
        return sorted(numbers, key=lambda n: verify.tagged_hash("lot-order", seed, verify.u64(n)))

    def is_hidden(self):
        """Whether winners only are published."""
        held = [leaf["votes"] for leaf in self.roll]
        return self.small_cells == "winners-only" and any(held.count(votes) < self.k for votes in held)

    def shown(self, result):
        if not self.is_hidden():
            return result
        kept = {key: value for key, value in result.items() if key not in ("pairwise", "strengths")}
        return dict(kept, **{key: [] for key in ("rounds", "ties") if key in kept})

    def reached_quorum(self):
        """Whether enough took part; a rule that is no part of the whole asks for nothing."""
        here = {"quorum.members": len(self.live), "quorum.votes": sum(line["w"] for line in self.live)}
        whole = {"quorum.members": len(self.roll), "quorum.votes": sum(leaf["votes"] for leaf in self.roll)}
        for rule in self.manifest["rules"]:
            part = verify.FRACTION.fullmatch(rule["value"]) if rule["key"] in here else None
            if part and int(part.group(1)) <= int(part.group(2)):
                if here[rule["key"]] * int(part.group(2)) < int(part.group(1)) * whole[rule["key"]]:
                    return False
        return True

    def count(self, ballots, excluded, lot):
        """A count that is refused is left to the verifier to refuse."""
        try:
            reached = self.reached_quorum()
            result = verify.count(self.manifest, ballots, excluded, lot, reached)
            return canonical(self.shown(result))
        except verify.Refused:
            return canonical({"method": self.method})

    def make_ballots(self, aside):
        held = [leaf["votes"] for leaf in self.roll]
        self.ballots, self.open = [], []
        for number, at in enumerate(self.voted):
            person = self.people[at]
            if person.digest in aside:
                continue
            line = {"t": person.tracker, "v": person.choice}
            if person.leaf["votes"] > 1:
                line["w"] = person.leaf["votes"]
            self.ballots.append(line)
            if held.count(person.leaf["votes"]) < self.k and self.small_cells == "open":
                one = {"c": person.leaf["c"], "entitlement": person.entitlement, "t": person.tracker}
                if len(self.open) >= self.withheld:
                    one.update(salt=person.salt, subject=person.subject)
                self.open.append(one)
        self.ballots.sort(key=canonical)
        self.hook("ballots", self.ballots)
        self.hook("open", self.open)

    def make_statement(self, name, live_root):
        entry = {
            "at": self.closes + 200 + list(self.officer_keys).index(name),
            "ballots": sha256(jsonl(self.ballots)),
            "clashing": [],
            "eid": self.eid,
            "kind": "poll.unsealed",
            "lines": len(self.ballots),
            "live_root": live_root.hex(),
            "officer": name,
            "open": sha256(jsonl(self.open)),
            "undecodable": [],
            "v": 1,
            "votes": sum(line.get("w", 1) for line in self.ballots),
        }
        self.hook("entry", "poll.unsealed", entry)
        entry["sig"] = purpose(self.officer_keys[name], "poll.unsealed", entry)
        self.hook("signed", "poll.unsealed", entry)
        self.log.append(entry)

    # Checkpoints, files, and what a reader brings along.

    def note(self, tree, size, keys, time):
        """A checkpoint, signed by these keys and cosigned by all witnesses."""
        text = "%s\n%d\n%s\n" % (ORIGIN, size, base64.b64encode(tree.root(size)).decode())
        lines = [note_line(ORIGIN, 1, key, key.sign(text.encode())) for key in keys]
        lines += [cosign(name, key, text, time) for name, key in self.witness_keys.items()]
        return (text + "\n" + "".join(lines)).encode()

    def make_files(self):
        raw = [canonical(entry) for entry in self.log]
        self.hook("raw", raw)
        tree = Tree(raw)
        first = next(i for i, entry in enumerate(self.log) if entry["kind"] == "roll.certified") // 256
        self.tree, files = tree, tree.tiles(first)
        done = self.closes + 600
        files["log/checkpoint"] = self.note(tree, len(raw), [self.next_key], done)
        files["log/key"] = (vkey(ORIGIN, 1, self.next_key) + "\n").encode()
        if self.rotated is not None:
            both = [self.log_key, self.next_key]
            note = self.note(tree, self.rotated + 1, both, OPENS + 6)
            files["log/rotation/%d" % self.rotated] = note
        files.update(self.results)
        files["README.txt"] = b"A made-up poll. Check it with: python3 -I verify.py\n"
        files["ballots.jsonl"] = b"" if self.is_hidden() else jsonl(self.ballots)
        files["live.jsonl"] = jsonl(self.live)
        files["manifest.json"] = canonical(self.manifest)
        files["open.jsonl"] = jsonl(self.open)
        files["participation.json"] = canonical(self.participation)
        files["roll.jsonl"] = jsonl(self.roll)
        with open(VERIFIER, "rb") as file:
            files["verify.py"] = file.read()
        self.hook("files", files)
        files["files.json"] = canonical([[name, sha256(files[name])] for name in sorted(files)])
        self.hook("last", files)
        return files

    def make_policy(self):
        lines = ["# Whom the reader trusts", "log " + vkey(ORIGIN, 1, self.log_key)]
        for i, (name, key) in enumerate(self.witness_keys.items()):
            lines.append("witness W%d %s" % (i, vkey(name, 4, key)))
        if self.witness_keys:
            members = " ".join("W%d" % i for i in range(len(self.witness_keys)))
            lines += ["group all-of-them all " + members, "quorum all-of-them"]
        else:
            lines.append("quorum none")
        lines.append("receipt " + self.manifest["receipt_key"])
        lines += ["officer %s %s" % (one["name"], one["key"]) for one in self.manifest["officers"]]
        self.hook("policy", lines)
        return ("\n".join(lines) + "\n").encode()

    def receipt(self, digest, votes):
        body = {"d": digest, "eid": self.eid, "v": 1, "w": votes}
        return canonical(dict(body, sig=purpose(self.receipt_key, "receipt", body)))

    def make(self):
        self.make_roll()
        self.make_manifest()
        self.make_log()
        files = self.make_files()
        receipts = [self.receipt(line["d"], line["w"]) for line in self.live[:2]]
        kinds = ("poll.superseded", "poll.lost", "poll.set_aside")
        for entry in self.log:
            if entry["kind"] in kinds:
                weights = {line["d"]: line["w"] for line in self.live}
                digest = entry["digests"][0]
                receipts.append(self.receipt(digest, weights.get(digest, 1)))
        checkpoints = {}
        for name, size in self.marks.items():
            key = self.log_key if self.rotated is None or size <= self.rotated else self.next_key
            time = {"opened": OPENS + 1, "closed": self.closes + 3}.get(name, self.closes + 500)
            checkpoints[name] = self.note(self.tree, size, [key], time)
        return Bundle(files, self.make_policy(), receipts, checkpoints, self.eid)


def make(hooks=None, **options):
    """A bundle; for the options see DEFAULTS, for the hooks the calls of `hook`."""
    return Maker(hooks or {}, **options).make()


def write(bundle, folder):
    """The bundle twice, and what a reader may hold beside it."""
    os.makedirs(folder, exist_ok=True)
    others = {"bundle.zip": zipped(bundle.files), "policy.txt": bundle.policy}
    others.update(("bundle/" + name, data) for name, data in bundle.files.items())
    others.update(("receipt-%d.json" % i, data) for i, data in enumerate(bundle.receipts))
    others.update(("checkpoint-" + name, data) for name, data in bundle.checkpoints.items())
    for name, data in others.items():
        path = os.path.join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", metavar="OUT")
    for name, default in DEFAULTS.items():
        flag = "--" + name.replace("_", "-")
        if isinstance(default, bool):
            parser.add_argument(flag, action="store_true")
        elif isinstance(default, (int, str)):
            parser.add_argument(flag, type=type(default), default=default)
        else:
            parser.add_argument(flag, type=json.loads, default=default, metavar="JSON")
    options = vars(parser.parse_args())
    folder = options.pop("out")
    bundle = make(**options)
    write(bundle, folder)
    print(bundle.eid)


if __name__ == "__main__":
    main()
