# Notices: the notice board, a person's own notices, and the first words of a new one.

notices-title = Notices
notices-lead = What the foundation has told its members, each as it was given. The digest of every notice stands in the public log.
notices-none = No notice has been given yet.
notices-own-link = Notices to you
notices-board-link = All notices
notices-private = This notice is for the persons it was given to. Sign in as one of them to read it.

notice-kind-members-meeting = Meeting of the members
notice-kind-vote = Vote
notice-kind-board-meeting = Meeting of the board
notice-kind-termination = End of a membership
notice-kind-general = Announcement

notice-state-ahead = coming
notice-state-over = over
notice-given = given { $time }
notice-given-by = Given by { $name } to { $n ->
    [one] one recipient
   *[other] { $n } recipients
}.
notice-event = It announces: { $time }
notice-event-short = for { $time }
notice-defective = This notice came later than the rule asks for. The reason given: { $reason }
notice-why = Why
notice-rule-least = { $days ->
    [one] At least one day of notice
   *[other] At least { $days } days of notice
}
notice-rule-most = { $days ->
    [one] At most one day of notice
   *[other] At most { $days } days of notice
}
notice-counted-hour = Days are counted back by the calendar of { $zone }, to the same hour.
notice-counted-clear = Days are counted whole, in { $zone }; neither the day of the notice nor that of the event counts.
notice-rule-none = No rule asks for this notice.
notice-latest = To be in time it had to be given by { $time }.
notice-proof = Proof
notice-proof-sentence = The digest of this notice was entered in the public log when it was given:
notice-proof-find = Find it in the log
notice-proof-file = The notice as it was hashed
notice-poll-link = To the vote

notice-yours = To you
notice-yours-line = It is due to you as { $capacity }.
notice-yours-mailed = Mailed to { $address } on { $time }.
notice-yours-returned = The letter to { $address } came back.
notice-yours-no-mail = No letter was sent to you by e-mail.
notice-yours-seen = You saw it here on { $time }.
notice-yours-waived = You waived notice on { $time }.
notice-waive = Waive notice
notice-waive-what = Who waives notice says that it reached them in time, however it did. You need not, and it cannot be taken back.
notice-waive-act = I waive notice of this

notices-own-title = Notices to you
notices-own-none = No notice has been given to you yet.
notices-own-lead = What the foundation told you, and how.
notices-objection-title = Notice by e-mail
notices-objection-off = Notices come to you by e-mail. You can object; then the secretary sends them by post. Links to sign in and letters about your ballot still come by e-mail.
notices-objection-on = You object to notice by e-mail, so the secretary sends notices by post. Links to sign in and letters about your ballot still come by e-mail.
notices-objection-act = Object to notice by e-mail
notices-objection-back = Take notices by e-mail again
notices-barred = Notices to { $address } did not arrive { $n ->
    [one] once
   *[other] { $n } times in a row
}, so e-mail is no notice to you any more ({ $citation }). Ask the secretary to change your address.

notice-draft-members-meeting-title = Meeting of the members
notice-draft-members-meeting-text =
    The members of { $foundation } meet on { $when }.

    Place, or how to take part: { $where }

    Purpose of the meeting:
notice-draft-vote-title = Vote of the members
notice-draft-vote-text =
    The members of { $foundation } vote. The vote opens on { $when }.

    When it opens, everyone on its roll gets a letter that leads to the ballot.
notice-draft-board-meeting-title = Meeting of the board
notice-draft-board-meeting-text =
    The board of { $foundation } meets on { $when }.

    Place, or how to take part: { $where }

    Agenda:
notice-draft-termination-title = Your membership is to be ended
notice-draft-termination-text =
    It is proposed to end your membership of { $foundation } on { $when }.

    The reasons:

    You can be heard, orally or in writing, before it takes effect:
notice-draft-general-title = News of the foundation
notice-draft-general-text =
    To the members of { $foundation }:
notice-who-has = Who has it
