#!/usr/bin/env python3
"""Recomputes tests/data/seal/vectors.json from docs/ballot-log.md alone.

A second program in another language, with nothing but the standard library: canonical JSON, the
tagged hash, eids, pads, trackers, commitments, Merkle roots, digests, receipts, statements, the
lot, Ed25519, and the opening of envelopes (X-Wing, HPKE, ChaCha20-Poly1305 in hpke.py).

Usage: check.py < vectors.json      exit 0 if everything agrees, 1 with the first that does not
"""

import base64
import hashlib
import itertools
import json
import re
import sys
import unicodedata
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

import ed25519  # noqa: E402
import hpke  # noqa: E402

MAX_INT = 2**53 - 1
KEY = re.compile(r"[a-z0-9_-]{1,32}")
TRACKER = re.compile(r"[a-z2-7]{16}-[a-z2-7]{6}")
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def need(condition, sentence):
    if not condition:
        raise SystemExit(f"check.py: {sentence}")


# Bytes and hashes


def lp(field):
    return len(field).to_bytes(4, "big") + field


def H(name, *fields):
    tag = f"commonhold/{name}/v1".encode()
    return hashlib.sha256(b"".join(lp(f) for f in (tag, *fields))).digest()


def u64(n):
    return n.to_bytes(8, "big")


def mth(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def unb64(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == text, "base64url has one spelling")
    return raw


# Canonical JSON


def encode(value, depth=0):
    if isinstance(value, bool) or value is None or isinstance(value, float):
        raise ValueError("not a value of the form")
    if isinstance(value, int):
        if not 0 <= value <= MAX_INT:
            raise ValueError("number out of range")
        return str(value)
    if isinstance(value, str):
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in value):
            raise ValueError("control character or surrogate")
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if depth == 16:
        raise ValueError("too deep")
    if isinstance(value, list):
        return "[" + ",".join(encode(v, depth + 1) for v in value) + "]"
    if not all(KEY.fullmatch(k) for k in value):
        raise ValueError("a key of other characters")
    pairs = (f'"{k}":{encode(value[k], depth + 1)}' for k in sorted(value))
    return "{" + ",".join(pairs) + "}"


def once(pairs):
    if len({k for k, _ in pairs}) != len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def parse(data):
    if isinstance(data, str):
        data = data.encode()
    value = json.loads(data.decode("utf-8"), object_pairs_hook=once)
    if encode(value).encode() != data:
        raise ValueError("not the canonical spelling")
    return value


def lines(text):
    need(text == "" or text.endswith("\n"), "a file of lines ends with a line feed")
    return [parse(line) for line in text.split("\n")[:-1]]


def ascending(items, what):
    need(all(a < b for a, b in zip(items, items[1:])), f"{what} do not ascend")


# Ballots

RANKED = {
    "meek-prf-1", "scottish-stv-1", "irv-1", "schulze-1", "schulze-no-opinion-1",
    "schulze-margins-1", "schulze-margins-no-opinion-1", "schulze-debian-2016",
}


def pad(manifest):
    method, parameters = manifest["method"], manifest["parameters"]
    ids = [o["id"] for o in manifest["options"]]
    if method in RANKED:
        longest = [[i] for i in range(1, len(ids) + 1)]
    elif method in ("approval-1", "plurality-1"):
        marks = parameters.get("max_marks", len(ids) if method == "approval-1" else manifest["seats"])
        longest = sorted(ids, key=len, reverse=True)[:marks]
    elif method in ("score-1", "star-1", "bloc-star-1"):
        longest = {i: parameters.get("max_score", 5) for i in ids}
    else:
        longest = "abstain"
    line = encode({"t": "x" * 23, "v": longest})
    return -(-(4 + len(line)) // 64) * 64


def legal(manifest, choice):
    method = manifest["method"]
    ids = [o["id"] for o in manifest["options"]]
    if method in RANKED:
        flat = [n for rank in choice for n in rank]
        return (
            all(rank and rank == sorted(rank) for rank in choice)
            and len(set(flat)) == len(flat)
            and all(1 <= n <= len(ids) for n in flat)
        )
    if method in ("approval-1", "plurality-1"):
        marks = manifest["parameters"].get("max_marks")
        if marks is None:
            marks = len(ids) if method == "approval-1" else manifest["seats"]
        return choice == sorted(set(choice)) and set(choice) <= set(ids) and len(choice) <= marks
    if method == "motion-1":
        return choice in ("yes", "no", "abstain", "blank")
    top = manifest["parameters"].get("max_score", 5)
    return set(choice) <= set(ids) and all(0 <= s <= top for s in choice.values())


# The checks


def check_basics(v):
    for case in v["h"]:
        fields = [bytes.fromhex(f) for f in case["fields"]]
        need(H(case["name"], *fields).hex() == case["hash"], f"H({case['name']}, …)")
    for text in v["canonical"]["accepted"]:
        try:
            parse(text)
        except ValueError as e:
            need(False, f"{text!r} should be canonical: {e}")
    for text in v["canonical"]["refused_hex"]:
        try:
            parse(bytes.fromhex(text))
        except (ValueError, RecursionError):
            continue
        need(False, f"{bytes.fromhex(text)!r} should be refused")
    for t in v["trackers"]:
        h = H("tracker", *(bytes.fromhex(t[k]) for k in ("eid", "envelope", "key")))
        bits = int.from_bytes(h[:10], "big")
        machine = "".join(ALPHABET[bits >> (75 - 5 * i) & 31] for i in range(16))
        need(f"{machine}-{t['own']}" == t["tracker"], "a tracker")
        need(TRACKER.fullmatch(t["tracker"]), "a tracker's form")
        groups = " ".join(machine[i : i + 4] for i in range(0, 16, 4))
        need(f"{groups} - {t['own']}" == t["shown"], "a tracker as it is shown")


MANIFEST_KEYS = (
    "aead audited beacon closes k method officers opens options origin pad parameters poll "
    "question receipt_key roll_root rules seal_key seats small_cells v"
).split()


def check_manifests(v):
    manifests = {}
    for case in v["manifests"] + [v["poll"]]:
        manifest = parse(case["manifest"])
        need(sorted(manifest) == MANIFEST_KEYS, "the manifest's keys")
        need(manifest["pad"] == pad(manifest), "the manifest's pad")
        need(manifest["aead"] == "chacha20poly1305" and manifest["v"] == 1, "the manifest's version")
        eid = H("poll", case["manifest"].encode()).hex()
        need(eid == case["eid"], "an eid")
        manifests[eid] = manifest
    return manifests


def digest(eid, e):
    parts = bytes.fromhex(eid), bytes.fromhex(e["envelope"]), u64(e["w"])
    return H("envelope", *parts, unb64(e["enc"]), unb64(e["ct"])).hex()


def opened(secret, eid, e, length):
    """The ballot line in an envelope, with the envelope's votes."""
    eid_bytes = bytes.fromhex(eid)
    info = lp(b"commonhold/seal/v1") + lp(eid_bytes)
    aad = lp(b"commonhold/aad/v1") + lp(eid_bytes)
    aad += lp(bytes.fromhex(e["envelope"])) + lp(u64(e["w"]))
    plaintext = hpke.open_base(bytes.fromhex(secret), unb64(e["enc"]), info, aad, unb64(e["ct"]))
    need(len(plaintext) == length, "a plaintext has the length `pad`")
    n = int.from_bytes(plaintext[:4], "big")
    need(4 + n <= length and not any(plaintext[4 + n :]), "the padding is zeros")
    line = parse(plaintext[4 : 4 + n])
    need(sorted(line) == ["t", "v"], "a sealed line has t and v")
    if e["w"] > 1:
        line["w"] = e["w"]
    return line


def check_envelopes(v, manifests):
    secret = v["envelopes"]["secret"]
    for case in v["envelopes"]["each"]:
        eid, e, manifest = case["eid"], case["envelope"], manifests[case["eid"]]
        need(digest(eid, e) == e["d"], "an envelope's digest")
        need(len(unb64(e["enc"])) == 1120, "the length of enc")
        need(len(unb64(e["ct"])) == case["pad"] + 16 == manifest["pad"] + 16, "the length of ct")
        line = opened(secret, eid, e, case["pad"])
        need(encode(line) == case["line"], "what an envelope holds")
        need(legal(manifest, line["v"]), "a legal choice")
        need(hpke.public_key(bytes.fromhex(secret)).hex() == manifest["seal_key"], "the seal key")


def check_roll(p):
    roll = bytes.fromhex(p["roll"])
    inside, leaves = [], []
    for m in p["members"]:
        entitlement = H("entitlement", roll, bytes.fromhex(m["membership"]))[:16]
        need(entitlement.hex() == m["entitlement"], "an entitlement")
        c = H("roll-id", roll, entitlement, m["subject"].encode(), bytes.fromhex(m["salt"])).hex()
        need(c == m["c"], "a commitment")
        inside.append({k: m[k] for k in ("class", "entitlement", "votes")})
        leaves.append(encode({"c": c, "class": m["class"], "votes": m["votes"]}))
    inside.sort(key=lambda line: line["entitlement"])
    need("".join(encode(line) + "\n" for line in inside) == p["roll_file"], "the roll file")
    file_hash = hashlib.sha256(p["roll_file"].encode()).hexdigest()
    need(file_hash == p["roll_file_sha256"], "the roll file's hash")
    leaves.sort()
    need("".join(leaf + "\n" for leaf in leaves) == p["roll_leaves"], "the roll's leaves")
    root = mth([leaf.encode() for leaf in leaves]).hex()
    need(root == p["roll_root"] == parse(p["manifest"])["roll_root"], "the roll's root")
    return lines(p["roll_leaves"])


def check_poll(v, manifests):
    p = v["poll"]
    eid, manifest = p["eid"], manifests[p["eid"]]
    leaves = check_roll(p)

    live = lines(p["live"])
    ascending([line["d"] for line in live], "live digests")
    need(all(sorted(line) == ["d", "w"] for line in live), "the keys of the live set")
    root = mth([bytes.fromhex(line["d"]) + u64(line["w"]) for line in live]).hex()
    need(root == p["live_root"], "the live set's root")
    voted = parse(p["participation"])
    need(voted["poll"] == eid and voted["v"] == 1, "participation names the poll")
    ascending(voted["voted"], "positions")
    weights = sorted(leaves[i]["votes"] for i in voted["voted"])
    need(weights == sorted(line["w"] for line in live), "participation's weights are the live set's")

    head, *rest = lines(p["envelopes"])
    need(head == {
        "eid": eid, "envelopes": len(live), "kind": "envelopes", "leaves": len(leaves),
        "live_root": root, "roll": p["roll"], "v": 1,
    }, "the first line of the envelopes")
    need(rest[: len(leaves)] == leaves, "the leaves among the envelopes")
    envelopes = rest[len(leaves) :]
    need([{"d": e["d"], "w": e["w"]} for e in envelopes] == live, "the envelopes are the live set")
    need(all(digest(eid, e) == e["d"] for e in envelopes), "a digest among the envelopes")

    secret, opened_lines, opened_cells = v["envelopes"]["secret"], [], []
    sizes = {}
    for leaf in leaves:
        sizes[leaf["votes"]] = sizes.get(leaf["votes"], 0) + 1
    for e in envelopes:
        line = opened(secret, eid, e, manifest["pad"])
        need(legal(manifest, line["v"]), "a legal choice")
        opened_lines.append(encode(line))
        need(("c" in e) == (sizes[e["w"]] < manifest["k"]), "commitments beside small cells only")
        if "c" in e:
            cell = {k: e[k] for k in ("c", "entitlement", "salt", "subject") if k in e}
            opened_cells.append(encode({**cell, "t": line["t"]}))
    need("".join(l + "\n" for l in sorted(opened_lines)) == p["ballots"], "the ballots")
    need("".join(l + "\n" for l in sorted(opened_cells)) == p["open"], "the open cells")
    ballots = lines(p["ballots"])
    need(len({b["t"] for b in ballots}) == len(ballots), "trackers are unique")

    keys = {o["name"]: bytes.fromhex(o["key"]) for o in manifest["officers"]}
    statement = parse(p["statement"])
    signature = bytes.fromhex(statement.pop("sig"))
    message = lp(b"commonhold/poll.unsealed/v1") + lp(encode(statement).encode())
    need(ed25519.verify(keys[statement["officer"]], message, signature), "the statement's signature")
    expected = {
        "at": statement["at"], "kind": "poll.unsealed", "v": 1, "officer": statement["officer"],
        "eid": eid, "live_root": root, "clashing": [], "undecodable": [], "lines": len(ballots),
        "votes": sum(b.get("w", 1) for b in ballots),
        "ballots": hashlib.sha256(p["ballots"].encode()).hexdigest(),
        "open": hashlib.sha256(p["open"].encode()).hexdigest(),
    }
    need(statement == expected, "the statement")

    for r in p["receipts"]:
        body, full = parse(r["body"]), parse(r["file"])
        signature = bytes.fromhex(full.pop("sig"))
        need(full == body and sorted(body) == ["d", "eid", "v", "w"], "a receipt's keys")
        need(body["v"] == 1 and body["eid"] == eid, "a receipt's poll")
        need({"d": body["d"], "w": body["w"]} in live, "a receipt's envelope")
        message = lp(b"commonhold/receipt/v1") + lp(r["body"].encode())
        key = bytes.fromhex(manifest["receipt_key"])
        need(ed25519.verify(key, message, signature), "a receipt's signature")

    beacon = b""
    for commitment, text in zip(manifest["beacon"]["commitments"], p["reveals"], strict=True):
        reveal = parse(text)
        need(reveal["by"] == commitment["by"] and reveal["eid"] == eid, "whose reveal it is")
        value = bytes.fromhex(reveal["reveal"])
        need(H("reveal", value).hex() == commitment["c"], "a reveal's commitment")
        beacon += value
    lot = p["lot"]
    need(beacon.hex() == lot["beacon"], "the beacon")
    seed = H("lot", bytes.fromhex(eid), bytes.fromhex(root), beacon)
    need(seed.hex() == lot["seed"], "the seed")
    for n, drawn in ((4, lot["order"]), (20, lot["order_of_20"])):
        need(drawn == sorted(range(1, n + 1), key=lambda i: H("lot-order", seed, u64(i))), "the lot")


def check_keys(v):
    for case in v["keys"]["files"]:
        public = parse(case["public"])
        shown = H("fingerprint", case["public"].encode()).hex()[:20]
        groups = " ".join(shown[i : i + 4] for i in range(0, 20, 4))
        need(groups == case["fingerprint"], "a fingerprint")
        need(parse(case["file"])["public"] == public, "the public part in a key file")
        if public["kind"] == "seal":
            check = H("seal-key", bytes.fromhex(public["poll"]), bytes.fromhex(public["key"]))
            need(check.hex() == public["check"], "a sealing key's check")
        else:
            signature = bytes.fromhex(public.pop("sig"))
            message = lp(b"commonhold/officer-key/v1") + lp(encode(public).encode())
            key = bytes.fromhex(public["key"])
            need(ed25519.verify(key, message, signature), "a signing key's signature")


def mul(a, b):
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = (a << 1) ^ (0x11B * (a >> 7)), b >> 1
    return product


def interpolate(points, at):
    """The bytes at a place of the polynomials through these points, over GF(256)."""
    out = bytearray(32)
    for x, values in points:
        factor = 1
        for other, _ in points:
            if other != x:
                inverse = next(i for i in range(256) if mul(other ^ x, i) == 1)
                factor = mul(factor, mul(other ^ at, inverse))
        out = bytes(o ^ mul(v, factor) for o, v in zip(out, values))
    return bytes(out)


def checked(name, text):
    """A file with a check, without it."""
    value = parse(text)
    check = value.pop("check")
    need(check == H(name, encode(value).encode()).hex(), f"the check of a {name}")
    return value


def base32(data):
    return base64.b32encode(data).decode().rstrip("=").lower()


def check_shares(v):
    s = v["shares"]
    public = parse(s["public"])
    poll, key = bytes.fromhex(public["poll"]), bytes.fromhex(public["key"])
    names = [name.encode() for name in public["holders"]]
    check = H("shared-key", poll, key, u64(public["t"]), *names)
    need(check.hex() == public["check"], "a shared key's check")
    secret = bytes.fromhex(s["secret"])
    need(hpke.public_key(secret) == key, "the key that was split")
    named = H("seal-key", poll, key).hex()

    # Shares that were handed over: any three make the key.
    desk = bytes.fromhex(s["desk"])
    to = H("seal-key", poll, hpke.public_key(desk)).hex()
    points = []
    for text in s["handed"]:
        handed = checked("handed-share", text)
        need((handed["to"], handed["key"]) == (to, named), "for whom a share is handed over")
        enc, ct = unb64(handed.pop("enc")), unb64(handed.pop("ct"))
        info = lp(b"commonhold/hand-over/v1") + lp(poll)
        values = hpke.open_base(desk, enc, info, encode(handed).encode(), ct)
        need(public["holders"][handed["x"] - 1] == handed["holder"], "a share's holder")
        points.append((handed["x"], values))
    for chosen in itertools.combinations(points, public["t"]):
        need(interpolate(chosen, 0) == secret, "any three shares make the key")
    for chosen in itertools.combinations(points, public["t"] - 1):
        need(interpolate(chosen, 0) != secret, "two shares make no key")

    # A share on paper is its file.
    share = checked("key-share", s["file"])
    need(share["key"] == named, "the key that a share names")
    text = ""
    for line in s["paper"].splitlines():
        place, *groups, word = line.split()
        number, lines = (int(n) for n in place.split("/"))
        chunk = "".join(groups)
        found = base32(H("paper-line", u64(number), u64(lines), chunk.encode()))[:4]
        need(found == word, "the word of a line")
        text += chunk
    cost = share["argon2"]
    data = b"\1" + poll + bytes.fromhex(named) + bytes([share["t"], share["n"], share["x"]])
    data += cost["m"].to_bytes(4, "big") + bytes([cost["p"], cost["t"]])
    data += bytes.fromhex(share["salt"]) + bytes.fromhex(share["nonce"]) + unb64(share["ct"])
    data += share["holder"].encode()
    need(text == base32(data + H("paper", data)[:5]), "the paper of a share")

    # The rehearsal.
    challenge = checked("rehearsal-challenge", s["challenge"])
    need(challenge["public"] == public, "the key of a rehearsal")
    info = lp(b"commonhold/rehearsal/v1") + lp(poll)
    value = hpke.open_base(secret, unb64(challenge["enc"]), info, b"", unb64(challenge["ct"]))
    answer = checked("rehearsal-answer", s["answer"])
    need(answer["value"] == value.hex() and answer["key"] == named, "the answer of a rehearsal")
    need(H("rehearsal", poll, value).hex() == s["kept"], "what is kept of a rehearsal")


def main():
    v = json.load(sys.stdin)
    try:
        check_basics(v)
        manifests = check_manifests(v)
        check_envelopes(v, manifests)
        check_poll(v, manifests)
        check_keys(v)
        check_shares(v)
    except (ValueError, KeyError, IndexError, TypeError) as e:
        need(False, f"{type(e).__name__}: {e}")
    print("check.py: everything agrees")


main()
