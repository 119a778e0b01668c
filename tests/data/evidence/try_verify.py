#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tries verify.py on bundles that are valid and on bundles that are not.

    python3 try_verify.py                                    prints `N passed, N failed`
    python3 try_verify.py --verifier FILE                    another verify.py, such as one with a check less
    python3 try_verify.py --against COMMAND [ARGUMENT]...    another program on the same bundles
    python3 try_verify.py --write FOLDER                     the bundles, and cases.json that lists them

Each bad bundle is one change to a good one, made before whatever follows from it is hashed and
signed anew, so that only the check it is meant for can refuse it. With --against, the command is run
with the arguments of verify.py and --json, and must say the same: exit code, verdict, and the state
of each check.
"""

import argparse
import json
import os
import struct
import subprocess
import sys
import tempfile
from collections import namedtuple

import make_bundle
from make_bundle import Key, Maker, canonical, note_line, purpose, verify, zipped

Case = namedtuple("Case", "name fails open options hooks extra")
Given = namedtuple("Given", "archive policy checkpoints receipts")
CASES = []


def good(name, extra=None, hooks=None, **options):
    still_open = {10} if options.get("witnesses") == 0 else set()
    CASES.append(Case(name, None, still_open, options, hooks or {}, extra))


def opens(numbers, name, extra=None, **options):
    """A bundle for which these checks are open, and none fails."""
    CASES.append(Case(name, None, numbers, options, {}, extra))


def bad(number, name, hooks=None, extra=None, **options):
    CASES.append(Case(name, number, None, options, hooks or {}, extra))


def entry(kind, change, stage="entry"):
    """A hook that changes the first entry of a kind, before it is signed or after."""
    seen = []

    def hook(this, value):
        if this == kind and not seen:
            seen.append(True)
            change(value)

    return {stage: hook}


def put(**keys):
    return lambda value: value.update(keys)


def files(change):
    """A hook that changes the files before files.json is written."""
    return {"files": change}


def rewritten(name, data):
    """One file of other contents, as files.json says too."""
    return files(lambda files: files.update({name: data(files[name]) if callable(data) else data}))


def archive(change):
    """Changes the bytes of the zip."""
    return lambda maker, bundle, given: given._replace(archive=change(given.archive, bundle))


def policy(change):
    def extra(maker, bundle, given):
        return given._replace(policy=change(given.policy.decode()).encode())

    return extra


def raises(amount, *keys):
    def change(value):
        for key in keys:
            value[key] += amount

    return change


def flip(text):
    """Another digit in a string of hexadecimal digits."""
    return ("0" if text[0] != "0" else "1") + text[1:]


def replaced(name, old, new):
    return rewritten(name, lambda data: data.replace(old, new, 1))


# ---- Good bundles --------------------------------------------------------------------------------

good("a poll by Meek's method")
good("approval", method="approval-1")
good("plurality", method="plurality-1", seats=3)
good("plurality with fewer marks", method="plurality-1", seats=3, parameters={"max_marks": 1})
good("a motion", method="motion-1", parameters={"majority": "2/3", "base": "cast", "strict": 1})
good("a motion with a quorum", method="motion-1", voters=20, cells=(), parameters={
    "base": "eligible", "eligible": 20, "majority": "1/10", "quorum": {"counts": "cast", "fraction": "1/2"}})
good("ties everywhere", options=10, voters=6, cells=(), turnout=100, k=2)
good("ties of approval", method="approval-1", options=10, voters=3, cells=(), k=2, seats=4)
good("more seats than options", seats=7)
good("more seats than options of approval", method="approval-1", seats=7)
good("nobody voted", turnout=0)
good("an extension, superseded, lost, destroyed", extension=True, superseded=7, lost=2, destroyed=True)
good("set aside", set_aside=3)
good("candidates who withdrew", excluded=2)
good("candidates who withdrew earlier", parameters={"withdrawn": ["Ada", 2]}, excluded=1)
good("a rotation", rotation=True)
good("tiles of two levels", before=700, after=600, voters=300, rotation=True)
good("entries before the first tile", before=256)
good("a full tile to the last hash", before=3, after=239)
good("a public beacon of a motion", public_beacon=True, method="motion-1")
good("a withheld name", withheld=1)
good("no small cell", k=1)
good("three openings", officers=4, openings=3)
good("winners-only without a small cell", k=1, small_cells="winners-only")
good("rules for officers", officers=3, rules=[
    {"citation": "s", "key": "opening.officers", "value": "1"},
    {"citation": "s", "key": "certifying.officers", "value": "2"}])
good("comments and blanks in a policy", policy(lambda text: "\n#x\n \t\n" + text.replace("log ", "  log\t ")))
good("everything stored", archive(lambda data, bundle: zipped(bundle.files, store=bundle.files)))
opens({11}, "one opening", openings=1)
opens({10}, "no witness", witnesses=0)
opens({14}, "a public beacon", public_beacon=True)
opens({3, 10}, "no policy", lambda maker, bundle, given: given._replace(policy=None))


def larger(maker, bundle, given):
    entries = maker.tree.entries + [b"{}"]
    tree = make_bundle.Tree(entries)
    note = maker.note(tree, len(entries), [maker.log_key], maker.closes + 700)
    return given._replace(checkpoints=given.checkpoints + [note])


opens({4}, "a larger tree cannot be compared", larger)

# ---- 01 archive ----------------------------------------------------------------------------------


def patched(offset, data, signature=b"PK\x01\x02"):
    """Bytes at an offset of the first header of a kind."""

    def change(whole, bundle):
        at = whole.index(signature) + offset
        return whole[:at] + data + whole[at + len(data) :]

    return change


def both_headers(offset, data):
    """The same field in the first local header and the first of the directory."""

    def change(whole, bundle):
        whole = patched(offset, data, b"PK\x03\x04")(whole, bundle)
        return patched(offset + 2, data)(whole, bundle)

    return change


def between(whole, bundle):
    """A byte between the last file and the directory, with all offsets right."""
    start = struct.unpack("<I", whole[-6:-2])[0]
    return whole[:start] + b"x" + whole[start:-6] + struct.pack("<I", start + 1) + whole[-2:]


def oddly(**odd):
    """The same files, archived with an oddity: see make_bundle.zipped."""
    return archive(lambda whole, bundle: zipped(bundle.files, **odd))


def at_the_end(offset, data):
    return archive(lambda whole, bundle: whole[: -22 + offset] + data + whole[-22 + offset + len(data) :])


bad(1, "not an archive", extra=archive(lambda data, bundle: b"hello"))
bad(1, "an empty file", extra=archive(lambda data, bundle: b""))
bad(1, "cut short", extra=archive(lambda data, bundle: data[:-30]))
bad(1, "a byte after the archive", extra=archive(lambda data, bundle: data + b"x"))
bad(1, "a byte before the archive", extra=archive(lambda data, bundle: b"x" + data))
bad(1, "a byte between files and directory", extra=archive(between))
bad(1, "a comment", extra=archive(lambda data, bundle: data[:-2] + b"\x01\0!"))
bad(1, "the length of a comment", extra=at_the_end(20, b"\1"))
bad(1, "a second disk", extra=at_the_end(4, b"\1\0\1"))
bad(1, "other files on this disk", extra=at_the_end(8, b"\1"))
bad(1, "a file on a second disk", extra=archive(patched(34, b"\1")))
bad(1, "no end of the archive", extra=at_the_end(0, b"QK"))
bad(1, "bytes after a deflated file", extra=oddly(after=b"\0"))
bad(1, "bytes after a long deflated file", extra=oddly(after=b"\0" * 200_000))
bad(1, "bytes between files", extra=oddly(before=b"\0"))
bad(1, "extra fields in local headers", extra=oddly(local=b"\1\0\0\0"))
bad(1, "extra fields in the directory", extra=oddly(extra=b"\1\0\0\0"))
bad(1, "comments of files", extra=oddly(comment=b"!"))
bad(1, "a byte at the end of the directory", extra=oddly(end=b"\0"))
bad(1, "a later version of zip", extra=oddly(version=45))
bad(1, "stored files of an unknown method", extra=oddly(method=99))
bad(1, "names that do not ascend", extra=archive(
    lambda whole, bundle: zipped(bundle.files, names=sorted(bundle.files, reverse=True))))
bad(1, "a name twice", extra=archive(
    lambda whole, bundle: zipped(dict(bundle.files, x=b""), names=sorted([*bundle.files, "README.txt"]))))
bad(1, "a name that is not ASCII", {"last": lambda files: files.update({"\u00e6": b""})})
bad(1, "a wrong CRC", extra=archive(both_headers(14, b"\1\2\3\4")))
bad(1, "a size declared too small", extra=archive(both_headers(22, b"\5\0\0\0")))
bad(1, "a size declared too large", extra=archive(both_headers(22, b"\xff\xff\xff\x3f")))
bad(1, "a size over the limit", extra=archive(both_headers(22, b"\1\0\0\x40")))
bad(1, "a local header that contradicts", extra=archive(patched(22, b"\7", b"PK\x03\x04")))
bad(1, "a local header of another name", extra=archive(patched(30, b"X", b"PK\x03\x04")))
bad(1, "encryption", extra=archive(both_headers(6, b"\1")))
bad(1, "a data descriptor", extra=archive(both_headers(6, b"\x08")))
bad(1, "an unknown method", extra=archive(both_headers(8, b"\x0c")))
bad(1, "a link", extra=archive(patched(38, b"\0\0\xff\xa1")))
bad(1, "a folder as a member", extra=archive(patched(38, b"\x10\0\0\0")))
bad(1, "a file that is not named", {"last": lambda files: files.update({"extra.txt": b""})})
bad(1, "a file that is not named, and listed", files(lambda files: files.update({"extra.txt": b""})))
bad(1, "no README.txt, nor listed", files(lambda files: files.pop("README.txt")))
bad(1, "a path upwards", {"last": lambda files: files.update({"log/../x": b""})})
bad(1, "a tile of level 64", {"last": lambda files: files.update({"log/tile/64/000": b""})})
bad(1, "a tile of width 256", {"last": lambda files: files.update({"log/tile/0/000.p/256": b""})})
bad(1, "a number with a superfluous group", {"last": lambda files: files.update({"log/tile/0/x000/001": b""})})
bad(1, "no README.txt", {"last": lambda files: files.pop("README.txt")})

# ---- 02 files ------------------------------------------------------------------------------------

bad(2, "files.json of another hash", {"last": lambda files: files.update({"README.txt": b"!"})})
bad(2, "files.json without a file", {"last": lambda files: files.update({"as-cast.json": b"{}"})})
bad(2, "files.json not canonical", {"last": lambda files: files.update({"files.json": files["files.json"] + b"\n"})})
bad(2, "another pad", {"manifest": raises(64, "pad")})
bad(2, "a key too many in the manifest", {"manifest": put(extra=1)})
bad(2, "a method nobody knows", {"manifest": put(method="borda-1")})
bad(2, "it closes before it opens", {"manifest": put(opens=make_bundle.OPENS + 10**6)})
bad(2, "a value for the lot that is no officer's", {"manifest": lambda m: m["beacon"]["commitments"][0].update(by="X")})
bad(2, "two officers of one key", {"manifest": lambda m: m["officers"][1].update(key=m["officers"][0]["key"])})
bad(2, "two rules of one key", {"manifest": lambda m: m["rules"][1].update(key="quorum.members")})
bad(2, "seats of a motion", {"manifest": put(seats=1)}, method="motion-1")
bad(2, "a beacon of before the close", {"manifest": lambda m: m["beacon"].update(after=m["closes"] - 1)}, public_beacon=True)
bad(2, "max_marks of nothing", method="approval-1", hooks={"manifest": put(parameters={"max_marks": 0})})
bad(2, "max_marks of nothing that `pad` allows", method="approval-1", parameters={"max_marks": 0}, turnout=0)
bad(2, "max_score of nothing", parameters={"max_score": 0})
bad(2, "two values for the lot by one officer", {"manifest": lambda m: m["beacon"]["commitments"][0].update(
    by=m["beacon"]["commitments"][1]["by"])})
bad(2, "a seal key that is none", {"manifest": put(seal_key="01fd00" + "0" * 2426)})
bad(2, "a seal key whose second coefficient is none", {"manifest": put(seal_key="0010d0" + "0" * 2426)})
bad(2, "audited by a 2", {"manifest": put(audited=2)})
bad(2, "options of a motion", {"manifest": put(options=[{"id": "a", "name": "A"}])}, method="motion-1")
bad(2, "a line whose keys do not ascend", replaced("ballots.jsonl", b'{"t":', b'{"v":0,"t":'))
bad(2, "a key too many in roll.jsonl", {"roll": lambda roll: roll[0].update(x=1)})
bad(2, "a key too many in open.jsonl", {"open": lambda lines: lines[0].update(x=1)})
bad(2, "a key too many in participation.json", {"participation": put(x=1)})
for spelling, text in (
    ("a float", b'{"a":1.0}'),
    ("true", b"true"),
    ("a zero in front", b'{"a":01}'),
    ("a key twice", b'{"a":1,"a":1}'),
    ("keys that do not ascend", b'{"b":1,"a":1}'),
    ("white space", b'{"a": 1}'),
    ("an escape too many", b'"\\u0041"'),
    ("a control character", b'"\xc2\x85"'),
    ("a lone surrogate", b'"\xed\xa0\x80"'),
    ("wide digits", "\uff11".encode()),
    ("nesting", b"[" * 17 + b"]" * 17),
    ("nesting beyond all measure", b"[" * 10**6),
    ("an integer beyond all measure", b"9" * 10**6),
    ("2^53", b"9007199254740992"),
    ("nothing", b""),
    ("capitals in a key", b'{"A":1}'),
    ("an empty key", b'{"":1}'),
    ("a second value", b"1 1"),
    ("a byte order mark", b"\xef\xbb\xbf0"),
    ("half an object", b'{"a"'),
    ("NUL", b"\0"),
):
    bad(2, "JSON with " + spelling, files(lambda files, text=text: files.update({"result.json": text})))
bad(2, "a line without LF", files(lambda files: files.update({"ballots.jsonl": files["ballots.jsonl"][:-1]})))
bad(2, "an empty line", files(lambda files: files.update({"ballots.jsonl": files["ballots.jsonl"] + b"\n"})))
bad(2, "CR", replaced("ballots.jsonl", b"\n", b"\r\n"))
bad(2, "a roll that does not ascend", {"roll": lambda roll: roll.reverse()}, voters=30, cells=())
bad(2, "a leaf of no votes", {"roll": lambda roll: roll[0].update(votes=0)})
bad(2, "a live set that does not ascend", {"live": lambda live: live.reverse()})
bad(2, "a key too many in live.jsonl", {"live": lambda live: live[0].update(x=1)})
bad(2, "positions twice", {"participation": lambda p: p["voted"].insert(0, p["voted"][0])})
bad(2, "a salt alone", {"open": lambda lines: lines[0].pop("subject")})
bad(2, "an open.jsonl that does not ascend", {"open": lambda lines: lines.reverse()})

# ---- 03 keys -------------------------------------------------------------------------------------


def checkpoint_signed_by(name, change=lambda text: text):
    def extra(files):
        text = files["log/checkpoint"].decode().split("\n\n")[0] + "\n"
        tail = files["log/checkpoint"].decode().split("\n\n")[1].split("\n", 1)[1]
        text, key = change(text), Key(name)
        line = note_line(make_bundle.ORIGIN, 1, key, key.sign(text.encode()))
        files["log/checkpoint"] = (text + "\n" + line + tail).encode()

    return files(extra)


def without_policy(maker, bundle, given):
    return given._replace(policy=None)


def rotation_note(files, more):
    """The rotation's checkpoint, of a size `more` than its index."""
    maker = CURRENT.maker
    tree = make_bundle.Tree(maker.tree.entries + [b"{}"] * 9)
    keys = [maker.log_key, maker.next_key]
    files["log/rotation/%d" % maker.rotated] = maker.note(tree, maker.rotated + more, keys, make_bundle.OPENS)


def signed_as(name, origin):
    """log/key of another name, or a checkpoint of another origin, rightly signed by the log's key."""

    def extra(files):
        name_of_key = name or make_bundle.ORIGIN
        text = files["log/checkpoint"].decode().split("\n\n")[0] + "\n"
        text = text.replace(make_bundle.ORIGIN, origin or make_bundle.ORIGIN)
        key = CURRENT.maker.log_key
        line = note_line(name_of_key, 1, key, key.sign(text.encode()))
        files["log/checkpoint"] = (text + "\n" + line).encode()
        files["log/key"] = (make_bundle.vkey(name_of_key, 1, key) + "\n").encode()

    return files(extra)


bad(3, "a checkpoint signed by another key", checkpoint_signed_by("another"))
for what, change in (
    ("a size with a zero in front", lambda t: t.replace("\n", "\n0", 1)),
    ("a size beyond all measure", lambda t: t.replace("\n", "\n" + "9" * 30, 1)),
    ("a control character", lambda t: t + "\x0b\n"),
    ("an empty extension", lambda t: t + "\n\n"),
    ("half a root", lambda t: "\n".join(t.split("\n")[:2] + ["AAAA"]) + "\n"),
    ("a root of another spelling", lambda t: t[:-3] + chr(ord(t[-3]) + 1) + "=\n"),
):
    bad(3, "a checkpoint with " + what, checkpoint_signed_by("1 log", change), witnesses=0)
bad(3, "a checkpoint with a hundred signatures", witnesses=0, hooks=rewritten("log/checkpoint", lambda data: data + 100 * (
    note_line("x", 1, Key("x"), b"x")).encode()))
good("extension lines and strangers' signatures", witnesses=0, hooks=checkpoint_signed_by(
    "1 log", lambda t: t + "an extension\n"))
bad(3, "a checkpoint altered after signing", replaced("log/checkpoint", b"log\n", b"log\n1"))
bad(3, "log/key without LF", files(lambda f: f.update({"log/key": f["log/key"][:-1]})))
bad(3, "log/key of another id", replaced("log/key", b"log+", b"log+0"))
bad(3, "another origin in the manifest", {"manifest": put(origin="vote.example.org/other")})
bad(3, "a note of control characters", replaced("log/checkpoint", b"\n\n", b"\n\x01\n\n"))
bad(3, "a note without signatures", files(lambda f: f.update({"log/checkpoint": b"a\n1\nb\n"})))
bad(3, "a rotation without its file", {"files": lambda f: [f.pop(n) for n in list(f) if "rotation" in n]}, rotation=True)
bad(3, "a rotation file without rotation", files(lambda f: f.update({"log/rotation/2": f["log/checkpoint"]})))
bad(3, "a rotation that only the new key signed", {"files": lambda f: f.update(
    {n: f["log/checkpoint"] for n in f if "rotation" in n})}, rotation=True)
bad(3, "a rotation to another key", entry("log.key", lambda e: e.update(add=e["remove"], remove=e["add"])), rotation=True)
bad(3, "a malformed rotation", entry("log.key", put(x=1)), rotation=True)
bad(3, "a rotation back, without policy", entry("log.key", lambda e: e.update(add=e["remove"], remove=e["add"])),
    without_policy, rotation=True)
bad(3, "a rotation whose checkpoint does not cover it", {"files": lambda f: rotation_note(f, 0)}, rotation=True)
bad(3, "log/key of another name than the log's", signed_as("vote.example.org/x", None), without_policy)
bad(3, "a checkpoint of another log", signed_as(None, "vote.example.org/x"), without_policy)
for what, change in (
    ("a receipt key of another length", lambda t: t.replace("receipt ", "receipt 00")),
    ("another receipt key", lambda t: "\n".join("receipt " + Key("x").public.hex() if line.startswith("receipt ") else line
                                               for line in t.split("\n"))),
    ("no receipt key", lambda t: t.replace("receipt ", "#receipt ")),
    ("no officers", lambda t: t.replace("officer ", "#officer ")),
    ("another officer's key", lambda t: t[:-2] + ("0" if t[-2] != "0" else "1") + "\n"),
    ("an officer's name after two blanks", lambda t: t.replace("officer ", "officer  ", 1)),
    ("an officer's name before a tab", lambda t: t[:-66] + "\t" + t[-65:]),
    ("a receipt key twice", lambda t: t + next(line for line in t.split("\n") if "receipt" in line) + "\n"),
    ("one key for two officers", lambda t: t + "officer X " + t.split("\n")[-2].split()[-1] + "\n"),
    ("no quorum", lambda t: t.replace("quorum", "#quorum")),
    ("two quorums", lambda t: t + "quorum none\n"),
    ("no log", lambda t: t.replace("log ", "#log ", 1)),
    ("a word nobody knows", lambda t: t + "trust me\n"),
    ("a threshold of none", lambda t: t.replace(" all ", " 0 ")),
    ("a threshold above all", lambda t: t.replace(" all ", " 3 ")),
    ("a member nobody knows", lambda t: t.replace("all W0", "all W7")),
    ("a member twice", lambda t: t.replace("all W0", "all W1")),
    ("a group before its members", lambda t: "group g any W0\n" + t),
    ("a witness who has not cosigned", lambda t: t.replace("group", "witness W9 %s\ngroup" % make_bundle.vkey(
        "w9.example.net", 4, Key("w9"))).replace("W0 W1", "W0 W1 W9")),
    ("a vkey of another id", lambda t: t.replace("net+", "net+0", 1)),
    ("a carriage return", lambda t: t.replace("\n", "\r\n")),
    ("another log", lambda t: "\n".join("log " + make_bundle.vkey(make_bundle.ORIGIN, 1, Key("x"))
                                        if line.startswith("log ") else line for line in t.split("\n"))),
    ("a log of another origin", lambda t: t.replace("log vote", "log Vote")),
):
    bad(3, "a policy with " + what, extra=policy(change))
bad(3, "a cosignature altered", {"files": lambda f: f.update({"log/checkpoint": f["log/checkpoint"][:-9] + b"AAAA" + f["log/checkpoint"][-5:]})})
good("any of two witnesses", policy(lambda t: t.replace(" all ", " 1 ")))
good("a policy with more keys than needed", policy(
    lambda t: "receipt %s\nofficer Lena Aalto %s\n" % ((Key("x").public.hex(),) * 2) + t))
for what, key in (("of small order", "01" + "00" * 31), ("off the curve", "02" + "00" * 31), ("above p", "ff" * 31 + "7f")):
    bad(3, "a receipt key %s in the policy" % what, extra=policy(lambda t, key=key: t + "receipt %s\n" % key))
    bad(3, "an officer's key %s in the policy" % what, extra=policy(lambda t, key=key: t + "officer X %s\n" % key))
    odd = namedtuple("Odd", "public")(bytes.fromhex(key))
    bad(3, "a log key %s in the policy" % what, extra=policy(
        lambda t, odd=odd: t + "log %s\n" % make_bundle.vkey(make_bundle.ORIGIN, 1, odd)))
    bad(3, "a witness's key %s in the policy" % what, extra=policy(
        lambda t, odd=odd: t + "witness X %s\n" % make_bundle.vkey("x", 4, odd)))
good("groups of groups", policy(lambda t: t.replace("quorum all-of-them", "group g any all-of-them\nquorum g")))

# ---- 04 tree -------------------------------------------------------------------------------------


def tile_byte(files, part="log/tile/0/"):
    name = next(name for name in sorted(files) if name.startswith(part))
    files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])


def another_history(maker, bundle, given):
    other = Maker({}, **dict(CURRENT.options, after=CURRENT.options.get("after", 2)))
    other.hooks = {"log": lambda log: log[1].update(note="another")}
    return given._replace(checkpoints=[other.make().checkpoints["opened"]])


def older_of_another_key(maker, bundle, given):
    return given._replace(checkpoints=[maker.note(maker.tree, 3, [Key("another")], make_bundle.OPENS)])


def older_of_another_log(maker, bundle, given):
    text = given.checkpoints[0].decode().split("\n\n")[0] + "\n"
    text = text.replace(make_bundle.ORIGIN, "vote.example.org/x")
    line = note_line(make_bundle.ORIGIN, 1, maker.log_key, maker.log_key.sign(text.encode()))
    return given._replace(checkpoints=[(text + "\n" + line).encode()])


bad(4, "an entry altered", {"files": lambda f: tile_byte(f, "log/tile/entries/")})
bad(4, "a hash altered", {"files": tile_byte})
bad(4, "a hash of level 1 altered", {"files": lambda f: tile_byte(f, "log/tile/1/")}, before=300)
bad(4, "a tile missing", {"files": lambda f: f.pop("log/tile/1/000.p/1")}, before=300, voters=20, cells=())
bad(4, "a tile of level 0 missing", {"files": lambda f: [f.pop(n) for n in sorted(f) if "tile/0/" in n]})
bad(4, "a tile too many", {"files": lambda f: f.update({"log/tile/0/999": b"\0" * 8192})})
bad(4, "a partial tile beside a full one", {"files": lambda f: f.update({"log/tile/1/000.p/2": b"\0" * 64})}, before=300)
bad(4, "an older checkpoint of another history", extra=another_history)
bad(4, "an older checkpoint of another key", extra=older_of_another_key)
bad(4, "a checkpoint that is none", extra=lambda maker, bundle, given: given._replace(checkpoints=[b"?"]))


def forked_rotation(files):
    name = next(name for name in files if "rotation" in name)
    maker = CURRENT.maker
    tree = make_bundle.Tree([b"x"] + maker.tree.entries[1:] if hasattr(maker, "tree") else [b"x"] * 99)
    files[name] = maker.note(tree, maker.rotated + 1, [maker.log_key, maker.next_key], make_bundle.OPENS + 6)


bad(4, "a rotation of another history", {"files": forked_rotation}, rotation=True)
bad(4, "a rotation of a larger tree", {"files": lambda f: rotation_note(f, 20)}, rotation=True)
bad(4, "the last entries of another history", {"files": lambda f: another_tail(f, -1)})
bad(4, "a full tile of another history", {"files": lambda f: another_tail(f, 0)}, after=300)
bad(4, "a useless tile", {"files": lambda f: f.update({"log/tile/5/000.p/1": b"\0" * 32})})
bad(4, "an older checkpoint of another log", extra=older_of_another_log)


def another_tail(files, place):
    """Other entries, and a level-0 tile that fits them."""
    names = [name for name in sorted(files) if name.startswith("log/tile/entries/")]
    name = names[place]
    entries = verify.split_entries(files[name])
    entries[-1] = b'{"kind":"member.noted","v":1}'
    files[name] = b"".join(struct.pack(">H", len(one)) + one for one in entries)
    files[name.replace("entries", "0")] = b"".join(map(verify.leaf_hash, entries))



# ---- 05 entries ----------------------------------------------------------------------------------


def log(change):
    return {"log": change}


def at(log, kind):
    return next(i for i, one in enumerate(log) if one["kind"] == kind)


def move(kind, place):
    def change(log):
        one = log.pop(at(log, kind))
        log.insert(place(log), one)

    return change


def drop(kind):
    return lambda log: log.pop(at(log, kind))


def twice(kind):
    return lambda log: log.insert(at(log, kind), log[at(log, kind)])


bad(5, "an entry that is not canonical", {"raw": lambda raw: raw.__setitem__(2, raw[2] + b" ")})
bad(5, "an entry that is no object", {"raw": lambda raw: raw.__setitem__(2, b"[]")})
bad(5, "an entry whose keys do not ascend", {"raw": lambda raw: raw.__setitem__(2, b'{"v":1,"kind":"x"}')})
bad(5, "a statement of too many", entry("poll.unsealed", lambda e: e.update(
    clashing=["%064x" % i for i in range(450)], undecodable=["%064x" % i for i in range(450, 901)])))
bad(5, "an entry without kind", {"raw": lambda raw: raw.__setitem__(2, b'{"v":1}')})
bad(5, "an entry without v", {"raw": lambda raw: raw.__setitem__(2, b'{"kind":"x"}')})
bad(5, "an entry that is empty", {"raw": lambda raw: raw.__setitem__(2, b"")})
bad(5, "a key too many", entry("poll.opened", put(x=1)))
bad(5, "a key too few", entry("poll.closed", lambda e: e.pop("votes")))
bad(5, "another v", entry("poll.cast", put(v=2)))
bad(5, "no reason", entry("poll.extended", put(reason="")), extension=True)
bad(5, "a day that is none", entry("roll.certified", put(record_date="2030-02-30")))
bad(5, "digests that do not ascend", entry("poll.cast", lambda e: e["digests"].reverse()))
bad(5, "another n", entry("poll.cast", raises(1, "n")))
bad(5, "signatures that do not ascend", entry("poll.opened", lambda e: e["sigs"].reverse(), "signed"))
bad(5, "a kind nobody knows", log(lambda log: log[at(log, "poll.cast")].update(kind="poll.mislaid")))
bad(5, "a voided poll", log(lambda log: log.append(
    {"at": 1, "eid": log[at(log, "poll.opened")]["eid"], "kind": "poll.voided", "reason": "x", "sigs": [], "v": 1})))
bad(5, "a cast after the close", log(move("poll.cast", lambda log: at(log, "poll.closed") + 1)))
bad(5, "an extension after the close", log(move("poll.extended", lambda log: at(log, "poll.closed") + 1)), extension=True)
bad(5, "an exclusion after the opening", log(move("poll.excluded", lambda log: at(log, "poll.result"))), excluded=1)
bad(5, "an exclusion before the poll", log(move("poll.excluded", lambda log: at(log, "poll.opened"))), excluded=1)
good("an exclusion while the poll is open", hooks=log(move("poll.excluded", lambda log: at(log, "poll.cast"))), excluded=1)
bad(5, "the roll after the opening", log(move("roll.certified", lambda log: at(log, "poll.opened") + 1)))
for kind in ("poll.opened", "poll.closed", "poll.result", "poll.certified", "poll.unsealed"):
    if kind != "poll.unsealed":
        bad(5, "twice " + kind, log(twice(kind)))
    bad(5, "no " + kind, log(drop(kind)), openings=1)
bad(5, "no roll.certified", log(lambda log: log[at(log, "roll.certified")].update(root="0" * 64)))
bad(5, "tiles from before the roll's", {"files": lambda f: f.update(CURRENT.maker.tree.tiles(0))}, before=300)

# ---- 06 opening ----------------------------------------------------------------------------------

LONELY = lambda e: e["sigs"].pop()  # noqa: E731


def wrong(e):
    e["sigs"][0]["sig"] = flip(e["sigs"][0]["sig"])


def stranger(e):
    e["sigs"][1]["by"] = "Zoe Unknown"


bad(6, "another manifest's hash", entry("poll.opened", put(manifest="0" * 64)))
bad(6, "another roll's root", entry("poll.opened", put(roll_root="0" * 64)))
bad(6, "it opens at another time", entry("poll.opened", raises(1, "opens")))
bad(6, "it closes at another time", entry("poll.opened", raises(1, "closes")))
bad(6, "an extension that shortens", entry("poll.extended", raises(-7200, "closes")), extension=True)
bad(6, "opened by one officer", entry("poll.opened", LONELY, "signed"))
bad(6, "opened by the one officer its rule asks for", entry("poll.opened", LONELY, "signed"), rules=[
    {"citation": "s", "key": "opening.officers", "value": "1"}])
bad(6, "opened by one and a stranger", entry("poll.opened", stranger, "signed"))
bad(6, "opened with a wrong signature", entry("poll.opened", wrong, "signed"), rules=[
    {"citation": "s", "key": "opening.officers", "value": "1"}])
bad(6, "extended by one officer", entry("poll.extended", LONELY, "signed"), extension=True)
bad(6, "lost by one officer", entry("poll.lost", LONELY, "signed"), lost=1)
bad(6, "a rule that asks for more", rules=[{"citation": "s", "key": "opening.officers", "value": "3"}])
bad(6, "a rule that is no number", rules=[{"citation": "s", "key": "opening.officers", "value": "two"}])
bad(6, "a rule with a zero in front", rules=[{"citation": "s", "key": "opening.officers", "value": "02"}])

# ---- 07 roll -------------------------------------------------------------------------------------

bad(7, "other leaves", files(lambda f: f.update({"roll.jsonl": f["roll.jsonl"].replace(b'"person"', b'"parson"', 1)})))
bad(7, "another number of leaves", entry("roll.certified", raises(1, "leaves")))
bad(7, "another number of votes", entry("roll.certified", raises(1, "votes")))
bad(7, "a roll by one officer", entry("roll.certified", LONELY, "signed"))
bad(7, "a roll with a wrong signature", entry("roll.certified", wrong, "signed"))

# ---- 08 live -------------------------------------------------------------------------------------


def one_more(kind, digest):
    """One digest more in the first entry of a kind, and in the total of poll.closed."""

    def change(this, value):
        maker = CURRENT.maker
        if this == kind and len(value["digests"]) == getattr(maker, kind[5:]):
            value["digests"] = sorted(value["digests"] + [digest()])
            value.update({"n": len(value["digests"])} if "n" in value else {})
        if this == "poll.closed":
            value[kind[5:]] += 1

    return {"entry": change}


def superseded_digest():
    log = CURRENT.maker.log
    return log[at(log, "poll.superseded")]["digests"][0]


def older_envelope(live):
    """The server counts a superseded envelope in place of the later one."""
    live[0]["d"] = superseded_digest()
    live.sort(key=lambda line: line["d"])


def cast_twice(batches):
    batches[1] = sorted(batches[1] + [batches[0][0]])
    CURRENT.maker.cast += 1


def small_batch(batches):
    first, second = batches[0][:5], batches[0][5:]
    batches[0:1] = [first, second]


bad(8, "a digest logged twice", {"batches": cast_twice})
bad(8, "a small batch that is not the last", {"batches": small_batch})
bad(8, "an empty batch", {"batches": lambda batches: batches.__setitem__(slice(None), [sorted(sum(batches, [])), []])})
bad(8, "superseded and never cast", one_more("poll.superseded", lambda: "f" * 64), superseded=2)
bad(8, "lost and never cast", one_more("poll.lost", lambda: "f" * 64), lost=2)
bad(8, "superseded and lost", one_more("poll.lost", superseded_digest), superseded=3, lost=3)
bad(8, "a superseded envelope counted", {"live": older_envelope}, superseded=3)
bad(8, "an envelope missing", {"live": lambda live: live.pop()})
bad(8, "an envelope too many", {"live": lambda live: live.append({"d": "f" * 64, "w": 1})})
for total in ("cast", "live", "lost", "superseded", "votes"):
    bad(8, "another total of " + total, entry("poll.closed", raises(1, total)))
bad(8, "another live_root", entry("poll.closed", put(live_root="0" * 64)))


def listed_twice(kind):
    def change(log):
        i = at(log, kind)
        log.insert(i, log[i])
        log[at(log, "poll.closed")][kind[5:]] *= 2

    return change


bad(8, "superseded twice", log(listed_twice("poll.superseded")), superseded=3)
bad(8, "lost twice", log(listed_twice("poll.lost")), lost=3)

# ---- 09 participation ----------------------------------------------------------------------------


def other_weight(participation):
    """In place of one who voted, one of another weight who did not."""
    maker = CURRENT.maker
    voted = participation["voted"]
    for out in range(len(maker.roll)):
        for i, one in enumerate(voted):
            if out not in voted and maker.roll[out]["votes"] != maker.roll[one]["votes"]:
                voted[i] = out
                voted.sort()
                return


bad(9, "another participation than hashed", entry("poll.closed", put(participation="0" * 64)))
bad(9, "a participant missing", {"participation": lambda p: p["voted"].pop()})
bad(9, "a participant who is not on the roll", {"participation": lambda p: p["voted"].__setitem__(-1, 10**6)})
bad(9, "participants of other weights", {"participation": other_weight})
bad(9, "participation of another poll", {"participation": put(poll="0" * 64)})

# ---- 10 time -------------------------------------------------------------------------------------


def witnessed_early(maker, bundle, given):
    note = maker.note(maker.tree, maker.marks["closed"], [maker.log_key], maker.closes - 1)
    return given._replace(checkpoints=[note])


bad(10, "closed before its time", entry("poll.closed", raises(-3, "at")))
bad(10, "closed before the extended time", entry("poll.closed", raises(-3600, "at")), extension=True)
bad(10, "witnessed before its time", extra=witnessed_early)

# ---- 11 unsealing --------------------------------------------------------------------------------

bad(11, "another live set", entry("poll.unsealed", put(live_root="0" * 64)))
bad(11, "another live set by all", {"entry": lambda kind, value: kind == "poll.unsealed" and value.update(
    live_root="0" * 64)})
bad(11, "an opening by nobody", entry("poll.unsealed", put(officer="Zoe Unknown")))
bad(11, "an opening with a wrong signature", entry("poll.unsealed", lambda e: e.update(sig=flip(e["sig"])), "signed"))
bad(11, "two openings that differ", entry("poll.unsealed", put(lines=1)))
bad(11, "an officer who opened twice", log(twice("poll.unsealed")))
bad(11, "set aside by one officer", entry("poll.set_aside", LONELY, "signed"), set_aside=1)
bad(11, "excluded by one officer", entry("poll.excluded", LONELY, "signed"), excluded=1)

# ---- 12 sum --------------------------------------------------------------------------------------


def heavier(lines):
    one = next(line for line in lines if line.get("w") == 5)
    other = next(line for line in lines if "w" not in line)
    other["w"] = 5
    one.pop("w")
    other["w"] = 15


def every_statement(change):
    return {"entry": lambda kind, value: change(value) if kind == "poll.unsealed" else None}


bad(12, "a ballot missing", {"ballots": lambda lines: lines.pop()})
bad(12, "a ballot too many", {"ballots": lambda lines: lines.append({"t": "z" * 16 + "-" + "z" * 6, "v": []})})
bad(12, "a ballot of other weight", {"ballots": heavier})
bad(12, "set aside and not live", entry("poll.set_aside", lambda e: e["digests"].__setitem__(-1, "f" * 64)), set_aside=1)
bad(12, "undecodable and not live", every_statement(put(undecodable=["f" * 64])))
bad(12, "undecodable and set aside", {"entry": lambda kind, value: undecodable_aside(kind, value)}, set_aside=1)


def undecodable_aside(kind, value):
    if kind == "poll.set_aside":
        CURRENT.maker.aside = value["digests"]
    if kind == "poll.unsealed":
        value["undecodable"] = CURRENT.maker.aside


# ---- 13 ballots ----------------------------------------------------------------------------------


def first_of(lines, weighted):
    return next(line for line in lines if ("w" in line) == weighted)


bad(13, "another hash of the ballots", every_statement(put(ballots="0" * 64)))
bad(13, "another number of lines", every_statement(raises(1, "lines")))
bad(13, "another number of votes", every_statement(raises(1, "votes")))
bad(13, "another hash of open.jsonl", every_statement(put(open="0" * 64)))
bad(13, "a w of 1", {"ballots": lambda lines: first_of(lines, False).update(w=1)})
bad(13, "an option that is not there", {"ballots": lambda lines: lines[0].update(v=[[9]])})
bad(13, "an option twice", {"ballots": lambda lines: lines[0].update(v=[[1], [1]])})
bad(13, "an empty rank", {"ballots": lambda lines: lines[0].update(v=[[]])})
bad(13, "a rank that does not ascend", {"ballots": lambda lines: lines[0].update(v=[[2, 1]])})
bad(13, "a word on a ranked ballot", {"ballots": lambda lines: lines[0].update(v="yes")})
bad(13, "a key too many on a ballot", {"ballots": lambda lines: lines[0].update(x=1)})
bad(13, "a tracker of no form", {"ballots": lambda lines: lines[0].update(t="1" * 23)})
bad(13, "two of a tracker", {"ballots": lambda lines: same_tracker(lines)})
bad(13, "ballots that do not ascend", {"ballots": lambda lines: lines.reverse()})
bad(13, "too many marks", {"ballots": lambda lines: lines[0].update(v=["ada", "bob", "cyd"])}, method="plurality-1")
bad(13, "marks that do not ascend", {"ballots": lambda lines: lines[0].update(v=["bob", "ada"])}, method="approval-1")
bad(13, "an answer nobody knows", {"ballots": lambda lines: lines[0].update(v="maybe")}, method="motion-1")
bad(13, "a score too high", {"ballots": lambda lines: lines[0].update(v={"ada": 6})}, method="score-1")
bad(13, "an open ballot missing", {"open": lambda lines: lines.pop()})
bad(13, "an open ballot too many", {"open": lambda lines: one_more_open(lines)})
bad(13, "a member who took no part", {"open": lambda lines: absent(lines)}, cells=((5, 4), (50, 2)), turnout=60, seed=7)
bad(13, "a commitment that is not on the roll", {"open": lambda lines: lines[-1].update(c="f" * 64)}, withheld=99)
bad(13, "a commitment twice", {"open": lambda lines: lines[1].update(c=lines[0]["c"])}, cells=((50, 4),), turnout=100, withheld=99)
bad(13, "a tracker twice in open.jsonl", {"open": lambda lines: tracker_of_another(lines)}, voters=2, cells=((50, 4),),
    turnout=100, set_aside=1, withheld=99)
bad(13, "a ballot beside a commitment of other weight", {"open": lambda lines: swapped(lines)}, turnout=100, withheld=99)
bad(13, "another subject", {"open": lambda lines: lines[0].update(subject="Somebody")})
bad(13, "another entitlement", {"open": lambda lines: lines[0].update(entitlement="0" * 32)})
opens({13, 14}, "winners only", small_cells="winners-only")
opens({13, 14}, "winners only of a motion", method="motion-1", small_cells="winners-only")
opens({13, 14}, "winners only, one excluded and one set aside", small_cells="winners-only", excluded=1, set_aside=1)
bad(13, "ballots where winners only are published", {"files": lambda files: files.update(
    {"ballots.jsonl": jsonl_of(CURRENT.maker.ballots)})}, small_cells="winners-only")
bad(13, "open ballots where winners only are published", {"files": lambda files: files.update(
    {"open.jsonl": b'{"c":"%s","entitlement":"%s","t":"%s"}\n' % (b"0" * 64, b"0" * 32, b"a" * 16 + b"-" + b"a" * 6)})},
    small_cells="winners-only")
bad(12, "fewer lines stated where winners only are published", every_statement(raises(1, "lines")), small_cells="winners-only")
bad(14, "totals where winners only are published", {"results": lambda results: more(results, totals={"ada": 3})},
    small_cells="winners-only")
bad(14, "rounds where winners only are published", {"results": lambda results: more(results, rounds=[{"round": 1}])},
    small_cells="winners-only")
bad(14, "a winner whom nobody could vote for", {"results": lambda results: more(results, elected=["nobody"])},
    small_cells="winners-only")
bad(14, "more winners than seats", {"results": lambda results: more(results, elected=["ada", "bob", "cyd"])}, seats=2,
    small_cells="winners-only")


def jsonl_of(lines):
    return b"".join(canonical(line) + b"\n" for line in lines)


def more(results, **keys):
    result = json.loads(results["result.json"])
    results["result.json"] = canonical(dict(result, **keys))


def tracker_of_another(lines):
    """A member whose ballot was set aside stands beside the ballot of another of the same weight."""
    maker = CURRENT.maker
    opened = {line["c"] for line in lines}
    person = next(one for one in maker.people if one.leaf["c"] not in opened)
    weight = {one.leaf["c"]: one.leaf["votes"] for one in maker.people}
    other = next(line for line in lines if weight[line["c"]] == person.leaf["votes"])
    lines.append({"c": person.leaf["c"], "entitlement": person.entitlement, "t": other["t"]})
    lines.sort(key=lambda line: line["c"])


def swapped(lines):
    weight = {one.leaf["c"]: one.leaf["votes"] for one in CURRENT.maker.people}
    one = next(line for line in lines if weight[line["c"]] == 15)
    two = next(line for line in lines if weight[line["c"]] == 50)
    one["t"], two["t"] = two["t"], one["t"]


def same_tracker(lines):
    one, two = [line for line in lines if "w" not in line][:2]
    two.update(t=one["t"], v=[[1]] if one["v"] != [[1]] else [[2]])
    lines.sort(key=canonical)


def one_more_open(lines):
    maker = CURRENT.maker
    person = next(maker.people[i] for i in maker.voted if maker.roll[i]["votes"] == 1)
    lines.append({"c": person.leaf["c"], "entitlement": person.entitlement, "t": person.tracker})
    lines.sort(key=lambda line: line["c"])


def absent(lines):
    """A ballot beside the commitment of somebody of the same weight who has not voted."""
    maker = CURRENT.maker
    for line in lines:
        here = next(person for person in maker.people if person.leaf["c"] == line["c"])
        for i, person in enumerate(maker.people):
            if i not in maker.voted and person.leaf["votes"] == here.leaf["votes"]:
                line.clear()
                line.update(c=person.leaf["c"], entitlement=person.entitlement, t=here.tracker)
                lines.sort(key=lambda line: line["c"])
                return
    raise LookupError("nobody is absent")


# ---- 14 count ------------------------------------------------------------------------------------


WHOLE = [{"citation": "s", "key": "quorum.votes", "value": "1/1"}]


def result(name, change):
    def hook(results):
        value = verify.parse_json(results[name])
        change(value)
        results[name] = canonical(value)

    return {"results": hook}


bad(14, "another result", result("result.json", lambda value: value["elected"].reverse()))
bad(14, "another result of a motion", result("result.json", put(verdict="no_quorum")), method="motion-1")
bad(14, "a quorum denied that was reached", result("result.json", put(elected=[], rounds=[], ties=[], verdict="no_quorum")))
bad(14, "no word of the quorum", result("result.json", lambda value: value.pop("verdict")), turnout=10, rules=WHOLE)
bad(14, "a motion adopted without quorum", result("result.json", put(verdict="adopted")), method="motion-1", turnout=10,
    rules=WHOLE)
bad(14, "another hash of the result", entry("poll.result", put(result="0" * 64)))
bad(14, "another hash of the ballots in the result", entry("poll.result", put(ballots="0" * 64)))
bad(14, "another beacon", entry("poll.result", lambda e: e.update(beacon=flip(e["beacon"]))))
bad(14, "a beacon too long", entry("poll.result", lambda e: e.update(beacon=e["beacon"] + "00")))
bad(14, "half a beacon", entry("poll.result", lambda e: e.update(beacon=e["beacon"][:64])))
bad(14, "a beacon of before the extended close", {"manifest": lambda m: m["beacon"].update(after=m["closes"])},
    public_beacon=True, extension=True)
bad(14, "no as-cast.json", {"files": lambda f: f.pop("as-cast.json")}, excluded=1)
bad(14, "another as-cast.json", result("as-cast.json", lambda value: value["elected"].reverse()), excluded=1)
bad(14, "an as-cast.json for nothing", files(lambda f: f.update({"as-cast.json": f["result.json"]})))
bad(14, "a lot in the manifest", parameters={"lot": [1, 2, 3, 4, 5]})
bad(14, "an excluded option that is not there", entry("poll.excluded", put(option="zed")), excluded=1)
bad(14, "a strict majority of all", method="motion-1", parameters={"majority": "1/1", "strict": 1})
bad(14, "more votes than eligible", method="motion-1", parameters={"eligible": 3})
bad(14, "a base that is not given", method="motion-1", parameters={"base": "in_office"})

# ---- 15 rules ------------------------------------------------------------------------------------

bad(15, "another number of eligible votes", method="motion-1", parameters={"eligible": 10**6})
bad(15, "groups", parameters={"groups": {"x": []}})
bad(15, "sitting", parameters={"sitting": {}})
bad(15, "a quorum that is no fraction", rules=[{"citation": "s", "key": "quorum.members", "value": "half"}])
bad(15, "a quorum above all", rules=[{"citation": "s", "key": "quorum.votes", "value": "3/2"}])
good("a quorum that was not reached", turnout=10, rules=WHOLE)
good("a quorum of members that was not reached", turnout=10, rules=[
    {"citation": "s", "key": "quorum.members", "value": "1/2"}, {"citation": "s", "key": "quorum.votes", "value": "1/100"}])
good("a motion without quorum", method="motion-1", turnout=10, rules=WHOLE)
good("an exclusion without quorum", turnout=10, excluded=1, rules=WHOLE)

# ---- 16 certification ----------------------------------------------------------------------------


def receipts(change):
    def extra(maker, bundle, given):
        return given._replace(receipts=[change(maker, given.receipts[0])])

    return extra


for name in ("ballots", "live", "manifest", "open", "participation", "result", "roll"):
    bad(16, "another certified hash of " + name, entry("poll.certified", put(**{name: "0" * 64})))
bad(16, "certified by one officer", entry("poll.certified", LONELY, "signed"))
bad(16, "certified with a wrong signature", entry("poll.certified", wrong, "signed"))
bad(16, "destroyed by one officer", entry("poll.destroyed", LONELY, "signed"), destroyed=True)
bad(16, "a receipt for an envelope that is not there", extra=receipts(lambda maker, data: maker.receipt("f" * 64, 1)))
bad(16, "a receipt of other votes", extra=receipts(lambda maker, data: maker.receipt(maker.live[0]["d"], 99)))
bad(16, "a receipt by another key", extra=receipts(lambda maker, data: data.replace(b'"sig":"', b'"sig":"00', 1)[:-2] + b"}"))
bad(16, "a receipt altered", extra=receipts(lambda maker, data: data.replace(maker.live[0]["d"].encode(), maker.live[1]["d"].encode())))
bad(16, "a receipt of another poll", extra=receipts(lambda maker, data: other_poll(maker)))
bad(16, "a receipt that is none", extra=receipts(lambda maker, data: b"{}"))
bad(16, "a receipt with LF", extra=receipts(lambda maker, data: data + b"\n"))


def other_poll(maker):
    maker.eid = "0" * 64
    return maker.receipt(maker.live[0]["d"], maker.live[0]["w"])


def certified_with_undecodable():
    """A live envelope is undecodable: its line is missing, all sums are right."""
    taken = {}

    def ballots(lines):
        maker = CURRENT.maker
        line = first_of(lines, False)
        lines.remove(line)
        person = next(person for person in maker.people if person.tracker == line["t"])
        taken["digest"] = person.digest

    def change(kind, value):
        if kind == "poll.unsealed":
            value["undecodable"] = [taken["digest"]]

    return {"ballots": ballots, "entry": change}


bad(16, "certified with an undecodable envelope", certified_with_undecodable())


# ---- Trying --------------------------------------------------------------------------------------


class Current:
    """The poll being made, for hooks that need to see more than the stage they change."""

    maker = None
    options = {}


CURRENT = Current()


def make_case(case):
    """What is handed to a verifier: the bundle, and what a reader brings along."""
    CURRENT.options = case.options
    CURRENT.maker = maker = Maker(case.hooks, **case.options)
    bundle = maker.make()
    marks = list(bundle.checkpoints.values())
    given = Given(zipped(bundle.files), bundle.policy, marks, bundle.receipts)
    return given if case.extra is None else case.extra(maker, bundle, given)


def write_case(given, folder):
    """The files of a case in a folder. Returns the arguments that name them."""
    os.makedirs(folder, exist_ok=True)
    named = [(None, "bundle.zip", given.archive)]
    named += [("--checkpoint", "checkpoint-%d" % i, data) for i, data in enumerate(given.checkpoints)]
    named += [("--receipt", "receipt-%d" % i, data) for i, data in enumerate(given.receipts)]
    named += [("--policy", "policy.txt", given.policy)] if given.policy is not None else []
    arguments = []
    for flag, name, data in named:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        arguments += [path] if flag is None else [flag, path]
    return arguments


def verified(verifier, arguments):
    """The lines of a verify.py, loaded as a module."""
    ctx, unreadable = verifier.load(verifier.parse_arguments(arguments))
    return verifier.verify(ctx, unreadable)


def judge(case, lines):
    """Nothing, or what is wrong with the lines of a case."""
    if len(lines) != 16:
        return "%d lines" % len(lines)
    failed = next((line for line in lines if line.state == "fails"), None)
    if failed is not None and "malformed (" in failed.sentence:
        return "no check foresaw it: %02d %s" % (failed.n, failed.sentence)
    if (failed and failed.n) != case.fails:
        return "%02d fails: %s" % (failed.n, failed.sentence) if failed else "passes"
    opened = {line.n for line in lines if line.state == "open"}
    return None if failed or opened == case.open else "open are %s" % sorted(opened)


def compare(lines, has_policy, command, arguments):
    """Nothing, or where another program says something else."""
    done = subprocess.run([*command, *arguments, "--json"], capture_output=True)
    try:
        said = verify.parse_json(done.stdout.rstrip(b"\n"))
        theirs = [(check["n"], check["name"], check["state"]) for check in said["checks"]]
        verdict = said["verdict"]
    except (verify.Refused, KeyError, TypeError) as why:
        return "exit %d and no report: %s %s" % (done.returncode, why, done.stderr[:200])
    ours = [(line.n, line.name, line.state) for line in lines]
    for one, other in zip(ours, theirs):
        if one != other:
            sentences = [lines[one[0] - 1].sentence, said["checks"][one[0] - 1]["sentence"]]
            return "%s and %s: %s / %s" % (one, other, *sentences)
    if len(ours) != len(theirs) or verdict != verify.verdict(lines, has_policy):
        return "another verdict: " + verdict
    code = verify.exit_code(lines, False)
    return None if done.returncode == code else "exit %d, not %d" % (done.returncode, code)


def run(verifier, *arguments):
    done = subprocess.run([sys.executable, "-I", verifier, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def try_command_line(verifier, folder):
    """Exit codes, the verdict, the folder, --json and --strict. Yields (name, whether it is right)."""
    bundle = make_bundle.make(openings=1)
    make_bundle.write(bundle, folder)
    path, policy = os.path.join(folder, "bundle"), os.path.join(folder, "policy.txt")
    archive, nothing = os.path.join(folder, "bundle.zip"), os.path.join(folder, "nothing")
    code, out, _ = run(verifier, path)
    yield "a folder without policy", code == 0 and out.endswith("\nconsistent; keys not checked\n")
    code, out, _ = run(verifier, archive, "--policy", policy)
    yield "an archive with policy", code == 0 and out.endswith("\nverified\n") and out.count("\n") == 17
    code, out, _ = run(verifier, archive, "--policy", policy, "--strict")
    yield "one opening is not enough for --strict", code == 1
    code, out, _ = run(os.path.join(path, "verify.py"))
    yield "the folder it stands in", code == 0 and out.startswith("01 archive ok: ")
    code, out, _ = run(verifier, path, "--policy", policy, "--json")
    value = verify.parse_json(out.encode()[:-1])
    same = verify.is_canonical(out.encode()[:-1], value) and value["verdict"] == "verified"
    yield "--json", code == 0 and same and len(value["checks"]) == 16
    code, out, _ = run(verifier, nothing)
    unreadable = out.startswith("01 archive fails: ") and out.endswith("\nunreadable\n")
    yield "no such bundle", code == 2 and unreadable
    code, out, err = run(verifier, archive, "--policy", nothing)
    yield "no such policy", code == 2 and out.startswith("01 archive fails: ") and not err
    code, out, err = run(verifier, archive, "--nonsense")
    yield "no such option", code == 2 and "Traceback" not in err
    code, out, err = run(verifier, os.devnull)
    yield "a device", code == 2 and out.startswith("01 archive fails: ")
    os.symlink("README.txt", os.path.join(path, "as-cast.json"))
    code, out, err = run(verifier, path)
    yield "a link in a folder", code == 2 and out.startswith("01 archive fails: ")
    os.unlink(os.path.join(path, "as-cast.json"))
    with open(os.path.join(path, "result.json"), "ab") as file:
        file.write(b"\n")
    code, out, err = run(verifier, path)
    yield "refused", code == 1 and out.endswith("\nrefused at check 02\n")


def try_counts():
    """Counts of other programs, and one transcript. Yields (name, whether it is right)."""
    ballots = os.path.join(make_bundle.HERE, "..", "ballots")
    with open(os.path.join(ballots, "expected.json"), encoding="utf-8") as file:
        expected = json.load(file)
    for case in expected:
        if case["method"] == "meek-prf-1":
            names, result = count_blt(os.path.join(ballots, case["file"]), case["seats"])
            same = set(result["elected"]) == set(case["winners"])
            for ours, theirs in zip(result["rounds"], case.get("rounds", [])):
                for name, votes in theirs["votes"].items():
                    same = same and abs(units(ours["votes"][name]) - units(votes)) <= 10**6
            yield case["file"], same and len(result["rounds"]) >= len(case.get("rounds", []))
    _, result = count_blt(os.path.join(ballots, "board.blt"), 3)
    with open(os.path.join(ballots, "transcripts", "board-meek-json.txt"), encoding="utf-8") as file:
        transcript = json.loads(file.read().split("\n")[1])
    yield "board.blt", dict(result, method="meek-prf-1", seats=3) == transcript


def units(decimal):
    return int(decimal.replace(".", ""))


def count_blt(path, seats):
    """The names and the count of a file as docs/counting/files.md has it, the lot in ballot order."""
    with open(path, encoding="utf-8") as file:
        lines = [line if line.startswith('"') else line.split("#")[0].strip() for line in file]
    lines = [line.strip() for line in lines if line.strip()]
    number, end = int(lines[0].split()[0]), lines.index("0")
    names = [line[1:-1] for line in lines[end + 1 : end + 1 + number]]
    withdrawn = {-int(word) for line in lines[1:end] if line[0] == "-" for word in line.split()}
    ballots = []
    for line in lines[1:end]:
        if line[0] != "-":
            votes, *ranks, _ = line.split()
            ranks = [sorted(map(int, rank.split("="))) for rank in ranks if rank != "-"]
            ballots.append((ranks, int(votes)))
    manifest = {
        "method": "meek-prf-1",
        "options": [{"id": name, "name": name} for name in names],
        "parameters": {"withdrawn": sorted(withdrawn)},
        "seats": seats,
    }
    return names, verify.count(manifest, ballots, [], list(range(1, number + 1)))


def write_all(folder):
    listed = []
    for number, case in enumerate(CASES):
        arguments = write_case(make_case(case), os.path.join(folder, "%03d" % number))
        arguments = [os.path.relpath(one, folder) if one[0] != "-" else one for one in arguments]
        opened = sorted(case.open or [])
        listed.append({"arguments": arguments, "fails": case.fails or 0, "name": case.name, "open": opened})
    with open(os.path.join(folder, "cases.json"), "w", encoding="utf-8") as file:
        json.dump(listed, file, indent=1, sort_keys=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--verifier", default=make_bundle.VERIFIER, metavar="FILE")
    parser.add_argument("--write", metavar="FOLDER")
    parser.add_argument("--against", nargs=argparse.REMAINDER, metavar="COMMAND")
    options = parser.parse_args()
    if options.write:
        write_all(options.write)
        return 0
    verifier, results = make_bundle.load_verifier(options.verifier), []
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            given = make_case(case)
            arguments = write_case(given, folder)
            lines = verified(verifier, arguments)
            if options.against:
                results.append((case.name, compare(lines, given.policy is not None, options.against, arguments)))
            else:
                results.append((case.name, judge(case, lines)))
        if not options.against:
            tried = [*try_command_line(options.verifier, folder), *try_counts()]
            results += [(name, None if right else "is not as it should be") for name, right in tried]
    failed = [(name, problem) for name, problem in results if problem is not None]
    for name, problem in failed:
        print("FAILED %s: %s" % (name, problem))
    print("%d passed, %d failed" % (len(results) - len(failed), len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
