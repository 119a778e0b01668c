# Petitions of members: what is asked by signature, who signs, what follows.

petitions-title = Petitions
petitions-lead = Members who may vote ask by signature for a special meeting, or for a question on the next ballot. Each signature counts with the votes its membership brings when it is given.
petitions-none = Nobody has opened a petition.
petitions-new = Open a petition
petitions-open = Open to signatures
petitions-delivered = Delivered
petitions-decided = Decided
petitions-refused = Refused
petitions-lapsed = Lapsed
petition-number = Petition { $number }
petition-number-label = Number
petition-purpose = What it is for
petition-purpose-meeting = A special meeting of the members
petition-purpose-ballot = A question on the next ballot
petition-kind = What it asks
petition-kind-ordinary = An ordinary question
petition-kind-bylaws = A change of the bylaws
petition-kind-certificate = A change of the certificate
petition-kind-ipr-policy = A change of the policy on intellectual property
petition-kind-removal = The removal of a director
petition-kind-board-size = The size of the board
petition-kind-policy = A policy
petition-opened-by = Opened by
petition-opener-for = { $name }, for { $member }
petition-opened-at = Opened
petition-signed = Signed
petition-figures = { $votes ->
    [one] One vote signed
   *[other] { $votes } votes signed
}, { $needed } needed ({ $share } of all { $total } votes); by { $members ->
    [one] one membership
   *[other] { $members } memberships
}
petition-collects = Signed with { $votes } of { $needed } votes needed; { $missing ->
    [one] one vote is missing
   *[other] { $missing } votes are missing
}. It can be signed until the end of { $day }.
petition-reached = Signed with { $votes ->
    [one] one vote
   *[other] { $votes } votes
}; { $needed ->
    [one] one is needed
   *[other] { $needed } are needed
}. It can be delivered until the end of { $day }.
petition-lapsed = Lapsed: it was not delivered by the end of { $day }. It was signed with { $votes ->
    [one] one vote
   *[other] { $votes } votes
}.
petition-received = Delivered on { $day }.
petition-dated = The meeting is held on { $day }.
petition-refused = Refused by { $citation }.
petition-ballot = On the ballot: vote { $number }.
petition-decided-adopted = Decided on { $day }: the members adopted it.
petition-decided-lost = Decided on { $day }: the members did not adopt it.
petition-course = Before the members
petition-course-poll = Vote { $number } decides it
petition-course-decided = Vote { $number } decided it
petition-course-resolution = Resolution { $number } is what came of it
petition-clocks = Its clocks
petition-clock-notice = Notice of the meeting is given by the end of { $day }, within { $n } days of the receipt.
petition-clock-earliest = The meeting is held on { $day } at the earliest, { $n } days after the receipt.
petition-clock-latest = The meeting is held on { $day } at the latest, { $n } days after the receipt.
petition-motion = It is before the members as motion { $number }
petition-motion-was = It was before the members as motion { $number }
petition-answer = What became of it
petition-answer-meeting = The meeting is held on { $day }; notice is given on { $notice }. It rests on decision { $decision }.
petition-answer-refused = It was refused by { $citation }. The reason:
petition-question = The question
petition-adopts = A motion with it would adopt, from { $day } on, the rulebook of this SHA-256:
petition-own = Your signature
petition-own-signed = You signed, with { $n ->
    [one] one vote
   *[other] { $n } votes
}.
petition-own-unsigned = You did not sign.
petition-own-no-vote = This membership brings no vote today, so it signs no petition.
petition-sign = Sign with { $n ->
    [one] one vote
   *[other] { $n } votes
}
petition-withdraw = Take the signature back
petition-withdrawn = taken back { $time }
petition-votes = { $n ->
    [one] one vote
   *[other] { $n } votes
}
petition-sign-in = Members sign in to sign it.
petition-deliver-title = Deliver it
petition-deliver-lead = Enough votes are signed. Once it is delivered nobody signs any more or takes a signature back, the board is told, and the clocks of the rules start today.
petition-deliver = Deliver the petition
petition-deliver-waits = You deliver it here once enough votes are signed.
petition-signatures = Who signed
petition-signatures-who = Officers and whoever opened the petition read names here; everybody else reads the figures alone.
petition-signatures-none = Nobody yet.
petition-new-title = Open a petition
petition-new-lead = State what you ask for. Other members sign it; at the share of the votes that the rules name, you deliver it.
petition-new-stays = What you open stays readable, also where it lapses or is refused, and everybody can read it. It is not your signature: sign it once it is open.
petition-share-meeting = A special meeting takes { $share } of all votes.
petition-share-ballot = A question on the next ballot takes { $share } of all votes.
petition-silent-meeting = The rulebook does not say which share of the votes calls a special meeting, so no petition for one can be opened.
petition-silent-ballot = The rulebook does not say which share of the votes puts a question on the next ballot, so no petition for one can be opened.
petition-days = A petition collects for { $n ->
    [one] one day
   *[other] { $n } days
}.
petition-no-capacity = None of your memberships brings a vote today. Members who may vote open petitions.
petition-no-purpose = The rules name no share for any petition.
petition-capacity = You open it for
petition-title = Title
petition-title-hint = Like: A code of conduct for events. At most 120 characters.
petition-text = The question
petition-text-hint = What the members are to decide, and why. At most 20,000 characters; an empty line begins a paragraph.
petition-closes = Last day
petition-closes-hint = Until its end the petition can be signed and delivered. At most a year ahead: no rule says how long a petition collects.
petition-rulebook = Where it asks for a new rulebook
petition-rulebook-lead = Name the draft by its digest, and the day from which it is to be in force. Leave both empty otherwise.
petition-sha256 = SHA-256 of the draft
petition-sha256-hint = 64 digits 0 to 9 and a to f, as the page of the draft shows them.
petition-effective = In force from
petition-open = Open the petition
petition-fault-purpose = Choose what it is for.
petition-fault-kind = Choose what it asks.
petition-fault-title = Give it a title of at most 120 characters, on one line, without characters that are not seen.
petition-fault-text = Write the question, in at most 20,000 characters.
petition-fault-membership = Choose the membership for which you open it.
petition-fault-closes = Choose a last day after today, at most a year ahead.
petition-fault-sha256 = Give the 64 digits of the draft’s SHA-256.
petition-fault-effective = Give the day from which the draft is to be in force.
petition-refused-silent = The rulebook does not say which share of the votes such a petition takes, so none of this purpose can be opened. Write to the secretary: a new version of the rulebook can say it.
petition-refused-not-yours = You do not act for this membership. Choose one that you act for.
petition-refused-no-vote = This membership brings no vote today. Members who may vote open and sign petitions.
petition-refused-days = Choose a last day after today, at most a year ahead.
petition-refused-effect = What the petition would do is not written as decisions write it. Give each field as its hint says.
petition-refused-delivered = The petition was delivered. Its signatures stand as they were then. Follow what becomes of it on its page.
petition-refused-lapsed = The petition lapsed at the end of { $day }. It is not signed and not delivered any more. Open a new one.
petition-refused-twice = This membership has signed already. A membership signs once. There is nothing left to do.
petition-refused-opener = Only whoever opened the petition delivers it. Ask them to.
petition-refused-below = It is signed with { $votes ->
    [one] one vote
   *[other] { $votes } votes
}. { $citation } asks for { $share } of all { $total } votes: { $needed }. Ask more members to sign.
petition-refused-office = The secretary, the chair or a deputy records what becomes of a petition.
petition-refused-why = Another answer stands already. Say why this one takes its place.
petition-refused-no-meeting = This petition asks for a question on a ballot, not for a meeting. Have the question put on a ballot.
petition-refused-undecided = The day of the meeting rests on a decision of the board that was recorded after the petition was received. Choose such a decision.
petition-refused-clocks = Meeting and notice do not lie within the days that the rules give them from the receipt of the petition. Give other days.
petition-to-answer = Answer it
