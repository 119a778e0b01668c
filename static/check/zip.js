// Check it yourself: reading an archive (PKWARE's APPNOTE 6.3.10), as strictly as a bundle's
// archive is written, so that it cannot show this reader something else than another.
"use strict";

const Zip = (() => {
  const MIB = 1024 * 1024;
  // Far more than a bundle of a hundred thousand voters; a browser's memory is not a server's.
  const MAX_ARCHIVE = 256 * MIB;
  const MAX_TOTAL = 512 * MIB;
  const MAX_FILES = 100000;

  const LOCAL = 0x04034b50;
  const CENTRAL = 0x02014b50;
  const END = 0x06054b50;
  const LOCAL_BYTES = 30;
  const CENTRAL_BYTES = 46;
  const END_BYTES = 22;
  const STORED = 0;
  const DEFLATED = 8;
  // How hard was pressed, and that names are UTF-8: neither changes what is read.
  const HARMLESS_FLAGS = 0x0806;

  const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });

  function crc32(bytes) {
    let rest = 0xffffffff;
    for (const byte of bytes) rest = (rest >>> 8) ^ CRC[(rest ^ byte) & 0xff];
    return (rest ^ 0xffffffff) >>> 0;
  }

  function isName(name) {
    return /^[\x20-\x7e]+$/.test(name) && !name.includes("\\")
      && name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  }

  const damaged = (file) => new Fault("zip-damaged", { file });

  // Unpacks to exactly so many bytes. A stream that goes on is cut off, however much it promises.
  async function inflated(packed, size, file) {
    const unpacked = new Uint8Array(size);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const reader = stream.getReader();
    let at = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (at + value.length > size) throw damaged(file);
        unpacked.set(value, at);
        at += value.length;
      }
    } catch {
      await reader.cancel().catch(() => {});
      throw damaged(file);
    }
    if (at !== size) throw damaged(file);
    return unpacked;
  }

  // The files of an archive by name.
  async function read(blob) {
    if (blob.size > MAX_ARCHIVE) throw new Fault("zip-large", { most: MAX_ARCHIVE / MIB });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const view = new DataView(bytes.buffer);
    const end = bytes.length - END_BYTES;
    // A comment could hide another end: there is none, so the end stands at the end.
    if (end < 0 || view.getUint32(end, true) !== END || view.getUint16(end + 20, true) !== 0) {
      throw new Fault("zip-none");
    }
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    const oneDisk = view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === count;
    if (!oneDisk || at + view.getUint32(end + 12, true) !== end || count > MAX_FILES) throw new Fault("zip-strange");

    const files = new Map();
    let next = 0;
    let total = 0;
    let last = "";
    const directory = at;
    for (let number = 0; number < count; number += 1) {
      if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw new Fault("zip-strange");
      const nameLength = view.getUint16(at + 28, true);
      const name = String.fromCharCode(...bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength));
      if (at + CENTRAL_BYTES + nameLength > end || !isName(name) || name <= last) throw new Fault("zip-strange");
      last = name;
      const flags = view.getUint16(at + 8, true);
      const method = view.getUint16(at + 10, true);
      const crc = view.getUint32(at + 16, true);
      const packedSize = view.getUint32(at + 20, true);
      const size = view.getUint32(at + 24, true);
      // No extra field, no comment, no other disk; a header that says the same; no gap before it.
      const extras = view.getUint16(at + 30, true) + view.getUint32(at + 32, true);
      const local = view.getUint32(at + 42, true);
      const data = local + LOCAL_BYTES + nameLength;
      if ((flags & ~HARMLESS_FLAGS) !== 0 || extras !== 0 || local !== next || data + packedSize > directory) {
        throw new Fault("zip-strange");
      }
      const header = Bytes.join([bytes.subarray(at + 6, at + 32), bytes.subarray(at + 46, at + 46 + nameLength)]);
      if (view.getUint32(local, true) !== LOCAL || !Bytes.same(header, bytes.subarray(local + 4, data))) throw damaged(name);
      total += size;
      if (total > MAX_TOTAL) throw new Fault("zip-large", { most: MAX_TOTAL / MIB });
      const packed = bytes.subarray(data, data + packedSize);
      let file;
      if (method === STORED && packedSize === size) file = packed;
      else if (method === DEFLATED) file = await inflated(packed, size, name);
      else throw damaged(name);
      if (crc32(file) !== crc) throw damaged(name);
      files.set(name, file);
      next = data + packedSize;
      at += CENTRAL_BYTES + nameLength;
    }
    if (at !== end || next !== directory) throw new Fault("zip-strange");
    return files;
  }

  return { read };
})();
