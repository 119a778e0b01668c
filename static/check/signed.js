// Check it yourself: Ed25519 signatures, signed notes, checkpoints and proofs (c2sp.org).
"use strict";

const Signed = (() => {
  // RFC 8032, section 7.1, TEST 1: whether this browser verifies Ed25519 is tried, not assumed.
  const KNOWN_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const KNOWN_SIGNATURE = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
    + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
  const ED25519 = 1;
  let tried;

  async function verify(key, message, signature) {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  }

  // Whether signatures can be checked here at all.
  function possible() {
    tried ??= verify(Bytes.unhex(KNOWN_KEY, 32), new Uint8Array(), Bytes.unhex(KNOWN_SIGNATURE, 64)).catch(() => false);
    return tried;
  }

  // A key that a browser refuses to take has signed nothing.
  const holds = (key, message, signature) => verify(key, message, signature).catch(() => false);

  // A vkey: `name+id+base64(type, key)`, the id being computed from the others.
  async function logKey(vkey) {
    const parts = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey.trim());
    const material = parts && Bytes.unbase64(parts[3]);
    if (!material || material.length !== 33 || material[0] !== ED25519) throw new Fault("log-key");
    const id = (await Bytes.sha256(Bytes.join([Bytes.utf8(`${parts[1]}\n`), material]))).subarray(0, 4);
    if (Bytes.hex(id) !== parts[2]) throw new Fault("log-key");
    return { name: parts[1], id, key: material.subarray(1) };
  }

  // A checkpoint: origin, size and root, and the lines of whoever signed it.
  function checkpoint(note, file) {
    const fault = new Fault("checkpoint", { file });
    const cut = note.lastIndexOf("\n\n");
    if (cut < 0) throw fault;
    const body = note.slice(0, cut + 1);
    const [origin, size, root] = body.split("\n");
    const signatures = note.slice(cut + 2).split("\n").slice(0, -1).map((line) => {
      const parts = /^\u2014 (\S+) (\S+)$/.exec(line);
      const bytes = parts && Bytes.unbase64(parts[2]);
      if (!bytes || bytes.length < 5) throw fault;
      return { name: parts[1], id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
    });
    const hash = Bytes.unbase64(root || "");
    const number = /^(0|[1-9][0-9]{0,15})$/.test(size || "") ? Number(size) : NaN;
    if (!note.endsWith("\n") || !hash || hash.length !== 32 || !Number.isSafeInteger(number)) throw fault;
    return { origin, size: number, root: hash, body: Bytes.utf8(body), signatures };
  }

  // Whether this key, whose name is the origin, has signed the checkpoint.
  async function signedBy(point, key) {
    if (key.name !== point.origin) return false;
    const own = point.signatures.filter((line) => line.name === key.name && Bytes.same(line.id, key.id));
    for (const line of own) {
      if (line.signature.length === 64 && (await holds(key.key, point.body, line.signature))) return true;
    }
    return false;
  }

  // The file that proves an entry to be in a log (c2sp.org/tlog-proof). Its `extra` holds the entry.
  function proof(written, file) {
    const fault = new Fault("proof-form", { file });
    const cut = written.indexOf("\n\n");
    const head = written.slice(0, Math.max(cut, 0)).split("\n");
    if (head.shift() !== "c2sp.org/tlog-proof@v1") throw fault;
    const extra = head[0]?.startsWith("extra ") ? Bytes.unbase64(head.shift().slice(6)) : null;
    const index = /^index (0|[1-9][0-9]{0,15})$/.exec(head.shift() || "");
    const path = head.map((line) => Bytes.unbase64(line));
    if (!index || path.length > 64 || path.some((hash) => !hash || hash.length !== 32)) throw fault;
    return { entry: extra, index: Number(index[1]), path, point: checkpoint(written.slice(cut + 2), file) };
  }

  return { possible, holds, logKey, checkpoint, signedBy, proof };
})();
