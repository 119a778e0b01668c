#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The second verifier of Commonhold's ballot log.

    python3 -I verify.py BUNDLE [--policy FILE] [--checkpoint FILE]... [--receipt FILE]... [--strict] [--json]

It reads the evidence bundle of one poll, a zip archive or a folder, and makes the sixteen checks of
the specification's section "Verification". Without BUNDLE it reads the folder it stands in. It was
written from docs/ballot-log.md and docs/counting/ alone, by a reader who had not seen the program
that held the poll, so that an error in one of the two is found by the other. It needs Python 3.9 or
later and nothing beyond the standard library; it opens no network connection and writes no file.

    python3 -I verify.py --count < CONTESTS

It counts contests that are not in a bundle, one to a line, each a canonical object with the keys
`ballots` (lines as in ballots.jsonl, with or without `t`), `method`, `options` (ids, which are the
names as well), `parameters`, `seats`, and if there is a lot, `lot` (option numbers, the one drawn
first in front); and prints for each a line, its `result.json`. The ballots are not judged.

How to read it: first the notation, canonical JSON, Ed25519, signed notes, policy and archive, each
named after the section it follows; then one function check_NN_name for each check, in order, with
what only that check needs beside it; then the counting methods; then the command line. A loader (in
Context) only reads; whatever is judged is judged in a check, in a statement of its own.
"""

import argparse
import base64
import copy
import datetime
import functools
import hashlib
import os
import re
import stat
import struct
import sys
import unicodedata
import zlib
from collections import Counter, namedtuple

MAX_INT = 2**53 - 1
MAX_DEPTH = 16
MAX_FILES = 100_000
MAX_FILE = 2**30
MAX_ALL = 2**32
MAX_JSON = 2**26  # one .json file; the specification's limits alone would not fit into memory
MAX_LINE = 2**20  # one line of a .jsonl file
MAX_NOTE = 1_000_000  # a signed note, a policy, a receipt
MAX_SIGNATURES = 100
CHUNK = 2**16

SERVER = "the server that held the poll"
OPERATOR = "the log's operator"
GIVER = "whoever handed over the bundle"


class Refused(Exception):
    """What must hold does not: a sentence, and who is at fault where that can be told."""

    def __init__(self, sentence, fault=None):
        super().__init__(sentence)
        self.sentence = sentence + ("; at fault: " + fault if fault else "")


class Undecided(Exception):
    """A check that is neither ok nor failed: `open`. `notes` are lines printed below it."""

    def __init__(self, sentence, notes=()):
        super().__init__(sentence)
        self.sentence, self.notes = sentence, list(notes)


def require(condition, sentence, fault=None):
    if not condition:
        raise Refused(sentence, fault)


def shown(text):
    """`text` for a terminal: characters that control, hide or reorder are written as escapes."""
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    # Letters by their category, which are drawn as nothing.
    fillers = "\u115f\u1160\u3164\uffa0"
    return "".join(
        "\\u{%x}" % ord(c) if unicodedata.category(c) in hidden or c in fillers else c
        for c in str(text)[:200]
    )


# ---- Notation ---------------------------------------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).digest()


def lp(data):
    return struct.pack(">I", len(data)) + data


def u64(number):
    return struct.pack(">Q", number)


def tag(name):
    return b"commonhold/" + name.encode() + b"/v1"


def tagged_hash(name, *fields):
    """H(name, f1, f2, ...) of the section Notation."""
    return sha256(lp(tag(name)) + b"".join(lp(field) for field in fields))


def leaf_hash(data):
    return sha256(b"\x00" + data)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root_of_parts(parts):
    """The Merkle tree hash (RFC 6962, 2.1) over perfect subtrees, left to right.

    Each part is (height, hash): a leaf has height 0, a subtree of 256 leaves height 8. Equal heights
    merge as in a binary counter, and what then stands side by side is folded from the right.
    """
    stack = []
    for height, value in parts:
        while stack and stack[-1][0] == height:
            value = node_hash(stack.pop()[1], value)
            height += 1
        stack.append((height, value))
    if not stack:
        return sha256(b"")
    root = stack.pop()[1]
    while stack:
        root = node_hash(stack.pop()[1], root)
    return root


def merkle_root(leaves):
    """MTH(D) of the section Notation."""
    return root_of_parts((0, leaf_hash(leaf)) for leaf in leaves)


# ---- Canonical JSON ---------------------------------------------------------------------------

TOKEN = re.compile(
    r'"([^"\\\x00-\x1f\x7f-\x9f]*(?:\\["\\][^"\\\x00-\x1f\x7f-\x9f]*)*)"|([0-9]{1,16})|([\[\]{},:])'
)
KEY = re.compile(r"[a-z0-9_-]{1,32}")


def next_token(text, at):
    token = TOKEN.match(text, at)
    if token is None:
        raise Refused("what stands at character %d has no place in canonical JSON" % at)
    return token


def parse_value(text, at, depth):
    """The value that begins at `at`, and where it ends. Recursion ends at MAX_DEPTH."""
    token = next_token(text, at)
    string, digits, mark = token.groups()
    if string is not None:
        if "\\" in string:
            string = re.sub(r'\\(["\\])', r"\1", string)
        return string, token.end()
    if digits is not None:
        require(int(digits) <= MAX_INT, "an integer is above 2^53 - 1")
        return int(digits), token.end()
    require(mark in ("[", "{"), "a mark stands where a value must stand")
    require(depth < MAX_DEPTH, "values are nested more than 16 deep")
    closing = "]" if mark == "[" else "}"
    items, at = [], token.end()
    if text[at : at + 1] == closing:
        return ([] if mark == "[" else {}), at + 1
    while True:
        if mark == "{":
            token = next_token(text, at)
            key = token.group(1)
            require(key is not None and KEY.fullmatch(key), "a key is not of a-z 0-9 _ -")
            require(text[token.end() : token.end() + 1] == ":", "a key has no value")
            value, at = parse_value(text, token.end() + 1, depth + 1)
            items.append((key, value))
        else:
            value, at = parse_value(text, at, depth + 1)
            items.append(value)
        ending = text[at : at + 1]
        at += 1
        if ending == closing:
            return (items if mark == "[" else dict(items)), at
        require(ending == ",", "a list or an object is not ended")


def parse_json(data):
    """The value of `data`. Order of keys, their uniqueness and zeros in front are `is_canonical`'s."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("it is not UTF-8") from None
    value, at = parse_value(text, 0, 0)
    require(at == len(text), "something follows the value")
    return value


def parse_or_none(data):
    try:
        return parse_json(data)
    except Refused:
        return None


def encode_text(value):
    if type(value) is int:
        return str(value)
    if type(value) is str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if type(value) is list:
        return "[" + ",".join(map(encode_text, value)) + "]"
    return "{" + ",".join('"%s":%s' % (key, encode_text(value[key])) for key in sorted(value)) + "}"


def encode_json(value):
    """The one spelling of a value."""
    return encode_text(value).encode("utf-8")


def is_canonical(data, value):
    return encode_json(value) == data


# Shapes: a table of keys, each with a test of its value.


def is_text(value):
    return type(value) is str and value != ""


def is_int(low=0, high=MAX_INT):
    return lambda value: type(value) is int and low <= value <= high


def is_hex(size):
    pattern = re.compile("[0-9a-f]{%d}" % (2 * size))
    return lambda value: type(value) is str and pattern.fullmatch(value) is not None


def is_one_of(*values):
    return lambda value: type(value) in (int, str) and value in values


def is_list_of(test, least=0, most=MAX_INT):
    return lambda value: type(value) is list and least <= len(value) <= most and all(map(test, value))


def is_code(value):
    return type(value) is str and KEY.fullmatch(value) is not None


def is_date(value):
    if type(value) is not str or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        return bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def has_shape(value, shape, optional=()):
    """Whether `value` is an object with exactly the keys of `shape`, each as its test wants it."""
    if type(value) is not dict or set(value) | set(optional) != set(shape):
        return False
    return all(shape[key](item) for key, item in value.items())


def ascends(values):
    """Strictly: none twice."""
    return all(a < b for a, b in zip(values, values[1:]))


def is_digest_list(least, most):
    one = is_list_of(is_hex(32), least, most)
    return lambda value: one(value) and ascends(value)


TIME = is_int()
VOTES = is_int(1, 1_000_000)


# ---- Ed25519 (RFC 8032) -----------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def add_points(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply_point(scalar, point):
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add_points(result, point)
        point = add_points(point, point)
        scalar >>= 1
    return result


def decode_point(data):
    """The point, or None for an encoding that RFC 8032, 5.1.3 does not allow."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_ONE % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def is_lawful_key(data):
    """A point of the curve that is not of small order."""
    point = decode_point(data)
    return point is not None and not has_small_order(point)


def encode_point(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def has_small_order(point):
    x, y, z, _ = multiply_point(8, point)
    return x % P == 0 and (y - z) % P == 0


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verifies(key, message, signature):
    """The equation without cofactor; S below L; neither key nor R of small order."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = decode_point(key), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or has_small_order(a) or has_small_order(r):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    left = add_points(multiply_point(s, BASE), multiply_point(k, minus_a))
    return encode_point(left) == signature[:32]


def is_signed(purpose, body, key_hex, signature_hex):
    """A signature for a purpose, over the canonical object `body`: see Notation."""
    message = lp(tag(purpose)) + lp(encode_json(body))
    return ed25519_verifies(bytes.fromhex(key_hex), message, bytes.fromhex(signature_hex))


def without(entry, *keys):
    return {key: value for key, value in entry.items() if key not in keys}


# ---- Signed notes, vkeys and checkpoints (C2SP) -------------------------------------------------

ED25519, COSIGNATURE, ML_DSA = 1, 4, 6
KEY_SIZES = {ED25519: 32, COSIGNATURE: 32, ML_DSA: 1312}

Vkey = namedtuple("Vkey", "name id kind key text")
Checkpoint = namedtuple("Checkpoint", "origin size root text signatures")


def decode_base64(text):
    """Standard base64 with padding, in its one spelling; None for anything else."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def is_key_name(name):
    return re.fullmatch(r"[^\s+\ud800-\udfff]+", name) is not None


def parse_vkey(text):
    """`name+hex8+base64(type, key)`; the id is recomputed."""
    parts = text.split("+", 2)
    require(len(parts) == 3 and is_key_name(parts[0]), "it is not a vkey")
    data = decode_base64(parts[2])
    require(data and KEY_SIZES.get(data[0]) == len(data) - 1, "the key in a vkey is of no known type")
    key_id = sha256(parts[0].encode() + b"\n" + data)[:4]
    require(parts[1] == key_id.hex(), "the id in a vkey is not that of its key")
    return Vkey(parts[0], key_id, data[0], data[1:], text)


def parse_checkpoint(data):
    """A signed note whose text is a checkpoint. No signature is verified here."""
    require(len(data) <= MAX_NOTE, "the note is too long")
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("the note is not UTF-8") from None
    require(not re.search(r"[\x00-\x09\x0b-\x1f]", note), "the note holds control characters")
    text, blank, tail = note.rpartition("\n\n")
    require(blank and tail.endswith("\n"), "the note has no signatures")
    lines = tail[:-1].split("\n")
    require(len(lines) <= MAX_SIGNATURES, "the note has too many signatures")
    text += "\n"
    return Checkpoint(*parse_tree_head(text), text, [parse_signature(line) for line in lines])


def parse_tree_head(text):
    lines = text[:-1].split("\n")
    require(len(lines) >= 3 and all(lines), "the text of the note is not a checkpoint")
    require(re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]), "the size is not a number")
    root = decode_base64(lines[2])
    require(root is not None and len(root) == 32, "the root is not a hash")
    return lines[0], int(lines[1]), root


def parse_signature(line):
    parts = line.split(" ")
    require(len(parts) == 3 and parts[0] == "\u2014", "a signature line is malformed")
    data = decode_base64(parts[2])
    require(is_key_name(parts[1]) and data and len(data) > 4, "a signature line is malformed")
    return parts[1], data[:4], data[4:]


def signers(checkpoint, keys):
    """Which of `keys` signed, as {vkey: time or None}. Others are ignored, as C2SP asks.

    A signature that names a known key and does not verify refuses the note. Signatures by ML-DSA
    cannot be verified here and are never counted.
    """
    known = {(key.name, key.id): key for key in keys}
    found = {}
    for name, key_id, signature in checkpoint.signatures:
        key = known.get((name, key_id))
        if key is None or key.kind == ML_DSA:
            continue
        time = None
        message = checkpoint.text.encode()
        if key.kind == COSIGNATURE:
            time = int.from_bytes(signature[:8], "big")
            message = b"cosignature/v1\ntime %d\n" % time + message
            signature = signature[8:]
            require(time < 2**63, "the time of a cosignature is out of range")
        valid = ed25519_verifies(key.key, message, signature)
        require(valid, "the signature of %s does not verify" % shown(name))
        found[key] = time if time is None else min(time, found.get(key, time))
    return found


# ---- Policy (C2SP tlog-policy, with lines for receipts and officers) ----------------------------

BLANKS = re.compile(r"[ \t]+")


class Policy:
    """Whom the reader of a bundle trusts."""

    def __init__(self, data):
        self.logs, self.receipts, self.officers = [], [], {}
        self.witnesses, self.groups, self.quorum = {}, [], None
        self.names, self.members = set(), set()
        require(len(data) <= MAX_NOTE, "the policy is too long")
        # Comments and the names of witnesses and groups are octets: those that are no UTF-8 stay apart.
        text = data.decode("utf-8", "surrogateescape")
        require(not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text), "the policy holds control characters")
        readers = {
            "log": self.read_log,
            "witness": self.read_witness,
            "group": self.read_group,
            "quorum": self.read_quorum,
            "receipt": self.read_receipt,
            "officer": self.read_officer,
        }
        for number, line in enumerate(text.split("\n"), 1):
            line = line.strip(" \t")
            if line and not line.startswith("#"):
                words = BLANKS.split(line)
                require(words[0] in readers, "the policy's line %d is of no known kind" % number)
                legal = readers[words[0]](words[1:], line)
                require(legal, "the policy's line %d is malformed" % number)
        require(self.quorum is not None, "the policy has no line `quorum`")

    def read_log(self, words, _):
        key = parse_vkey(words[0]) if len(words) in (1, 2) else None
        if key is None or key.kind != ED25519 or key.key in [log.key for log in self.logs]:
            return False
        require(is_lawful_key(key.key), "the policy's log key is not lawful")
        self.logs.append(key)
        return True

    def define(self, name):
        if name == "none" or name in self.names:
            return False
        self.names.add(name)
        return True

    def read_witness(self, words, _):
        if len(words) not in (2, 3) or not self.define(words[0]):
            return False
        key = parse_vkey(words[1])
        if key.kind == ED25519 or key.key in [other.key for other in self.witnesses]:
            return False
        lawful = key.kind == ML_DSA or is_lawful_key(key.key)
        require(lawful, "the key of a witness in the policy is not lawful")
        self.witnesses[key] = words[0]
        return True

    def read_group(self, words, _):
        if len(words) < 3:
            return False
        name, threshold, members = words[0], words[1], words[2:]
        if len(set(members)) != len(members) or not self.names.issuperset(members):
            return False
        if self.members.intersection(members) or not self.define(name):
            return False
        least = {"any": "1", "all": str(len(members))}.get(threshold, threshold)
        if not re.fullmatch(r"[1-9][0-9]{0,5}", least) or int(least) > len(members):
            return False
        self.members.update(members)
        self.groups.append((name, int(least), members))
        return True

    def read_quorum(self, words, _):
        if len(words) != 1 or self.quorum is not None or words[0] not in self.names | {"none"}:
            return False
        self.quorum = words[0]
        return True

    def read_receipt(self, words, _):
        if len(words) != 1 or not is_hex(32)(words[0]) or words[0] in self.receipts:
            return False
        require(is_lawful_key(bytes.fromhex(words[0])), "a receipt key in the policy is not lawful")
        self.receipts.append(words[0])
        return True

    def read_officer(self, _, line):
        parts = re.fullmatch(r"officer ([^\t\x80-\x9f\ud800-\udfff]+) ([0-9a-f]{64})", line)
        if parts is None:
            return False
        name, key = parts.groups()
        if not name.strip() or any(key in keys for keys in self.officers.values()):
            return False
        require(is_lawful_key(bytes.fromhex(key)), "an officer's key in the policy is not lawful")
        self.officers.setdefault(name, []).append(key)
        return True

    def is_witnessed(self, cosigners):
        """Whether these witnesses' vkeys are the quorum. Groups name only what stands above them."""
        reached = {self.witnesses[key] for key in cosigners if key in self.witnesses} | {"none"}
        for name, least, members in self.groups:
            if len(reached.intersection(members)) >= least:
                reached.add(name)
        return self.quorum in reached


# ---- The bundle: an archive or a folder ---------------------------------------------------------

Member = namedtuple("Member", "start packed size method crc")
NAME = re.compile(r"[ -~]+")


def is_lawful_name(name):
    """A path of printable ASCII that means one file below the folder, whoever reads it."""
    parts = name.split("/")
    return (
        NAME.fullmatch(name) is not None
        and "\\" not in name
        and name[1:2] != ":"
        and not any(part in ("", ".", "..") for part in parts)
    )


FIELDS_AGREE = slice(4, 26)  # version, flags, method, time, date, CRC and sizes of a local header


class Archive:
    """A zip archive, read by its own rules: the format leaves too much room for two readers."""

    def __init__(self, handle):
        self.handle = handle
        self.members = {}
        length = handle.seek(0, os.SEEK_END)
        end = self.read_at(max(0, length - 22), 22)
        require(len(end) == 22 and end[:4] == b"PK\x05\x06", "the archive does not end as a zip must")
        disk, first, here, count, size, start, comment = struct.unpack("<4H2IH", end[4:])
        require(disk == first == 0 and here == count, "the archive is split")
        require(comment == 0, "the archive has a comment")
        require(start + size == length - 22, "data stand before the end of the archive")
        require(size <= count * 512, "the archive's directory is larger than its files' names")
        self.read_directory(self.read_at(start, size), count, start)

    def read_at(self, start, size):
        self.handle.seek(start)
        return self.handle.read(size)

    def read_directory(self, directory, count, start):
        at = place = 0
        before = ""
        for _ in range(count):
            head = directory[at : at + 46]
            require(len(head) == 46 and head[:4] == b"PK\x01\x02", "the archive's directory is cut")
            lengths = struct.unpack("<3H", head[28:34])
            disk, _, attributes, offset = struct.unpack("<2H2I", head[34:])
            raw = directory[at + 46 : at + 46 + lengths[0]]
            name = raw.decode("latin-1")
            require(len(raw) == lengths[0] and is_lawful_name(name), "a name in the archive is not lawful")
            require(name > before, "names in the archive do not ascend")
            require(lengths[1:] == (0, 0), "a file in the archive has extra fields or a comment")
            require(disk == 0, "the archive is split")
            kind = attributes >> 16 & 0xF000
            require(kind in (0, stat.S_IFREG) and not attributes & 0x18, "a member is not a file")
            require(offset == place, "data stand between the files of the archive")
            self.members[name], place = self.read_local(head, raw, offset)
            at, before = at + 46 + lengths[0], name
        require(at == len(directory), "data stand in the archive's directory")
        require(place == start, "data stand before the archive's directory")

    def read_local(self, head, raw, offset):
        """The member whose local header stands at `offset`, and where it ends."""
        version, flags, method, _, _, crc, packed, size = struct.unpack("<5H3I", head[6:28])
        local = self.read_at(offset, 30 + len(raw))
        require(local[:4] == b"PK\x03\x04", "a file in the archive has no header")
        require(local[FIELDS_AGREE] == head[6:28], "a local header contradicts the directory")
        require(local[26:28] == head[28:30] and local[30:] == raw, "a local header has another name")
        require(local[28:30] == b"\0\0", "a local header has extra fields")
        require(version <= 20, "a file needs a later version of zip")
        require(flags & ~0x0806 == 0, "a file is encrypted or of unknown flags")
        require(method in (0, 8), "a file is neither stored nor deflated")
        start = offset + len(local)
        return Member(start, packed, size, method, crc), start + packed

    def names(self):
        return list(self.members)

    def size(self, name):
        return self.members[name].size

    def chunks(self, name):
        """The contents in pieces; never more than the declared size, whatever the data say."""
        member = self.members[name]
        crc = size = 0
        for piece in self.inflate(member) if member.method == 8 else self.packed(member):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            require(size <= member.size, "%s is longer than declared" % shown(name))
            yield piece
        require(size == member.size, "%s is shorter than declared" % shown(name))
        require(crc == member.crc, "%s has another CRC than declared" % shown(name))

    def packed(self, member):
        at, left = member.start, member.packed
        while left:
            piece = self.read_at(at, min(left, CHUNK))
            require(piece, "the archive is cut short")
            at, left = at + len(piece), left - len(piece)
            yield piece

    def inflate(self, member):
        engine, source, pending = zlib.decompressobj(-15), self.packed(member), b""
        while not engine.eof:
            pending = pending or next(source, b"")
            try:
                piece = engine.decompress(pending, CHUNK)
            except zlib.error:
                raise Refused("a file cannot be inflated") from None
            require(piece or pending or engine.eof, "a deflated file is cut short")
            pending = engine.unconsumed_tail
            yield piece
        require(not pending and not engine.unused_data, "data follow a deflated file")
        require(next(source, b"") == b"", "data follow a deflated file")


class Folder:
    """The same files in a folder. Links are not followed, below the folder itself."""

    def __init__(self, path):
        self.path, self.sizes = path, {}
        pending, seen = [""], 0
        while pending:
            folder = pending.pop()
            with os.scandir(os.path.join(path, folder)) as entries:
                for entry in entries:
                    seen += 1
                    require(seen <= 2 * MAX_FILES, "the folder holds too many files")
                    name = folder + "/" + entry.name if folder else entry.name
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(name)
                        continue
                    regular = entry.is_file(follow_symlinks=False)
                    require(regular, "%s is not a file" % shown(name))
                    self.sizes[name] = entry.stat(follow_symlinks=False).st_size

    def names(self):
        return sorted(self.sizes)

    def size(self, name):
        return self.sizes[name]

    def chunks(self, name):
        flags = os.O_RDONLY
        for extra in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
            flags |= getattr(os, extra, 0)
        handle = os.open(os.path.join(self.path, *name.split("/")), flags)
        left = self.sizes[name]
        with open(handle, "rb") as file:
            while left:
                piece = file.read(min(left, CHUNK))
                require(piece, "%s changed while it was read" % shown(name))
                left -= len(piece)
                yield piece
            require(file.read(1) == b"", "%s changed while it was read" % shown(name))


def open_bundle(path):
    kind = os.stat(path).st_mode
    if stat.S_ISDIR(kind):
        return Folder(path)
    require(stat.S_ISREG(kind), "it is neither an archive nor a folder")
    return Archive(open(path, "rb"))


# ---- What the checks have before them -----------------------------------------------------------

Rotation = namedtuple("Rotation", "index add remove")
Given = namedtuple("Given", "path data")


class Context:
    """The bundle and what else was given. Each property reads, once; the checks judge."""

    def __init__(self, bundle, policy, checkpoints, receipts):
        self.bundle = bundle
        self.policy_data, self.checkpoints, self.receipts = policy, checkpoints, receipts
        self.remarks = []

    @functools.cached_property
    def hashes(self):
        """SHA-256 of every file, in hex, by name; each is read through once, size and CRC held."""
        found = {}
        for name in self.bundle.names():
            digest = hashlib.sha256()
            for piece in self.bundle.chunks(name):
                digest.update(piece)
            found[name] = digest.hexdigest()
        return found

    def read(self, name, most=MAX_FILE):
        """A file's bytes, the same that were hashed."""
        require(name in self.hashes, "there is no %s" % shown(name))
        require(self.bundle.size(name) <= most, "%s is too long" % shown(name))
        data = b"".join(self.bundle.chunks(name))
        require(sha256(data).hex() == self.hashes[name], "%s changed while it was read" % shown(name))
        return data

    def json(self, name):
        try:
            return parse_json(self.read(name, MAX_JSON))
        except Refused as why:
            raise Refused("%s cannot be read: %s" % (shown(name), why.sentence)) from None

    @functools.lru_cache(maxsize=None)
    def lines(self, name):
        """The lines of a .jsonl file, each as (bytes without LF, value)."""
        data, at, found = self.read(name), 0, []
        require(data == b"" or data.endswith(b"\n"), "%s does not end with LF" % name)
        while at < len(data):
            end = data.index(b"\n", at)
            require(end - at <= MAX_LINE, "%s, line %d is too long" % (name, len(found) + 1))
            try:
                found.append((data[at:end], parse_json(data[at:end])))
            except Refused as why:
                place = "%s, line %d" % (name, len(found) + 1)
                raise Refused("%s cannot be read: %s" % (place, why.sentence)) from None
            at = end + 1
        return found

    def values(self, name):
        return [value for _, value in self.lines(name)]

    @functools.cached_property
    def manifest(self):
        return self.json("manifest.json")

    @functools.cached_property
    def eid_bytes(self):
        return tagged_hash("poll", self.read("manifest.json", MAX_JSON))

    @property
    def eid(self):
        return self.eid_bytes.hex()

    @functools.cached_property
    def officers(self):
        """{name: keys} of the manifest; an officer has one key there."""
        return {officer["name"]: [officer["key"]] for officer in self.manifest["officers"]}

    def rule(self, key):
        return next((r["value"] for r in self.manifest["rules"] if r["key"] == key), None)

    @functools.cached_property
    def policy(self):
        return None if self.policy_data is None else Policy(self.policy_data)

    @functools.cached_property
    def witnesses(self):
        return list(self.policy.witnesses) if self.policy else []

    @functools.cached_property
    def log_key(self):
        data = self.read("log/key", MAX_NOTE)
        require(data.endswith(b"\n") and data.isascii(), "log/key is not a vkey and LF", OPERATOR)
        return parse_vkey(data[:-1].decode("ascii"))

    @functools.cached_property
    def checkpoint(self):
        return parse_checkpoint(self.read("log/checkpoint", MAX_NOTE))

    @functools.cached_property
    def tiles(self):
        """{(level or "entries", number): width}, of the names in the bundle."""
        found = {}
        for name in self.hashes:
            level, number, width = parse_tile_name(name) or (None, None, None)
            if level is not None:
                found.setdefault((level, number), []).append(width)
        return {place: widths[0] if len(widths) == 1 else 0 for place, widths in found.items()}

    def tile(self, level, number):
        """The hashes of a tile; an empty list where the bundle has none."""
        width = self.tiles.get((level, number), 0)
        if not width:
            return []
        data = self.read(tile_name(level, number, width), 8192)
        require(len(data) == 32 * width, "a tile of level %d is not of its width" % level, OPERATOR)
        return [data[i : i + 32] for i in range(0, len(data), 32)]

    def entry_tiles(self):
        """The entry bundles in order, each as (number, list of entries)."""
        for level, number in sorted(place for place in self.tiles if place[0] == "entries"):
            name = tile_name(level, number, self.tiles[level, number])
            yield number, split_entries(self.read(name, 256 * (2 + 65535)))

    def entries(self):
        """Every entry in the bundle, as (index, bytes)."""
        for number, entries in self.entry_tiles():
            for i, entry in enumerate(entries):
                yield 256 * number + i, entry

    @functools.cached_property
    def has_whole_entries(self):
        """Whether the entry bundles follow each other, and each has as many entries as its name says."""
        try:
            found = [(number, len(entries)) for number, entries in self.entry_tiles()]
        except Refused:
            return False
        named = [(number, self.tiles["entries", number]) for number, _ in found]
        follow = all(b == a + 1 and width == 256 for (a, width), (b, _) in zip(found, found[1:]))
        return found != [] and found == named and follow

    @functools.cached_property
    def rotations(self):
        """The `log.key` entries; none where entries cannot be read, which is check 04's to judge."""
        found = []
        for index, data in self.entries() if self.has_whole_entries else ():
            entry = parse_or_none(data) if b'"log.key"' in data else None
            if type(entry) is dict and entry.get("kind") == "log.key":
                require(has_shape(entry, SHAPES["log.key"]), "a log.key is malformed", OPERATOR)
                found.append(Rotation(index, parse_vkey(entry["add"]), parse_vkey(entry["remove"])))
        return found

    @functools.cached_property
    def log_keys(self):
        """Keys of the log: those that the bundle's rotations join, and the policy's of this origin."""
        keys = [self.log_key]
        for rotation in self.rotations:
            keys += [rotation.remove, rotation.add]
        if self.policy:
            keys += [key for key in self.policy.logs if key.name == self.manifest["origin"]]
        return list(dict.fromkeys(keys))

    @functools.cached_property
    def rotation_notes(self):
        names = ["log/rotation/%d" % rotation.index for rotation in self.rotations]
        return [(name, parse_checkpoint(self.read(name, MAX_NOTE))) for name in names]

    @functools.cached_property
    def given(self):
        """What was brought along as --checkpoint, each as (what, checkpoint)."""
        return [(shown(given.path), parse_checkpoint(given.data)) for given in self.checkpoints]

    @functools.cached_property
    def acts(self):
        """The entries of this eid, and every `roll.certified` of the manifest's roll: (index, entry)."""
        eid, found = self.eid, []
        for index, data in self.entries():
            if eid.encode() in data or b'"roll.certified"' in data:
                entry = parse_json(data)
                roll = entry.get("kind") == "roll.certified"
                if entry.get("eid") == eid or (roll and entry.get("root") == self.manifest["roll_root"]):
                    found.append((index, entry))
        return found

    def all(self, *kinds):
        return [entry for _, entry in self.acts if entry.get("kind") in kinds]

    def one(self, kind):
        found = self.all(kind)
        require(found, "the log holds no %s of this poll" % kind, GIVER)
        return found[0]

    def listed(self, kind):
        """All digests that entries of a kind list, with repetitions."""
        return [digest for entry in self.all(kind) for digest in entry["digests"]]

    @functools.cached_property
    def live(self):
        """{digest: votes} of live.jsonl."""
        return {line["d"]: line["w"] for line in self.values("live.jsonl")}

    @functools.cached_property
    def effective_close(self):
        extended = self.all("poll.extended")
        return (extended or [self.one("poll.opened")])[-1]["closes"]

    @functools.cached_property
    def ballots(self):
        """(choice, votes) of each line of ballots.jsonl."""
        return [(line["v"], line.get("w", 1)) for line in self.values("ballots.jsonl")]


# ---- 01 archive ---------------------------------------------------------------------------------

NEEDED = (
    "README.txt ballots.jsonl files.json live.jsonl log/checkpoint log/key manifest.json open.jsonl"
    " participation.json result.json roll.jsonl verify.py"
).split()
ROTATION = re.compile(r"log/rotation/(?:0|[1-9][0-9]{0,17})")
TILE = re.compile(r"log/tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


def tile_name(level, number, width):
    groups = ["%03d" % (number % 1000)]
    while number >= 1000:
        number //= 1000
        groups.insert(0, "x%03d" % (number % 1000))
    path = "log/tile/%s/%s" % (level, "/".join(groups))
    return path if width == 256 else path + ".p/%d" % width


def parse_tile_name(name):
    """(level, number, width), or None if it is not spelled as a tile's name must be."""
    parts = TILE.fullmatch(name)
    if parts is None:
        return None
    level = parts.group(1) if parts.group(1) == "entries" else int(parts.group(1))
    number = int(parts.group(2).replace("x", "").replace("/", ""))
    width = int(parts.group(3) or 256)
    legal = (level == "entries" or level <= 63) and (parts.group(3) is None or 1 <= width <= 255)
    return (level, number, width) if legal and tile_name(level, number, width) == name else None


def is_named_here(name):
    known = name in NEEDED or name == "as-cast.json"
    return known or bool(ROTATION.fullmatch(name)) or parse_tile_name(name) is not None


def check_01_archive(ctx):
    """The bundle. Structure of the archive: classes Archive and Folder."""
    names = ctx.bundle.names()
    require(len(names) <= MAX_FILES, "there are more than 100,000 files", GIVER)
    for name in names:
        require(is_named_here(name), "%s is no file of a bundle" % shown(name), GIVER)
        require(ctx.bundle.size(name) <= MAX_FILE, "%s is over 1 GiB" % name, GIVER)
    require(sum(map(ctx.bundle.size, names)) <= MAX_ALL, "the files are over 4 GiB together", GIVER)
    for name in NEEDED:
        require(name in names, "%s is missing" % name, GIVER)
    return "%d files are read" % len(ctx.hashes)


# ---- 02 files -----------------------------------------------------------------------------------

LEAF = {"c": is_hex(32), "class": is_code, "votes": VOTES}
LIVE = {"d": is_hex(32), "w": VOTES}
OPEN = {
    "c": is_hex(32),
    "entitlement": is_hex(16),
    "salt": is_hex(32),
    "subject": lambda value: type(value) is str,
    "t": lambda value: is_tracker(value),
}
PARTICIPATION = {"poll": is_hex(32), "v": is_one_of(1), "voted": is_list_of(is_int())}
REVEALS = {
    "commitments": is_list_of(lambda one: has_shape(one, {"by": is_text, "c": is_hex(32)}), 1),
    "kind": is_one_of("reveals"),
}
PUBLIC = {"after": TIME, "kind": is_one_of("public"), "source": is_text}
MANIFEST = {
    "aead": is_one_of("chacha20poly1305"),
    "audited": is_one_of(0, 1),
    "beacon": lambda value: has_shape(value, REVEALS) or has_shape(value, PUBLIC),
    "closes": TIME,
    "k": is_int(1),
    "method": lambda value: type(value) is str and value in METHODS,
    "officers": is_list_of(lambda one: has_shape(one, {"key": is_hex(32), "name": is_text}), 1),
    "opens": TIME,
    "options": is_list_of(lambda one: has_shape(one, {"id": is_code, "name": is_text}), 0, 1000),
    "origin": lambda value: type(value) is str and is_key_name(value),
    "pad": is_int(),
    "parameters": lambda value: type(value) is dict,
    "poll": is_hex(16),
    "question": is_text,
    "receipt_key": is_hex(32),
    "roll_root": is_hex(32),
    "rules": is_list_of(
        lambda one: has_shape(one, {"citation": is_text, "key": is_text, "value": is_text})
    ),
    "seal_key": lambda value: is_hex(1216)(value) and is_seal_key(bytes.fromhex(value)),
    "seats": is_int(0, 1000),
    "small_cells": is_one_of("open", "winners-only"),
    "v": is_one_of(1),
}

RANKED = (
    "meek-prf-1 scottish-stv-1 irv-1 schulze-1 schulze-no-opinion-1 schulze-margins-1"
    " schulze-margins-no-opinion-1 schulze-debian-2016"
).split()
SCORED = "score-1 star-1 bloc-star-1".split()
HIGHEST_MAX_SCORE = 100
METHODS = RANKED + SCORED + ["approval-1", "plurality-1", "motion-1"]


def is_seal_key(data):
    """X-Wing's key begins with ML-KEM's: 768 coefficients of 12 bits, two in three bytes."""
    pairs = [int.from_bytes(data[at : at + 3], "little") for at in range(0, 1152, 3)]
    return all(pair & 4095 < 3329 and pair >> 12 < 3329 for pair in pairs)


def check_02_files(ctx):
    """Canonical JSON, The manifest, The roll, The live set, Cells, The bundle."""
    named = [[name, ctx.hashes[name]] for name in sorted(ctx.hashes) if name != "files.json"]
    listed = ctx.json("files.json")
    require(listed == named, "files.json does not name the files as they are", GIVER)
    for name in ctx.hashes:
        if name.endswith(".json"):
            canonical = is_canonical(ctx.read(name, MAX_JSON), ctx.json(name))
            require(canonical, "%s is not canonical" % name, GIVER)
        if name.endswith(".jsonl"):
            for number, (line, value) in enumerate(ctx.lines(name), 1):
                require(is_canonical(line, value), "%s, line %d is not canonical" % (name, number), GIVER)
    check_manifest(ctx.manifest)
    check_lines(ctx, "roll.jsonl", LEAF, ())
    check_lines(ctx, "live.jsonl", LIVE, ())
    check_open_lines(ctx)
    participation = ctx.json("participation.json")
    require(has_shape(participation, PARTICIPATION), "participation.json is malformed", SERVER)
    require(ascends(participation["voted"]), "participation.json does not ascend", SERVER)
    require(ascends([line["c"] for line in ctx.values("roll.jsonl")]), "roll.jsonl does not ascend", SERVER)
    require(ascends([line["d"] for line in ctx.values("live.jsonl")]), "live.jsonl does not ascend", SERVER)
    commitments = [line["c"] for line in ctx.values("open.jsonl")]
    require(commitments == sorted(commitments), "open.jsonl does not ascend", SERVER)
    return "files.json names all files, and all are as they must be written"


def check_lines(ctx, name, shape, optional):
    for number, value in enumerate(ctx.values(name), 1):
        require(has_shape(value, shape, optional), "%s, line %d is malformed" % (name, number), SERVER)


def check_open_lines(ctx):
    check_lines(ctx, "open.jsonl", OPEN, ("salt", "subject"))
    for line in ctx.values("open.jsonl"):
        require(("salt" in line) == ("subject" in line), "open.jsonl has a salt alone", SERVER)


def check_manifest(manifest):
    """The manifest: keys, values, and what they must be to one another."""
    require(type(manifest) is dict and set(manifest) == set(MANIFEST), "manifest.json has other keys", SERVER)
    for key, test in MANIFEST.items():
        require(test(manifest[key]), "the manifest's `%s` is not legal" % key, SERVER)
    require(manifest["opens"] < manifest["closes"], "the manifest closes before it opens", SERVER)
    for key, field in (("officers", "name"), ("officers", "key"), ("options", "id"), ("rules", "key")):
        values = [item[field] for item in manifest[key]]
        require(len(set(values)) == len(values), "the manifest's %s repeat a %s" % (key, field), SERVER)
    motion = manifest["method"] == "motion-1"
    require(motion == (not manifest["options"]), "the manifest's options do not fit its method", SERVER)
    require(motion == (manifest["seats"] == 0), "the manifest's seats do not fit its method", SERVER)
    check_commitments(manifest)
    require(are_limits_legal(manifest), "the manifest's limit of a ballot is not legal", SERVER)
    require(manifest["pad"] == pad_of(manifest), "the manifest states another `pad`", SERVER)


def check_commitments(manifest):
    beacon = manifest["beacon"]
    if beacon["kind"] == "public":
        require(beacon["after"] >= manifest["closes"], "the beacon is of before the close", SERVER)
        return
    names = [one["by"] for one in beacon["commitments"]]
    officers = [officer["name"] for officer in manifest["officers"]]
    require(len(set(names)) == len(names), "somebody committed to two values for the lot", SERVER)
    values = [one["c"] for one in beacon["commitments"]]
    require(len(set(values)) == len(values), "two officers committed to one value for the lot", SERVER)
    require(set(names) <= set(officers), "a value for the lot is not an officer's", SERVER)


def are_limits_legal(manifest):
    parameters = manifest["parameters"]
    limits = [parameters.get(key, 1) for key in ("max_marks", "max_score")]
    if not all(map(is_int(1), limits)) or parameters.get("max_score", 1) > HIGHEST_MAX_SCORE:
        return False
    return manifest["method"] != "schulze-debian-2016" or "default_option" in parameters


def most_marks(manifest):
    default = manifest["seats"] if manifest["method"] == "plurality-1" else len(manifest["options"])
    return manifest["parameters"].get("max_marks", default)


def pad_of(manifest):
    """`pad`: four bytes more than the longest legal line, rounded up to a multiple of 64."""
    ids, method = [option["id"] for option in manifest["options"]], manifest["method"]
    if method in RANKED:
        longest = [[number] for number in range(1, len(ids) + 1)]
    elif method in SCORED:
        longest = dict.fromkeys(ids, manifest["parameters"].get("max_score", 5))
    elif method == "motion-1":
        longest = "abstain"
    else:
        longest = sorted(ids, key=len, reverse=True)[: most_marks(manifest)]
    length = len(encode_json({"t": "a" * 16 + "-" + "a" * 6, "v": longest}))
    return (length + 4 + 63) // 64 * 64


# ---- 03 keys ------------------------------------------------------------------------------------


def check_03_keys(ctx):
    """The log (keys and rotations), Verification (policy)."""
    origin, key = ctx.manifest["origin"], ctx.log_key
    require(key.kind == ED25519, "log/key is not an Ed25519 key", OPERATOR)
    require(key.name == origin, "log/key is of another log than the manifest's", GIVER)
    require(ctx.checkpoint.origin == origin, "log/checkpoint is of another log", GIVER)
    cosigners = signers(ctx.checkpoint, ctx.log_keys + ctx.witnesses)
    require(key in cosigners, "log/checkpoint is not signed by log/key", GIVER)
    check_rotations(ctx)
    if ctx.policy is None:
        believed = ["log " + key.text, "receipt " + ctx.manifest["receipt_key"]]
        believed += ["officer %s %s" % (shown(name), key) for name, (key,) in sorted(ctx.officers.items())]
        raise Undecided("no policy was given, so these keys are believed", believed)
    policy = ctx.policy
    chain = {key.text} | {rotation.remove.text for rotation in ctx.rotations}
    trusted = {log.text for log in policy.logs if log.name == origin}
    require(chain & trusted, "the policy's log key neither is log/key nor leads to it", GIVER)
    known = ctx.manifest["receipt_key"] in policy.receipts
    require(known, "the manifest's receipt key is not in the policy", SERVER)
    for name, (officer,) in ctx.officers.items():
        known = officer in policy.officers.get(name, [])
        require(known, "the policy does not give the officer %s the manifest's key" % shown(name), SERVER)
    witnessed = policy.is_witnessed(cosigners)
    require(witnessed, "the policy's quorum of witnesses has not cosigned log/checkpoint", OPERATOR)
    return "log, receipt and officers' keys are the policy's, and its quorum has cosigned"


def check_rotations(ctx):
    """Each log.key hands on from the key before it, and both have signed; the last hands to log/key."""
    names = {name for name in ctx.hashes if ROTATION.fullmatch(name)}
    wanted = {"log/rotation/%d" % rotation.index for rotation in ctx.rotations}
    fits = names == wanted or not ctx.has_whole_entries
    require(fits, "log/rotation does not fit the log.key entries", GIVER)
    origin, after = ctx.manifest["origin"], ctx.log_key
    for rotation in reversed(ctx.rotations):
        require(rotation.add == after, "a rotation leads to another key", OPERATOR)
        require(rotation.remove.kind == ED25519, "a rotation is not of Ed25519 keys", OPERATOR)
        require(rotation.remove.name == origin, "a rotation is from another log's key", OPERATOR)
        after = rotation.remove
    for rotation, (name, note) in zip(ctx.rotations, ctx.rotation_notes):
        both = signers(note, ctx.log_keys + ctx.witnesses)
        require({rotation.add, rotation.remove} <= set(both), "%s lacks a signature" % name, OPERATOR)
        require(note.origin == origin, "%s is of another log" % name, OPERATOR)
        require(note.size > rotation.index, "%s does not cover its entry" % name, OPERATOR)


# ---- 04 tree ------------------------------------------------------------------------------------


def split_entries(data):
    """The entries of a bundle: each its length in two bytes, big-endian, then its bytes."""
    found, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise Refused("an entry bundle is cut", GIVER)
        found.append(data[at + 2 : end])
        at = end
    return found


def width_at(size, level, number):
    """How many hashes the tile holds in a tree of `size` entries; 0 if there is no such tile."""
    return max(0, min(256, (size >> 8 * level) - 256 * number))


def first_tile(ctx):
    return min((number for level, number in ctx.tiles if level == 0), default=0)


def root_at(ctx, size):
    """The root of the first `size` entries, or None if the bundle holds too little to tell."""
    parts = []
    for level in range(7, -1, -1):
        count = size >> 8 * level
        start = count - count % 256
        hashes = ctx.tile(level, start // 256)[: count - start] if count > start else []
        if len(hashes) < count - start:
            return None
        parts += [(8 * level, value) for value in hashes]
    return root_of_parts(parts)


def check_04_tree(ctx):
    """The log: C2SP tlog-tiles, and consistency with whatever other checkpoints there are."""
    size = ctx.checkpoint.size
    check_tile_names(ctx, size)
    for number, entries in ctx.entry_tiles():
        hashes = [leaf_hash(entry) for entry in entries]
        require(hashes == ctx.tile(0, number), "entries differ from their level-0 tile", GIVER)
    for level, number in sorted(place for place in ctx.tiles if place[0] != "entries"):
        hashes = ctx.tile(level, number)
        if len(hashes) == 256:
            above = ctx.tile(level + 1, number // 256)[number % 256 : number % 256 + 1]
            root = root_of_parts((0, value) for value in hashes)
            require(above == [root], "a tile of level %d differs from the one above" % level, GIVER)
    require(root_at(ctx, size) == ctx.checkpoint.root, "the tiles have not the checkpoint's root", GIVER)
    unknown = check_consistency(ctx, size)
    if unknown:
        raise Undecided("this bundle cannot show whether it is consistent with " + ", ".join(unknown))
    return "%d entries have the checkpoint's root" % size


def check_tile_names(ctx, size):
    """Exactly the tiles of this tree; numbers are counted before anything is listed."""
    require(size > 0, "the tree is empty", GIVER)
    first, widths = first_tile(ctx), {}
    for level in range(8):
        count = -(-(size >> 8 * level) // 256)
        require(count <= MAX_FILES, "the tree is larger than a bundle can show", GIVER)
        for number in range(first if level == 0 else 0, count):
            widths[level, number] = width_at(size, level, number)
            if level == 0:
                widths["entries", number] = widths[level, number]
    require(ctx.tiles == widths, "the tiles are not those of a tree of %d entries" % size, GIVER)


def check_consistency(ctx, size):
    """Rotations and --checkpoint. Returns those that cannot be compared."""
    unknown = []
    for what, note in ctx.rotation_notes:
        require(note.size <= size, "%s is of a larger tree" % what, OPERATOR)
    for what, note in ctx.given:
        require(note.origin == ctx.checkpoint.origin, "%s is of another log" % what)
        signed = signers(note, ctx.log_keys + ctx.witnesses)
        require(set(signed) & set(ctx.log_keys), "%s is not signed by a key of the log" % what)
    for what, note in ctx.rotation_notes + ctx.given:
        root = root_at(ctx, note.size) if note.size <= size else None
        if root is None:
            unknown.append(what)
        else:
            require(root == note.root, "%s shows another history" % what, OPERATOR)
    return unknown


# ---- 05 entries ---------------------------------------------------------------------------------

SIGNATURE = {"by": is_text, "sig": is_hex(64)}
HEX_BYTES = re.compile(r"([0-9a-f]{2})*")


def is_sigs(value):
    listed = is_list_of(lambda one: has_shape(one, SIGNATURE))(value)
    return listed and ascends([one["by"].encode() for one in value])


TESTS = {
    "bytes": lambda value: type(value) is str and HEX_BYTES.fullmatch(value) is not None,
    "code": is_code,
    "date": is_date,
    "digests": is_digest_list(1, 900),
    "hex16": is_hex(16),
    "hex32": is_hex(32),
    "hex64": is_hex(64),
    "maybe": is_digest_list(0, 900),
    "number": is_int(),
    "sigs": is_sigs,
    "some": is_digest_list(0, MAX_INT),  # how many they may be is check 08
    "text": is_text,
}
# A letter for the order, the kind, and its keys beside v, kind and eid (which each poll.* has).
KINDS = """
K log.key         at:number add:text remove:text
R roll.certified  at:number file:hex32 leaves:number record_date:date roll:hex16 root:hex32 sigs:sigs votes:number
O poll.opened     at:number closes:number manifest:hex32 opens:number roll_root:hex32 sigs:sigs
E poll.extended   at:number closes:number reason:text sigs:sigs
C poll.cast       digests:some n:number
S poll.superseded digests:some n:number
L poll.lost       at:number digests:digests reason:text sigs:sigs
D poll.closed     at:number cast:number live:number live_root:hex32 lost:number participation:hex32 superseded:number votes:number
A poll.set_aside  at:number digests:digests reason:text sigs:sigs
X poll.excluded   at:number option:code reason:text sigs:sigs
U poll.unsealed   at:number ballots:hex32 clashing:maybe lines:number live_root:hex32 officer:text open:hex32 sig:hex64 undecodable:maybe votes:number
T poll.result     at:number ballots:hex32 beacon:bytes result:hex32
F poll.certified  at:number ballots:hex32 live:hex32 manifest:hex32 open:hex32 participation:hex32 result:hex32 roll:hex32 sigs:sigs
Y poll.destroyed  at:number envelopes:number shares:number sigs:sigs
"""
ORDER = re.compile(r"RO[ECX]*[SX]*[LX]*D[AX]*U+TFY?")
LETTERS, SHAPES = {}, {}
for _letter, _kind, *_keys in map(str.split, KINDS.strip().split("\n")):
    LETTERS[_kind] = _letter
    SHAPES[_kind] = {"kind": is_one_of(_kind), "v": is_one_of(1)}
    SHAPES[_kind].update((key, TESTS[test]) for key, test in (pair.split(":") for pair in _keys))
    if _kind.startswith("poll."):
        SHAPES[_kind]["eid"] = is_hex(32)


def check_05_entries(ctx):
    """The log: canonical entries, and of this poll known kinds, exact keys, and the order."""
    for index, data in ctx.entries():
        value = parse_or_none(data)
        canonical = value is not None and is_canonical(data, value)
        require(canonical, "entry %d is not canonical" % index, OPERATOR)
        kind = value.get("kind") if type(value) is dict else None
        require(is_text(kind), "entry %d has no kind" % index, OPERATOR)
        require(is_int()(value.get("v")), "entry %d has no v" % index, OPERATOR)
    acts = ctx.acts
    require(not ctx.all("poll.voided"), "the poll was voided: it has no valid bundle", GIVER)
    for index, entry in acts:
        known = SHAPES.get(entry["kind"])
        require(known is not None, "entry %d of this poll is of an unknown kind" % index, SERVER)
        require(has_shape(entry, known), "entry %d (%s) is malformed" % (index, entry["kind"]), SERVER)
        if "n" in entry:
            require(entry["n"] == len(entry["digests"]), "entry %d has another n" % index, SERVER)
        if "undecodable" in entry:
            both = len(entry["undecodable"]) + len(entry["clashing"])
            require(both <= 900, "entry %d lists more than 900 envelopes" % index, SERVER)
    order = "".join(LETTERS.get(entry["kind"], "?") for _, entry in before_later_rolls(acts))
    require(ORDER.fullmatch(order), "the poll's entries are not in their order, or not complete", SERVER)
    tile = acts[0][0] // 256
    require(tile == first_tile(ctx), "the tiles do not begin with that of roll.certified", GIVER)
    return "%d entries of this poll stand in order" % len(acts)


def before_later_rolls(acts):
    """The same roll may be certified anew once the poll has opened; that says nothing of this poll."""
    opened = next((i for i, (_, entry) in enumerate(acts) if entry["kind"] == "poll.opened"), 0)
    return acts[:opened] + [act for act in acts[opened:] if act[1]["kind"] != "roll.certified"]


# ---- 06 opening ---------------------------------------------------------------------------------


def officers_needed(ctx, kind):
    """How many officers must sign an entry of this kind: the end of the section The log."""
    if kind == "roll.certified":
        return 2
    key = "opening.officers" if kind in ("poll.opened", "poll.extended") else "certifying.officers"
    number = ctx.rule(key)
    if number is None:
        return 2
    require(re.fullmatch(r"[1-9][0-9]{0,3}", number), "the rule %s is not a number" % key, SERVER)
    return max(2, int(number))


def require_signed(ctx, entry, officers):
    """Enough signatures under distinct keys of `officers`, none wrongly; unknown names do not count."""
    kind, counted = entry["kind"], set()
    body = without(entry, "sigs")
    for one in entry["sigs"]:
        keys = officers.get(one["by"], [])
        valid = [key for key in keys if is_signed(kind, body, key, one["sig"])]
        require(valid or not keys, "%s has not signed %s as it says" % (shown(one["by"]), kind), SERVER)
        counted.update(valid)
    needed = officers_needed(ctx, kind)
    require(len(counted) >= needed, "%s has %d of %d signatures" % (kind, len(counted), needed), SERVER)


def check_06_opening(ctx):
    """The manifest, The log (poll.opened, poll.extended, poll.lost)."""
    manifest, opened = ctx.manifest, ctx.one("poll.opened")
    require(opened["manifest"] == ctx.hashes["manifest.json"], "another manifest was opened", SERVER)
    require(opened["roll_root"] == manifest["roll_root"], "poll.opened has another roll", SERVER)
    require(opened["opens"] == manifest["opens"], "poll.opened opens at another time", SERVER)
    require(opened["closes"] == manifest["closes"], "poll.opened closes at another time", SERVER)
    closes = opened["closes"]
    for extended in ctx.all("poll.extended"):
        require(extended["closes"] > closes, "an extension does not extend", SERVER)
        closes = extended["closes"]
    for entry in ctx.all("poll.opened", "poll.extended", "poll.lost"):
        require_signed(ctx, entry, ctx.officers)
    extended = len(ctx.all("poll.extended"))
    return "opened as the manifest says, by enough officers; extended %d times" % extended


# ---- 07 roll ------------------------------------------------------------------------------------


def check_07_roll(ctx):
    """The roll."""
    certified = ctx.one("roll.certified")
    leaves = ctx.values("roll.jsonl")
    root = merkle_root(line for line, _ in ctx.lines("roll.jsonl")).hex()
    votes = sum(leaf["votes"] for leaf in leaves)
    require(root == ctx.manifest["roll_root"], "roll.jsonl has not the manifest's root", GIVER)
    require(certified["leaves"] == len(leaves), "another number of leaves was certified", SERVER)
    require(certified["votes"] == votes, "another number of votes was certified", SERVER)
    trusted = ctx.policy.officers if ctx.policy else {}
    names = set(ctx.officers) | set(trusted)
    known = {name: ctx.officers.get(name, []) + trusted.get(name, []) for name in names}
    require_signed(ctx, certified, known)
    return "%d entitlements with %d votes" % (len(leaves), votes)


# ---- 08 live ------------------------------------------------------------------------------------


def check_08_live(ctx):
    """The live set and participation; The log (poll.cast, poll.superseded, poll.lost, poll.closed)."""
    closed, batches = ctx.one("poll.closed"), ctx.all("poll.cast")
    cast, superseded, lost = map(ctx.listed, ("poll.cast", "poll.superseded", "poll.lost"))
    for batch in batches[:-1]:
        require(batch["n"] >= 20, "a batch of fewer than 20 is not the last", SERVER)
    for batch in batches + ctx.all("poll.superseded"):
        require(1 <= batch["n"] <= 900, "a batch is not of legal size", SERVER)
    live = set(cast).difference(superseded, lost)
    require(len(set(cast)) == len(cast), "a digest was logged twice", SERVER)
    require(len(set(superseded)) == len(superseded), "a digest was superseded twice", SERVER)
    require(len(set(lost)) == len(lost), "a digest was lost twice", SERVER)
    require(set(superseded) <= set(cast), "a superseded digest was never cast", SERVER)
    require(set(lost) <= set(cast), "a lost digest was never cast", SERVER)
    require(not set(superseded) & set(lost), "a digest is both superseded and lost", SERVER)
    require(live == set(ctx.live), "live.jsonl is not what remains of the cast", SERVER)
    require(closed["cast"] == len(cast), "poll.closed has another total of cast", SERVER)
    require(closed["superseded"] == len(superseded), "poll.closed has another total of superseded", SERVER)
    require(closed["lost"] == len(lost), "poll.closed has another total of lost", SERVER)
    require(closed["live"] == len(live), "poll.closed has another total of live", SERVER)
    require(closed["votes"] == sum(ctx.live.values()), "poll.closed has another total of votes", SERVER)
    leaves = (bytes.fromhex(digest) + u64(votes) for digest, votes in sorted(ctx.live.items()))
    require(closed["live_root"] == merkle_root(leaves).hex(), "poll.closed has another live_root", SERVER)
    return "%d envelopes with %d votes of %d cast" % (len(live), closed["votes"], len(cast))


# ---- 09 participation ---------------------------------------------------------------------------


def check_09_participation(ctx):
    """The live set and participation."""
    closed, participation = ctx.one("poll.closed"), ctx.json("participation.json")
    hashed = ctx.hashes["participation.json"]
    require(closed["participation"] == hashed, "participation.json is not that of the close", GIVER)
    require(participation["poll"] == ctx.eid, "participation.json is of another poll", SERVER)
    voted, roll = participation["voted"], ctx.values("roll.jsonl")
    require(len(voted) == len(ctx.live), "there are not as many participants as envelopes", SERVER)
    require(all(at < len(roll) for at in voted), "a participant is not on the roll", SERVER)
    weights = Counter(roll[at]["votes"] for at in voted)
    require(weights == Counter(ctx.live.values()), "votes of participants and envelopes differ", SERVER)
    return "%d of %d took part" % (len(voted), len(roll))


# ---- 10 time ------------------------------------------------------------------------------------


def check_10_time(ctx):
    """The log (effective close), Verification."""
    index, closed = next(act for act in ctx.acts if act[1]["kind"] == "poll.closed")
    close = ctx.effective_close
    require(closed["at"] >= close, "the poll was closed before its time", SERVER)
    times = []
    for what, note in [("log/checkpoint", ctx.checkpoint)] + ctx.rotation_notes + ctx.given:
        if note.size > index:
            for witness, time in signers(note, ctx.witnesses).items():
                early = "%s shows, by %s, that the poll was closed before its time"
                require(time >= close, early % (what, shown(witness.name)), SERVER)
                times.append(time)
    if not times:
        raise Undecided("time unproved")
    return "no witness saw poll.closed before the close"


# ---- 11 unsealing -------------------------------------------------------------------------------


def check_11_unsealing(ctx):
    """Opening (statement.json)."""
    statements = ctx.all("poll.unsealed")
    for entry in ctx.all("poll.set_aside", "poll.excluded"):
        require_signed(ctx, entry, ctx.officers)
    for statement in statements:
        name = statement["officer"]
        require(name in ctx.officers, "%s is no officer of this poll" % shown(name), SERVER)
        body, (key,) = without(statement, "sig"), ctx.officers[name]
        valid = is_signed("poll.unsealed", body, key, statement["sig"])
        require(valid, "%s has not signed the opening" % shown(name), SERVER)
        live_root = ctx.one("poll.closed")["live_root"]
        fault = "the officer " + shown(name)
        require(statement["live_root"] == live_root, "another live set was opened", fault)
    names = [statement["officer"] for statement in statements]
    require(len(set(names)) == len(names), "an officer opened twice", SERVER)
    said = [without(statement, "at", "officer", "sig") for statement in statements]
    require(all(one == said[0] for one in said), "two openings of one live set differ")
    if len(statements) == 1:
        raise Undecided("one opening, unchecked")
    return "%d officers opened alike" % len(statements)


# ---- 12 sum -------------------------------------------------------------------------------------


def not_counted(ctx):
    """Undecodable and clashing of the first statement, and set aside, with repetitions."""
    statement = ctx.one("poll.unsealed")
    return statement["undecodable"] + statement["clashing"] + ctx.listed("poll.set_aside")


def stated_votes(line):
    """`w` where it is a number; whether the line is legal is the next check's."""
    votes = line.get("w", 1) if type(line) is dict else 1
    return votes if type(votes) is int else 1


ATTESTED = "attested, not recounted"


def shows_winners_only(ctx):
    """Cells: whether the poll is closed to readers."""
    held = Counter(leaf["votes"] for leaf in ctx.values("roll.jsonl"))
    small = any(number < ctx.manifest["k"] for number in held.values())
    return ctx.manifest["small_cells"] == "winners-only" and small


def check_12_sum(ctx):
    """Opening: lines and what is not counted are the live set."""
    left_out = not_counted(ctx)
    require(len(set(left_out)) == len(left_out), "an envelope is left out twice", SERVER)
    require(set(left_out) <= set(ctx.live), "an envelope that is not live is left out", SERVER)
    counted = Counter(votes for digest, votes in ctx.live.items() if digest not in set(left_out))
    if shows_winners_only(ctx):
        return check_stated_sum(ctx, counted)
    lines = Counter(stated_votes(line) for line in ctx.values("ballots.jsonl"))
    require(sum(lines.values()) == sum(counted.values()), "lines are missing or too many")
    require(lines == counted, "the lines have other weights than the envelopes")
    aside = len(ctx.listed("poll.set_aside"))
    hindered = len(left_out) - aside
    said = "%d lines, %d set aside" % (sum(lines.values()), aside)
    said += " and %d undecodable or clashing" % hindered if hindered else ""
    return said + " are all live envelopes"


def check_stated_sum(ctx, counted):
    """Cells: what the officers state is what the closing set comes to."""
    statement, number = ctx.one("poll.unsealed"), sum(counted.values())
    require(statement["lines"] == number, "the opening states another number of lines")
    votes = sum(votes * number for votes, number in counted.items())
    require(statement["votes"] == votes, "the opening states other votes")
    return "the opening states the %d lines of all live envelopes" % number


# ---- 13 ballots ---------------------------------------------------------------------------------

TRACKER = re.compile(r"[a-z2-7]{16}-[a-z2-7]{6}")
BALLOT = {"t": lambda value: is_tracker(value), "v": lambda value: True, "w": is_int(2, 1_000_000)}


def is_tracker(value):
    return type(value) is str and TRACKER.fullmatch(value) is not None


def legality(manifest):
    """A test of a choice: the table of the section Ballots and trackers."""
    method, ids = manifest["method"], {option["id"] for option in manifest["options"]}
    if method == "motion-1":
        return is_one_of("yes", "no", "abstain", "blank")
    if method in RANKED:
        rank = is_list_of(is_int(1, len(ids)), 1)
        ranks = is_list_of(lambda one: rank(one) and ascends(one))
        return lambda choice: ranks(choice) and len(set(sum(choice, []))) == sum(map(len, choice))
    if method in SCORED:
        score = is_int(0, manifest["parameters"].get("max_score", 5))
        return lambda choice: (
            type(choice) is dict and set(choice) <= ids and all(map(score, choice.values()))
        )
    marks = is_list_of(lambda one: type(one) is str and one in ids, 0, most_marks(manifest))
    return lambda choice: marks(choice) and ascends(choice)


def check_13_ballots(ctx):
    """Ballots and trackers, Cells, Opening."""
    statement, lines = ctx.one("poll.unsealed"), ctx.lines("ballots.jsonl")
    if shows_winners_only(ctx):
        for name in ("ballots.jsonl", "open.jsonl"):
            require(not ctx.read(name), "%s is not empty, but winners only are published" % name, SERVER)
        require(statement["open"] == hashlib.sha256(b"").hexdigest(), "members were named beside ballots")
        raise Undecided(ATTESTED)
    opened = "ballots.jsonl is not what was opened"
    require(statement["ballots"] == ctx.hashes["ballots.jsonl"], opened, GIVER)
    legal = legality(ctx.manifest)
    for number, (_, ballot) in enumerate(lines, 1):
        whole = has_shape(ballot, BALLOT, ("w",))
        require(whole and legal(ballot["v"]), "ballots.jsonl, line %d is not legal" % number)
    require(statement["lines"] == len(lines), "the opening states another number of lines")
    require(statement["votes"] == sum(votes for _, votes in ctx.ballots), "the opening states other votes")
    require(ascends([line for line, _ in lines]), "ballots.jsonl does not ascend")
    trackers = [ballot["t"] for _, ballot in lines]
    require(len(set(trackers)) == len(trackers), "two ballots have one tracker")
    require(statement["open"] == ctx.hashes["open.jsonl"], "open.jsonl is not what was opened", GIVER)
    withheld = check_cells(ctx)
    remark = "; name withheld: %d" % withheld if withheld else ""
    return "%d legal ballots, %d of small cells%s" % (len(lines), len(ctx.lines("open.jsonl")), remark)


def check_cells(ctx):
    """Small cells are published as the manifest allows. Returns how many names are withheld."""
    manifest, roll = ctx.manifest, ctx.values("roll.jsonl")
    held = Counter(leaf["votes"] for leaf in roll)
    small = {votes for votes, number in held.items() if number < manifest["k"]}
    weights = {ballot["t"]: ballot.get("w", 1) for ballot in ctx.values("ballots.jsonl")}
    wanted = {tracker for tracker, votes in weights.items() if votes in small}
    lines = ctx.values("open.jsonl")
    trackers, commitments = [line["t"] for line in lines], [line["c"] for line in lines]
    require(set(trackers) == wanted, "open.jsonl has not exactly the ballots of small cells", SERVER)
    require(len(set(trackers)) == len(trackers), "open.jsonl has a tracker twice", SERVER)
    require(len(set(commitments)) == len(commitments), "open.jsonl has a commitment twice", SERVER)
    places = {leaf["c"]: at for at, leaf in enumerate(roll)}
    voted = set(ctx.json("participation.json")["voted"])
    for line in lines:
        at = places.get(line["c"])
        require(at is not None, "open.jsonl has a commitment that is not on the roll", SERVER)
        require(roll[at]["votes"] == weights[line["t"]], "open.jsonl joins two weights", SERVER)
        require(at in voted, "open.jsonl has a member who took no part", SERVER)
        if "salt" in line:
            require(commitment(ctx, line) == line["c"], "a subject does not open its commitment", SERVER)
    return sum("salt" not in line for line in lines)


def commitment(ctx, line):
    """c = H(roll-id, roll id, entitlement, subject, salt)."""
    roll = bytes.fromhex(ctx.one("roll.certified")["roll"])
    fields = bytes.fromhex(line["entitlement"]), line["subject"].encode(), bytes.fromhex(line["salt"])
    return tagged_hash("roll-id", roll, *fields).hex()


# ---- 14 count -----------------------------------------------------------------------------------


def check_14_count(ctx):
    """The lot; docs/counting/."""
    entry, excluded = ctx.one("poll.result"), [act["option"] for act in ctx.all("poll.excluded")]
    hidden = shows_winners_only(ctx)
    ballots = ctx.one("poll.unsealed")["ballots"] if hidden else ctx.hashes["ballots.jsonl"]
    require(entry["ballots"] == ballots, "poll.result is of other ballots", SERVER)
    require(entry["result"] == ctx.hashes["result.json"], "result.json is not that of poll.result", GIVER)
    check_reveals(ctx, bytes.fromhex(entry["beacon"]))
    lot = drawn_lot(ctx, bytes.fromhex(entry["beacon"]))
    reached = reached_quorum(ctx)
    if hidden:
        require("lot" not in ctx.manifest["parameters"], "the manifest states a lot, which only chance may", SERVER)
        check_winners(ctx, "result.json", excluded, reached)
        require(("as-cast.json" in ctx.hashes) == bool(excluded), "as-cast.json is not there as it should", GIVER)
        if excluded:
            check_winners(ctx, "as-cast.json", [], reached)
        raise Undecided(ATTESTED)
    result = count(ctx.manifest, ctx.ballots, excluded, lot, reached)
    require(encode_json(result) == ctx.read("result.json"), "the ballots give another result", SERVER)
    require(("as-cast.json" in ctx.hashes) == bool(excluded), "as-cast.json is not there as it should", GIVER)
    if excluded:
        as_cast = count(ctx.manifest, ctx.ballots, [], lot, reached)
        require(encode_json(as_cast) == ctx.read("as-cast.json"), "as-cast.json is not the count", SERVER)
    if ctx.manifest["beacon"]["kind"] == "public" and ctx.manifest["method"] != "motion-1":
        raise Undecided("the public beacon is not checked here")
    outcome = result["verdict"] if "verdict" in result else encode_text(result["elected"])
    return "counted anew by %s: %s" % (result["method"], outcome)


def check_winners(ctx, name, excluded, reached):
    """Winners only: such as there can be, and nothing more."""
    manifest, result = ctx.manifest, ctx.json(name)
    motion = manifest["method"] == "motion-1"
    due = {"method": manifest["method"], "rounds": []}
    due.update({} if motion else {"seats": manifest["seats"], "ties": []})
    due.update({} if reached else {"verdict": "no_quorum"})
    winners = [] if motion and not reached else ["verdict"] if motion else ["elected"]
    whole = type(result) is dict and set(result) == set(due) | set(winners)
    require(whole, "%s shows more than winners, or less" % name, SERVER)
    require(all(result[key] == value for key, value in due.items()), "%s shows more than winners" % name, SERVER)
    if motion:
        require(result["verdict"] in ("adopted", "lost", "no_quorum"), "%s has no verdict" % name, SERVER)
        return
    elected = result["elected"]
    require(type(elected) is list, "%s does not say who is elected" % name, SERVER)
    require(len(elected) <= (manifest["seats"] if reached else 0), "%s fills more seats than there are" % name, SERVER)
    tied = [one for one in elected if type(one) is list]
    require(all(len(one) > 1 for one in tied), "%s ties an option with nobody" % name, SERVER)
    taken = [one for one in elected if type(one) is not list] + sum(tied, [])
    standing = {option["id"] for option in manifest["options"]} - set(excluded)
    known = all(type(one) is str and one in standing for one in taken) and len(set(taken)) == len(taken)
    require(known, "%s elects whom nobody could vote for, or somebody twice" % name, SERVER)


def check_reveals(ctx, beacon):
    """The beacon fits the commitments; a public one is of after the close."""
    stated = ctx.manifest["beacon"]
    if stated["kind"] == "public":
        after = stated["after"] >= ctx.effective_close
        require(after, "the beacon may have been known before the close", SERVER)
        return
    commitments = stated["commitments"]
    require(len(beacon) == 32 * len(commitments), "the beacon is not of as many values", SERVER)
    for i, one in enumerate(commitments):
        value = tagged_hash("reveal", beacon[32 * i : 32 * i + 32]).hex()
        fault = "the officer " + shown(one["by"])
        require(value == one["c"], "%s revealed another value" % shown(one["by"]), fault)


def drawn_lot(ctx, beacon):
    """All option numbers, the one drawn first in front."""
    live_root = bytes.fromhex(ctx.one("poll.closed")["live_root"])
    seed = tagged_hash("lot", ctx.eid_bytes, live_root, beacon)
    numbers = range(1, len(ctx.manifest["options"]) + 1)
    return sorted(numbers, key=lambda number: tagged_hash("lot-order", seed, u64(number)))


# ---- 15 rules -----------------------------------------------------------------------------------

FRACTION = re.compile(r"([1-9][0-9]{0,15})/([1-9][0-9]{0,15})")


def parse_fraction(text, what):
    """p and q of a fraction above 0 and up to 1."""
    parts = FRACTION.fullmatch(text) if type(text) is str else None
    require(parts is not None, "%s is not a fraction" % what, SERVER)
    p, q = int(parts.group(1)), int(parts.group(2))
    require(p <= q, "%s is above 1" % what, SERVER)
    return p, q


def quorum_rules(ctx):
    """For each rule of a quorum that is there: its key, who took part, of how many."""
    roll = ctx.values("roll.jsonl")
    for key, here, of in (
        ("quorum.members", len(ctx.live), len(roll)),
        ("quorum.votes", sum(ctx.live.values()), sum(leaf["votes"] for leaf in roll)),
    ):
        if ctx.rule(key) is not None:
            yield key, here, of


def reached_quorum(ctx):
    """Whether enough took part. A rule that is no fraction asks for nothing here: check 15 fails."""
    for key, here, of in quorum_rules(ctx):
        parts = FRACTION.fullmatch(ctx.rule(key))
        if parts is None or int(parts.group(1)) > int(parts.group(2)):
            continue
        if here * int(parts.group(2)) < int(parts.group(1)) * of:
            return False
    return True


def check_15_rules(ctx):
    """Verification: eligible votes, quorum, and parameters of other versions."""
    parameters, roll = ctx.manifest["parameters"], ctx.values("roll.jsonl")
    votes = sum(leaf["votes"] for leaf in roll)
    if ctx.manifest["method"] == "motion-1" and "eligible" in parameters:
        require(parameters["eligible"] == votes, "`eligible` is not the votes of the roll", SERVER)
    said = []
    for key, here, of in quorum_rules(ctx):
        p, q = parse_fraction(ctx.rule(key), "the rule " + key)
        reached = "reached" if here * q >= p * of else "not reached"
        said.append("%s %d/%d: %s (%d of %d)" % (key, p, q, reached, here, of))
    said = said or ["no rule asks for a quorum"]
    return ", ".join(said + check_caps(ctx))


def check_caps(ctx):
    """No group got a seat beyond the cap, by the result as it is published."""
    parameters = ctx.manifest["parameters"]
    groups, sitting, cap = (parameters.get(key, of) for key, of in (("groups", {}), ("sitting", {}), ("cap", 1)))
    require(type(groups) is dict and type(sitting) is dict, "groups or sitting is no object", SERVER)
    require(is_int()(cap), "the parameter cap is no number", SERVER)
    if not groups:
        return []
    require(ctx.manifest["method"] != "motion-1", "a motion has options in groups", SERVER)
    contest = Contest(ctx.manifest, [], None)
    elected = [one for one in ctx.json("result.json").get("elected", []) if type(one) is str]
    for name, members in groups.items():
        got = len(set(contest.names(contest.numbers("groups", members))) & set(elected))
        before = sitting.get(name, 0)
        require(is_int()(before), "the parameter sitting holds no numbers", SERVER)
        beyond = got > 0 and got + before > cap
        require(not beyond, "the group %s got %d and holds %d seats; the cap is %d" % (name, got, before, cap), SERVER)
    return ["no group got a seat beyond the cap of %d" % cap]


# ---- 16 certification ---------------------------------------------------------------------------

CERTIFIED = {
    "ballots": "ballots.jsonl",
    "live": "live.jsonl",
    "manifest": "manifest.json",
    "open": "open.jsonl",
    "participation": "participation.json",
    "result": "result.json",
    "roll": "roll.jsonl",
}
RECEIPT = {"d": is_hex(32), "eid": is_hex(32), "sig": is_hex(64), "v": is_one_of(1), "w": VOTES}


def check_16_certification(ctx):
    """The log (poll.certified, poll.destroyed), Receipts."""
    certified = ctx.one("poll.certified")
    hashes = dict(ctx.hashes)
    if shows_winners_only(ctx):
        hashes["ballots.jsonl"] = ctx.one("poll.unsealed")["ballots"]
    for key, name in CERTIFIED.items():
        require(certified[key] == hashes[name], "%s is not what was certified" % name, GIVER)
    for entry in ctx.all("poll.certified", "poll.destroyed"):
        require_signed(ctx, entry, ctx.officers)
    for statement in ctx.all("poll.unsealed"):
        left_out = statement["undecodable"] + statement["clashing"]
        require(not left_out, "certified with undecodable or clashing envelopes", SERVER)
    said = [check_receipt(ctx, given) for given in ctx.receipts]
    return "; ".join(["certified by enough officers"] + said)


def check_receipt(ctx, given):
    """Receipts: the promise was kept. Returns what became of the envelope."""
    path = shown(given.path)
    require(len(given.data) <= MAX_NOTE, "%s is too long" % path)
    receipt = parse_or_none(given.data)
    whole = receipt is not None and is_canonical(given.data, receipt) and has_shape(receipt, RECEIPT)
    require(whole, "%s is not a receipt" % path)
    require(receipt["eid"] == ctx.eid, "%s is of another poll" % path)
    key = ctx.manifest["receipt_key"]
    valid = is_signed("receipt", without(receipt, "sig"), key, receipt["sig"])
    require(valid, "%s is not signed by the receipt key" % path)
    digest = receipt["d"]
    for kind, word in (("poll.superseded", "superseded"), ("poll.lost", "lost")):
        if digest in ctx.listed(kind):
            return "%s is %s" % (path, word)
    broke = "the envelope of %s is not there: the server broke its promise" % path
    require(digest in ctx.live, broke, SERVER)
    require(ctx.live[digest] == receipt["w"], "the envelope of %s has other votes" % path, SERVER)
    return "%s is %s" % (path, "set aside" if digest in ctx.listed("poll.set_aside") else "live")


# ---- Counting (docs/counting/README.md) ---------------------------------------------------------

# A result; whether a tie stands at its end; and who comes after the elected in the line of caps.md.
Counted = namedtuple("Counted", "result stands others")


def count(manifest, ballots, excluded, lot, reached=True):
    """The result of counting (choice, votes) under the manifest, with options by id. The lot of a
    poll names every option; only `--count` may lack one (None), or have one that names fewer, and
    knows of no roll and so of no quorum."""
    method, parameters = manifest["method"], manifest["parameters"]
    counter = COUNTERS.get(method)
    require(counter is not None, "this verifier does not count %s" % method)
    require(sum(votes for _, votes in ballots) <= MAX_INT, "there are too many votes to count")
    require("lot" not in parameters, "the manifest states a lot, which only chance may", SERVER)
    if method == "motion-1":
        require(not excluded, "an option of a motion was excluded", SERVER)
        result = count_motion(parameters, ballots)
        return result if reached else dict(result, verdict="no_quorum")
    contest = Contest(manifest, excluded, lot)
    if contest.caps == "after" and contest.group_of:
        result = walk_the_line(contest, counter(contest.without_groups(), ballots))
    else:
        result = counter(contest, ballots).result
    if not reached:
        result = {"elected": [], "rounds": [], "ties": [], "verdict": "no_quorum"}
    return dict(result, method=method, seats=manifest["seats"])


class Contest:
    """What is voted on. Options are numbers, from 1 in the order of the contest."""

    def __init__(self, manifest, excluded, lot):
        self.method, self.seats = manifest["method"], manifest["seats"]
        self.parameters, self.lot = manifest["parameters"], lot
        self.ids = [option["id"] for option in manifest["options"]]
        self.texts = [option["name"] for option in manifest["options"]]
        require(len(set(self.texts)) == len(self.texts), "two options are called alike", SERVER)
        withdrawn = self.numbers("withdrawn", self.parameters.get("withdrawn", []))
        for option in excluded:
            require(option in self.ids, "the option %s that was excluded is not there" % option, SERVER)
            withdrawn.append(self.ids.index(option) + 1)
        everyone = range(1, len(self.ids) + 1)
        self.standing = [number for number in everyone if number not in withdrawn]
        require(self.standing, "every option has withdrawn", SERVER)
        self.read_groups()

    def number(self, parameter, one):
        """An option in a parameter, by number, by name, or by id; a name goes before an id."""
        if type(one) is int and 1 <= one <= len(self.ids):
            return one
        for known in (self.texts, self.ids):
            if one in known:
                return known.index(one) + 1
        raise Refused("the parameter %s names an option that is not there" % parameter, SERVER)

    def numbers(self, parameter, named):
        require(type(named) is list, "the parameter %s is not a list" % parameter, SERVER)
        return [self.number(parameter, one) for one in named]

    def read_groups(self):
        """docs/counting/caps.md: the parameters."""
        groups, sitting = self.parameters.get("groups", {}), self.parameters.get("sitting", {})
        require(type(groups) is dict and type(sitting) is dict, "groups or sitting is no object", SERVER)
        require(all(map(is_int(), sitting.values())), "the parameter sitting holds no numbers", SERVER)
        self.group_of, self.sitting = {}, sitting
        for name, members in groups.items():
            for number in self.numbers("groups", members):
                require(number not in self.group_of, "an option stands in two groups", SERVER)
                self.group_of[number] = name
        self.group_of = {number: self.group_of[number] for number in self.standing if number in self.group_of}
        self.cap, self.caps = self.parameters.get("cap", 1), self.parameters.get("caps", "guard")
        require(is_int(1)(self.cap), "the parameter cap is no number from 1", SERVER)
        require(is_one_of("guard", "after")(self.caps), "the parameter caps is not known", SERVER)
        kept = self.numbers("kept", self.parameters.get("kept", []))
        self.kept = [number for number in self.standing if number in kept]
        require(len(self.kept) <= self.seats, "more options are kept than there are seats", SERVER)

    def without_groups(self):
        other = copy.copy(self)
        other.group_of = {}
        return other

    def has_caps(self):
        return bool(self.group_of or self.kept)

    def room(self, group, elected):
        """How many more of a group may be elected, besides those who are kept."""
        seated = [number for number in self.standing if number in self.kept or number in elected]
        members = [number for number in seated if self.group_of.get(number) == group]
        return max(0, self.cap - self.sitting.get(group, 0) - len(members))

    def is_full(self, number, elected):
        group = self.group_of.get(number)
        return group is not None and self.room(group, elected) == 0

    def free_seats(self, elected):
        return self.seats - len(set(self.kept) | set(elected))

    def may_be_elected(self, number, elected):
        if number in self.kept:
            return True
        return self.free_seats(elected) > 0 and not self.is_full(number, elected)

    def fill(self, options, elected):
        """How many of these (none is kept) could be elected if there were enough seats."""
        members = Counter(self.group_of.get(number) for number in options)
        alone = members.pop(None, 0)
        return alone + sum(min(self.room(group, elected), size) for group, size in members.items())

    def fits(self, options, elected):
        """There is a seat for each of these, and no cap would be exceeded."""
        room = len(options) <= self.seats - len(elected)
        return room and self.fill(options, elected) == len(options)

    def drawn(self, tied):
        """The one whom the lot draws first, or None if it does not name all who are tied."""
        if self.lot is None or not set(tied) <= set(self.lot):
            return None
        return next(number for number in self.lot if number in tied)

    def names(self, numbers):
        return [self.ids[number - 1] for number in numbers]

    def action(self, act, by, number):
        return {"act": act, "by": by, "who": self.ids[number - 1]}

    def tie(self, in_round, tied, by=None, chosen=None, kind="excluded"):
        """A tie that stands, or one that was settled by choosing somebody."""
        entry = {"round": in_round, "tied": self.names(sorted(tied))}
        if by is not None:
            entry.update({"by": by, kind: self.ids[chosen - 1]})
        return entry

    def by_id(self, held):
        """Votes of those who stand, with the options' ids."""
        return {self.ids[number - 1]: held.get(number, 0) for number in self.standing}


def walk_the_line(contest, counted):
    """docs/counting/caps.md, After the count: who may not be elected is removed, others move up."""
    seats, undecided = list(counted.result["elected"]), []
    if counted.stands:
        undecided = seats.pop()
    elected = [one for seat in seats for one in (seat if type(seat) is list else [seat])]
    seated, removed, moved = [], [], []
    for one in elected + ([] if counted.stands else contest.names(counted.others)):
        number = contest.ids.index(one) + 1
        if len(seated) == contest.seats:
            break
        if contest.may_be_elected(number, seated):
            seated.append(number)
            if one not in elected:
                moved.append(number)
        elif one in elected:
            removed.append(number)
    rounds = list(counted.result["rounds"])
    if removed:
        actions = [contest.action("excluded", "cap", number) for number in removed]
        actions += [contest.action("elected", "moved_up", number) for number in moved]
        last = {key: rounds[-1][key] for key in ("exhausted", "quota", "votes") if key in rounds[-1]}
        rounds.append(dict(last, actions=actions, n=len(rounds) + 1))
    else:
        moved = []
    out = contest.names(removed)
    seats = [[one for one in seat if one not in out] if type(seat) is list else seat for seat in seats]
    seats = [seat for seat in seats if seat and seat not in out] + contest.names(moved)
    left = [one for one in undecided if contest.may_be_elected(contest.ids.index(one) + 1, seated)]
    return dict(counted.result, elected=seats + ([left] if left else []), rounds=rounds)


# docs/counting/approval-1.md, plurality-1.md and score-1.md


def count_marks(contest, ballots):
    """Each mark is a vote. With plurality-1 a ballot with too many marks is void."""
    held, most = dict.fromkeys(contest.standing, 0), len(contest.ids)
    if contest.method == "plurality-1":
        most = contest.parameters.get("max_marks", contest.seats)
    for marks, votes in ballots:
        if len(marks) <= most:
            for mark in marks:
                number = contest.ids.index(mark) + 1
                if number in held:
                    held[number] += votes
    return seat_by_levels(contest, held, "most_votes")


def valid_scores(contest, ballots):
    """Ballots that are not void, as (scores of those who stand, votes)."""
    best = contest.parameters.get("max_score", 5)
    require(is_int(1, 100)(best), "max_score is not between 1 and 100", SERVER)
    cast = sum(votes for _, votes in ballots)
    require(cast * best <= MAX_INT, "there are too many votes to count")
    valid = []
    for given, votes in ballots:
        if all(score <= best for score in given.values()):
            scores = {number: given.get(contest.ids[number - 1], 0) for number in contest.standing}
            valid.append((scores, votes))
    return valid, best


def total_scores(contest, ballots):
    held = dict.fromkeys(contest.standing, 0)
    for scores, votes in ballots:
        for number in contest.standing:
            held[number] += scores[number] * votes
    return held


def count_scores(contest, ballots):
    ballots, _ = valid_scores(contest, ballots)
    return seat_by_levels(contest, total_scores(contest, ballots), "highest_total")


def seat_by_levels(contest, held, reason):
    """The rules of approval-1.md, Caps. Where there are none, they come to its rules 2 to 4."""
    elected, passed, excluded, undecided = list(contest.kept), [], [], []
    actions, ties = [contest.action("elected", "kept", number) for number in contest.kept], []
    for level in sorted(set(held.values()), reverse=True):
        if len(elected) == contest.seats:
            break
        here = [n for n in contest.standing if held[n] == level and n not in contest.kept]
        tied = [number for number in here if not contest.is_full(number, elected)]
        passed += [number for number in here if number not in tied]
        aside, rest, by = [], list(tied), reason
        while not contest.fits(rest, elected):
            drawn = contest.drawn(rest)
            if drawn is None:
                break
            ties.append(contest.tie(1, rest, "lot", drawn))
            rest.remove(drawn)
            aside.append(drawn)
            by = "lot"
        if not contest.fits(rest, elected):
            undecided = tied
            ties.append(contest.tie(1, tied))
            break
        before = list(elected)
        elected += rest
        late = []
        for number in reversed(aside):
            if len(elected) == contest.seats:
                late.append(number)
            elif contest.is_full(number, elected):
                passed.append(number)
            else:
                elected.append(number)
        excluded += [number for number in aside if number in late]
        elected = before + sorted(elected[len(before) :])
        actions += [contest.action("elected", by, number) for number in elected[len(before) :]]
    actions += [contest.action("excluded", "cap", number) for number in sorted(passed)]
    actions += [contest.action("excluded", "lot", number) for number in excluded]
    actions += [contest.action("undecided", "no_lot", number) for number in undecided]
    seats = contest.names(elected) + ([contest.names(undecided)] if undecided else [])
    rounds = [{"actions": actions, "n": 1, "votes": contest.by_id(held)}]
    others = [number for number in by_votes(held, contest.standing) if number not in elected]
    return Counted({"elected": seats, "rounds": rounds, "ties": ties}, bool(undecided), others)


def by_votes(held, numbers):
    """Most votes first, equal votes in the order of the contest."""
    return sorted(numbers, key=lambda number: (-held[number], number))


# docs/counting/star-1.md and bloc-star-1.md


def count_star(contest, ballots):
    require(contest.seats == 1, "star-1 fills one seat", SERVER)
    return Star(contest, ballots).run()


def count_bloc_star(contest, ballots):
    return Star(contest, ballots).run()


class Star:
    """Seats are filled one by one, each by a scoring round and a run-off; star-1 fills one."""

    def __init__(self, contest, ballots):
        self.contest = contest
        self.ballots, self.best = valid_scores(contest, ballots)
        self.total = total_scores(contest, self.ballots)
        self.top = dict.fromkeys(contest.standing, 0)
        self.prefers = {(a, b): 0 for a in contest.standing for b in contest.standing}
        for scores, votes in self.ballots:
            for a in contest.standing:
                self.top[a] += votes if scores[a] == self.best else 0
                for b in contest.standing:
                    self.prefers[a, b] += votes if scores[a] > scores[b] else 0
        self.left = [number for number in contest.standing if number not in contest.kept]
        self.elected, self.undecided = list(contest.kept), []
        self.rounds, self.ties = [], []
        self.first_actions = [contest.action("elected", "kept", number) for number in contest.kept]

    def run(self):
        contest = self.contest
        if not self.left or len(self.elected) == contest.seats:
            self.record({number: self.total[number] for number in self.left}, [])
        while len(self.elected) < contest.seats and self.left and not self.undecided:
            votes = {number: self.total[number] for number in self.left}
            full = [number for number in self.left if contest.is_full(number, self.elected)]
            actions = [contest.action("excluded", "cap", number) for number in full]
            self.left = [number for number in self.left if number not in full]
            if self.left:
                self.record(votes, actions)
                self.fill_seat()
            elif self.rounds:
                self.rounds[-1]["actions"] += actions
            else:
                self.record(votes, actions)
        elected = contest.names(self.elected)
        if self.undecided:
            elected.append(contest.names(self.undecided))
        result = {"elected": elected, "rounds": self.rounds, "ties": self.ties}
        others = by_votes(self.total, set(contest.standing) - set(self.elected))
        return Counted(result, bool(self.undecided), others)

    def record(self, votes, actions):
        votes = self.contest.by_id(votes)
        actions, self.first_actions = self.first_actions + actions, []
        self.rounds.append({"actions": actions, "n": len(self.rounds) + 1, "votes": votes})

    def act(self, act, by, number):
        self.rounds[-1]["actions"].append(self.contest.action(act, by, number))

    def add_tie(self, tied, by=None, out=None):
        self.ties.append(self.contest.tie(len(self.rounds), tied, by, out))

    def elect(self, by, number):
        self.act("elected", by, number)
        self.elected.append(number)
        self.left.remove(number)

    def stop(self, undecided):
        """A tie stands: with more seats open, all who are left are undecided."""
        if self.contest.seats - len(self.elected) > 1:
            undecided = self.left
        self.undecided = sorted(undecided)
        for number in self.undecided:
            self.act("undecided", "no_lot", number)

    def fill_seat(self):
        if len(self.left) == 1:
            self.elect("remaining", self.left[0])
            return
        finalists, out, stands = self.find_finalists()
        if not stands:
            order = sorted(finalists, key=lambda one: (-self.total[one[0]], one[0]))
            for number, by in order:
                self.act("finalist", by, number)
        for number, by in out:
            self.act("excluded", by, number)
        if stands:
            self.stop([number for number, _ in finalists] + stands)
        else:
            self.run_off(*sorted(number for number, _ in finalists))

    def head_to_head(self, equal):
        return {
            a: sum(self.prefers[a, b] > self.prefers[b, a] for b in equal if b != a) for a in equal
        }

    def find_finalists(self):
        """The scoring round: finalists and those put out, each with the reason, and those among
        whom a tie stands."""
        finalists, out, equal, places = [], [], list(self.left), 2
        step = "highest_total"
        if len(equal) == 2:
            return [(number, step) for number in equal], out, []
        while True:
            if step == "lot":
                drawn = self.contest.drawn(equal)
                if drawn is None:
                    self.add_tie(equal)
                    return finalists, out, equal
                self.add_tie(equal, "lot", drawn)
                out.append((drawn, "lot"))
                equal.remove(drawn)
                if len(equal) == places:
                    return finalists + [(number, "lot") for number in equal], out, []
                step = "head_to_head"
                continue
            figures = {"highest_total": self.total, "most_top_scores": self.top}
            held = self.head_to_head(equal) if step == "head_to_head" else figures[step]
            last = sorted((held[number] for number in equal), reverse=True)[places - 1]
            above = [number for number in equal if held[number] > last]
            level = [number for number in equal if held[number] == last]
            below = [number for number in equal if held[number] < last]
            if step != "highest_total":
                for number in below:
                    self.add_tie(equal, step, number)
                    out.append((number, step))
            if len(above) + len(level) == places:
                return finalists + [(number, step) for number in above + level], out, []
            finalists += [(number, step) for number in above]
            places -= len(above)
            changed, equal = level != equal, level
            if changed or step == "highest_total":
                step = "head_to_head"
            else:
                step = "most_top_scores" if step == "head_to_head" else "lot"

    def run_off(self, x, y):
        votes = {x: self.prefers[x, y], y: self.prefers[y, x]}
        self.record(votes, [])
        cast = sum(weight for _, weight in self.ballots)
        self.rounds[-1]["no_preference"] = cast - votes[x] - votes[y]
        for by, held in (("preferred", votes), ("highest_total", self.total), ("most_top_scores", self.top)):
            if held[x] != held[y]:
                winner, loser = (x, y) if held[x] > held[y] else (y, x)
                if by != "preferred":
                    self.add_tie([x, y], by, loser)
                self.elect(by, winner)
                return
        drawn = self.contest.drawn([x, y])
        if drawn is None:
            self.add_tie([x, y])
            self.stop([x, y])
        else:
            self.add_tie([x, y], "lot", drawn)
            self.elect("lot", y if drawn == x else x)


# docs/counting/schulze.md


def count_schulze(contest, ballots):
    margins, opinion = "margins" in contest.method, "no-opinion" not in contest.method
    prefers, rounds = compare_pairs(contest, ballots, opinion), []
    left, default = list(contest.standing), None
    if contest.method == "schulze-debian-2016":
        require("default_option" in contest.parameters, "no default option is given", SERVER)
        default = contest.number("default_option", contest.parameters["default_option"])
        require(default in contest.standing, "the default option does not stand", SERVER)
        dropped = drop_options(contest, prefers, default)
        left = [number for number in left if number not in dropped]
        votes = {number: prefers.get((number, default), 0) for number in contest.standing}
        actions = [contest.action("excluded", by, number) for number, by in dropped.items()]
        rounds.append({"actions": actions, "n": 1, "votes": contest.by_id(votes)})
    strength = strongest_paths(prefers, left, margins)
    beats = {a: [b for b in left if b != a and strength[a, b] > strength[b, a]] for a in left}
    ranks = ranks_of(beats)
    elected, actions, ties, stands = seat_by_ranks(contest, ranks, default, len(rounds) + 1)
    wins = {number: len(beaten) for number, beaten in beats.items()}
    rounds.append({"actions": actions, "n": len(rounds) + 1, "votes": contest.by_id(wins)})
    shown_strength = {pair: key if margins else [key[0], -key[1]] for pair, key in strength.items()}
    result = {
        "elected": elected,
        "pairwise": pairs_by_id(contest, contest.standing, prefers),
        "rounds": rounds,
        "strengths": pairs_by_id(contest, left, shown_strength),
        "ties": ties,
    }
    seated = [one["who"] for one in actions if one["act"] == "elected"]
    others = [number for rank in ranks for number in rank if number != default]
    others = [number for number in others if contest.ids[number - 1] not in seated]
    return Counted(result, stands, others)


def pairs_by_id(contest, options, held):
    ids = contest.ids
    return {ids[a - 1]: {ids[b - 1]: held[a, b] for b in options if b != a} for a in options}


def compare_pairs(contest, ballots, opinion):
    """V(A,B). `opinion`: an option that is not ranked is below all that are."""
    prefers = {(a, b): 0 for a in contest.standing for b in contest.standing if a != b}
    for ranks, votes in ballots:
        place = {number: at for at, rank in enumerate(ranks) for number in rank}
        for a, b in prefers:
            if a in place and (place[a] < place[b] if b in place else opinion):
                prefers[a, b] += votes
    return prefers


def parse_ratio(given):
    """p and q of `"3/1"`, `"3:1"`, `"3"` or 3."""
    parts = re.fullmatch(r"([0-9]{1,16})(?:[/:]([0-9]{1,16}))?", str(given))
    require(type(given) in (int, str) and parts is not None, "a majority is no ratio", SERVER)
    p, q = int(parts.group(1)), int(parts.group(2) or "1")
    require(p >= 1 and q >= 1, "a majority is no ratio of numbers from 1", SERVER)
    return p, q


def drop_options(contest, prefers, default):
    """Those that fail the quorum or their majority against the default option, and which."""
    quorum, majority = contest.parameters.get("quorum", 0), contest.parameters.get("majority", {})
    require(is_int()(quorum), "the parameter quorum is no whole number", SERVER)
    require(type(majority) is dict, "the parameter majority is no object", SERVER)
    ratios = {contest.number("majority", one): parse_ratio(ratio) for one, ratio in majority.items()}
    dropped = {}
    for number in contest.standing:
        if number == default:
            continue
        above, below = prefers[number, default], prefers[default, number]
        p, q = ratios.get(number, (1, 1))
        if above < quorum:
            dropped[number] = "quorum"
        elif not (above * q >= p * below and above > below):
            dropped[number] = "majority"
    return dropped


def strongest_paths(prefers, left, margins):
    """S(A,B) as something that compares: a margin, or votes for and (negative) votes against."""
    none = 0 if margins else (0, 0)
    strength = {}
    for a in left:
        for b in left:
            if a != b:
                won, lost = prefers[a, b], prefers[b, a]
                defeat = won - lost if margins else (won, -lost)
                strength[a, b] = defeat if won > lost else none
    for middle in left:
        for a in left:
            for b in left:
                if len({a, b, middle}) == 3:
                    path = min(strength[a, middle], strength[middle, b])
                    strength[a, b] = max(strength[a, b], path)
    return strength


def ranks_of(beats):
    """Each rank is of those that nobody beats once the ranks above are taken away."""
    ranks, left = [], sorted(beats)
    while left:
        ranks.append([number for number in left if not any(number in beats[other] for other in left)])
        left = [number for number in left if number not in ranks[-1]]
    return ranks


def seat_by_ranks(contest, ranks, default, in_round):
    """Seats. Returns who is elected, the actions of the last round, the ties, and whether one
    stands at the end."""
    elected, seats, ties = list(contest.kept), contest.names(contest.kept), []
    actions = [contest.action("elected", "kept", number) for number in contest.kept]
    passed, excluded, undecided = [], [], []
    for rank in ranks:
        if len(elected) == contest.seats or undecided:
            break
        rank = [number for number in rank if number not in contest.kept]
        if rank == [default] and elected:
            break  # the last rank, and of no account once anybody is elected
        tied = [number for number in rank if not contest.is_full(number, elected)]
        passed += [number for number in rank if number not in tied]
        if len(tied) <= 1:
            for number in tied:
                elected.append(number)
                seats.append(contest.ids[number - 1])
                actions.append(contest.action("elected", "unbeaten", number))
        elif contest.drawn(tied) is not None:
            drawn, rest = [], list(tied)
            while len(rest) > 1:
                first = contest.drawn(rest)
                ties.append(contest.tie(in_round, rest, "lot", first))
                rest.remove(first)
                drawn.append(first)
            late = []
            for number in rest + drawn[::-1]:
                if len(elected) == contest.seats:
                    late.append(number)
                elif contest.is_full(number, elected):
                    passed.append(number)
                else:
                    elected.append(number)
                    seats.append(contest.ids[number - 1])
                    actions.append(contest.action("elected", "lot", number))
            excluded += [number for number in drawn if number in late]
        else:
            ties.append(contest.tie(in_round, tied))
            seats.append(contest.names(tied))
            if contest.fits(tied, elected):
                elected += tied
                actions += [contest.action("elected", "unbeaten", number) for number in tied]
            else:
                undecided = tied
    actions += [contest.action("excluded", "cap", number) for number in sorted(passed)]
    actions += [contest.action("excluded", "lot", number) for number in excluded]
    actions += [contest.action("undecided", "no_lot", number) for number in undecided]
    return seats, actions, ties, bool(undecided)


# What docs/counting/meek-prf-1.md, scottish-stv-1.md, irv-1.md and caps.md have in common

Tie = namedtuple("Tie", "kind tied")  # who of these is to be `excluded`, or `transferred` first


class TooMany(Exception):
    """A tie that would take more continuations than are tried."""


class Transfers:
    """A count that can be continued in several ways. A subclass says how votes are held and moved,
    in `record`, `go_on` and `choose`."""

    MOST_CONTINUATIONS = 100

    def __init__(self, contest):
        self.contest = contest
        self.hopeful, self.elected, self.undecided = list(contest.standing), [], []
        self.votes, self.rounds, self.ties = {}, [], []
        self.first_actions = []
        self.guard(self.first_actions)

    def run(self):
        """Counts to the end, or to a tie that stands."""
        while True:
            tie = self.go_on()
            if tie is None:
                return
            try:
                certain, possible = self.try_each(tie, [])
            except TooMany:
                self.stop(tie, [], self.hopeful)
                return
            if certain != possible:
                added = [number for number in sorted(certain) if number not in self.elected]
                self.stop(tie, added, sorted(possible - certain))
                return
            self.decide(tie.kind, tie.tied, tie.tied[0], "same_result")

    def try_each(self, tie, begun):
        """The tie goes each way in turn: who is elected for certain, and who possibly."""
        certain, possible = set(self.contest.standing), set()
        for number in tie.tied:
            if len(begun) == self.MOST_CONTINUATIONS:
                raise TooMany
            begun.append(number)
            other = self.fork()
            other.decide(tie.kind, tie.tied, number, "same_result")
            next_tie = other.go_on()
            if next_tie is None:
                sure, perhaps = set(other.elected), set(other.elected)
            else:
                sure, perhaps = other.try_each(next_tie, begun)
            certain, possible = certain & sure, possible | perhaps
        return certain, possible

    def fork(self):
        other = copy.copy(self)
        for name, value in vars(self).items():
            if type(value) in (list, dict):
                setattr(other, name, copy.copy(value))
        other.rounds = [dict(one, actions=list(one["actions"])) for one in self.rounds]
        return other

    def stop(self, tie, added, undecided):
        """The tie stands."""
        self.ties.append(self.contest.tie(len(self.rounds), tie.tied))
        if tie.kind == "excluded":
            for number in tie.tied:
                self.act("undecided", "no_lot", number)
        for number in added:
            self.act("elected", "same_result", number)
            self.elected.append(number)
        self.undecided = list(undecided)

    def result(self):
        elected = self.contest.names(self.elected)
        if self.undecided:
            elected.append(self.contest.names(self.undecided))
        return {"elected": elected, "rounds": self.rounds, "ties": self.ties}

    # Rounds and ties

    def act(self, act, by, number):
        self.rounds[-1]["actions"].append(self.contest.action(act, by, number))

    def add_round(self, quota, exhausted, votes):
        """Begins a round of the result; in the first, the guard has acted already."""
        actions, self.first_actions = self.first_actions, []
        votes = self.contest.by_id(votes)
        number = len(self.rounds) + 1
        self.rounds.append(
            {"actions": actions, "exhausted": exhausted, "n": number, "quota": quota, "votes": votes}
        )

    def settle(self, kind, tied, reason, is_plain=lambda tied: False):
        """Chooses one of those tied, for this reason if there is only one; or returns the tie."""
        tied = sorted(tied)
        if len(tied) == 1:
            self.choose(kind, tied[0], reason)
            return None
        left = self.differ_earlier(kind, tied)
        if len(left) == 1:
            self.decide(kind, tied, left[0], "earlier_round")
        elif self.contest.drawn(left) is not None:
            self.decide(kind, left, self.contest.drawn(left), "lot")
        elif is_plain(left):
            self.decide(kind, left, left[0], "same_result")
        else:
            return Tie(kind, left)
        return None

    def differ_earlier(self, kind, tied):
        return tied

    def decide(self, kind, tied, number, by):
        self.ties.append(self.contest.tie(len(self.rounds), tied, by, number, kind))
        self.choose(kind, number, by)

    def by_votes(self, numbers):
        return sorted(numbers, key=lambda number: (-self.votes[number], number))

    # Caps and the end of the count

    def open_seats(self):
        return self.contest.seats - len(self.elected)

    def not_kept(self):
        """N of caps.md."""
        return [number for number in self.hopeful if number not in self.contest.kept]

    def guard(self, actions):
        """Excludes every hopeful option that may not be elected, and returns them."""
        gone = []
        if self.contest.has_caps() and self.open_seats() > 0:
            for number in self.hopeful:
                if not self.contest.may_be_elected(number, self.elected):
                    by = "cap" if self.contest.is_full(number, self.elected) else "kept"
                    actions.append(self.contest.action("excluded", by, number))
                    gone.append(number)
        self.hopeful = [number for number in self.hopeful if number not in gone]
        return gone

    def elect(self, number):
        """Elects one who reached the quota; returns those whom the guard then excludes."""
        self.act("elected", "quota", number)
        self.hopeful.remove(number)
        self.elected.append(number)
        return self.guard(self.rounds[-1]["actions"])

    def tied_at(self, order, places):
        """Those with the votes of the last who finds a place, if the next has as many."""
        if len(order) <= places or self.votes[order[places - 1]] != self.votes[order[places]]:
            return []
        return [number for number in order if self.votes[number] == self.votes[order[places]]]

    def tied_for_room(self, reached):
        """Several reach the quota: those tied for exclusion, if any."""
        contest = self.contest
        order = self.by_votes(number for number in reached if number not in contest.kept)
        found = [number for number in order if number not in contest.group_of]
        for group in dict.fromkeys(contest.group_of.values()):  # in the order of their first options
            members = [number for number in order if contest.group_of.get(number) == group]
            room = contest.room(group, self.elected)
            tied = self.tied_at(members, room)
            if tied:
                return tied
            found += members[:room]
        if not contest.kept:
            return []
        return self.tied_at(self.by_votes(found), contest.free_seats(self.elected))

    def may_be_excluded(self):
        contest, those = self.contest, self.not_kept()
        if not contest.has_caps():
            return those
        needed = self.needed()
        return [
            number
            for number in those
            if contest.fill([other for other in those if other != number], self.elected) >= needed
        ]

    def needed(self):
        """t of caps.md: as many of those not kept are needed."""
        fill = self.contest.fill(self.not_kept(), self.elected)
        return min(fill, self.contest.free_seats(self.elected))

    def is_over(self):
        those = self.not_kept()
        all_fit = self.contest.fill(those, self.elected) == len(those)
        return self.open_seats() == 0 or (len(self.hopeful) <= self.open_seats() and all_fit)

    def finish(self):
        if self.open_seats() == 0:
            for number in self.hopeful:
                self.act("not_elected", "seats_filled", number)
        else:
            for number in self.by_votes(self.hopeful):
                self.act("elected", "remaining", number)
                self.elected.append(number)


def count_transfers(kind):
    """Counts, and forms the line: those not elected in the last round, then the excluded, from the
    last to the first."""

    def counter(contest, ballots):
        counted = kind(contest, ballots)
        counted.run()
        result = counted.result()
        acts = [one for each in result["rounds"] for one in each["actions"]]
        numbers = {one: at for at, one in enumerate(contest.ids, 1)}
        stood = [numbers[one["who"]] for one in acts if one["act"] == "not_elected"]
        out = [numbers[one["who"]] for one in acts if one["act"] == "excluded"]
        return Counted(result, bool(counted.undecided), by_votes(counted.votes, stood) + out[::-1])

    return counter


# docs/counting/scottish-stv-1.md and irv-1.md


class Scottish(Transfers):
    """Votes and values are integers of 10^-5. A ballot is (preferences still to come, value,
    weight), and lies on the pile of one option."""

    UNIT = 10**5

    def __init__(self, contest, ballots):
        super().__init__(contest)
        self.piles = {number: [] for number in contest.standing}
        self.past, self.passed_on, self.valid = [], [], 0
        alike = Counter()
        for ranks, votes in ballots:
            alike[self.preferences(ranks)] += votes
        for order, weight in alike.items():
            if order:
                self.valid += weight
                self.piles[order[0]].append((order[1:], self.UNIT, weight))
        self.quota = (self.valid // (contest.seats + 1) + 1) * self.UNIT

    def preferences(self, ranks):
        """The ranks of exactly one option that stands, up to the first of several."""
        order = []
        for rank in ranks:
            here = [number for number in rank if number in self.hopeful]
            if len(here) > 1:
                break
            order += here
        return tuple(order)

    def fork(self):
        other = super().fork()
        other.piles = {number: list(pile) for number, pile in self.piles.items()}
        return other

    def shown(self, units):
        return "%d.%05d" % divmod(units, self.UNIT)

    def record(self):
        """Step 1."""
        for number in self.contest.standing:
            held = sum(value * weight for _, value, weight in self.piles[number])
            self.votes[number] = self.quota if number in self.passed_on else held
        self.past.append(dict(self.votes))
        exhausted = self.valid * self.UNIT - sum(self.votes.values())
        votes = {number: self.shown(held) for number, held in self.votes.items()}
        self.add_round(self.shown(self.quota), self.shown(exhausted), votes)

    def go_on(self):
        """Rounds, until the count ends or a tie must be tried."""
        while True:
            self.record()
            reached = [number for number in self.hopeful if self.votes[number] >= self.quota]
            tied = self.tied_for_room(reached)
            if tied:
                tie = self.settle("excluded", tied, "fewest_votes")
            else:
                gone = []
                for number in self.by_votes(reached):
                    if number in self.hopeful:
                        gone += self.elect(number)
                if self.is_over():
                    self.finish()
                    return None
                tie = None
                if gone:
                    self.move([ballot for number in gone for ballot in self.take(number)])
                else:
                    tie = self.transfer_or_exclude()
            if tie is not None:
                return tie

    def transfer_or_exclude(self):
        """Steps 4 and 5."""
        over = [number for number in self.elected if self.votes[number] > self.quota]
        if over:
            most = max(self.votes[number] for number in over)
            return self.settle("transferred", [n for n in over if self.votes[n] == most], "surplus")
        those = self.may_be_excluded()
        fewest = min(self.votes[number] for number in those)
        tied = [number for number in those if self.votes[number] == fewest]
        return self.settle("excluded", tied, "fewest_votes", self.is_plain)

    def is_plain(self, tied):
        """It makes no difference, plainly."""
        rest = [number for number in self.not_kept() if number not in tied]
        enough = self.contest.fill(rest, self.elected) >= self.needed()
        return enough and all(self.votes[number] == 0 for number in tied)

    def differ_earlier(self, kind, tied):
        pick = min if kind == "excluded" else max
        for votes in self.past[-2::-1]:
            best = pick(votes[number] for number in tied)
            tied = [number for number in tied if votes[number] == best]
        return tied

    def choose(self, kind, number, by):
        self.act(kind, by, number)
        ballots = self.take(number)
        if kind == "excluded":
            self.hopeful.remove(number)
        else:
            total = self.votes[number]
            surplus = total - self.quota
            self.passed_on.append(number)
            ballots = [(order, surplus * value // total, weight) for order, value, weight in ballots]
        self.move(ballots)

    def take(self, number):
        ballots, self.piles[number] = self.piles[number], []
        return ballots

    def move(self, ballots):
        """Each to the next of its preferences that is hopeful."""
        for order, value, weight in ballots:
            for at, number in enumerate(order):
                if number in self.hopeful:
                    self.piles[number].append((order[at + 1 :], value, weight))
                    break


class InstantRunoff(Scottish):
    """As with several seats, but with a quota of each round: half of the votes still held, and
    one more. Who reaches it fills the seat, so that no surplus is ever passed on."""

    UNIT = 1

    def __init__(self, contest, ballots):
        require(contest.seats == 1, "irv-1 fills one seat", SERVER)
        super().__init__(contest, ballots)

    def shown(self, units):
        return units

    def record(self):
        held = sum(weight for pile in self.piles.values() for _, _, weight in pile)
        self.quota = held // 2 + 1
        super().record()


# docs/counting/meek-prf-1.md


def ceil_div(a, b):
    return -(-a // b)


class Meek(Transfers):
    """Votes, quota and keep values are integers of 10^-9."""

    UNIT = 10**9
    SMALL = 1000  # 10^-6
    MOST_ITERATIONS = 20_000

    def __init__(self, contest, ballots):
        super().__init__(contest)
        self.ballots = Counter()
        for ranks, votes in ballots:
            ranks = [tuple(number for number in rank if number in self.hopeful) for rank in ranks]
            self.ballots[tuple(rank for rank in ranks if rank)] += votes
        self.ballots.pop((), None)  # blank
        self.valid = self.UNIT * sum(self.ballots.values())
        self.keep = dict.fromkeys(contest.standing, self.UNIT)
        self.quota, self.surplus = 0, 0

    def go_on(self):
        """Rounds, until the count ends or a tie must be tried."""
        while not self.is_over():  # B1
            reached = self.iterate()
            tie = self.elect_reached(reached) if reached else self.exclude_one()
            if tie is not None:
                return tie
        if not self.rounds:
            self.distribute(self.piles())
            self.record()
        self.finish()
        return None

    def piles(self):
        """Ballots alike as far as they can matter: up to the first rank of one hopeful option,
        which keeps all that reaches it."""
        piles, here = Counter(), set(self.hopeful) | set(self.elected)
        hopeful = set(self.hopeful)
        for ranks, votes in self.ballots.items():
            pile = []
            for rank in ranks:
                rank = tuple(number for number in rank if number in here)
                if rank:
                    pile.append(rank)
                    if len(rank) == 1 and rank[0] in hopeful:
                        break
            piles[tuple(pile)] += votes
        return piles

    def distribute(self, piles):
        """B2a and b."""
        votes, keep = dict.fromkeys(self.contest.standing, 0), self.keep
        for pile, weight in piles.items():
            left = self.UNIT
            for rank in pile:
                share = left // len(rank)
                for number in rank:
                    kept = ceil_div(share * keep[number], self.UNIT)
                    votes[number] += kept * weight
                    left -= kept
                if left == 0:
                    break
        self.votes = votes
        self.quota = sum(votes.values()) // (self.contest.seats + 1) + 1

    def iterate(self):
        """B2: those who reach the quota, or nobody once the surplus is as small as it gets."""
        before, piles = None, self.piles()
        for iteration in range(1, self.MOST_ITERATIONS + 1):
            self.distribute(piles)
            reached = [number for number in self.hopeful if self.votes[number] >= self.quota]
            if reached:
                return reached
            self.surplus = max(0, sum(self.votes[number] - self.quota for number in self.elected))
            if self.surplus < self.SMALL or (before is not None and self.surplus >= before):
                break
            if iteration < self.MOST_ITERATIONS:
                before = self.surplus
                for number in self.elected:
                    if self.votes[number] > 0:
                        kept = ceil_div(self.keep[number] * self.quota, self.UNIT)
                        kept = ceil_div(kept * self.UNIT, self.votes[number])
                        self.keep[number] = min(self.UNIT, kept)
        return []

    def record(self):
        """A round ends with one event; its figures are those of the last distribution."""
        votes = {number: self.shown(held) for number, held in self.votes.items()}
        exhausted = self.valid - sum(self.votes.values())
        self.add_round(self.shown(self.quota), self.shown(exhausted), votes)

    def shown(self, units):
        return "%d.%09d" % divmod(units, self.UNIT)

    def elect_reached(self, reached):
        """B2c. Several are elected in rounds of their own; a tie is one for exclusion."""
        tied = self.tied_for_room(reached)
        if tied:
            self.record()
            return self.settle("excluded", tied, "fewest_votes")
        order = self.by_votes(reached)
        while tied := self.tied_at(order, self.open_seats()):
            # One too many can only be lifted to the quota by roundings.
            self.record()
            tie = self.settle("excluded", tied, "fewest_votes")
            if tie is not None:
                return tie
            order = [number for number in order if number in self.hopeful]
        for number in order:
            if number in self.hopeful and self.open_seats() > 0:
                self.record()
                for out in self.elect(number):
                    self.keep[out] = 0
        return None

    def exclude_one(self):
        """B3."""
        self.record()
        those = self.may_be_excluded()
        fewest = min(self.votes[number] for number in those)
        tied = [number for number in those if self.votes[number] <= fewest + self.surplus]
        return self.settle("excluded", tied, "fewest_votes", self.is_plain)

    def is_plain(self, tied):
        """It makes no difference, plainly: all of the tied are bound to go before any other."""
        others = [self.votes[number] for number in self.hopeful if number not in tied]
        if self.contest.has_caps() or len(others) < self.open_seats():
            return False
        return sum(self.votes[number] for number in tied) + self.surplus < min(others)

    def choose(self, kind, number, by):
        self.act(kind, by, number)
        self.hopeful.remove(number)
        self.keep[number] = 0


# docs/counting/motion-1.md


def count_motion(parameters, ballots):
    held = Counter(dict.fromkeys(("abstain", "blank", "no", "yes"), 0))
    for choice, votes in ballots:
        held[choice] += votes
    verdict = motion_verdict(parameters, held)
    rounds = [{"actions": [], "n": 1, "votes": dict(held)}]
    return {"method": "motion-1", "rounds": rounds, "verdict": verdict}


def motion_number(parameters, key, cast):
    """A number of votes; no more can have been cast."""
    number = parameters.get(key)
    require(number is None or type(number) is int, "the parameter %s is not a number" % key, SERVER)
    require(number is None or cast <= number, "more votes were cast than are %s" % key, SERVER)
    return number


def motion_verdict(parameters, held):
    cast, sides = sum(held.values()), held["yes"] + held["no"]
    eligible = motion_number(parameters, "eligible", cast)
    present = motion_number(parameters, "present", cast)
    in_office = motion_number(parameters, "in_office", cast)
    p, q = parse_fraction(parameters.get("majority", "1/2"), "the parameter majority")
    strict = parameters.get("strict", 1 if 2 * p == q else 0)
    require(type(strict) is int and strict in (0, 1), "the parameter strict is neither 0 nor 1", SERVER)
    require(not (strict and p == q), "no vote is more than all", SERVER)
    bases = {
        "yes+no": sides,
        "cast": cast,
        "present": cast if present is None else present,
        "eligible": eligible,
        "in_office": eligible if in_office is None else in_office,
    }
    name = parameters.get("base", "yes+no")
    require(type(name) is str and bases.get(name) is not None, "the base of the motion is unknown", SERVER)
    if "quorum" in parameters:
        quorum, counted = parameters["quorum"], {"cast": cast, "yes+no": sides}
        whole = has_shape(quorum, {"counts": is_one_of(*counted), "fraction": is_text})
        require(whole and eligible is not None, "the quorum of the motion cannot be applied", SERVER)
        a, b = parse_fraction(quorum["fraction"], "the quorum of the motion")
        if counted[quorum["counts"]] * b < a * eligible:
            return "no_quorum"
    yes, needed = held["yes"] * q, bases[name] * p
    return "adopted" if held["yes"] > 0 and (yes > needed or (yes == needed and not strict)) else "lost"


COUNTERS = {
    "approval-1": count_marks,
    "bloc-star-1": count_bloc_star,
    "irv-1": count_transfers(InstantRunoff),
    "meek-prf-1": count_transfers(Meek),
    "motion-1": count_motion,
    "plurality-1": count_marks,
    "schulze-1": count_schulze,
    "schulze-debian-2016": count_schulze,
    "schulze-margins-1": count_schulze,
    "schulze-margins-no-opinion-1": count_schulze,
    "schulze-no-opinion-1": count_schulze,
    "score-1": count_scores,
    "scottish-stv-1": count_transfers(Scottish),
    "star-1": count_star,
}


def count_line(line):
    """`--count`: one contest of a line of standard input, and its result in canonical JSON."""
    try:
        given = parse_json(line.rstrip(b"\n"))
        options = [{"id": option, "name": option} for option in given["options"]]
        manifest = dict(given, options=options)
        ballots = [(ballot["v"], ballot.get("w", 1)) for ballot in given["ballots"]]
        return encode_json(count(manifest, ballots, [], given.get("lot")))
    except Refused as why:
        return encode_json({"refused": why.sentence})


# ---- Verification: the report -------------------------------------------------------------------

CHECKS = [
    check_01_archive, check_02_files, check_03_keys, check_04_tree, check_05_entries, check_06_opening,
    check_07_roll, check_08_live, check_09_participation, check_10_time, check_11_unsealing, check_12_sum,
    check_13_ballots, check_14_count, check_15_rules, check_16_certification,
]

Line = namedtuple("Line", "n name state sentence notes")


def number_and_name(check):
    _, number, name = check.__name__.split("_")
    return int(number), name


def make_check(check, ctx):
    """The line of one check. Whatever goes wrong in reading is a failure, never a traceback."""
    number, name = number_and_name(check)
    try:
        return Line(number, name, "ok", check(ctx), [])
    except Undecided as why:
        return Line(number, name, "open", why.sentence, why.notes)
    except Refused as why:
        return Line(number, name, "fails", why.sentence, [])
    except MemoryError:
        return Line(number, name, "fails", "the memory of this machine does not suffice", [])
    except OSError as why:
        return Line(number, name, "fails", "it cannot be read: %s" % shown(why.strerror), [])
    except Exception as why:  # a shape that no check foresaw is refused like the others
        return Line(number, name, "fails", "it is malformed (%s)" % type(why).__name__, [])


def read_given(path):
    """A file beside the bundle: a policy, a checkpoint, a receipt. One byte too many tells too long."""
    with open(path, "rb") as file:
        return Given(path, file.read(MAX_NOTE + 1))


def load(arguments):
    """Everything that was given, or a sentence why it cannot be read."""
    path = arguments.bundle
    try:
        bundle = open_bundle(path)
        path = arguments.policy
        policy = None if path is None else read_given(path).data
        given = []
        for path in arguments.checkpoint + arguments.receipt:
            given.append(read_given(path))
    except Refused as why:
        return None, why.sentence
    except (OSError, ValueError, struct.error) as why:
        return None, "%s cannot be read: %s" % (shown(path), shown(getattr(why, "strerror", why)))
    checkpoints = len(arguments.checkpoint)
    return Context(bundle, policy, given[:checkpoints], given[checkpoints:]), None


def verify(ctx, unreadable=None):
    """The sixteen lines. After a failure nothing further is believed, nor checked."""
    lines, failed = [], None
    for check in CHECKS:
        number, name = number_and_name(check)
        if failed is not None:
            sentence = "not checked, because check %02d failed" % failed
            lines.append(Line(number, name, "open", sentence, []))
            continue
        if unreadable is not None:
            lines.append(Line(number, name, "fails", unreadable, []))
        else:
            lines.append(make_check(check, ctx))
        if lines[-1].state == "fails":
            failed = number
    return lines


def verdict(lines, has_policy):
    failed = [line.n for line in lines if line.state == "fails"]
    if failed:
        return "unreadable" if failed[0] == 1 else "refused at check %02d" % failed[0]
    return "verified" if has_policy else "consistent; keys not checked"


def bundle_id(ctx):
    """H(bundle, bytes of files.json), or nothing where there is no such file."""
    try:
        return tagged_hash("bundle", ctx.read("files.json", MAX_JSON)).hex()
    except (Refused, OSError, MemoryError, AttributeError):
        return ""


def as_json(ctx, lines, said):
    checks = []
    for line in lines:
        sentence = line.sentence + (": " + "; ".join(line.notes) if line.notes else "")
        checks.append({"n": line.n, "name": line.name, "sentence": sentence, "state": line.state})
    return encode_text({"bundle": bundle_id(ctx), "checks": checks, "verdict": said}) + "\n"


def as_text(lines, said):
    text = ""
    for line in lines:
        text += "%02d %s %s: %s\n" % line[:4]
        text += "".join("   %s\n" % note for note in line.notes)
    return text + said + "\n"


def exit_code(lines, strict):
    if lines[0].state == "fails":
        return 2
    states = {line.state for line in lines}
    return 1 if "fails" in states or (strict and "open" in states) else 0


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(prog="verify.py", allow_abbrev=False)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("bundle", nargs="?", default=here, metavar="BUNDLE")
    parser.add_argument("--policy", metavar="FILE")
    parser.add_argument("--checkpoint", metavar="FILE", action="append", default=[])
    parser.add_argument("--receipt", metavar="FILE", action="append", default=[])
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--count", action="store_true", help="count contests from standard input")
    return parser.parse_args(arguments)


def main(arguments):
    arguments = parse_arguments(arguments)
    if arguments.count:
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(count_line(line) + b"\n")
        return 0
    ctx, unreadable = load(arguments)
    lines = verify(ctx, unreadable)
    said = verdict(lines, arguments.policy is not None)
    text = as_json(ctx, lines, said) if arguments.json else as_text(lines, said)
    try:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exit_code(lines, arguments.strict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
