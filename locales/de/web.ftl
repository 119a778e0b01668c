# Der Rahmen jeder Seite, und was gesagt wird, wenn eine Seite nicht gezeigt werden kann.

problem-not-found = Unter dieser Adresse steht nichts
problem-not-found-sentence = Die Seite ist umgezogen oder Ihnen nicht zugänglich. Die Startseite führt zu allem, was offen ist.
problem-refused = Das ging nicht
problem-refused-sentence = Es wurde nichts geändert. Öffnen Sie die Seite erneut und sehen Sie, was jetzt dort steht.
problem-forbidden = Das steht Ihnen nicht zu
problem-forbidden-sentence = Es wurde nichts geändert. Sollte es Ihre Sache sein, schreiben Sie der Schriftführung.
problem-sign-in-first = Bitte zuerst anmelden
problem-sign-in-first-sentence = Diese Seite ist persönlich. Melden Sie sich an, dann kommen Sie hierher zurück.
problem-unreadable = Diese Anfrage ließ sich nicht lesen
problem-unreadable-sentence = Es wurde nichts geändert. Öffnen Sie die Seite erneut und senden Sie von dort.
problem-too-large = Das ist größer als jedes Formular hier
problem-too-large-sentence = Es wurde nichts geändert. Senden Sie eine kleinere Datei oder einen kürzeren Text.
problem-foreign-form = Dieses Formular kam nicht von dieser Website
problem-foreign-form-sentence = Es wurde nichts geändert. Öffnen Sie die Seite erneut und senden Sie von dort. Geschieht es wieder, erlauben Sie Cookies für diese Website.
problem-too-many = Zu viele Versuche
problem-too-many-sentence = Warten Sie eine Viertelstunde und versuchen Sie es erneut.
problem-unavailable = Das geht gerade nicht
problem-unavailable-sentence = Es wurde nichts geändert. Versuchen Sie es in einigen Minuten erneut.
problem-internal = Auf unserer Seite ist etwas schiefgegangen
problem-internal-sentence = Der Fehler wurde festgehalten. Nichts von Ihnen wurde gezählt, außer eine Seite hat es Ihnen gesagt. Versuchen Sie es erneut. Geschieht es wieder, nennen Sie dem Betrieb die Nummer, die hier steht.
problem-number = Nummer dieser Anfrage, falls Sie danach fragen: { $number }

page-skip = Zum Inhalt springen
page-language = Sprache
page-language-change = Wechseln
page-main-menu = Hauptmenü
page-front = Startseite
page-ballots = Abstimmungen
page-practice = Üben
page-log = Logbuch
page-room = Verwaltung
page-audit = Prüfung
page-me = Meine Seite
page-sign-in = Anmelden
page-demo-name = Vorführung
page-demo = Dies ist eine Vorführung mit einer erfundenen Stiftung. Sie besitzt die Schlüssel der Wahlleitung und könnte daher jeden hier abgegebenen Stimmzettel lesen.
page-demo-how = So sehen Sie sich um
page-rehearsal-name = Probelauf
page-rehearsal-mark = Probelauf
page-rehearsal = Dies ist ein Probelauf: Nichts, was hier entschieden wird, gilt.
page-rehearsal-letters = Keine E-Mail geht hinaus: Die Wahlleitung findet jede im Ordner „mail“ im Datenordner des Probelaufs.
page-rehearsal-subject = Probelauf:
page-way-here = Wo Sie sind
page-rules = Die Regeln
page-how-it-works = Der Weg eines Stimmzettels
page-motions = Anträge
page-people = Wer hier handelt
page-limits = Was das nicht schützt
page-account = Angemeldet als { $name }
page-printed-from = Gedruckt von

# Die Stadien einer Abstimmung.
state-coming = angekündigt
state-open = offen
state-closed = geschlossen
state-counted = ausgezählt
state-certified = beglaubigt
state-voided = beendet

form-faults =
    { $n ->
        [one] Eine Angabe fehlt oder muss geändert werden
       *[other] { $n } Angaben fehlen oder müssen geändert werden
    }

ordinal = { $n }.

time-where-you-are = { $time } bei Ihnen
time-elsewhere = { $utc } in UTC; { $aoe } überall auf der Erde (AoE, UTC−12)
time-deadline = { $time }, das ist { $elsewhere }
time-ahead-moment = in weniger als einer Minute
time-past-moment = gerade eben
time-ahead-minutes =
    { $n ->
        [one] in einer Minute
       *[other] in { $n } Minuten
    }
time-past-minutes =
    { $n ->
        [one] vor einer Minute
       *[other] vor { $n } Minuten
    }
time-ahead-hours =
    { $n ->
        [one] in einer Stunde
       *[other] in { $n } Stunden
    }
time-past-hours =
    { $n ->
        [one] vor einer Stunde
       *[other] vor { $n } Stunden
    }
time-ahead-days =
    { $n ->
        [one] in einem Tag
       *[other] in { $n } Tagen
    }
time-past-days =
    { $n ->
        [one] vor einem Tag
       *[other] vor { $n } Tagen
    }
