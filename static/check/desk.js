// Check it yourself: the page. It hands files and words to the checks, and shows what they say.
// Everything stays in this browser; the page is not even allowed to send anything.
"use strict";

(() => {
  const desk = document.getElementById("check-desk");
  if (!desk) return;
  const words = new Map(Array.from(document.querySelectorAll("#check-words [data-say]"), (one) => [one.dataset.say, one.textContent]));
  // What was given so far, newest first. What came out of a bundle says so.
  const hand = { bundles: [], manifests: [], proofs: [], ballots: [], logKey: undefined };
  // A policy, a proof or a receipt is small; whatever is larger is no text of ours.
  const MAX_TEXT = 64 * 1024 * 1024;
  const SHOWN_BALLOTS = 20;
  // The sections whose question was asked, and stands answered on the page.
  const asked = new Set();
  let turn = Promise.resolve();

  // One thing after the other: two that write their lines at once would mix them.
  function inTurn(act) {
    turn = turn.then(act, act);
  }

  // Places are written [like this]: what fills them is plain text, whatever it holds.
  function sentence(key, places = {}) {
    const pattern = words.get(key) ?? key;
    return pattern.replace(/\[([a-z]+)\]/g, (whole, name) => (name in places ? String(places[name]) : whole));
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // The outcome of one section: a list of lines, and one sentence that screen readers hear.
  function outcome(name) {
    const list = document.getElementById(`${name}-lines`);
    const status = document.getElementById(`${name}-said`);
    const marks = { read: "mark", ok: "mark mark-certified", fails: "mark error", open: "mark mark-counted" };
    list.replaceChildren();
    delete status.dataset.state;
    status.textContent = sentence("working");
    let worst = "ok";
    return {
      line(state, key, places) {
        if (state === "fails" || (state === "open" && worst === "ok")) worst = state;
        const item = element("li");
        item.dataset.state = state;
        item.append(element("span", marks[state], sentence(`state-${state}`)), " ", element("span", "", sentence(key, places)));
        list.append(item);
      },
      end(prefix, places) {
        status.dataset.state = worst;
        status.textContent = sentence(`${prefix}-${worst}`, places);
      },
      say(key, places) {
        status.textContent = sentence(key, places);
      },
      list,
    };
  }

  const small = async (file) => {
    if (file.size > MAX_TEXT) throw new Fault("file-unknown", { file: file.name });
    return new Uint8Array(await file.arrayBuffer());
  };

  async function addManifest(bytes, name) {
    const value = Bytes.value(Bytes.text(bytes, name), name);
    const eid = Bytes.hex(await Bytes.h("poll", bytes));
    hand.manifests.unshift({ value, eid });
    return value;
  }

  // What a file is shows in its first bytes, whatever it is called.
  const isArchive = async (file) => Bytes.hex(new Uint8Array(await file.slice(0, 2).arrayBuffer())) === "504b";

  // Bundles take the place of those chosen before: nothing is checked against what is no longer chosen.
  function putBundlesAway() {
    hand.bundles = [];
    for (const kind of ["manifests", "ballots"]) hand[kind] = hand[kind].filter((one) => !one.bundled);
  }

  async function takeBundle(file, said) {
    // Until it is known to hold, and where it cannot even be read, it is one that does not.
    hand.bundles.unshift({ good: false });
    if (typeof DecompressionStream === "undefined") throw new Fault("no-decompression");
    const bundle = await Bundle.check(await Zip.read(file), said.line);
    hand.bundles[0] = bundle;
    if (!bundle.good) return false;
    hand.manifests.unshift({ value: bundle.manifest, eid: bundle.eid, bundled: true });
    if (!bundle.hidden) hand.ballots.unshift({ bytes: bundle.files.get("ballots.jsonl"), manifest: bundle.manifest, bundled: true });
    return true;
  }

  async function takeText(file, said) {
    const bytes = await small(file);
    const text = Bytes.text(bytes, file.name);
    if (text.startsWith("c2sp.org/tlog-proof@")) {
      const proof = Signed.proof(text, file.name);
      hand.proofs.unshift(proof);
      said.line("read", "file-proof", { index: proof.index });
    } else if (text.startsWith('{"t":')) {
      const lines = Bytes.lines(bytes, file.name);
      hand.ballots.unshift({ bytes });
      said.line("read", "file-ballots", { n: lines.length });
    } else if (text.startsWith('{"d":')) {
      document.getElementById("receipt").value = text.trim();
      asked.add("receipt");
      said.line("read", "file-receipt");
    } else if (text.startsWith('{"aead":')) {
      const value = await addManifest(bytes, file.name);
      said.line("read", "file-manifest", { question: value.question });
    } else {
      throw new Fault("file-unknown", { file: file.name });
    }
  }

  async function takeAll(files) {
    const said = outcome("files");
    const archives = await Promise.all(files.map((file) => isArchive(file).catch(() => false)));
    if (archives.includes(true)) putBundlesAway();
    let [held, broken, refused] = [0, 0, 0];
    for (const [at, file] of files.entries()) {
      try {
        if (!archives[at]) await takeText(file, said);
        else if (await takeBundle(file, said)) held += 1;
        else broken += 1;
      } catch (fault) {
        const known = fault instanceof Fault ? fault : new Fault("file-unknown", { file: file.name });
        said.line("fails", known.key, { file: file.name, ...known.places });
        refused += 1;
      }
    }
    // A file that cannot be read is no bundle that does not hold, and says nothing of those that do.
    said.end(broken > 0 || (held > 0 && refused === 0) ? "bundle" : "file");
    // Nothing stays on the page that was true of other files.
    for (const name of asked) await answers[name]();
  }

  // A ballot's choice, by the names of its options where the manifest is at hand.
  function choice(value, manifest) {
    const options = manifest?.options ?? [];
    const byNumber = (number) => options[number - 1]?.name ?? String(number);
    const byId = (id) => options.find((option) => option.id === id)?.name ?? id;
    const listed = (items, separator) => (items.length > 0 ? items.join(separator) : sentence("vote-blank"));
    if (typeof value === "string") return words.get(`vote-${value}`) ?? value;
    if (!Array.isArray(value)) return listed(Object.entries(value).map(([id, score]) => `${byId(id)}: ${score}`), "; ");
    if (value.some(Array.isArray)) {
      return listed(value.map((rank, at) => `${at + 1}. ${rank.map(byNumber).join(", ")}`), "; ");
    }
    return listed(value.map(byId), "; ");
  }

  function findTracker(typed) {
    const said = outcome("tracker");
    const given = hand.ballots[0];
    if (given === undefined) return said.say(hand.bundles.length > 0 ? "tracker-bundle-fails" : "tracker-no-ballots");
    let found;
    try {
      found = Voter.find(typed, given.bytes);
    } catch (fault) {
      said.line("fails", fault.key ?? "file-unknown", fault.places);
      return said.say("tracker-none");
    }
    for (const { line, value } of found.slice(0, SHOWN_BALLOTS)) {
      const item = element("li");
      item.append(element("span", "", sentence("tracker-ballot", { choice: choice(value.v, given.manifest), votes: value.w ?? 1 })));
      const written = element("code", "digest", line);
      written.dir = "ltr";
      item.append(written);
      said.list.append(item);
    }
    return said.say(found.length > 0 ? "tracker-some" : "tracker-none", { n: found.length });
  }

  // What the sections answer to what stands in them.
  const answers = {
    async receipt() {
      const said = outcome("receipt");
      const vkey = document.getElementById("log-key").value;
      try {
        hand.logKey = vkey.trim() ? await Signed.logKey(vkey) : hand.bundles.find((bundle) => bundle.good)?.logKey;
      } catch (fault) {
        said.line("fails", fault.key, fault.places);
        return said.end("receipt");
      }
      await Voter.checkReceipt(document.getElementById("receipt").value, hand, said.line);
      return said.end("receipt");
    },
    async tracker() {
      findTracker(document.getElementById("tracker").value);
    },
    async opening() {
      const said = outcome("opening");
      await Voter.checkOpening(document.getElementById("opening").value, hand, said.line);
      said.end("opening");
    },
  };

  function begin() {
    const picked = document.getElementById("files");
    // The same file can be chosen again, changed in the meantime; until then its name stays.
    picked.addEventListener("click", () => {
      picked.value = "";
    });
    picked.addEventListener("change", () => {
      const files = Array.from(picked.files);
      if (files.length > 0) inTurn(() => takeAll(files));
    });
    const bringsFiles = (event) => event.dataTransfer.types.includes("Files");
    document.addEventListener("dragover", (event) => {
      if (bringsFiles(event)) event.preventDefault();
    });
    document.addEventListener("drop", (event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      const files = Array.from(event.dataTransfer.files);
      if (files.length > 0) inTurn(() => takeAll(files));
    });
    // What is typed into a section is checked when its button is pressed, or Enter.
    for (const [name, answer] of Object.entries(answers)) {
      document.getElementById(`${name}-form`).addEventListener("submit", (event) => {
        event.preventDefault();
        asked.add(name);
        inTurn(answer);
      });
    }
    document.getElementById("check-without").hidden = true;
    desk.hidden = false;
    Signed.possible().then((possible) => {
      document.getElementById("check-unsigned").hidden = possible;
    });
  }

  // Web Crypto is there on https, on this machine, and in a saved copy.
  if (window.crypto && crypto.subtle) begin();
  else document.getElementById("check-insecure").hidden = false;
})();
