// Check it yourself: what one voter holds against what is published: a receipt, a tracker, and the
// five lines that open a leaf of the roll.
"use strict";

const Voter = (() => {
  const RECEIPT = "receipt.json";

  // The file of a receipt: `{"d":…,"eid":…,"sig":…,"v":1,"w":…}`.
  function receipt(written) {
    const value = Bytes.value(written.trim(), RECEIPT);
    const form = value && Object.keys(value).join() === "d,eid,sig,v,w" && value.v === 1
      && Bytes.unhex(value.d, 32) && Bytes.unhex(value.eid, 32) && Bytes.unhex(value.sig, 64) && value.w >= 1;
    if (!form) throw new Fault("receipt-form");
    return value;
  }

  async function signature(value, manifest, say) {
    const { sig, ...body } = value;
    if (manifest === undefined) return say("open", "receipt-no-manifest", { eid: value.eid });
    if (!(await Signed.possible())) return say("open", "receipt-signature-unchecked");
    const message = Bytes.tagged("receipt", Bytes.utf8(Bytes.canonical(body)));
    const key = Bytes.unhex(manifest.value.receipt_key, 32);
    const good = key && (await Signed.holds(key, message, Bytes.unhex(sig, 64)));
    if (!good) throw new Fault("receipt-signature");
    return say("ok", "receipt-signed", { question: manifest.value.question });
  }

  // What became of the envelope, by the log of a bundle that holds.
  function inBundle(value, bundle, say) {
    const has = (kind) => Bundle.of(bundle, kind).find((entry) => entry.value.digests.includes(value.d));
    const cast = has("poll.cast");
    if (cast === undefined) throw new Fault("receipt-broken");
    say("ok", "receipt-logged", { index: cast.index });
    const live = bundle.live.find((row) => row.value.d === value.d);
    if (live && live.value.w !== value.w) throw new Fault("receipt-weight", { w: live.value.w });
    if (has("poll.set_aside")) say("ok", "receipt-set-aside");
    else if (live) say("ok", "receipt-counts", { w: value.w });
    else if (has("poll.superseded")) say("ok", "receipt-superseded");
    else say("ok", "receipt-lost");
  }

  // Whether a proof shows the entry that names the envelope to be in the log.
  async function byProof(value, proof, key, say) {
    let entry;
    try {
      entry = JSON.parse(Bytes.text(proof.entry ?? new Uint8Array()));
    } catch {
      throw new Fault("proof-entry");
    }
    const names = entry?.kind === "poll.cast" && entry.eid === value.eid && entry.digests?.includes(value.d);
    if (!names) throw new Fault("proof-entry");
    const root = await Tree.rootByPath(await Tree.leaf(proof.entry), proof.index, proof.point.size, proof.path);
    if (root === null || !Bytes.same(root, proof.point.root)) throw new Fault("proof-wrong");
    const said = { index: proof.index, size: proof.point.size };
    if (key === undefined) return say("open", "proof-no-key", said);
    if (!(await Signed.possible())) return say("open", "proof-unchecked", said);
    if (!(await Signed.signedBy(proof.point, key))) throw new Fault("proof-unsigned");
    return say("ok", "proof-holds", said);
  }

  // Checks a receipt against whatever is at hand: a bundle, a manifest, proofs, the log's key.
  async function checkReceipt(written, hand, say) {
    try {
      const value = receipt(written);
      say("read", "receipt-read", { digest: value.d });
      const manifest = hand.manifests.find((known) => known.eid === value.eid);
      if (manifest === undefined && hand.manifests.length > 0) throw new Fault("receipt-other-poll");
      await signature(value, manifest, say);
      const bundle = hand.bundles.find((known) => known.good && known.eid === value.eid);
      const proof = hand.proofs[0];
      if (bundle) inBundle(value, bundle, say);
      else if (proof) await byProof(value, proof, hand.logKey, say);
      else say("open", hand.bundles.length > 0 ? "receipt-bundle-fails" : "receipt-no-log");
    } catch (fault) {
      say("fails", fault instanceof Fault ? fault.key : "receipt-form", fault.places);
    }
  }

  const plain = (tracker) => tracker.toLowerCase().replace(/[\s-]/g, "");

  // The ballots whose tracker begins like this.
  function find(typed, ballots) {
    const wanted = plain(typed);
    const found = Bytes.lines(ballots, "ballots.jsonl").map((line) => ({ line, value: Bytes.value(line, "ballots.jsonl") }));
    return wanted ? found.filter((ballot) => plain(ballot.value.t).startsWith(wanted)) : [];
  }

  // Subject, leaf, salt, roll and entitlement, each on a line of its own.
  function opening(written) {
    const lines = written.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    if (lines.length !== 5) throw new Fault("opening-form");
    const [subject, leaf, salt, roll, entitlement] = lines;
    const read = { subject, leaf: Bytes.value(leaf, "roll.jsonl"), line: leaf };
    for (const [name, digits, length] of [["salt", salt, 32], ["roll", roll, 16], ["entitlement", entitlement, 16]]) {
      read[name] = Bytes.unhex(digits, length);
      if (read[name] === null) throw new Fault("opening-form");
    }
    return read;
  }

  // Whether the five lines open a leaf of the bundle's roll, which, and whether it took part.
  async function checkOpening(written, hand, say) {
    try {
      const read = opening(written);
      const c = await Bytes.h("roll-id", read.roll, read.entitlement, Bytes.utf8(read.subject), read.salt);
      if (Bytes.hex(c) !== read.leaf.c) throw new Fault("opening-wrong");
      say("ok", "opening-opens", { subject: read.subject, votes: read.leaf.votes });
      const good = hand.bundles.filter((bundle) => bundle.good);
      if (good.length === 0) return say("open", "opening-no-bundle");
      for (const bundle of good) {
        const position = bundle.roll.findIndex((row) => row.line === read.line);
        if (position < 0) continue;
        say("ok", "opening-position", { line: position + 1, position });
        return say("ok", bundle.participation.voted.includes(position) ? "opening-voted" : "opening-not-voted");
      }
      throw new Fault("opening-absent");
    } catch (fault) {
      return say("fails", fault instanceof Fault ? fault.key : "opening-form", fault.places);
    }
  }

  return { checkReceipt, checkOpening, find };
})();
