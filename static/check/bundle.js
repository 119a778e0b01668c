// Check it yourself: whether the files of a bundle are one whole, in the log, and those that
// officers certified.
//
// Not here: the count itself, the quorum, who had to sign the opening, what witnesses saw. The two
// verifiers check all of it; this page says so beside its verdict.
"use strict";

const Bundle = (() => {
  const LIST = "files.json";
  const ONCE = ["poll.opened", "poll.closed", "poll.result", "poll.certified"];
  // The keys of `poll.certified` that are hashes of files, with the files.
  const CERTIFIED = {
    ballots: "ballots.jsonl",
    live: "live.jsonl",
    manifest: "manifest.json",
    open: "open.jsonl",
    participation: "participation.json",
    result: "result.json",
    roll: "roll.jsonl",
  };
  // How many officers certify where the manifest has no rule about it.
  const SIGNERS = 2;

  function file(bundle, path) {
    const bytes = bundle.files.get(path);
    if (bytes === undefined) throw new Fault("bundle-missing", { file: path });
    return bytes;
  }

  const hashed = async (bundle, path) => Bytes.hex(await Bytes.sha256(file(bundle, path)));
  const json = (bundle, path) => Bytes.value(Bytes.text(file(bundle, path), path), path);
  const rows = (bundle, path) => Bytes.lines(file(bundle, path), path);

  // Lines that ascend, each with the value it holds.
  function ascending(bundle, path, order) {
    const read = rows(bundle, path).map((line) => ({ line, value: Bytes.value(line, path) }));
    for (let at = 1; at < read.length; at += 1) {
      if (!(order(read[at - 1]) < order(read[at]))) throw new Fault("bundle-order", { file: path, line: at + 1 });
    }
    return read;
  }

  const sum = (values) => values.reduce((total, value) => total + value, 0);

  async function list(bundle) {
    const listed = json(bundle, LIST);
    const given = [...bundle.files.keys()].filter((path) => path !== LIST);
    const pairs = Array.isArray(listed) && listed.every((pair) => Array.isArray(pair) && pair.length === 2);
    if (!pairs) throw new Fault("not-canonical", { file: LIST });
    for (const [path, hash] of listed) {
      if (path === LIST || !bundle.files.has(path)) throw new Fault("bundle-missing", { file: path });
      if ((await hashed(bundle, path)) !== hash) throw new Fault("bundle-file", { file: path });
    }
    const named = listed.map(([path]) => path);
    const stray = given.find((path) => !named.includes(path));
    if (stray !== undefined) throw new Fault("bundle-unlisted", { file: stray });
    if (named.some((path, at) => path !== given[at])) throw new Fault("bundle-order", { file: LIST, line: 1 });
    bundle.id = Bytes.hex(await Bytes.h("bundle", file(bundle, LIST)));
    return ["bundle-files", { n: given.length, id: bundle.id }];
  }

  async function poll(bundle) {
    bundle.manifest = json(bundle, "manifest.json");
    bundle.eid = Bytes.hex(await Bytes.h("poll", file(bundle, "manifest.json")));
    return ["bundle-poll", { question: bundle.manifest.question, eid: bundle.eid }, "read"];
  }

  async function roll(bundle) {
    bundle.roll = ascending(bundle, "roll.jsonl", (row) => row.value.c);
    const root = await Tree.root(bundle.roll.map((row) => Bytes.utf8(row.line)));
    if (Bytes.hex(root) !== bundle.manifest.roll_root) throw new Fault("bundle-roll-root");
    return ["bundle-roll", { n: bundle.roll.length, votes: sum(bundle.roll.map((row) => row.value.votes)) }];
  }

  // The entries of this poll: JSON objects with its eid, and its roll's. What is not JSON is no
  // entry of ours; the verifiers refuse it.
  function ours(bundle, entries) {
    const found = [];
    for (const { index, bytes } of entries) {
      let value;
      try {
        value = JSON.parse(Bytes.text(bytes));
      } catch {
        continue;
      }
      const own = value.eid === bundle.eid
        || (value.kind === "roll.certified" && value.root === bundle.manifest.roll_root);
      if (own) found.push({ index, value: Bytes.value(Bytes.text(bytes), `log ${index}`) });
    }
    return found;
  }

  const of = (bundle, kind) => bundle.entries.filter((entry) => entry.value.kind === kind);
  const only = (bundle, kind) => of(bundle, kind)[0].value;

  async function log(bundle) {
    const key = await Signed.logKey(Bytes.text(file(bundle, "log/key"), "log/key"));
    const point = Signed.checkpoint(Bytes.text(file(bundle, "log/checkpoint"), "log/checkpoint"), "log/checkpoint");
    if (point.origin !== bundle.manifest.origin) throw new Fault("log-origin", { origin: point.origin });
    const tree = await Tree.read(bundle.files, point.size);
    if (tree.root === null || !Bytes.same(tree.root, point.root)) throw new Fault("log-root", { n: point.size });
    bundle.logKey = key;
    bundle.entries = ours(bundle, tree.entries);
    if (of(bundle, "poll.voided").length > 0) throw new Fault("bundle-voided");
    for (const kind of ONCE) {
      if (of(bundle, kind).length !== 1) throw new Fault("bundle-entry", { kind });
    }
    const opened = only(bundle, "poll.opened");
    const opening = opened.manifest === (await hashed(bundle, "manifest.json"));
    if (!opening || of(bundle, "roll.certified").length === 0) throw new Fault("bundle-entry", { kind: "poll.opened" });
    const said = { n: bundle.entries.length, size: point.size };
    if (!(await Signed.possible())) return ["bundle-log-unchecked", said, "open"];
    if (!(await Signed.signedBy(point, key))) throw new Fault("log-unsigned");
    return ["bundle-log", said];
  }

  const digests = (bundle, kind) => of(bundle, kind).flatMap((entry) => entry.value.digests);

  async function live(bundle) {
    const closed = only(bundle, "poll.closed");
    bundle.live = ascending(bundle, "live.jsonl", (row) => row.value.d);
    const cast = new Set(digests(bundle, "poll.cast"));
    const gone = new Set([...digests(bundle, "poll.superseded"), ...digests(bundle, "poll.lost")]);
    const stray = bundle.live.find(({ value }) => !cast.has(value.d) || gone.has(value.d));
    if (stray) throw new Fault("bundle-live-stray", { digest: stray.value.d });
    if (bundle.live.length !== cast.size - gone.size) throw new Fault("bundle-live-number");
    const leaves = bundle.live.map(({ value }) => Bytes.join([Bytes.unhex(value.d, 32), Bytes.u64(value.w)]));
    if (Bytes.hex(await Tree.root(leaves)) !== closed.live_root) throw new Fault("bundle-live-root");
    bundle.participation = json(bundle, "participation.json");
    const took = bundle.participation.voted;
    const fits = (await hashed(bundle, "participation.json")) === closed.participation
      && bundle.participation.poll === bundle.eid && took.length === bundle.live.length
      && took.every((position, at) => position < bundle.roll.length && (at === 0 || took[at - 1] < position));
    if (!fits) throw new Fault("bundle-participation");
    return ["bundle-live", { n: bundle.live.length, cast: cast.size }];
  }

  // Whether the manifest publishes winners only, and a number of votes is shared by fewer than k.
  function showsWinnersOnly(bundle) {
    const held = new Map();
    for (const { value } of bundle.roll) held.set(value.votes, (held.get(value.votes) ?? 0) + 1);
    const small = [...held.values()].some((members) => members < bundle.manifest.k);
    return small && bundle.manifest.small_cells === "winners-only";
  }

  // No ballot is in such a bundle: what officers state is compared with the envelopes that count.
  async function stated(bundle) {
    for (const path of ["ballots.jsonl", "open.jsonl"]) {
      if (file(bundle, path).length > 0) throw new Fault("bundle-logged", { file: path });
    }
    const statements = of(bundle, "poll.unsealed");
    if (statements.length === 0) throw new Fault("bundle-entry", { kind: "poll.unsealed" });
    const statement = statements[0].value;
    const counted = only(bundle, "poll.result");
    if (counted.ballots !== statement.ballots) throw new Fault("bundle-logged", { file: "ballots.jsonl" });
    if ((await hashed(bundle, CERTIFIED.result)) !== counted.result) throw new Fault("bundle-logged", { file: CERTIFIED.result });
    const aside = new Set(digests(bundle, "poll.set_aside"));
    const weights = bundle.live.filter((row) => !aside.has(row.value.d)).map((row) => row.value.w);
    if (statement.lines !== weights.length || statement.votes !== sum(weights)) throw new Fault("bundle-sum");
    bundle.hidden = statement.ballots;
    return ["bundle-ballots-hidden", { n: statement.lines, votes: statement.votes }, "open"];
  }

  async function ballots(bundle) {
    if (showsWinnersOnly(bundle)) return stated(bundle);
    const lines = ascending(bundle, "ballots.jsonl", (row) => row.line);
    const counted = only(bundle, "poll.result");
    for (const name of ["ballots", "result"]) {
      if ((await hashed(bundle, CERTIFIED[name])) !== counted[name]) throw new Fault("bundle-logged", { file: CERTIFIED[name] });
    }
    const trackers = new Set(lines.map((row) => row.value.t));
    if (trackers.size !== lines.length) throw new Fault("bundle-trackers");
    const aside = new Set(digests(bundle, "poll.set_aside"));
    const weights = bundle.live.filter((row) => !aside.has(row.value.d)).map((row) => row.value.w);
    const votes = sum(lines.map((row) => row.value.w ?? 1));
    if (lines.length !== weights.length || votes !== sum(weights)) throw new Fault("bundle-sum");
    return ["bundle-ballots", { n: lines.length, votes }];
  }

  async function certification(bundle) {
    const certified = only(bundle, "poll.certified");
    for (const [name, path] of Object.entries(CERTIFIED)) {
      const hash = name === "ballots" && bundle.hidden ? bundle.hidden : await hashed(bundle, path);
      if (hash !== certified[name]) throw new Fault("bundle-logged", { file: path });
    }
    const { sigs, ...rest } = certified;
    const message = Bytes.tagged("poll.certified", Bytes.utf8(Bytes.canonical(rest)));
    const possible = await Signed.possible();
    const names = [];
    for (const { by, sig } of sigs) {
      const officer = bundle.manifest.officers.find((known) => known.name === by);
      if (officer === undefined) continue;
      const good = !possible || (await Signed.holds(Bytes.unhex(officer.key, 32), message, Bytes.unhex(sig, 64)));
      if (!good) throw new Fault("bundle-signature", { name: by });
      names.push(by);
    }
    const rule = bundle.manifest.rules.find((known) => known.key === "certifying.officers");
    if (new Set(names).size < (rule ? Number(rule.value) : SIGNERS)) throw new Fault("bundle-signers");
    const said = { names: names.join(", ") };
    return possible ? ["bundle-certified", said] : ["bundle-certified-unchecked", said, "open"];
  }

  // Makes every check and says a line for each; after one that fails, no other. A value of another
  // kind than the format asks for ends in the reader's own error, which is a refusal too.
  async function check(files, say) {
    const bundle = { files, good: false };
    for (const make of [list, poll, roll, log, live, ballots, certification]) {
      try {
        const [key, places, state] = await make(bundle);
        say(state || "ok", key, places);
      } catch (fault) {
        const known = fault instanceof Fault ? fault : new Fault("bundle-form");
        say("fails", known.key, known.places);
        return bundle;
      }
    }
    bundle.good = true;
    return bundle;
  }

  return { check, of };
})();
