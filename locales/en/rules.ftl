# The page of the rules: its own words. What the documents say stands in their language.

rules-title = Rules
rules-heading = The rules
rules-state = As of { $day }: version { $version } of the rulebook.
rules-none = No rulebook was in force on { $day }.
rules-polls-keep = Every vote keeps the rules it was opened under.
rules-draft = Work on the next version
rules-subject-votes = Votes of the members
rules-subject-notices = Notices
rules-subject-classes = Classes and their votes
rules-subject-elections = Elections
rules-subject-board = The board
rules-subject-bodies = Committees, offices and decisions
rules-subject-rest = Everything else
rules-counsel = Counsel has confirmed this value.
rules-no-counsel = Counsel has not confirmed this value.
rules-another-day = On another day
rules-as-of-end = Rules as of the end of
rules-show = Show
rules-fault-day = Give a day, such as 2026-07-31.
rules-versions = Versions
rules-version = Version { $n }
rules-from = in force from
rules-from-beginning = in force from the beginning
rules-now = in force now
rules-decision = Decision { $n }:
rules-resolution = resolution
rules-what-changed = What it changed

# A version, and two beside each other.
rules-version-title = Version { $n } of the rulebook
rules-versions-title = Versions { $before } and { $after } of the rulebook
rules-in-force-from = In force from
rules-in-force-always = In force from the beginning
rules-take-file = Take the file away
rules-compare-with = compare it with version { $n }
rules-documents = The documents, the highest first
rules-column-document = Document
rules-column-kind = What it is
rules-column-version = Version
rules-column-days = In effect
rules-column-adopted = Adopted by
rules-kind-statute = Statute
rules-kind-certificate = Certificate of incorporation
rules-kind-bylaws = Bylaws
rules-kind-policy = Board policy
rules-kind-procedure = Committee procedure
rules-kind-publication = Publication
rules-days-always = from the beginning
rules-days-from = from { $from }
rules-days-until = until the end of { $last }
rules-days-between = from { $from } until the end of { $last }
rules-rules = What they rule
rules-column-rule = Rule
rules-column-value = Value
rules-column-source = Laid down in
rules-stands-back = It stands back; what governs:
rules-proof = Proof
rules-proof-file = SHA-256 of the file, as the log has it
rules-changed = Rules that change
rules-changed-none = No rule takes another value; only words differ.
rules-column-decides = What it decides
rules-before = Before
rules-after = After
rules-side-nothing = nothing
rules-side-from = from { $day } on:
rules-lines = Line by line, { $n } lines
rules-lines-part = Lines, part { $n }
rules-mark = Mark
rules-mark-changed = changed
rules-mark-taken-out = taken out
rules-mark-added = added

# What each key decides.
rules-means-applications-decided-by = How the membership committee decides on an application
rules-means-applications-decision-days = Most business days from an application to its decision
rules-means-ballot-revote = Until when a member may vote again
rules-means-ballot-unranked = What a candidate left out of a ranking counts as
rules-means-board-cap-scope = Of whom no two sit on the board together
rules-means-board-casting-vote = Whose vote breaks a tie of the board
rules-means-board-cohorts = The cohorts of the board, in order
rules-means-board-consent = Directors who must sign for the board to decide in writing
rules-means-board-holdover = Whether directors stay until their successors are seated
rules-means-board-majority = Directors who must agree to an ordinary decision
rules-means-board-quorum = Directors who must be present
rules-means-board-recusal = What a recused director is in the quorum
rules-means-board-size-max = Most directors
rules-means-board-size-min = Fewest directors
rules-means-board-super-majority = Directors who must agree to a reserved matter
rules-means-board-super-quorum = Directors who must be present for a reserved matter
rules-means-board-term-gap-years = Years off the board after which terms are counted anew
rules-means-board-term-limit = Terms after which a director pauses
rules-means-board-term-partial = Whether part of a term counts as a term
rules-means-board-term-years = Years of a director’s term
rules-means-board-vacancy-filled-by = Who fills a seat that falls vacant
rules-means-board-vacancy-fork-months = Months before the next election within which the board fills a vacancy
rules-means-board-vacancy-term = How long whoever fills a vacancy sits
rules-means-bylaws-amendment = Directors who must agree to change the bylaws
rules-means-cap-cure-days = Days within which members that came together give up what exceeds the cap
rules-means-cells-k = Fewest members of equal votes among whom a ballot is hidden
rules-means-certifying-officers = Election officers it takes to certify a count
rules-means-class-admission = By whom members of the class “{ $class }” are admitted
rules-means-class-holder = Who can be a member of the class “{ $class }”
rules-means-class-votes = Votes of each member of the class “{ $class }”
rules-means-committee-majority = Members of a committee who must agree
rules-means-committee-quorum = Members of a committee who must be present
rules-means-complaints-days = Days after the close within which a member may complain of a vote
rules-means-decision-officers = Officers it takes to enter a decision
rules-means-election-candidate-letters = Letters that each candidate can have sent to the voters
rules-means-election-held-as = What an election by the members is in law, which is said and not enforced
rules-means-election-committee-of = Who sits on the election committee
rules-means-hearing-termination-min-days = Least days from a member’s hearing to the end of the membership
rules-means-keys-holders = Fewest holders among whom the key that opens the ballots is split
rules-means-keys-rehearsal = Whether a split key is rehearsed on a dummy envelope before a vote opens
rules-means-keys-threshold = Fewest shares of the split key that open the ballots
rules-means-member-classes = The classes of members that vote
rules-means-members-majority = Votes that must agree to an ordinary decision of the members
rules-means-members-super-majority = Votes that must agree to a reserved matter put to the members
rules-means-membership-alumni-class = The class without a vote in which a person goes on whose membership lapsed, or none
rules-means-membership-grace-days = Days after its term in which a membership is renewed without a new application
rules-means-membership-term-months = Months of a term of membership
rules-means-motions-debate = Who reads the debate on a motion
rules-means-motions-reconsider = Who may ask that a vote be taken again
rules-means-motions-reserved = Kinds of motions that are reserved matters beside those that always are
rules-means-motions-second = Whether a motion is seconded before it is debated
rules-means-motions-secret = Kinds of motions on which a body votes by secret ballot
rules-means-nomination-by = Who nominates
rules-means-nomination-by-committee = Whether a member of the election committee may nominate
rules-means-nomination-count = Most candidates that each member nominates
rules-means-nomination-self = Who may nominate themselves
rules-means-nomination-sponsor = Whom a member organisation nominates
rules-means-nominations-close-days = Least days from the close of nominations to the vote
rules-means-nominations-open-days = Least days from the opening of nominations to the vote
rules-means-nominee-standing = How long a nominee has been a member
rules-means-notice-board-min-days = Least days of notice of a meeting of the board
rules-means-notice-counting = How days of notice are counted: back to the same hour, or without the days at both ends
rules-means-notice-mail-failures = Notices in a row that did not arrive, after which e-mail is no notice
rules-means-notice-members-max-days = Most days of notice of a members’ meeting
rules-means-notice-members-min-days = Least days of notice of a members’ meeting
rules-means-notice-termination-min-days = Least days of notice before a membership is ended
rules-means-officers-second-factor = Whether officers give a code of a second factor before they sign, confirm or bring what was opened
rules-means-offices-exclusive = Pairs of offices that one person does not hold together
rules-means-opening-officers = Election officers it takes to open a vote
rules-means-permits-officers = Officers it takes to decide on a request to use a protected mark
rules-means-petition-ballot-share = Share of all votes that puts a petition’s question on the next ballot
rules-means-petition-days = Days for which a petition collects signatures
rules-means-petition-meeting-max-days = Most days from the receipt of a petition to the special meeting
rules-means-petition-meeting-min-days = Least days from the receipt of a petition to the special meeting
rules-means-petition-meeting-share = Share of all votes by which members call a special meeting
rules-means-petition-notice-days = Days from the receipt of a petition within which notice of the meeting is given
rules-means-proxies-board = Whether directors vote by proxy
rules-means-proxies-max-months = Months after which a proxy is over at the latest
rules-means-proxies-max-per-holder = For how many members one person holds proxies at most
rules-means-proxies-members = Whether members vote by proxy
rules-means-quorum-members = Share of the members on the roll who must take part
rules-means-quorum-votes = Share of the votes on the roll that must be cast
rules-means-record-date-max-days = Most days from the record date to the vote
rules-means-record-date-min-days = Least days from the record date to the vote
rules-means-referendum-turnout = Share of the votes on the roll that must be cast in a referendum
rules-means-registry-attestation-days = Days for which a custodian’s word that access works is good
rules-means-registry-custody-groups = Whether custodians of a protected asset are of different related groups
rules-means-registry-notice-days = Least days of notice before the members vote on a deed of a protected asset, never fewer than 20
rules-means-registry-protected = Kinds of assets that are protected beside trademarks, domains and signing keys
rules-means-registry-waiting-days = Least days from the members’ certified vote on a deed to its execution, never fewer than 30
rules-means-related-percent = Percentage of control above which organisations are of one related group
rules-means-reminders-digest = When everybody is told once a week what waits for them
rules-means-reminders-poll-days = Days before the close on which those who have not voted are reminded
rules-means-reminders-quiet = Hours in which no reminder leaves
rules-means-renewals-reminder-days = Days before the end of their term on which members are reminded to renew
rules-means-renewals-warning-days = Days before a record date on which a member is warned of a lapse before it
rules-means-report-cell-min = Fewest people that a figure in public is about
rules-means-roll-challenge-days = Least days for which a proposed roll is open to challenges
rules-means-seat-cure-days = Days within which what ends a director’s seat is put right
rules-means-voting-extension-max-days = Most days, in all, by which the close of an open vote is put off
rules-means-voting-extension-max-times = How often the close of an open vote is put off at most
rules-means-voting-min-days = Least days for which an election is open

# Values: words of a closed list, numbers with what they count, spans of the clock.
rules-word-a-term-of-its-own = a term of its own
rules-word-affiliated = affiliated
rules-word-allowed = allowed
rules-word-any = any
rules-word-anyone = anyone
rules-word-ballot-without-meeting = ballot without meeting
rules-word-below-all-ranked = below all ranked
rules-word-board = board
rules-word-chair = chair
rules-word-clear-days = clear days
rules-word-committee = committee
rules-word-consensus = consensus
rules-word-counts = counts
rules-word-counts-from-half = counts from half
rules-word-counts-in-the-quorum = counts in the quorum
rules-word-different = different
rules-word-does-not-count = does not count
rules-word-either = either
rules-word-employees-of-one-employer = employees of one employer
rules-word-employees-of-one-member = employees of one member
rules-word-everybody = everybody
rules-word-lowers-the-quorum = lowers the quorum
rules-word-members = members
rules-word-members-and-a-director = members and a director
rules-word-members-in-good-standing = members in good standing
rules-word-members-or-board = members or board
rules-word-members-with-a-vote = members with a vote
rules-word-never = never
rules-word-no = no
rules-word-no-opinion = no opinion
rules-word-nobody = nobody
rules-word-one-related-group = one related group
rules-word-organisations = organisations
rules-word-payment-or-in-kind = payment or in kind
rules-word-persons = persons
rules-word-prevailing-side = prevailing side
rules-word-refused = refused
rules-word-remote-meeting = remote meeting
rules-word-same-hour = same hour
rules-word-sponsors-only = sponsors only
rules-word-the-body = the body
rules-word-the-rest-of-the-term = the rest of the term
rules-word-until-the-close = until the close
rules-word-vote = vote
rules-word-written-consent = written consent
rules-word-yes = yes
rules-count-business-days = { $n ->
    [one] 1 business day
   *[other] { $n } business days
}
rules-count-candidates = { $n ->
    [one] 1 candidate
   *[other] { $n } candidates
}
rules-count-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
rules-count-directors = { $n ->
    [one] 1 director
   *[other] { $n } directors
}
rules-count-holders = { $n ->
    [one] 1 holder
   *[other] { $n } holders
}
rules-count-letters = { $n ->
    [one] 1 letter
   *[other] { $n } letters
}
rules-count-members = { $n ->
    [one] 1 member
   *[other] { $n } members
}
rules-count-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}
rules-count-notices = { $n ->
    [one] 1 notice
   *[other] { $n } notices
}
rules-count-officers = { $n ->
    [one] 1 officer
   *[other] { $n } officers
}
rules-count-people = { $n ->
    [one] 1 person
   *[other] { $n } people
}
rules-count-percent = { $n ->
    [one] 1 percent
   *[other] { $n } percent
}
rules-count-shares = { $n ->
    [one] 1 share
   *[other] { $n } shares
}
rules-count-terms = { $n ->
    [one] 1 term
   *[other] { $n } terms
}
rules-count-times = { $n ->
    [one] once
   *[other] { $n } times
}
rules-count-votes = { $n ->
    [one] 1 vote
   *[other] { $n } votes
}
rules-count-years = { $n ->
    [one] 1 year
   *[other] { $n } years
}
rules-days-before = { $days } days before the end
rules-hours = { $from } to { $until }
rules-weekly-monday = Monday { $time }
rules-weekly-tuesday = Tuesday { $time }
rules-weekly-wednesday = Wednesday { $time }
rules-weekly-thursday = Thursday { $time }
rules-weekly-friday = Friday { $time }
rules-weekly-saturday = Saturday { $time }
rules-weekly-sunday = Sunday { $time }
