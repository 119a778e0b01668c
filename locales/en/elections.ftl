# Elections: their pages for members, nominees and candidates.

elections-title = Elections
elections-lead = Who can be nominated, who stands, and when the vote is.
elections-none = No election is announced.
elections-row = { $n ->
    [one] one seat
   *[other] { $n } seats
}; the vote opens { $time }
election-seats = { $n ->
    [one] One seat is filled by the members’ vote.
   *[other] { $n } seats are filled by the members’ vote.
}
election-cohort = They belong to cohort { $cohort }.
election-nominate = Nominate somebody
election-own-nomination = Your nomination
election-own-letter = Write to the voters
election-poll = The vote
election-dates = Dates
election-record-date = Who may vote is fixed
election-nominations-open = Nominations open
election-nominations-close = Nominations close, at the end of
election-list-on = The list of candidates is published by
election-exceptions-end = Last day to ask to be put on the roll
election-opens = The vote opens
election-closes = The vote closes
election-candidates = Candidates
election-not-published = The list of candidates is not published yet.
election-nominated-by = Nominated by { $names }
election-disclosures = Affiliations disclosed
election-questions = Questions and answers
election-no-questions = Nobody has asked anything yet.
election-question-by = Question { $n }, of { $name }
election-question-hidden = The election committee hid this question. The reason: { $reason }
election-reply = Answer
election-reply-label = Your answer, which everybody reads
election-reply-send = Answer in public
election-ask = Ask the candidates
election-ask-for = You ask for
election-ask-question = Your question
election-ask-hint = Everybody reads it with the member’s name. At most 1000 characters.
election-ask-send = Ask in public
question-empty = Write your question.
question-member = Choose the member with a vote for whom you ask.
reply-empty = Write your answer.

nominee-asked = not answered yet
nominee-declined = declined
nominee-accepted = accepted, and not decided yet
nominee-eligible = found eligible
nominee-ineligible = found not eligible
nominee-candidate = candidate
nominee-withdrawn = a candidate no more
nominee-none = Nobody nominated you in this election. If you were told otherwise, ask the election committee.
nominee-no-statement = Write what you stand for: members read it on the ballot.
nominee-no-disclosures = Say with which organisations you are affiliated, or that there are none.
nominee-choose = Accept or decline.
candidate-none = This page is for the candidates of this election. If you are one, sign in by the address at which you were nominated.

nominate-title = Nominate somebody
nominate-lead = You nominate a candidate for “{ $title }”. Nominations close at the end of { $day }.
nominate-closed = Nominations are not open today.
nominate-rule-one = How many each member nominates: { $value }
nominate-rule-self = Who may nominate themselves: { $value }
nominate-self-never = nobody
nominate-self-sponsors-only = who acts for a member organisation that they are affiliated with
nominate-self-anyone = everybody
nominate-rule-standing = How long a nominee has been a member when the vote opens: { $value } at least
nominate-no-capacity = You act for no membership. Members nominate.
nominate-capacity = You act for
nominate-capacity-hint = You nominate as a member, or for an organisation that you represent.
nominate-member = { $name }, { $class }, member no. { $number }
nominate-as-office = By office, as { $office }
nominate-choose-capacity = Choose the member for whom you nominate.
nominate-whom = Whom you nominate
nominate-whom-hint = Their mail address, their membership number, or their full name.
nominate-nobody = Nobody here is known by this, or more than one is. Ask them for their mail address or membership number.
nominate-send = Nominate them
nominate-refused = This nomination is refused
nominate-refused-kept = It is kept that it was tried, and by which rule it was refused.

nomination-title = Your nomination
nomination-by = { $names } nominated you for “{ $title }”.
nomination-lead = You can answer, and change what you wrote, until the list of candidates is published, about { $day }.
nomination-statement = What you stand for
nomination-statement-hint = Plain paragraphs, with an empty line between them. At most 5000 characters. Members read it here and on the ballot.
nomination-disclosures = Your affiliations
nomination-disclosures-hint = Employers, offices, contracts, shares: a line for each; “None” where there are none. What is on record is filled in.
nomination-accept = Accept, and stand
nomination-decline = Decline
nomination-settled = It is settled. A candidate who withdraws tells the election committee, two of whom record it.

candidate-letter-title = Write to the voters
candidate-letter-from = You write as { $name }, candidate.
candidate-letter-lead = The foundation sends your letter to everybody who acts for a line of the roll, but for those who want no letters of candidates. You learn no address. Every candidate has as many letters as any other.
candidate-letter-count = { $sent ->
    [0] None of your letters is sent
    [one] One of your letters is sent
   *[other] { $sent } of your letters are sent
}; { $left ->
    [0] none is left.
    [one] one is left.
   *[other] { $left } are left.
}
candidate-letter-subject = Subject
candidate-letter-text = Letter
candidate-letter-hint = Plain paragraphs, at most 4000 characters. It leaves at once and cannot be called back.
candidate-letter-send = Send it to all voters
letter-subject-empty = Give it a subject.
letter-empty = Write the letter.
letter-no-roll = The roll of this election is not certified yet: nobody knows to whom the letter goes. Send it once the roll is certified.

task-nomination = Say whether you stand: you were nominated for “{ $title }”.
election-committee-table = The committee’s table
election-readiness = How ready it is
