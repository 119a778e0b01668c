# Die Seite der Regeln: ihre eigenen Worte. Was die Dokumente sagen, steht in deren Sprache.

rules-title = Regeln
rules-heading = Die Regeln
rules-state = Stand { $day }: Fassung { $version } des Regelwerks.
rules-none = Am { $day } war kein Regelwerk in Kraft.
rules-polls-keep = Für jede Abstimmung gelten die Regeln, unter denen sie eröffnet wurde.
rules-draft = An der nächsten Fassung arbeiten
rules-subject-votes = Abstimmungen der Mitglieder
rules-subject-notices = Einberufung und Mitteilungen
rules-subject-classes = Klassen und ihre Stimmen
rules-subject-elections = Wahlen
rules-subject-board = Der Vorstand
rules-subject-bodies = Ausschüsse, Ämter und Beschlüsse
rules-subject-rest = Alles Übrige
rules-counsel = Anwaltlich bestätigt.
rules-no-counsel = Nicht anwaltlich bestätigt.
rules-another-day = An einem anderen Tag
rules-as-of-end = Regeln zum Ende des Tages
rules-show = Zeigen
rules-fault-day = Geben Sie einen Tag an, etwa 2026-07-31.
rules-versions = Fassungen
rules-version = Fassung { $n }
rules-from = in Kraft ab
rules-from-beginning = in Kraft von Anfang an
rules-now = jetzt in Kraft
rules-decision = Beschluss { $n }:
rules-resolution = im Register der Beschlüsse
rules-what-changed = Was sie geändert hat

# Eine Fassung, und zwei nebeneinander.
rules-version-title = Fassung { $n } des Regelwerks
rules-versions-title = Fassungen { $before } und { $after } des Regelwerks
rules-in-force-from = In Kraft ab
rules-in-force-always = In Kraft von Anfang an
rules-take-file = Die Datei herunterladen
rules-compare-with = mit Fassung { $n } vergleichen
rules-documents = Die Dokumente, das ranghöchste zuerst
rules-column-document = Dokument
rules-column-kind = Art
rules-column-version = Fassung
rules-column-days = Gilt
rules-column-adopted = Beschlossen von
rules-kind-statute = Gesetz
rules-kind-certificate = Gründungsurkunde
rules-kind-bylaws = Satzung
rules-kind-policy = Richtlinie des Vorstands
rules-kind-procedure = Verfahren eines Ausschusses
rules-kind-publication = Veröffentlichung
rules-days-always = von Anfang an
rules-days-from = ab { $from }
rules-days-until = bis einschließlich { $last }
rules-days-between = ab { $from }, bis einschließlich { $last }
rules-rules = Was sie regeln
rules-column-rule = Regel
rules-column-value = Wert
rules-column-source = Festgelegt in
rules-stands-back = Tritt zurück; es gilt:
rules-proof = Nachweis
rules-proof-file = SHA-256 der Datei, wie er im Logbuch steht
rules-changed = Geänderte Regeln
rules-changed-none = Keine Regel bekommt einen anderen Wert; nur Worte unterscheiden sich.
rules-column-decides = Was sie regelt
rules-before = Vorher
rules-after = Nachher
rules-side-nothing = nichts
rules-side-from = ab { $day }:
rules-lines = Zeile für Zeile, { $n } Zeilen
rules-lines-part = Zeilen, Teil { $n }
rules-mark = Zeichen
rules-mark-changed = geändert
rules-mark-taken-out = entfernt
rules-mark-added = hinzugefügt

# Was jeder Schlüssel entscheidet.
rules-means-applications-decided-by = Wie der Mitgliederausschuss über einen Aufnahmeantrag entscheidet
rules-means-applications-decision-days = Höchstfrist vom Aufnahmeantrag bis zur Entscheidung, in Arbeitstagen
rules-means-ballot-revote = Bis wann ein Mitglied erneut abstimmen kann
rules-means-ballot-unranked = Was es heißt, jemanden in einer Reihung auszulassen
rules-means-board-cap-scope = Von wem keine zwei zugleich im Vorstand sitzen
rules-means-board-casting-vote = Wessen Stimme bei Stimmengleichheit im Vorstand entscheidet
rules-means-board-cohorts = Die Gruppen des Vorstands, der Reihe nach
rules-means-board-consent = Vorstandsmitglieder, die unterschreiben müssen, damit der Vorstand schriftlich beschließt
rules-means-board-holdover = Ob Vorstandsmitglieder im Amt bleiben, bis ihre Nachfolge angetreten ist
rules-means-board-majority = Vorstandsmitglieder, die einem gewöhnlichen Beschluss zustimmen müssen
rules-means-board-quorum = Vorstandsmitglieder, die anwesend sein müssen, damit der Vorstand beschlussfähig ist
rules-means-board-recusal = Wie ein befangenes Vorstandsmitglied bei der Beschlussfähigkeit zählt
rules-means-board-size-max = Höchstzahl der Vorstandsmitglieder
rules-means-board-size-min = Mindestzahl der Vorstandsmitglieder
rules-means-board-super-majority = Vorstandsmitglieder, die in einer vorbehaltenen Sache zustimmen müssen
rules-means-board-super-quorum = Vorstandsmitglieder, die bei einer vorbehaltenen Sache anwesend sein müssen
rules-means-board-term-gap-years = Jahre außerhalb des Vorstands, nach denen die Amtszeiten neu gezählt werden
rules-means-board-term-limit = Amtszeiten, nach denen ein Vorstandsmitglied aussetzt
rules-means-board-term-partial = Ob ein Teil einer Amtszeit als Amtszeit zählt
rules-means-board-term-years = Amtszeit eines Vorstandsmitglieds in Jahren
rules-means-board-vacancy-filled-by = Wer einen frei gewordenen Sitz besetzt
rules-means-board-vacancy-fork-months = Monate vor der nächsten Wahl, in denen der Vorstand einen freien Sitz besetzt
rules-means-board-vacancy-term = Für wie lange ein freier Sitz besetzt wird
rules-means-bylaws-amendment = Vorstandsmitglieder, die einer Satzungsänderung zustimmen müssen
rules-means-cap-cure-days = Frist, in der Mitglieder, die zusammengekommen sind, abgeben, was die Obergrenze übersteigt
rules-means-cells-k = Wie viele Mitglieder mit gleich vielen Stimmen es mindestens braucht, damit ein Stimmzettel unter ihnen verborgen bleibt
rules-means-certifying-officers = Mitglieder der Wahlleitung, die eine Auszählung gemeinsam beglaubigen
rules-means-class-admission = Aufnahme in die Klasse „{ $class }“
rules-means-class-holder = Wer Mitglied der Klasse „{ $class }“ sein kann
rules-means-class-votes = Stimmen jedes Mitglieds der Klasse „{ $class }“
rules-means-committee-majority = Mitglieder eines Ausschusses, die zustimmen müssen
rules-means-committee-quorum = Mitglieder eines Ausschusses, die anwesend sein müssen
rules-means-complaints-days = Frist nach dem Schluss, in der sich ein Mitglied über eine Abstimmung beschweren kann
rules-means-decision-officers = Amtspersonen, die es braucht, um einen Beschluss einzutragen
rules-means-election-candidate-letters = E-Mails, die alle Kandidierenden je an die Wählenden schicken lassen können
rules-means-election-held-as = Was eine Wahl durch die Mitglieder rechtlich ist; das wird gesagt und nicht durchgesetzt
rules-means-election-committee-of = Wer im Wahlausschuss sitzt
rules-means-hearing-termination-min-days = Mindestfrist von der Anhörung eines Mitglieds bis zum Ende der Mitgliedschaft
rules-means-keys-holders = Mindestzahl der Verwahrenden, unter denen der Schlüssel zu den Stimmzetteln geteilt wird
rules-means-keys-rehearsal = Ob das Öffnen mit einem geteilten Schlüssel vor der Abstimmung an einem Probeumschlag geprobt wird
rules-means-keys-threshold = Mindestzahl der Teile eines geteilten Schlüssels, die die Stimmzettel öffnen
rules-means-member-classes = Die Klassen von Mitgliedern, die abstimmen
rules-means-members-majority = Stimmen, die es für einen gewöhnlichen Beschluss der Mitglieder braucht
rules-means-members-super-majority = Stimmen, die es braucht, wenn den Mitgliedern eine vorbehaltene Sache vorliegt
rules-means-membership-alumni-class = Die Klasse ohne Stimmrecht, in der eine Person bleibt, deren Mitgliedschaft ausgelaufen ist, oder keine
rules-means-membership-grace-days = Frist nach der Laufzeit, in der eine Mitgliedschaft ohne neuen Antrag verlängert wird
rules-means-membership-term-months = Laufzeit einer Mitgliedschaft in Monaten
rules-means-motions-debate = Wer die Aussprache über einen Antrag liest
rules-means-motions-reconsider = Wer verlangen kann, dass erneut abgestimmt wird
rules-means-motions-reserved = Arten von Anträgen, die vorbehalten sind, neben denen, die es immer sind
rules-means-motions-second = Ob ein Antrag vor der Aussprache unterstützt wird
rules-means-motions-secret = Arten von Anträgen, über die ein Gremium geheim abstimmt
rules-means-nomination-by = Wer Vorschläge macht
rules-means-nomination-by-committee = Ob ein Mitglied des Wahlausschusses jemanden vorschlagen darf
rules-means-nomination-count = Wie viele Kandidierende jedes Mitglied höchstens vorschlägt
rules-means-nomination-self = Wer sich selbst vorschlagen darf
rules-means-nomination-sponsor = Wen eine Organisation, die Mitglied ist, zur Wahl vorschlägt
rules-means-nominations-close-days = Mindestfrist vom Schluss der Vorschläge bis zur Wahl
rules-means-nominations-open-days = Mindestfrist vom Beginn der Vorschläge bis zur Wahl
rules-means-nominee-standing = Wie lange Vorgeschlagene schon Mitglied sein müssen
rules-means-notice-board-min-days = Mindestfrist für die Einberufung einer Vorstandssitzung
rules-means-notice-counting = Wie die Tage einer Einberufung gezählt werden: zurück bis zur selben Stunde oder ohne die Tage an beiden Enden
rules-means-notice-mail-failures = Nach wie vielen Mitteilungen in Folge, die nicht ankamen, E-Mail keine Mitteilung mehr ist
rules-means-notice-members-max-days = Höchstfrist für die Einberufung einer Mitgliederversammlung
rules-means-notice-members-min-days = Mindestfrist für die Einberufung einer Mitgliederversammlung
rules-means-notice-termination-min-days = Mindestfrist, mit der das Ende einer Mitgliedschaft angekündigt wird
rules-means-officers-second-factor = Ob Amtspersonen den Code eines zweiten Faktors eingeben, bevor sie unterschreiben, bestätigen oder einreichen, was geöffnet wurde
rules-means-offices-exclusive = Ämter, die eine Person nicht zugleich innehat, je zwei
rules-means-opening-officers = Mitglieder der Wahlleitung, die eine Abstimmung gemeinsam eröffnen
rules-means-permits-officers = Amtspersonen, die über eine Anfrage entscheiden, eine geschützte Marke zu verwenden
rules-means-petition-ballot-share = Anteil aller Stimmen, mit dem die Frage eines Begehrens zur nächsten Abstimmung kommt
rules-means-petition-days = Frist, in der ein Begehren Unterschriften sammelt
rules-means-petition-meeting-max-days = Höchstfrist vom Eingang eines Begehrens bis zur außerordentlichen Versammlung
rules-means-petition-meeting-min-days = Mindestfrist vom Eingang eines Begehrens bis zur außerordentlichen Versammlung
rules-means-petition-meeting-share = Anteil aller Stimmen, mit dem Mitglieder eine außerordentliche Versammlung verlangen
rules-means-petition-notice-days = Frist ab dem Eingang eines Begehrens, in der zur Versammlung eingeladen wird
rules-means-proxies-board = Ob Vorstandsmitglieder durch Vollmacht abstimmen
rules-means-proxies-max-months = Monate, nach denen eine Vollmacht spätestens endet
rules-means-proxies-max-per-holder = Wie viele Mitglieder eine Person höchstens vertritt
rules-means-proxies-members = Ob Mitglieder durch Vollmacht abstimmen
rules-means-quorum-members = Beschlussfähigkeit: Anteil der Mitglieder im Verzeichnis, die teilnehmen müssen
rules-means-quorum-votes = Beschlussfähigkeit: Anteil der Stimmen im Verzeichnis, die abgegeben werden müssen
rules-means-record-date-max-days = Höchstfrist vom Stichtag bis zur Abstimmung
rules-means-record-date-min-days = Mindestfrist vom Stichtag bis zur Abstimmung
rules-means-referendum-turnout = Anteil der Stimmen im Verzeichnis, die abgegeben werden müssen, wenn ein Antrag den Mitgliedern vorliegt
rules-means-registry-attestation-days = Wie lange das Wort eines Verwahrers gilt, dass der Zugang funktioniert
rules-means-registry-custody-groups = Aus welchen verbundenen Gruppen die Verwahrer eines geschützten Vermögenswerts kommen
rules-means-registry-notice-days = Mindestfrist der Ankündigung, bevor die Mitglieder über einen Rechtsakt an einem geschützten Vermögenswert abstimmen, nie unter 20 Tagen
rules-means-registry-protected = Arten von Vermögenswerten, die geschützt sind, neben Marken, Domains und Signaturschlüsseln
rules-means-registry-waiting-days = Mindestfrist von der beglaubigten Abstimmung der Mitglieder über einen Rechtsakt bis zu seinem Vollzug, nie unter 30 Tagen
rules-means-related-percent = Anteil der Beherrschung, über dem Organisationen eine verbundene Gruppe sind
rules-means-reminders-digest = Wann alle einmal in der Woche erfahren, was auf sie wartet
rules-means-reminders-poll-days = An welchen Tagen vor dem Schluss erinnert wird, wer noch nicht abgestimmt hat
rules-means-reminders-quiet = Stunden, in denen keine Erinnerung abgeht
rules-means-renewals-reminder-days = An welchen Tagen vor dem Ende ihrer Laufzeit Mitglieder an die Verlängerung erinnert werden
rules-means-renewals-warning-days = Wie lange vor einem Stichtag ein Mitglied gewarnt wird, dessen Laufzeit vorher endet
rules-means-report-cell-min = Von wie vielen Personen eine veröffentlichte Zahl mindestens handelt
rules-means-roll-challenge-days = Mindestfrist, in der ein vorgeschlagenes Verzeichnis beanstandet werden kann
rules-means-seat-cure-days = Frist, in der behoben wird, was den Sitz eines Vorstandsmitglieds beenden würde
rules-means-voting-extension-max-days = Um wie viel der Schluss einer offenen Abstimmung insgesamt höchstens verschoben wird
rules-means-voting-extension-max-times = Wie oft der Schluss einer offenen Abstimmung höchstens verschoben wird
rules-means-voting-min-days = Wie lange eine Wahl mindestens offen ist

# Werte: Worte aus einer festen Liste, Zahlen mit dem, was sie zählen, Zeiten.
rules-word-a-term-of-its-own = für eine eigene Amtszeit
rules-word-affiliated = wer mit ihr verbunden ist
rules-word-allowed = zulässig
rules-word-any = aus beliebigen
rules-word-anyone = alle
rules-word-ballot-without-meeting = Abstimmung ohne Versammlung
rules-word-below-all-ranked = wer ausgelassen wird, steht unter allen mit einem Rang
rules-word-board = der Vorstand
rules-word-chair = der Vorsitz
rules-word-clear-days = volle Tage
rules-word-committee = durch den Ausschuss
rules-word-consensus = im Konsens
rules-word-counts = zählt
rules-word-counts-from-half = zählt ab der Hälfte
rules-word-counts-in-the-quorum = zählt bei der nötigen Zahl mit
rules-word-different = aus verschiedenen
rules-word-does-not-count = zählt nicht
rules-word-either = Personen und Organisationen
rules-word-employees-of-one-employer = Beschäftigte desselben Arbeitgebers
rules-word-employees-of-one-member = Beschäftigte desselben Mitglieds
rules-word-everybody = alle
rules-word-lowers-the-quorum = senkt die nötige Zahl
rules-word-members = die Mitglieder
rules-word-members-and-a-director = Mitglieder und ein Vorstandsmitglied
rules-word-members-in-good-standing = Mitglieder, deren Mitgliedschaft in Ordnung ist
rules-word-members-or-board = die Mitglieder oder der Vorstand
rules-word-members-with-a-vote = Mitglieder mit Stimmrecht
rules-word-never = niemand
rules-word-no = nein
rules-word-no-opinion = wer ausgelassen wird, wird mit niemandem verglichen
rules-word-nobody = niemand
rules-word-one-related-group = eine verbundene Gruppe
rules-word-organisations = Organisationen
rules-word-payment-or-in-kind = gegen Beitrag oder Arbeit
rules-word-persons = Personen
rules-word-prevailing-side = wer mit der Seite gestimmt hat, die sich durchsetzte
rules-word-refused = nicht zulässig
rules-word-remote-meeting = Versammlung ohne Anwesenheit am Ort
rules-word-same-hour = zur selben Stunde
rules-word-sponsors-only = nur Förderer
rules-word-the-body = das Gremium
rules-word-the-rest-of-the-term = für den Rest der Amtszeit
rules-word-until-the-close = bis zum Schluss
rules-word-vote = durch Abstimmung
rules-word-written-consent = schriftliche Zustimmung
rules-word-yes = ja
rules-count-business-days = { $n ->
    [one] 1 Arbeitstag
   *[other] { $n } Arbeitstage
}
rules-count-candidates = { $n ->
    [one] 1 Person
   *[other] { $n } Personen
}
rules-count-days = { $n ->
    [one] 1 Tag
   *[other] { $n } Tage
}
rules-count-directors = { $n ->
    [one] 1 Vorstandsmitglied
   *[other] { $n } Vorstandsmitglieder
}
rules-count-holders = { $n ->
    [one] 1 Person
   *[other] { $n } Personen
}
rules-count-letters = { $n ->
    [one] 1 E-Mail
   *[other] { $n } E-Mails
}
rules-count-members = { $n ->
    [one] 1 Mitglied
   *[other] { $n } Mitglieder
}
rules-count-months = { $n ->
    [one] 1 Monat
   *[other] { $n } Monate
}
rules-count-notices = { $n ->
    [one] 1 Mitteilung
   *[other] { $n } Mitteilungen
}
rules-count-officers = { $n ->
    [one] 1 Person
   *[other] { $n } Personen
}
rules-count-people = { $n ->
    [one] 1 Person
   *[other] { $n } Personen
}
rules-count-percent = { $n ->
    [one] 1 Prozent
   *[other] { $n } Prozent
}
rules-count-shares = { $n ->
    [one] 1 Teil
   *[other] { $n } Teile
}
rules-count-terms = { $n ->
    [one] 1 Amtszeit
   *[other] { $n } Amtszeiten
}
rules-count-times = { $n ->
    [one] einmal
   *[other] { $n } Mal
}
rules-count-votes = { $n ->
    [one] 1 Stimme
   *[other] { $n } Stimmen
}
rules-count-years = { $n ->
    [one] 1 Jahr
   *[other] { $n } Jahre
}
rules-days-before = { $days } Tage vor dem Ende
rules-hours = { $from } bis { $until } Uhr
rules-weekly-monday = Montag, { $time } Uhr
rules-weekly-tuesday = Dienstag, { $time } Uhr
rules-weekly-wednesday = Mittwoch, { $time } Uhr
rules-weekly-thursday = Donnerstag, { $time } Uhr
rules-weekly-friday = Freitag, { $time } Uhr
rules-weekly-saturday = Samstag, { $time } Uhr
rules-weekly-sunday = Sonntag, { $time } Uhr
