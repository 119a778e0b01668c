# The ballot and its receipt.

ballot-title = Your ballot
ballot-as = You vote as { $member }, { $class } member, with { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
  } ({ $citation }).
ballot-options = { $seats ->
    [one] The options, for one seat
   *[other] The options, for { $seats } seats
  }
ballot-how-ranked = Give your first choice the 1st rank, your second the 2nd, and so on, as far as you like. No two options share a rank.
ballot-how-shared = Give your first choice the 1st rank, your second the 2nd, and so on, as far as you like. Several options may share a rank: your ballot then prefers neither to the other.
ballot-how-score = Give each option a score from 0 to { $most }: the more, the better. Several options may have the same score.
ballot-how-approval = Say for each option whether you approve of it. Mark as many as you like.
ballot-how-plurality = { $most ->
    [one] Mark one option.
   *[other] Mark up to { $most } options.
  }
ballot-how-motion = Abstaining counts as taking part, for neither side. A blank ballot says nothing at all, and counts as taking part too.
ballot-your-vote = Your vote
ballot-unranked = not ranked
ballot-unranked-meaning = An option you do not rank stands below all that you rank: your vote never goes to it.
ballot-unranked-below = An option you do not rank counts as below all that you rank, and as equal to the others you leave out.
ballot-unranked-no-opinion = An option you do not rank is one about which you say nothing: your ballot compares it with no other.
ballot-unscored-meaning = An option you give no score has 0.
ballot-scores = Your scores
ballot-rank-of = Rank of { $name }
ballot-statement = Statement
ballot-mark = Mark
ballot-no-mark = No mark
ballot-yes = Yes
ballot-no = No
ballot-abstain = Abstain
ballot-blank-motion = Leave the ballot blank
ballot-not-blank = I fill in the ballot
ballot-blank = I leave the ballot blank
ballot-own = Your own mark on the tracker
ballot-own-hint = Six characters of a to z and 2 to 7. Change them if you like: with them you can be sure that the tracker is yours alone.
ballot-cast = Seal and cast
ballot-again = You can vote again until the close; the last ballot counts.
ballot-cell-hidden = At least { $k } members have the same number of votes as you. Your ballot is published among theirs, without your name. If fewer than { $k } of them vote, it is published all the same.
ballot-cell-open = Only { $members } members have your number of votes, so your ballot could be told apart from the others. It was declared beforehand that such ballots are published with their member: everyone will be able to read how you voted.
ballot-cell-withheld = Only { $members } members have your number of votes, so your ballot could be told apart from the others. It is published with its line on the roll. Your name is withheld, as you asked, but others may guess it.
ballot-cell-winners = Some members of this vote share their number of votes with fewer than { $k }, so ballots could be told apart. It was declared beforehand that this vote publishes the winners only: no ballots and no figures. Nobody outside can count it again, and you cannot look your ballot up by its tracker; your receipt still shows that it was among those that count.
ballot-fault-shared = { $first } and { $second } both have the { $rank } rank. Give one of them another.
ballot-fault-gap = Nobody has the { $rank } rank, but ranks go on after it. Close the gap.
ballot-fault-unknown = This form holds a value that this ballot does not have. Choose again.
ballot-fault-nothing = Nothing is chosen yet. Choose, or say that you leave the ballot blank.
ballot-fault-blank = You chose options and also said that you leave the ballot blank. Do one of the two.
ballot-fault-too-many = You marked { $marked } options; at most { $most } can be marked. Take marks away.
ballot-fault-own = Your own mark has exactly six characters, each of a to z or 2 to 7. Write one like that, or leave it empty.
ballot-not-yours = You have no ballot with this number in this vote. Your page lists the ballots that are yours.
ballot-not-open-yet = This vote is not open yet. It opens { $time }. Come back then.
ballot-closed = This vote closed { $time }. Nothing was recorded; a ballot you cast before stands as it is. The page of the vote says what comes next.
ballot-voided = The officers ended this vote; it has no result. Nothing was recorded, and no ballot cast before is counted. They say why: { $reason }
ballot-another-body = This form was sent before with another content. The first ballot stands. Open the ballot again to change it.
ballot-forged = This ballot form was not made by this site, or it was damaged on the way. Open the ballot again.
ballot-too-fast = You have cast many ballots within a minute. The last one stands. Wait a minute before the next.
ballot-no-key = This server cannot sign receipts for this vote, so it takes no ballots. Nothing was recorded. Tell the election officers.

receipt-title = Your ballot is sealed and cast
receipt-sealed = { $votes ->
    [one] Cast as { $member }, with { $votes } vote.
   *[other] Cast as { $member }, with { $votes } votes.
  } Nobody can read it from our records.
receipt-tracker = Your tracker
receipt-tracker-what = Write it down now: this page is shown once, and no letter carries it. After the count, find it in the published list and see that your ballot stands there as you cast it.
receipt-tracker-winners = Write it down now: this page is shown once, and no letter carries it. No ballots are published of this vote: what you can check is that your sealed ballot stands in the public log, by the proof below.
receipt-proof = Proof
receipt-digest = The digest of your sealed ballot
receipt-promise = With the signature below this site promises that this sealed ballot stands in the public log by the close.
receipt-look-up = Look it up in the log
receipt-file = The signed receipt, to keep
receipt-next = What happens next
receipt-again = You can vote again until { $time }; the last ballot counts. A letter confirms each cast, without its content. After the close a letter says what the record says of you.
receipt-back = Back to the vote

ballot-closes = The vote closes
ballot-seats = { $seats ->
    [one] One seat is to be filled.
   *[other] { $seats } seats are to be filled.
  }
ballot-way = How do you want to vote?
ballot-order = Your order
ballot-marks = Your marks
ballot-unmarked-meaning = An option without your mark gets nothing from your ballot.
ballot-script-rank = Rank { $place }: { $name }
ballot-script-rank-short = Rank { $place }
ballot-script-move = Move { $name } to { $place }
ballot-script-out = Take out { $name }
ballot-script-out-short = Take out
ballot-script-said-in = { $name } is { $place } in your order.
ballot-script-said-out = { $name } is no longer ranked.
ballot-script-in = Ranked
ballot-script-left = Not ranked
ballot-script-none = Nobody yet. Rank the one you want most first.

rule-quorum-members = quorum of members
rule-quorum-members-text = The vote counts if at least { $value } of the members on the roll take part.
rule-quorum-votes = quorum of votes
rule-quorum-votes-text = The vote counts if those who take part hold at least { $value } of all votes on the roll.
rule-record-date-min = record date, at the latest
rule-record-date-min-text = The day that decides who is on the roll lies at least { $value } days before the vote.
rule-record-date-max = record date, at the earliest
rule-record-date-max-text = The day that decides who is on the roll lies at most { $value } days before the vote.
rule-cells = small groups
rule-cells-text = The ballots of a group of fewer than { $value } members with the same number of votes cannot be published without showing whose they are. Its members are told beforehand.
rule-revote = voting again
rule-revote-text = You can vote again: { $value }. The last ballot counts.
rule-revote-close-text = You can vote again until the close. The last ballot counts.
rule-unranked = options left out
rule-unranked-text = What leaving an option out means: { $value }.
rule-unranked-below-text = An option left out stands below all that are ranked.
rule-unranked-silent-text = An option left out is one about which the ballot says nothing.
rule-opening = who opens a vote
rule-opening-text = It takes { $value } election officers to open a vote.
rule-keys = who can open the ballots
rule-keys-holders-text = The key that opens the ballots is split among at least { $value } holders.
rule-keys-rehearsed-text = Before the vote, the holders of the key rehearse the opening.
rule-keys-unrehearsed-text = The holders of the key need not rehearse the opening before the vote.
rule-keys-threshold-text = It takes at least { $value } of the holders of the key to open the ballots.
rule-certifying = who certifies
rule-certifying-text = It takes { $value } election officers to certify a count.

receipt-again-until = You can vote again until
receipt-tracker-yours = Whoever sees your tracker can see your ballot after the count. Keep it to yourself.
receipt-copy = Copy
receipt-copied = Copied.
receipt-save = Save as a file
rule-extension-days = a later close, by how much
rule-extension-days-text = While the vote is open, its close can be put off by { $value } days in all.
rule-extension-times = a later close, how often
rule-extension-times-text = The close can be put off { $value } times at most.
rule-complaints = complaints
rule-complaints-text = You can complain until { $value } days after the close; the result is not certified before.
rule-super-majority = reserved matters
rule-super-majority-text = To carry a reserved matter, yes must be { $value }.
rule-turnout = turnout of a referendum
rule-turnout-text = A referendum decides only if at least { $value } of all votes on the roll are cast.
