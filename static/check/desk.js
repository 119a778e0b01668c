// Check it yourself: the page. It hands files and words to the checks, and shows what they say.
// Everything stays in this browser; the page is not even allowed to send anything.
"use strict";

(() => {
  const desk = document.getElementById("check-desk");
  if (!desk) return;
  const words = new Map(Array.from(document.querySelectorAll("#check-words [data-say]"), (one) => [one.dataset.say, one.textContent]));
  // What was given so far, newest first.
  const hand = { bundles: [], manifests: [], proofs: [], ballots: [], logKey: undefined };
  // A policy, a proof or a receipt is small; whatever is larger is no text of ours.
  const MAX_TEXT = 64 * 1024 * 1024;
  const SHOWN_BALLOTS = 20;

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
    const marks = { ok: "mark mark-certified", fails: "mark error", open: "mark mark-counted" };
    list.replaceChildren();
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
  async function take(file, said) {
    const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    if (Bytes.hex(magic) === "504b") {
      if (typeof DecompressionStream === "undefined") throw new Fault("no-decompression");
      const bundle = await Bundle.check(await Zip.read(file), said.line);
      hand.bundles.unshift(bundle);
      if (!bundle.good) return "bundle";
      hand.manifests.unshift({ value: bundle.manifest, eid: bundle.eid });
      hand.ballots.unshift({ bytes: bundle.files.get("ballots.jsonl"), manifest: bundle.manifest });
      return "bundle";
    }
    const bytes = await small(file);
    const text = Bytes.text(bytes, file.name);
    if (text.startsWith("c2sp.org/tlog-proof@")) {
      const proof = Signed.proof(text, file.name);
      hand.proofs.unshift(proof);
      said.line("ok", "file-proof", { index: proof.index });
    } else if (text.startsWith('{"t":')) {
      const lines = Bytes.lines(bytes, file.name);
      hand.ballots.unshift({ bytes });
      said.line("ok", "file-ballots", { n: lines.length });
    } else if (text.startsWith('{"d":')) {
      document.getElementById("receipt").value = text.trim();
      said.line("ok", "file-receipt");
    } else if (text.startsWith('{"aead":')) {
      const value = await addManifest(bytes, file.name);
      said.line("ok", "file-manifest", { question: value.question });
    } else {
      throw new Fault("file-unknown", { file: file.name });
    }
    return "file";
  }

  async function takeAll(files) {
    const said = outcome("files");
    let what = "file";
    for (const file of files) {
      try {
        if ((await take(file, said)) === "bundle") what = "bundle";
      } catch (fault) {
        const known = fault instanceof Fault ? fault : new Fault("file-unknown", { file: file.name });
        said.line("fails", known.key, { file: file.name, ...known.places });
      }
    }
    said.end(what);
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
    if (given === undefined) return said.say("tracker-no-ballots");
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

  // What is typed into a section is checked when its button is pressed, or Enter.
  function onSubmit(name, act) {
    const form = document.getElementById(`${name}-form`);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form);
    });
  }

  function begin() {
    const picked = document.getElementById("files");
    picked.addEventListener("change", () => {
      takeAll(Array.from(picked.files)).then(() => {
        // The same file can be chosen again, changed in the meantime.
        picked.value = "";
      });
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length > 0) takeAll(Array.from(event.dataTransfer.files));
    });
    onSubmit("receipt", async () => {
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
    });
    onSubmit("tracker", () => findTracker(document.getElementById("tracker").value));
    onSubmit("opening", async () => {
      const said = outcome("opening");
      await Voter.checkOpening(document.getElementById("opening").value, hand, said.line);
      said.end("opening");
    });
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
