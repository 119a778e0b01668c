# The public log: its pages.

log-title = The log
log-stands-at =
    { $n ->
        [one] It stands at one entry.
       *[other] It stands at { $n } entries.
    }
log-signed = Signed
log-not-begun = It has not begun yet: nothing is signed.
log-stands-still = The log does not grow at the moment: what it holds is being checked against what was signed. Nothing in it can change. Ballots are received as before, and enter the log before their vote closes.
log-what = Every act that decides something stands here for good: rolls, openings, envelopes, closes, results. Nothing in it can be changed or taken out without everybody seeing it. Nobody stands here by name but officers.
log-entries = Entries, the newest first
log-no-entries = There is none yet.
log-entry-number = Entry { $n }
log-newest = The newest entries
log-older = Older entries
log-proof = Proof
log-root = Root of the tree
log-origin = Origin
log-key = Key of the log
log-checkpoint = Signed checkpoint
log-keep = Keep a copy of the signed checkpoint. If the log is ever shown to somebody else with another history, the two copies prove it.
log-formats = The files are those of the open formats tlog-tiles and tlog-checkpoint (c2sp.org). Programs that nobody here wrote read and mirror them.

log-kind-log-start = The log begins
log-kind-log-key = The log changes its key
log-kind-officer-key = An officer’s key is taken up
log-kind-roll-certified = A roll is certified
log-kind-rulebook-adopted = A version of the rulebook is adopted
log-kind-notice-given = A notice is given
log-kind-notice-certified = A certificate of notice is made
log-kind-registry-recorded = Recorded in the register
log-kind-asset-executed = A deed carried out
log-kind-poll-opened = A vote is opened
log-kind-poll-extended = The close of a vote is put off
log-kind-poll-cast =
    { $n ->
        [one] One envelope is cast
       *[other] { $n } envelopes are cast
    }
log-kind-poll-superseded =
    { $n ->
        [one] One envelope was replaced by a later one of the same voter
       *[other] { $n } envelopes were replaced by later ones of the same voters
    }
log-kind-poll-lost =
    { $n ->
        [one] One envelope is lost
       *[other] { $n } envelopes are lost
    }
log-kind-poll-closed = A vote is closed
log-kind-poll-set-aside =
    { $n ->
        [one] One envelope is set aside
       *[other] { $n } envelopes are set aside
    }
log-kind-poll-excluded = A candidate has withdrawn
log-kind-poll-unsealed = An officer has opened the envelopes
log-kind-poll-result = The ballots are counted
log-kind-poll-certified = A result is certified
log-kind-poll-voided = A vote is void
log-kind-poll-destroyed = The envelopes of a vote are destroyed
log-kind-other = An entry of another kind

log-entry-signed = A signed checkpoint covers it.
log-entry-unsigned = It has its place; the checkpoint that covers it is signed in a moment.
log-entry-unknown = This version of the program does not know entries of this kind. Its text stands below.
log-entry-bytes = The entry itself
log-entry-bytes-what = This text, byte for byte, is what the log holds.
log-entry-hash = Its hash in the tree:
log-entry-proof = Download the proof
log-entry-proof-what = The proof shows, without us, that this entry is in the signed log.
log-entry-before = The entry before
log-entry-after = The entry after

log-find-title = Look something up in the log
log-find-label = Digest of a receipt, an entry or a vote
log-find-hint = 64 characters, 0 to 9 and a to f. Blanks do not matter. You can also paste the whole receipt.
log-find-act = Look it up
log-find-wrong = A digest has 64 characters, 0 to 9 and a to f. Compare it with your receipt.
log-found-cast = In the log at entry { $n }
log-found-cast-what = The envelope with this digest stands in the log. Nobody can take it out. Of each voter the last envelope before the close counts.
log-found-next = Entered, and about to get its place
log-found-next-what = Ask again in a moment: then it has a number.
log-found-received = Received, waiting for its batch
log-found-received-what = The envelope with this digest is here. It enters the log together with others, so that its time says nothing about you, and at the latest when the vote closes.
log-found-entry = This is the hash of entry { $n }
log-found-poll = This is the digest of a vote’s rules. What happened in it stands here:
log-found-see = See the entry
log-found-nothing = Nothing here has this digest
log-found-nothing-check = Check that it is the digest from your receipt and not the tracker, that no character is missing, and that the receipt is from this site and not from the practice.
log-found-nothing-after = If it is a signed receipt of a vote held here, keep the file and write to the election officers: the receipt proves what was promised.
