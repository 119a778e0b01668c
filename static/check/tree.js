// Check it yourself: the Merkle tree of RFC 6962, section 2.1, and a log's tiles (c2sp.org).
"use strict";

const Tree = (() => {
  const WIDTH = 256;

  const leaf = (bytes) => Bytes.sha256(Bytes.join([Uint8Array.of(0), bytes]));
  const node = (left, right) => Bytes.sha256(Bytes.join([Uint8Array.of(1), left, right]));

  // The root over hashes of one height, of which the last may stand for less than the others: what
  // has no neighbour moves up as it is.
  async function rootOf(hashes) {
    if (hashes.length === 0) return Bytes.sha256(new Uint8Array());
    let row = hashes;
    while (row.length > 1) {
      const pairs = Array.from({ length: row.length >> 1 }, (_, at) => [row[2 * at], row[2 * at + 1]]);
      const above = await Bytes.map(pairs, ([left, right]) => node(left, right));
      if (row.length % 2 === 1) above.push(row[row.length - 1]);
      row = above;
    }
    return row[0];
  }

  const root = async (leaves) => rootOf(await Bytes.map(leaves, leaf));

  // The root to which a path leads from a leaf's hash (RFC 9162, section 2.1.3.2); null if the
  // path is not one of this place.
  async function rootByPath(hash, index, size, path) {
    let [place, last] = [BigInt(index), BigInt(size) - 1n];
    if (place > last) return null;
    let found = hash;
    for (const sibling of path) {
      if (last === 0n) return null;
      if (place % 2n === 1n || place === last) {
        found = await node(sibling, found);
        while (place % 2n === 0n && place !== 0n) [place, last] = [place / 2n, last / 2n];
      } else {
        found = await node(found, sibling);
      }
      [place, last] = [place / 2n, last / 2n];
    }
    return last === 0n ? found : null;
  }

  // `x001/x234/067` for 1234067.
  function numbered(index) {
    const groups = [];
    let rest = index;
    do {
      groups.unshift(String(rest % 1000).padStart(3, "0"));
      rest = Math.floor(rest / 1000);
    } while (rest > 0);
    return groups.map((group, at) => (at + 1 < groups.length ? `x${group}` : group)).join("/");
  }

  // The tiles of one level in a tree of this size, from a number on: path, index, width.
  function* tiles(level, size, from) {
    const items = Math.floor(size / WIDTH ** (level === "entries" ? 0 : level));
    for (let index = from; index * WIDTH < items; index += 1) {
      const width = Math.min(WIDTH, items - index * WIDTH);
      const path = `log/tile/${level}/${numbered(index)}${width < WIDTH ? `.p/${width}` : ""}`;
      yield { path, index, width };
    }
  }

  function hashes(files, tile) {
    const bytes = files.get(tile.path);
    if (bytes === undefined || bytes.length !== 32 * tile.width) throw new Fault("log-tile", { file: tile.path });
    return Array.from({ length: tile.width }, (_, at) => bytes.subarray(32 * at, 32 * at + 32));
  }

  function entriesOf(files, tile) {
    const bytes = files.get(tile.path);
    const fault = new Fault("log-tile", { file: tile.path });
    if (bytes === undefined) throw fault;
    const entries = [];
    let at = 0;
    while (at < bytes.length) {
      if (at + 2 > bytes.length) throw fault;
      const length = 256 * bytes[at] + bytes[at + 1];
      if (at + 2 + length > bytes.length) throw fault;
      entries.push(bytes.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    if (entries.length !== tile.width) throw fault;
    return entries;
  }

  // Reads the log of a bundle: entries hash to the tiles of level 0, full tiles to those above.
  // Answers the entries with their places, and the root of the whole tree.
  async function read(files, size) {
    const paths = [...files.keys()].filter((path) => path.startsWith("log/tile/"));
    const first = [...tiles("entries", size, 0)].find((tile) => files.has(tile.path));
    if (first === undefined) throw new Fault("log-tile", { file: "log/tile/entries" });
    const wanted = [];
    let entries = [];
    for (const tile of tiles("entries", size, first.index)) {
      wanted.push(tile.path);
      entries = entries.concat(entriesOf(files, tile));
    }
    const leaves = await Bytes.map(entries, leaf);
    let found = null;
    for (let level = 0; WIDTH ** level <= size; level += 1) {
      const row = [...tiles(level, size, level === 0 ? first.index : 0)];
      for (const tile of row) {
        wanted.push(tile.path);
        const here = hashes(files, tile);
        if (level === 0) {
          const from = (tile.index - first.index) * WIDTH;
          const fits = here.every((hash, at) => Bytes.same(hash, leaves[from + at]));
          if (!fits) throw new Fault("log-entries", { file: tile.path });
        }
        if (tile.width === WIDTH) {
          const above = [...tiles(level + 1, size, Math.floor(tile.index / WIDTH))][0];
          const hash = hashes(files, above)[tile.index % WIDTH];
          if (!Bytes.same(hash, await rootOf(here))) throw new Fault("log-entries", { file: tile.path });
        }
      }
      // What is not in a full tile of this level, and then what stands to the right of that.
      const last = row[row.length - 1];
      const edge = last !== undefined && last.width < WIDTH ? hashes(files, last) : [];
      if (found !== null) edge.push(found);
      if (edge.length > 0) found = await rootOf(edge);
    }
    const strays = paths.filter((path) => !wanted.includes(path));
    if (strays.length > 0) throw new Fault("log-tile", { file: strays[0] });
    const from = first.index * WIDTH;
    return { root: found, entries: entries.map((bytes, at) => ({ index: from + at, bytes })), leaves };
  }

  return { leaf, root, rootByPath, read };
})();
