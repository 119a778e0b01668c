# Results, practice, and what is not protected.

text-translation = You read a translation. This text decides:

vote-yes = Yes
vote-no = No
vote-abstain = Abstain
vote-blank = Blank

results-title = Result
results-not-yet = This vote is not counted yet. Its page says what happens next.
results-not-certified = Two officers have yet to read the count and certify it.
results-certified-one = by { $name }, { $time }
results-elected =
    { $n ->
        [one] Elected
       *[other] Elected, in this order
    }
results-nobody = Nobody is elected
results-undecided = The votes do not decide between { $names }.
verdict-adopted = The motion is adopted
verdict-lost = The motion is lost
verdict-no-quorum = Too few took part: the motion is not decided
verdict-no-quorum-election = Too few took part: nobody is elected
results-turnout = { $members } of { $of-members } members ({ $members-share }) and { $votes } of { $of-votes } votes ({ $votes-share }) took part.
results-set-aside = { $n ->
    [one] One of the ballots was set aside by a decision that two officers signed, and is not counted. The reason stands in the public log.
   *[other] { $n } of the ballots were set aside by a decision that two officers signed, and are not counted. The reason stands in the public log.
  }
results-as-cast = Counted as cast, with whoever was excluded, elected would be: { $names }.
results-as-cast-tied = Between { $names } the votes as cast would not decide.
results-file-as-cast = the count of the ballots as they were cast, with whoever was excluded since
results-quorum-met = The quorum is reached.
results-quorum-missed = The quorum is not reached: nothing is counted, and nobody is elected.
results-quorum-missed-motion = The quorum is not reached: the count is shown, and it decides nothing.
results-quorum = { $members ->
    [one] Needed was { $members } member
   *[other] Needed were { $members } members
} ({ $members-part } of { $of-members }) and { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
} ({ $votes-part } of { $of-votes }).
results-seats = What it brought about
results-seat = { $name } takes { $seat }: from { $from } to { $until }.
results-left = { $name } left { $seat } on { $day }. { $reason }
results-unchecked = One opening, unchecked. Only one officer has opened the envelopes so far. A second, on another machine, would show that nothing was changed on the first.
results-winners-only = This vote shows its outcome and nothing more. So few members share a number of votes that ballots could be told apart, and it was declared beforehand that in this case no ballots and no figures are published. The officers who opened the ballots answer for the count; nobody outside can repeat it.
results-find-nothing = The ballots of this vote are not published. Your receipt shows whether yours is among those that count.
results-how = How it went
method-meek-prf-1 = The seats are filled in proportion to the votes. Whoever reaches the quota is elected, and what they do not need passes on to their voters’ next choices. When nobody reaches it, the one with the fewest votes leaves, and those votes pass on too.
method-scottish-stv-1 = The seats are filled in proportion to the votes, as Scottish councils are. Whoever reaches the quota, which is fixed at the start, is elected, and what they do not need passes on to their voters’ next choices. When nobody reaches it, the one with the fewest votes leaves, and those votes pass on too.
method-irv-1 = Whoever has more than half of the votes still in the count is elected. As long as nobody has, the one with the fewest votes leaves, and those votes pass on to their voters’ next choices.
method-schulze-1 = Every two options are compared: how many ballots put the one above the other. An option that a ballot does not rank counts as below all that it ranks. Where the comparisons run in a circle, the weakest gives way; a comparison is as strong as the votes that win it. Several seats are not filled in proportion.
method-schulze-no-opinion-1 = Every two options are compared: how many ballots put the one above the other. An option that a ballot does not rank is compared with none on it. Where the comparisons run in a circle, the weakest gives way; a comparison is as strong as the votes that win it. Several seats are not filled in proportion.
method-schulze-margins-1 = Every two options are compared: how many ballots put the one above the other. An option that a ballot does not rank counts as below all that it ranks. Where the comparisons run in a circle, the weakest gives way; a comparison is as strong as the lead in votes. Several seats are not filled in proportion.
method-schulze-margins-no-opinion-1 = Every two options are compared: how many ballots put the one above the other. An option that a ballot does not rank is compared with none on it. Where the comparisons run in a circle, the weakest gives way; a comparison is as strong as the lead in votes. Several seats are not filled in proportion.
method-schulze-debian-2016 = First every option is compared with the default option: whoever fails the quorum or the majority against it is out. The others are then compared two by two: how many ballots put the one above the other. An option that a ballot does not rank counts as below all that it ranks. Where the comparisons run in a circle, the weakest gives way.
method-score-1 = Everyone gave each option a score. The scores are added up, and the options with the highest totals are elected.
method-star-1 = Everyone gave each option a score. The two options with the highest totals go into a run-off: the one that more votes scored higher is elected.
method-bloc-star-1 = Everyone gave each option a score. The two options with the highest totals go into a run-off: the one that more votes scored higher has the first seat. The same is repeated among the others until all seats are filled. The seats are not filled in proportion.
method-approval-1 = Everyone marked as many options as they approve of. The options with the most marks are elected.
method-plurality-1 = Everyone marked at most as many options as there are seats. The options with the most marks are elected.
method-motion-1 = The answers are added up and compared with the majority that the rules ask for.
results-ties = Ties
results-lot = The lot is not drawn by a person. It follows from numbers that the officers committed to before the vote opened, and from the set of ballots at the close. Anyone can compute it again.
results-figures = The figures
results-votes = Votes
results-round = Round { $n }
results-scoring = Totals ({ $n })
results-run-off = Run-off ({ $n })
results-against-default = Against the default option
results-beats = Options beaten
results-points = Points
results-no-preference = No preference
results-table-whole = The numbers of each step
results-pairs = Two by two
results-pairs-what = How many votes put the option of the row above the option of the column. Bold: the more of the two.
results-chart-elected = { $votes }, elected
results-chart-excluded = { $votes }, out
results-chart-quota = quota { $votes }
results-chart-needed = needed { $votes }
results-chart-key = Solid: votes that stay. Hatched: votes that pass on to the next choices.
results-table = Votes by round, cut off after two decimals
results-option = Option
results-word-elected = elected
results-word-excluded = out
results-word-finalist = finalist
results-exhausted = No further choice
results-quota = Quota
results-proof = Proof
results-file-ballots =
    { $n ->
        [one] the one ballot, as it was counted
       *[other] the { $n } ballots, as they were counted
    }
results-file-manifest = the rules, options and keys fixed before the opening
results-file-result = every step of the count
results-file-winners = who is elected, or what was decided, without figures
results-file-open = the ballots of groups too small to stay among others, with their members
results-recount = Count it yourself, without us and without our database:
results-command = The command that counts again
ballot-eid-of = The digest of this vote’s rules:
results-find = Find your ballot
results-find-what = Your tracker was shown once, when your ballot was cast. The look-up happens in your browser; nothing is sent.
results-find-file =
    { $n ->
        [one] The list has { $n } ballot. Download ballots.jsonl and search in it.
       *[other] The list has { $n } ballots, too many for a page. Download ballots.jsonl and search in it.
    }
results-find-label = Your tracker, or its first characters
results-find-hint = Blanks do not matter.
results-find-none = No ballot has this tracker. If you voted again, only the last tracker is in the list.
results-find-some = Ballots found: { $n }.
results-ballots =
    { $n ->
        [one] The list: { $n } ballot
       *[other] The list: { $n } ballots
    }
results-tracker = Tracker
results-choice = Choice
results-weight = Votes
results-blank-ballot = Blank

story-gain = { $name } { $votes }
story-gains = Votes passed on: { $list }.
story-exhausted = { $votes } votes had no further choice.
story-elected-quota = { $name } had { $votes } votes, exactly the quota, and is elected.
story-elected-over = { $name } had { $votes } votes, more than the quota of { $quota }, and is elected. The { $surplus } not needed pass on.
story-elected-remaining = { $name } is elected: no more options were left than seats.
story-elected-lot = { $name } is elected: the votes were equal, and the lot decided.
story-elected-most = { $name } is elected with { $votes } votes.
story-excluded-fewest = { $name } had the fewest votes, { $votes }, and is out.
story-excluded-lot = { $name } had the fewest votes, { $votes }, together with others. The lot decided: { $name } is out.
story-excluded-same = { $name } had the fewest votes, { $votes }, together with others, and is out. Whoever of them left first, the same are elected.
story-elected-unbeaten = { $name } is elected: no other option that was left comes before.
story-elected-points = { $name } is elected with { $votes } points.
story-elected-preferred = { $name } is elected: { $votes } votes score this finalist above the other.
story-elected-run-off-points = { $name } is elected: as many votes prefer one finalist as the other, and this one has more points.
story-elected-run-off-top = { $name } is elected: the finalists have as many votes and as many points, and this one was given the highest score more often.
story-elected-kept = { $name } keeps the seat.
story-excluded-cap = { $name } is passed over: the group has all the seats that it may have.
story-excluded-quorum = { $name } is out: { $votes } votes above the default option are fewer than needed.
story-excluded-majority = { $name } is out: { $votes } votes above the default option are not the majority needed against those below it.
story-out-head-to-head = { $name } had as many points as others and is behind them: fewer of them are put below { $name }.
story-out-top = { $name } was even with others and is behind them: they were given the highest score more often.
story-out-lot = { $name } was even with others. The lot decided: { $name } is out.
story-finalist = { $name } is in the run-off with { $votes } points.
story-no-preference = { $votes } votes prefer neither finalist.
story-undecided = { $name } is tied, and the rules do not say who comes first.
story-not-elected-lot = { $name } is not elected: the votes were equal, and the lot decided.
story-not-elected =
    { $n ->
        [one] All seats are filled; { $names } is not elected.
       *[other] All seats are filled; not elected: { $names }.
    }
story-motion-answers = { $yes ->
    [one] { $yes } vote is for
   *[other] { $yes } votes are for
}, { $no } against; { $abstain ->
    [one] { $abstain } abstains
   *[other] { $abstain } abstain
}, { $blank ->
    [one] { $blank } is blank
   *[other] { $blank } are blank
}.
story-base-yes-no = the votes for and against
story-base-cast = all votes cast
story-base-present = the votes present
story-base-in-office = the votes in office
story-base-eligible = all votes on the roll
story-motion-needed-more = Needed was more than { $fraction } of { $base }: of { $whole }, at least { $needed }.
story-motion-needed = Needed was at least { $fraction } of { $base }: of { $whole }, at least { $needed }.
story-motion-quorum = { $counted ->
    [one] { $counted } vote
   *[other] { $counted } votes
} took part; { $required } had to.

tie-lot = Round { $round }: { $names } were tied. The lot drew { $name }.
tie-same = Round { $round }: { $names } were tied. { $name } left first; the result is the same whoever does.
tie-step = Round { $round }: { $names } were even. { $name } fell behind by the rule for ties.
tie-open = Round { $round }: { $names } are tied, and the tie stands.

practice-title = A ballot to practise on
practice-what = This is the real ballot page with a made-up question. Nothing you do here is recorded, and nobody has to sign in.
practice-question = Which tree shall stand on the seal of an imaginary foundation?
practice-tree-1 = Tamarack
practice-tree-2 = Rowan
practice-tree-3 = Hornbeam
practice-tree-4 = Silver birch
practice-statement-1 = A larch that drops its needles in autumn and stands in wet ground where others do not.
practice-statement-2 = Small, hardy, with red berries that feed birds through the winter.
practice-statement-3 = Patient, hard of wood, and good at being a hedge.
practice-statement-4 = The first to settle on open land, light on its neighbours.
practice-cast = Seal and cast, for practice
practice-nothing-kept = Nothing is recorded.
practice-receipt-title = You have practised
practice-receipt-what = Nothing was recorded: this ballot is gone when you leave the page. With a real ballot, your receipt stands here.
practice-tracker-what = A real tracker leads you to your ballot in the published list after the count. The last six characters are your own mark.
practice-line-title = How this ballot would be published
practice-line-what = After the close, officers open the envelopes and publish every ballot as a line like this: the tracker, and the choice. A real receipt never shows it.
practice-line-read = In words:
practice-again = Practise again
practice-to-votes = To the votes

limits-title = What this does not protect
limits-intro = Sealed ballots keep votes from everyone who reads the records. They do not keep them from everything. Read here what happens to a ballot, what follows from it, and what does not.
limits-way = How a ballot travels
limits-way-form = You fill in the ballot and send it over an encrypted connection.
limits-way-seal = The server seals it in memory with the public key of this vote. The private key is with the officers, on a machine of their own.
limits-way-store = The sealed envelope is stored with your place on the roll, and you are handed a signed receipt. Your choice and your tracker are stored nowhere.
limits-way-close = At the close the set of envelopes is fixed. If you voted several times, the last one is in it.
limits-way-open = Officers open the envelopes on a machine without the database, in an order that says nothing, and without names.
limits-way-count = The ballots are published and counted; every step of the count is shown.
limits-way-check = You find your ballot by its tracker. Anyone can count again.
limits-protected = What is protected
limits-protected-records = Nobody can read your ballot from our records, backups, mail or logs without the officers’ key.
limits-protected-running = Nobody knows a result before the close, for nobody can open an envelope without that key.
limits-protected-length = All ballots of a vote are sent, stored and answered with one length, so that the length tells nothing.
limits-protected-change = A stored ballot cannot be changed or removed, not even with the password of this website to the database.
limits-not = What is not protected
limits-server = The server sees your ballot for a moment
limits-server-what = Before it is sealed, your ballot is in the memory of the running server. Whoever has taken over that server at that moment can read it.
limits-quorum = Officers and server together can read
limits-quorum-what = Those who hold the officers’ key, together with the stored envelopes, can link ballots to members until the key is destroyed. Where the key is split, as many of its holders as open it are needed for that, and the page of the vote names them. If fewer are left, the vote is void. You trust them not to do so.
limits-sell = A tracker can prove a vote
limits-sell-what = You can show your tracker to someone, who then sees how you voted. So votes could be bought or demanded. Do not show it.
limits-mark = A dictated order can mark a ballot
limits-mark-what = Someone who tells you an unusual order, or a mark for your tracker, can look for it in the published list.
limits-unanimous = A group that agrees is transparent
limits-unanimous-what = If all members with the same number of votes vote alike, everyone knows how each of them voted.
limits-cells = Small groups
limits-cells-what = Where fewer members than the rules ask for have the same number of votes, their ballots are published openly, or the vote publishes its winners only: then no ballot and no figure can be read or counted again by anyone outside. What remains visible is who is elected, and in which order, or what was decided; how many ballots and votes counted; and which places on the roll took part. Where all who took part are few, or one group decides alone, that can say much. Your ballot says beforehand which of the two it is if it concerns you.
limits-server-votes = The server could vote for those who do not
limits-server-votes-what = A server that has been taken over could cast a ballot in the name of a member who never votes. That is why each cast is confirmed by mail, and why after the close everyone is told whether the record says they voted.
limits-device = Your own device
limits-device-what = A program on your computer or phone can see what you choose, and could change it before it is sent. Your tracker shows it afterwards.
limits-backups = Old envelopes stay in backups
limits-backups-what = If you vote again, the earlier envelope does not count, but it remains in the database and its backups for those who hold the key.
limits-log = Nobody outside witnesses the log yet
limits-log-what = Every envelope stands in a public log by the close, and this site signs each state of it. Whoever keeps such a signed state can prove it if the log is changed later. Witnesses outside, who sign each state too, are not part of it yet.
limits-mail = Mail tells who has voted
limits-mail-what = Each cast is confirmed by a letter, and only those who have not voted are reminded. Whoever runs the mail server, or reads your mail, can see from it that you voted or have not, and when; never how.
limits-audit = No third party has audited the code
limits-audit-what = The rules file of each vote says so, until one has.
limits-practice = Practise on a ballot

complaint-title = Complaints about this vote
complaint-link = Your complaints, and how they were answered
complaint-until = If something is wrong, you can say so on record until { $time }. The result is not certified before that, and not before each complaint is answered.
complaint-number = Complaint { $number }
complaint-new = Complain
complaint-lead = You and the election officers of this vote read it. They answer each complaint on record, and you are told by letter.
complaint-text = What is wrong
complaint-text-hint = In up to { $n } characters: what you saw, and when. Never your choice, and never your tracker: who has it reads your ballot.
complaint-receipt = The digest on your receipt
complaint-receipt-hint = Only if it is about one ballot: the 64 digits that stand on its receipt, not the tracker. With them the officers find your sealed envelope, and see that it is yours.
complaint-send = Put it on record
complaint-waits = It waits for an answer.
complaint-answer = The officers’ answer
complaint-set-aside = Because of it envelopes were set aside, by act { $act }, which stands in the public log.
complaint-not-open = One may not complain of this vote here now. The rule complaints.days says until when: write to its officers.
complaint-not-on-roll = Only who stands on the roll of this vote, or for somebody on it, complains here. Ask one of them, or write to the officers.
complaint-too-many = You complained of this vote ten times already. Write to its officers.
complaint-fault-text = Say in 1 to 2,000 characters what is wrong.
complaint-fault-tracker = This looks like a tracker. Take it out: who reads it reads your ballot.
complaint-fault-receipt = The digest on a receipt has 64 digits, 0 to 9 and a to f. Copy all of them, or leave this empty.
