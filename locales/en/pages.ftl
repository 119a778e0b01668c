# Front page, the pages of a poll, my page.

front-title = Votes and decisions
front-lead = What the members of this foundation vote on, and what they decided. Anybody may read it; whoever stands on the roll of a vote casts a ballot in it.
front-open = Open now
front-open-none = No vote is open at the moment.
front-coming = Coming
front-decided = Decided lately
front-empty = No vote has been held here yet. When one is announced, it stands here, and members are told by mail.
front-closes = closes { $time }, { $distance }
front-opens = opens { $time }, { $distance }
front-closed = voting ended { $time }
front-voided = without a result
front-log =
    { $n ->
        [one] The public log stands at one entry, root { $root } …
       *[other] The public log stands at { $n } entries, root { $root } …
    }

polls-title = All votes
polls-none = No vote has been held here yet.
polls-column-question = Question
polls-column-state = State
polls-column-closes = Closes

poll-state-draft = Draft
poll-state-scheduled = Members read it; nobody votes before it opens.
poll-state-open = Members can vote.
poll-state-closing = The ballots are being gathered.
poll-state-closed = The envelopes are yet to be opened.
poll-state-counted = Its count is yet to be certified.
poll-state-certified = Officers signed its result.
poll-state-voided = It ended without a result.

poll-next-opens = It opens { $time }, { $distance }.
poll-next-closes = It closes { $time }, { $distance }.
poll-next-closing = The time is over. The set of ballots is being fixed.
poll-next-opening = The officers open the envelopes on a machine of their own and hand in the ballots.
poll-next-certified = Two officers read the count and certify it.
poll-next-voided = Its officers ended it; it has no result. They say why: { $reason }
poll-next-nothing = The result stands.

poll-extended = The close was put off from { $before } to { $after }. The officers say why: { $reason }
poll-excluded = { $option } cannot be elected any more. The officers say why: { $reason } The ballots are counted both as they were cast and without this candidate; the count without is the result.

poll-your-ballot = Your ballot
poll-proxy-ballots = Ballots that you cast for others
poll-fill = Fill in the ballot of { $member }
poll-fill-again = Change the ballot of { $member }
poll-votes = { $votes ->
    [one] { $class } member with { $votes } vote
   *[other] { $class } member with { $votes } votes
  }
poll-has-cast = A ballot is in. You can vote again until the close; the last ballot counts.
poll-sign-in = Sign in to vote
poll-sign-in-why = Members on the roll of { $date } vote here. You sign in with a link that comes by mail.
poll-nothing-to-cast = You have no ballot in this vote.
poll-results-link = See the result and every step of the count
poll-options = The options
poll-seats = { $seats ->
    [one] One seat is filled.
   *[other] { $seats } seats are filled.
  }
poll-authoritative = The authoritative text:
poll-translation-note = You read a translation. The original decides.
poll-on-the-roll = You and the roll
poll-roll = Roll { $number } of record date { $date }: { $members ->
    [one] { $members } member
   *[other] { $members } members
} with { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
}.
poll-turnout = { $members ->
    [one] { $members } member
   *[other] { $members } members
} took part, with { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
}.
poll-record = What the record says of you
poll-record-voted = The record says that you voted as { $subject }.
poll-record-not-voted = The record says that you did not vote as { $subject }.
poll-record-leaf = Your line on the roll
poll-record-position = Of roll.jsonl, line { $line } stands for you; its position, counted from 0, is { $position }.
poll-record-listed = The list of those who took part, participation.json, names this position.
poll-record-not-listed = The list of those who took part, participation.json, does not name this position.
poll-record-opening = What opens it
poll-record-opening-what = How you stand on the roll, the line that stands for you, the salt that joins the two, the roll’s id, and your entitlement’s.
poll-record-check = These five lines prove which line of the published roll is yours. Keep them to yourself, and check them where nothing is sent:
poll-record-voted-erased = The record says that you voted. What ties you to the published roll has been erased.
poll-record-not-voted-erased = The record says that you did not vote. What ties you to the published roll has been erased.
poll-times = Opening and close
poll-times-opens = Opening
poll-times-closes = Close
poll-about = Read the text: motion { $number }
poll-text-digest = SHA-256 of its text:
poll-why = Why
poll-keys-shares = The key that opens the ballots is split among { $of } holders: { $names }. Any { $threshold } of them open it together; fewer cannot.
poll-keys-void = { $left ->
    [0] No share of that key is known to be left,
    [one] Only one share of that key is known to be left,
   *[other] Only { $left } shares of that key are known to be left,
} and { $threshold } open it. Unless a lost share is found, this vote will be void: nothing in it can be counted.
poll-keys-destroyed = { $shares ->
    [one] One share of the key is said to be destroyed,
   *[other] { $shares } shares of the key are said to be destroyed,
} and the officers ({ $officers }) decided on { $date } that the envelopes are.
poll-keys-emptied = The envelopes were emptied on { $date }. Copies stay in backups until these expire.
poll-rules = The rules of this vote
poll-proof = Proof
poll-digest = The digest of this vote’s terms
poll-digest-what = Every ballot, receipt and result names it. Whoever changes a word of the terms gets another digest.
poll-files = To download and check
poll-complaint = If something is wrong
poll-complaint-how = Write to the election officers of this vote: { $officers }. Say what you saw and when; do not send them your choice or your tracker.
poll-limits = What this does not protect

roll-on = On the roll of { $date } with { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
  }: { $class } member ({ $citation }), term from { $from } until { $last }.
roll-off-no-votes = Not on the roll of { $date }: the class { $class } has no vote.
roll-off-not-yet = Not on the roll of { $date }: the term began only on { $from }.
roll-off-other-class = Not on this roll: the vote is of the class { $classes }, and this membership is of the class { $class }.
poll-of-a-class = This is a vote of the class { $classes }: only its members have a ballot, and the quorum is counted of them alone.
roll-off-lapsed = Not on the roll of { $date }: the term ran out; from { $since } on there was no membership.
roll-off-ended = Not on the roll of { $date }: the membership ended on { $since }.
roll-off-suspended = Not on the roll of { $date }: the membership was suspended.
roll-off-no-term = Not on the roll of { $date }: no term is recorded.

me-title = My page
me-waiting = Ballots that wait for you
me-waiting-none = No ballot waits for you.
me-cast = Ballots you have cast
me-cast-line = as { $member }; what you chose is not on record here
me-memberships = Your memberships
me-more = Dues, notices, proxies and more
me-memberships-none = No membership of yours is recorded. If you think there should be one, write to the secretary.
me-represents = You vote for this organisation.
me-representation = Who votes for an organisation
me-representation-another = { $officer } proposes that { $person } vote for { $organisation } from { $from } on. Until then, and in every vote that is open on that day, you vote for it.
me-representation-yours = { $officer } proposes that you vote for { $organisation } from { $from } on.
me-representation-object-hint = If this is wrong, object before that day: it is stopped at once, and everybody concerned is told.
me-representation-object = I object
me-representation-decided = The board decided this. If it is wrong, write to the board.
me-number = Member no. { $number }
me-votes = { $votes ->
    [one] { $votes } vote ({ $citation })
   *[other] { $votes } votes ({ $citation })
  }
me-current = Current; the last day of the term is { $last }.
me-not-yet = Begins on { $from }.
me-grace = Run out on { $since }; can be renewed until { $last }.
me-suspended = Suspended; in force again from { $until }.
me-lapsed = Lapsed on { $since }.
me-ended = Ended on { $since }.
me-no-term = No term is recorded.
me-rolls = You and the rolls
me-rolls-none = No membership of yours stands on its roll.
