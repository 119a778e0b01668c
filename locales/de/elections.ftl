# Wahlen: ihre Seiten für Mitglieder, Vorgeschlagene und Kandidierende.

elections-title = Wahlen
elections-lead = Wer vorgeschlagen werden kann, wer kandidiert, und wann gewählt wird.
elections-none = Keine Wahl ist angekündigt.
elections-row = { $n ->
    [one] ein Sitz
   *[other] { $n } Sitze
}; die Wahl öffnet am { $time }
election-seats = { $n ->
    [one] Ein Sitz wird durch die Wahl der Mitglieder besetzt.
   *[other] { $n } Sitze werden durch die Wahl der Mitglieder besetzt.
}
election-cohort = Sie gehören zur Gruppe { $cohort }.
election-nominate = Jemanden vorschlagen
election-own-nomination = Ihr Vorschlag
election-own-letter = An die Wählenden schreiben
election-poll = Die Abstimmung
election-dates = Termine
election-record-date = Stichtag: Wer wählen darf, steht fest
election-nominations-open = Vorschläge möglich ab
election-nominations-close = Vorschläge möglich bis einschließlich
election-list-on = Die Liste der Kandidierenden erscheint bis
election-exceptions-end = Letzter Tag, um die Aufnahme ins Verzeichnis zu verlangen
election-opens = Die Wahl öffnet
election-closes = Die Wahl schließt
election-candidates = Kandidierende
election-not-published = Die Liste der Kandidierenden ist noch nicht veröffentlicht.
election-nominated-by = Vorgeschlagen von { $names }
election-disclosures = Offengelegte Verbindungen
election-questions = Fragen und Antworten
election-no-questions = Noch hat niemand gefragt.
election-question-by = Frage { $n }, von { $name }
election-question-hidden = Der Wahlausschuss hat diese Frage verborgen. Der Grund: { $reason }
election-reply = Antworten
election-reply-label = Ihre Antwort, die alle lesen
election-reply-send = Öffentlich antworten
election-ask = Die Kandidierenden fragen
election-ask-for = Sie fragen für
election-ask-question = Ihre Frage
election-ask-hint = Alle lesen sie mit dem Namen des Mitglieds. Höchstens 1.000 Zeichen.
election-ask-send = Öffentlich fragen
question-empty = Schreiben Sie Ihre Frage.
question-member = Wählen Sie das stimmberechtigte Mitglied, für das Sie fragen.
reply-empty = Schreiben Sie Ihre Antwort.

nominee-asked = noch nicht geantwortet
nominee-declined = abgelehnt
nominee-accepted = angenommen, noch nicht entschieden
nominee-eligible = wählbar befunden
nominee-ineligible = nicht wählbar befunden
nominee-candidate = kandidiert
nominee-withdrawn = kandidiert nicht mehr
nominee-none = Niemand hat Sie bei dieser Wahl vorgeschlagen. Haben Sie es anders gehört, fragen Sie den Wahlausschuss.
nominee-no-statement = Schreiben Sie, wofür Sie stehen: Die Mitglieder lesen es auf dem Stimmzettel.
nominee-no-disclosures = Nennen Sie, mit welchen Organisationen Sie verbunden sind, oder dass es keine gibt.
nominee-choose = Nehmen Sie an oder lehnen Sie ab.
candidate-none = Diese Seite ist für die Kandidierenden dieser Wahl. Gehören Sie dazu, melden Sie sich mit der Adresse an, unter der Sie vorgeschlagen wurden.

nominate-title = Jemanden vorschlagen
nominate-lead = Sie schlagen jemanden für „{ $title }“ vor. Vorschläge sind bis einschließlich { $day } möglich.
nominate-closed = Heute sind keine Vorschläge möglich.
nominate-rule-one = Wie viele jedes Mitglied vorschlägt: { $value }
nominate-rule-self = Wer sich selbst vorschlagen darf: { $value }
nominate-self-never = niemand
nominate-self-sponsors-only = wer für die eigene Organisation handelt, die Mitglied ist
nominate-self-anyone = alle
nominate-rule-standing = Wie lange Vorgeschlagene Mitglied sind, wenn die Abstimmung beginnt: mindestens { $value }
nominate-no-capacity = Sie handeln für keine Mitgliedschaft. Vorschlagen können Mitglieder.
nominate-capacity = Sie handeln für
nominate-capacity-hint = Sie schlagen als Mitglied vor oder für eine Organisation, die Sie vertreten.
nominate-member = { $name }, { $class }, Mitglied Nr. { $number }
nominate-as-office = Kraft Amtes, als { $office }
nominate-choose-capacity = Wählen Sie das Mitglied, für das Sie vorschlagen.
nominate-whom = Wen Sie vorschlagen
nominate-whom-hint = E-Mail-Adresse, Mitgliedsnummer oder voller Name.
nominate-nobody = Unter dieser Angabe ist niemand bekannt, oder mehr als eine Person. Fragen Sie nach E-Mail-Adresse oder Mitgliedsnummer.
nominate-send = Vorschlagen
nominate-refused = Dieser Vorschlag ist abgewiesen
nominate-refused-kept = Festgehalten ist, dass er versucht wurde und nach welcher Regel er abgewiesen ist.

nomination-title = Ihr Vorschlag
nomination-by = { $names } hat Sie für „{ $title }“ vorgeschlagen.
nomination-lead = Sie können antworten und Ihre Worte ändern, bis die Liste der Kandidierenden erscheint, etwa am { $day }.
nomination-statement = Wofür Sie stehen
nomination-statement-hint = Einfache Absätze mit einer Leerzeile dazwischen. Höchstens 5.000 Zeichen. Mitglieder lesen sie hier und auf dem Stimmzettel.
nomination-disclosures = Ihre Verbindungen
nomination-disclosures-hint = Anstellungen, Ämter, Verträge, Anteile: je eine Zeile; „Keine“, wo es keine gibt. Was bekannt ist, steht schon da.
nomination-accept = Annehmen und kandidieren
nomination-decline = Ablehnen
nomination-settled = Es ist entschieden. Wer die Kandidatur zurückzieht, sagt es dem Wahlausschuss; zwei seiner Mitglieder halten es fest.

candidate-letter-title = An die Wählenden schreiben
candidate-letter-from = Sie schreiben als { $name } und kandidieren.
candidate-letter-lead = Ihre E-Mail geht an alle, die für eine Zeile des Verzeichnisses handeln, außer an jene, die keine E-Mails von Kandidierenden wünschen. Sie erfahren keine Adresse. Alle Kandidierenden haben gleich viele E-Mails.
candidate-letter-count = { $sent ->
    [0] Keine Ihrer E-Mails ist verschickt
    [one] Eine Ihrer E-Mails ist verschickt
   *[other] { $sent } Ihrer E-Mails sind verschickt
}; { $left ->
    [0] keine bleibt.
    [one] eine bleibt.
   *[other] { $left } bleiben.
}
candidate-letter-subject = Betreff
candidate-letter-text = Text
candidate-letter-hint = Einfache Absätze, höchstens 4.000 Zeichen. Die E-Mail geht sofort ab und lässt sich nicht zurückholen.
candidate-letter-send = An alle Wählenden schicken
letter-subject-empty = Geben Sie einen Betreff an.
letter-empty = Schreiben Sie den Text.
letter-no-roll = Das Verzeichnis dieser Wahl ist noch nicht beglaubigt: Niemand weiß, an wen die E-Mail geht. Senden Sie sie, sobald es beglaubigt ist.

task-nomination = Sagen Sie, ob Sie kandidieren: Sie wurden für „{ $title }“ vorgeschlagen.
election-committee-table = Der Tisch des Wahlausschusses
election-readiness = Wie weit sie vorbereitet ist
