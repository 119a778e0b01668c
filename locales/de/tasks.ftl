# Was wen braucht: die Seite, und was auf Mitglieder wartet.

page-tasks = Was auf Sie wartet
page-tasks-count = { $n ->
    [0] Was auf Sie wartet
   *[other] Was auf Sie wartet ({ $n })
}

tasks-lead = Hier steht alles beisammen, wozu es auch gehört, und verschwindet, wenn es getan ist.
tasks-none = Es wartet nichts auf Sie.
tasks-due = fällig { $time }, { $distance }
tasks-due-day = fällig bis einschließlich { $day }, { $distance }
tasks-since = wartet seit { $time }
tasks-why = verlangt von dieser Regel
tasks-later = Aufschieben
tasks-until-tomorrow = Bis morgen
tasks-until-week = Um eine Woche
tasks-until-day-before = Bis zum Tag, bevor es fällig ist
tasks-now = Das duldet keinen Aufschub.
tasks-put-off = Aufgeschoben ({ $n })
tasks-back = wieder da am { $time }
tasks-take-up = Wieder vornehmen
tasks-too-late = So weit lässt sich das nicht aufschieben: Es ist vorher fällig oder duldet keinen Aufschub. Wählen Sie einen früheren Tag, oder tun Sie es jetzt.

me-tasks = Was sonst noch auf Sie wartet
me-tasks-all = { $n ->
    [one] Das Eine, das auf Sie wartet
   *[other] Alle { $n } Dinge, die auf Sie warten
}

task-ballot = Geben Sie den Stimmzettel von { $member } in „{ $title }“ ab. Bis zum Schluss können Sie erneut abstimmen; der letzte Stimmzettel zählt.
task-lapse = Ihre Mitgliedschaft läuft vor dem Stichtag { $day } ab: { $title }. Verlängern Sie sie, dann behalten Sie Ihre Stimme.
task-lapse-vote = Ihre Mitgliedschaft läuft vor dem letzten Tag einer Abstimmung ab, { $day }: { $title }. Verlängern Sie sie, dann bleiben Sie bis zum Ende Mitglied.
task-lapse-over = Ihre Mitgliedschaft ist abgelaufen, und am { $day } steht fest, wer stimmberechtigt ist: { $title }. Verlängern Sie sie vorher, dann haben Sie Ihre Stimme wieder.
