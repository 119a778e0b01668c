# The frame around every page, and what is said when a page cannot be shown.

problem-not-found = There is nothing at this address
problem-not-found-sentence = The page may have moved, or it is not open to you. The front page leads to everything that is.
problem-refused = This could not be done
problem-refused-sentence = Nothing was changed. Open the page again and look at what stands there now.
problem-forbidden = This is not yours to do
problem-forbidden-sentence = Nothing was changed. If it should be yours, write to the secretary.
problem-sign-in-first = Sign in first
problem-sign-in-first-sentence = This page is personal. Sign in, and you come back here.
problem-unreadable = This request could not be read
problem-unreadable-sentence = Nothing was changed. Open the page again and send it from there.
problem-too-large = This is larger than any form here
problem-too-large-sentence = Nothing was changed. Send a smaller file or a shorter text.
problem-foreign-form = This form did not come from this site
problem-foreign-form-sentence = Nothing was changed. Open the page again and send it from there. If it happens again, allow cookies for this site.
problem-too-many = Too many tries
problem-too-many-sentence = Wait a quarter of an hour and try again.
problem-unavailable = This cannot be done right now
problem-unavailable-sentence = Nothing was changed. Try again in a few minutes.
problem-internal = Something went wrong on our side
problem-internal-sentence = The fault has been recorded. Nothing you sent was counted unless a page told you so. Try again. If it happens again, tell whoever runs this site the number that stands here.
problem-number = Number of this request, should you ask about it: { $number }

page-skip = Skip to the content
page-language = Language
page-language-change = Change
page-main-menu = Main
page-front = Front page
page-ballots = Votes
page-practice = Practice
page-log = Log
page-room = Officers’ room
page-audit = Auditors’ room
page-me = My page
page-sign-in = Sign in
page-demo-name = Demonstration
page-demo = This is a demonstration with a made-up foundation. It holds the officers’ keys, so it could read every ballot cast here.
page-demo-how = How to look around
page-rehearsal-name = Rehearsal
page-rehearsal-mark = Rehearsal
page-rehearsal = This is a rehearsal: nothing decided here counts.
page-rehearsal-letters = No letter leaves by mail: officers find each of them in the folder “mail” of the rehearsal’s data folder.
page-rehearsal-subject = Rehearsal:
page-way-here = Where you are
page-rules = The rules
page-how-it-works = How a ballot travels
page-motions = Motions
page-people = Who acts here
page-limits = What this does not protect
page-account = Signed in as { $name }
page-printed-from = Printed from

# The states of a vote.
state-coming = coming
state-open = open
state-closed = closed
state-counted = counted
state-certified = certified
state-voided = ended

form-faults =
    { $n ->
        [one] One thing is missing or has to be changed
       *[other] { $n } things are missing or have to be changed
    }

ordinal =
    { NUMBER($n, type: "ordinal") ->
        [one] { $n }st
        [two] { $n }nd
        [few] { $n }rd
       *[other] { $n }th
    }

time-where-you-are = { $time } where you are
time-elsewhere = { $utc } in UTC; { $aoe } anywhere on earth (AoE, UTC−12)
time-deadline = { $time }, that is { $elsewhere }
time-ahead-moment = in less than a minute
time-past-moment = just now
time-ahead-minutes =
    { $n ->
        [one] in { $n } minute
       *[other] in { $n } minutes
    }
time-past-minutes =
    { $n ->
        [one] { $n } minute ago
       *[other] { $n } minutes ago
    }
time-ahead-hours =
    { $n ->
        [one] in { $n } hour
       *[other] in { $n } hours
    }
time-past-hours =
    { $n ->
        [one] { $n } hour ago
       *[other] { $n } hours ago
    }
time-ahead-days =
    { $n ->
        [one] in { $n } day
       *[other] in { $n } days
    }
time-past-days =
    { $n ->
        [one] { $n } day ago
       *[other] { $n } days ago
    }
