# Bundles of evidence, and the page on which everybody checks for themselves.
# What the script of that page says has its places written [like this].

bundle-waits-opening = There is no bundle of evidence yet: the vote is not open. Come back after the close.
bundle-waits-close = There is no bundle of evidence yet: it waits for the vote to close. Come back after the close.
bundle-waits-count = There is no bundle of evidence yet: it waits for the count. Come back after it.
bundle-waits-certification = There is no bundle of evidence yet: it waits for two officers to certify the count. Come back after it.
bundle-waits-checkpoint = There is no bundle of evidence yet: it waits for the log to be signed with the certification in it, which takes a moment. Come back then.
bundle-voided = There is no bundle of evidence: the vote was declared void, and nothing in it counts. The page of the vote says why.
bundle-fault = The bundle of evidence cannot be made at the moment. The operator has been told why. Try again in a few minutes.

results-bundle =
    { $bytes ->
       *[other] everything one needs to check this vote without us, in { $bytes } bytes
    }
results-bundle-id = Its id, by which it is cited:
results-check = Whether it holds, and where your receipt and your tracker are in it:

receipt-check = Whether this receipt holds, and later whether it is in the log:
log-check = A receipt, a proof or the bundle of a vote, in your own browser:

check-title = Check it yourself
check-what = Here your own browser checks what is published: the bundle of a vote, your receipt, your tracker, your line of the roll. What you choose or type stays in this browser: the page may speak to no server.
check-save = Save this page
check-save-what = A page can be served to you otherwise than to others. A saved copy cannot: it is one file, opens from your disk without a network, and is the same for everybody who reads { $language }. Compare its SHA-256 with somebody else:
check-without = This page needs JavaScript, and a browser from 2025 or later. Without them, check with the programs named under “Other ways”: they check more than this page does.
check-insecure = Your browser does the arithmetic of proofs only on pages that came encrypted, and in files of its own. Save this page and open the copy.
check-unsigned = Your browser cannot verify signatures of the kind Ed25519. All else is checked; where a signature should be, “not checked” stands.

check-files = The files you have
check-files-label = Choose files
check-files-hint = The bundle.zip of a vote is enough for everything below; its results page has it. While a vote is open, take manifest.json from the vote’s page and the proof of the entry from the log. You can also drop files anywhere on this page.
check-receipt = Your receipt
check-receipt-label = The receipt, as your receipt page showed it
check-receipt-hint = It begins with {"{"}"d":. Choose its file above, and it is filled in and checked.
check-log-key-label = Key of the log
check-log-key-hint = Needed only with a proof and without a bundle. It stands on the page of the log; better have it from elsewhere.
check-receipt-act = Check the receipt
check-tracker = Your tracker
check-tracker-label = Your tracker, or its first characters
check-tracker-hint = It is looked for in the bundle, or in ballots.jsonl, within this browser. Blanks do not matter.
check-tracker-act = Find the ballot
check-opening = Your line of the roll
check-opening-label = The five lines of the letter after the close
check-opening-hint = They stand on the vote’s page too, once it is closed: how you stand on the roll, the line that stands for you, the salt, the roll’s id, your entitlement’s id.
check-opening-act = Check the line
check-lines-of = What was checked

check-not = What this page does not check
check-not-what = It counts no ballot again, and it knows no key but those in the bundle. Whether these are the keys of the people you trust, whether the count, the quorum and the order of all acts are right, and what witnesses saw, is checked by two programs that were written apart from each other. They reach the same verdict, or one of them is wrong.
check-other = Other ways
check-other-python = With Python 3 and nothing else; verify.py is in the bundle, but take it from elsewhere if you can:
check-other-commonhold = With this program on a machine of your own:
check-other-policy = policy.txt names the keys that you trust: a line each for the log, for receipts and for every officer, and the line “quorum none” as long as you trust no witness. Without --policy the command prints the lines of the bundle’s own keys: compare each with what you have from elsewhere before you keep it.
check-other-grep = Your tracker in the unpacked list of ballots, in small letters, with its one hyphen and without blanks:
check-other-command = A command

# What the script says.
check-say-working = Checking …
check-say-state-read = Read
check-say-state-ok = Holds
check-say-state-fails = Does not hold
check-say-state-open = Not checked
check-say-vote-yes = Yes
check-say-vote-no = No
check-say-vote-abstain = Abstain
check-say-vote-blank = Blank

check-say-file-ok = What you chose was read.
check-say-file-open = What you chose was read.
check-say-file-fails = A file was refused. The list says why.
check-say-file-proof = A proof for entry [index] of the log. Check a receipt with it below.
check-say-file-ballots = A list of [n] ballots. Look for a tracker in it below.
check-say-file-receipt = A receipt. It is filled in and checked below.
check-say-file-manifest = The rules of the vote “[question]”.
check-say-file-unknown = [file] is no file that this page knows.
check-say-no-decompression = Your browser cannot unpack archives.
check-say-not-utf8 = [file] is not text in UTF-8.
check-say-not-canonical = [file] is not written in the one way in which it must be written: it was changed, or cut.
check-say-zip-none = [file] is no archive, or was cut off.
check-say-zip-large = The archive is larger than this page unpacks ([most] MiB). Use one of the programs named below.
check-say-zip-damaged = The archive is damaged: [file] cannot be unpacked as the archive says.
check-say-zip-strange = The archive is not written as the archive of a bundle is: something could be hidden in it.

check-say-bundle-ok = The bundle holds together: these are the files that officers certified, and the log holds them.
check-say-bundle-open = The bundle holds together as far as this browser can check it; the list says what it could not.
check-say-bundle-fails = The bundle does not hold. The list says what is wrong.
check-say-bundle-missing = The bundle lacks [file].
check-say-bundle-file = [file] is not the file that the bundle lists: it was changed.
check-say-bundle-unlisted = [file] is in the bundle, but not in its list.
check-say-bundle-order = The lines of [file] are not in their order, or one is there twice (line [line]).
check-say-bundle-form = A file of the bundle has another form than it must have.
check-say-bundle-files = All [n] files are as files.json lists them. The bundle’s id is [id].
check-say-bundle-poll = It is about the vote “[question]”. The digest of its rules is [eid].
check-say-bundle-roll-root = The roll is not the one that the rules of the vote name.
check-say-bundle-roll = The roll, [n] lines with [votes] votes, has the root that the rules of the vote name.
check-say-log-key = This is no key of a log.
check-say-log-origin = The log is another one than the rules of the vote name: [origin].
check-say-log-tile = The piece [file] of the log is missing, too much, or has another form than it must have.
check-say-log-entries = The entries of the log do not hash to its tree ([file]): one was changed.
check-say-log-root = The entries do not have the root that was signed for [n] of them.
check-say-log-unsigned = The key of the log has not signed this state of the log.
check-say-checkpoint = [file] is no signed state of a log.
check-say-bundle-entry = The log does not hold what it must hold of this vote exactly once ([kind]).
check-say-bundle-voided = The vote was declared void: nothing in it counts.
check-say-bundle-log = The log’s [size] entries, [n] of them about this vote, have the root that its key signed.
check-say-bundle-log-unchecked = The log’s [size] entries, [n] of them about this vote, have the root that stands there. This browser cannot check the signature.
check-say-bundle-live-stray = The envelope [digest] is among those that count, but the log does not hold it as one.
check-say-bundle-live-number = More envelopes were cast than are accounted for.
check-say-bundle-live-root = The envelopes that count are not those of the log’s entry about the close.
check-say-bundle-participation = The list of those who took part is not that of the log, or does not fit the envelopes.
check-say-bundle-live = Of [cast] envelopes that the log holds, [n] count: the last of each voter. As many positions on the roll took part.
check-say-bundle-logged = [file] is not the file that the log holds.
check-say-bundle-trackers = Two ballots have the same tracker.
check-say-bundle-sum = The ballots are not as many as the envelopes that count, or have other votes.
check-say-bundle-ballots = There are [n] ballots with [votes] votes, as many as envelopes that count, and the log holds their hash and the result’s.
check-say-bundle-ballots-hidden = This vote shows its winners only, as was declared beforehand: no ballot is in the bundle, and nobody outside can count again. The officers state [n] ballots with [votes] votes, as many as envelopes that count.
check-say-bundle-signature = The signature of [name] under the certification is false.
check-say-bundle-signers = Too few officers have signed the certification.
check-say-bundle-certified = [names] signed that these are the files they certified.
check-say-bundle-certified-unchecked = [names] are said to have certified these files. This browser cannot check their signatures.

check-say-receipt-ok = The receipt holds: the envelope is in the log.
check-say-receipt-open = Nothing speaks against the receipt; the list says what was not checked.
check-say-receipt-fails = The receipt does not hold. The list says why.
check-say-receipt-form = This is no receipt: it was changed, cut, or is something else.
check-say-receipt-read = The receipt is for the sealed envelope [digest].
check-say-receipt-no-manifest = Whose signature it bears was not checked: choose bundle.zip or manifest.json of its vote above. The digest of that vote’s rules is [eid].
check-say-receipt-other-poll = The receipt is of another vote than the files that were chosen.
check-say-receipt-signature = The key of this vote’s receipts has not signed it: it was changed, or made by somebody else.
check-say-receipt-signature-unchecked = The signature was not checked: this browser cannot do it.
check-say-receipt-signed = The server signed it with the key that the rules of the vote “[question]” name.
check-say-receipt-broken = The envelope is not in the log. The server promised that it would be: keep the receipt and write to the election officers.
check-say-receipt-weight = The envelope counts, but not with the votes that the receipt promises (votes: [w]).
check-say-receipt-logged = The envelope is in the log, at entry [index].
check-say-receipt-counts = It counts (votes: [w]).
check-say-receipt-superseded = It was replaced by a later envelope of the same voter.
check-say-receipt-lost = It was lost, as officers stated in the log.
check-say-receipt-set-aside = Officers set it aside; the log says why.
check-say-receipt-no-log = Whether it is in the log was not checked: choose the vote’s bundle.zip above, or the proof of the entry that names it.
check-say-receipt-bundle-fails = Whether it is in the log was not checked: the bundle does not hold, or is of another vote.
check-say-proof-form = [file] is no proof of the log.
check-say-proof-entry = The proof is for an entry that does not name this envelope.
check-say-proof-wrong = The proof does not lead from the entry to the state of the log that it names.
check-say-proof-unsigned = The state of the log in the proof is not signed by this key of the log.
check-say-proof-no-key = The envelope is in entry [index], and the proof leads from it to a state of the log with [size] entries. Who signed that state was not checked: enter the key of the log.
check-say-proof-unchecked = The envelope is in entry [index], and the proof leads from it to a state of the log with [size] entries. This browser cannot check its signature.
check-say-proof-holds = The envelope is in entry [index] of the log, whose key signed it in a state with [size] entries.

check-say-tracker-no-ballots = Choose bundle.zip or ballots.jsonl above first.
check-say-tracker-bundle-fails = The tracker was not looked for: the bundle does not hold.
check-say-tracker-none = No ballot has this tracker. If you voted again, only the last tracker is in the list.
check-say-tracker-some = Ballots found: [n].
check-say-tracker-ballot = [choice] (votes: [votes]).

check-say-opening-ok = The line of the roll is yours.
check-say-opening-open = The five lines belong together; the list says what was not checked.
check-say-opening-fails = This does not hold. The list says why.
check-say-opening-form = These are not the five lines: one is missing, cut, or changed.
check-say-opening-wrong = The salt does not join these words to this line of the roll.
check-say-opening-opens = The line commits to “[subject]” (votes: [votes]).
check-say-opening-no-bundle = Whether the line is on the published roll was not checked: choose the vote’s bundle.zip above.
check-say-opening-absent = The line is not on the roll of the bundle.
check-say-opening-position = It is line [line] of roll.jsonl; its position, counted from 0, is [position].
check-say-opening-voted = This position is among those who took part.
check-say-opening-not-voted = This position is not among those who took part.
