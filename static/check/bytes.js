// Check it yourself: bytes, hashes, and the one spelling of JSON.
//
// The formats are those of docs/ballot-log.md: Notation, Canonical JSON. All arithmetic on secrets
// and proofs is the browser's own (Web Crypto); nothing here speaks to a network.
"use strict";

// A check that failed: the key of the sentence that says why, and what stands in its places.
class Fault extends Error {
  constructor(key, places) {
    super(key);
    this.key = key;
    this.places = places || {};
  }
}

const Bytes = (() => {
  const encoder = new TextEncoder();
  // Strict: what is not UTF-8 is refused, and a byte order mark is a character like others.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  // How many digests are asked for at once: each is a round trip within the browser.
  const AT_ONCE = 4096;
  const MAX_DEPTH = 16;

  const utf8 = (text) => encoder.encode(text);

  function text(bytes, file) {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new Fault("not-utf8", { file });
    }
  }

  function join(parts) {
    let length = 0;
    for (const part of parts) length += part.length;
    const joined = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The bytes of so many pairs of lowercase hexadecimal digits; null for anything else.
  function unhex(digits, length) {
    if (typeof digits !== "string" || digits.length !== 2 * length || /[^0-9a-f]/.test(digits)) return null;
    return Uint8Array.from({ length }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
  }

  // Standard base64 with padding, in its one spelling; null for anything else.
  function unbase64(letters) {
    try {
      const raw = atob(letters);
      return btoa(raw) === letters ? Uint8Array.from(raw, (letter) => letter.charCodeAt(0)) : null;
    } catch {
      return null;
    }
  }

  function same(a, b) {
    return a.length === b.length && a.every((byte, at) => byte === b[at]);
  }

  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

  // The same of many, in order.
  async function map(items, make) {
    const made = [];
    for (let from = 0; from < items.length; from += AT_ONCE) {
      made.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(make))));
    }
    return made;
  }

  // lp(x): the length in four bytes, then x.
  function prefixed(bytes) {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return join([length, bytes]);
  }

  // u64 n; the numbers here are exact up to 2^53.
  function u64(number) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
    return bytes;
  }

  // What is hashed or signed for a purpose: its name and the fields, each with its length.
  const tagged = (name, ...fields) => join([utf8(`commonhold/${name}/v1`), ...fields].map(prefixed));
  const h = (name, ...fields) => sha256(tagged(name, ...fields));

  // Writes a value in its one spelling; undefined for what has none, such as 1.5 or true.
  function canonical(value, depth = 0) {
    if (depth > MAX_DEPTH) return undefined;
    if (typeof value === "string") {
      return /[\u0000-\u001f\u007f-\u009f]/.test(value) ? undefined : JSON.stringify(value);
    }
    if (typeof value === "number") {
      return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => canonical(item, depth + 1));
      return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
    }
    if (value === null || typeof value !== "object") return undefined;
    const keys = Object.keys(value).sort();
    const items = keys.map((key) => {
      const written = canonical(value[key], depth + 1);
      return /^[a-z0-9_-]{1,32}$/.test(key) && written !== undefined ? `"${key}":${written}` : undefined;
    });
    return items.includes(undefined) ? undefined : `{${items.join(",")}}`;
  }

  // Reads a value that must be written in its one spelling. What a browser's reader lets pass (a
  // key twice, blanks, 1.0) comes out otherwise when it is written again.
  function value(written, file) {
    let read;
    try {
      read = JSON.parse(written);
    } catch {
      throw new Fault("not-canonical", { file });
    }
    if (canonical(read) !== written) throw new Fault("not-canonical", { file });
    return read;
  }

  // The lines of a file, each ended by LF; none of the empty file.
  function lines(bytes, file) {
    if (bytes.length === 0) return [];
    if (bytes[bytes.length - 1] !== 0x0a) throw new Fault("not-canonical", { file });
    return text(bytes.subarray(0, bytes.length - 1), file).split("\n");
  }

  return { utf8, text, join, hex, unhex, unbase64, same, sha256, map, u64, tagged, h, canonical, value, lines };
})();
