# What needs whom: the page, and the items that members have.

page-tasks = What needs you
page-tasks-count = { $n ->
    [0] What needs you
   *[other] What needs you ({ $n })
}

tasks-lead = Everything here waits for you, whatever it belongs to, and goes when it is done.
tasks-none = Nothing waits for you.
tasks-due = due { $time }, { $distance }
tasks-due-day = due by the end of { $day }, { $distance }
tasks-since = waits since { $time }
tasks-why = asked for by this rule
tasks-later = Put it off
tasks-until-tomorrow = Until tomorrow
tasks-until-week = For a week
tasks-until-day-before = Until the day before it is due
tasks-now = This cannot be put off.
tasks-put-off = Put off ({ $n })
tasks-back = back on { $time }
tasks-take-up = Take it up again
tasks-too-late = This cannot be put off so far: it is due before that, or cannot wait. Choose an earlier day, or do it now.

me-tasks = What else needs you
me-tasks-all = { $n ->
    [one] The one thing that needs you
   *[other] All { $n } things that need you
}

task-ballot = Cast the ballot of { $member } in “{ $title }”. You can vote again until the close; the last ballot counts.
task-lapse = Your term as a member ends before the record date { $day }: { $title }. Renew it, and your vote stays.
task-lapse-vote = Your term as a member ends before the last day of a vote, { $day }: { $title }. Renew it, and you stay a member to its end.
task-lapse-over = Your term as a member is over, and on { $day } it is fixed who may vote: { $title }. Renew it before, and your vote is back.
