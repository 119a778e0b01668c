# Wahlen: ihre Seiten für Mitglieder, Vorgeschlagene und Kandidierende.

elections-title = Wahlen
elections-lead = Wer vorgeschlagen werden kann, wer kandidiert, und wann gewählt wird.
elections-none = Keine Wahl ist angekündigt.
elections-row = { $n ->
    [one] ein Sitz
   *[other] { $n } Sitze
}; die Wahl öffnet { $time }
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
election-record-date = Es steht fest, wer wählen darf
election-nominations-open = Vorschläge öffnen
election-nominations-close = Vorschläge schließen am Ende von
election-list-on = Die Liste der Kandidierenden erscheint bis
election-exceptions-end = Letzter Tag, um ins Verzeichnis aufgenommen zu werden
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
election-ask-hint = Alle lesen sie mit dem Namen des Mitglieds. Höchstens 1000 Zeichen.
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
nominee-none = Niemand hat Sie bei dieser Wahl vorgeschlagen.
nominee-no-statement = Schreiben Sie, wofür Sie stehen: Die Mitglieder lesen es auf dem Stimmzettel.
nominee-no-disclosures = Nennen Sie, mit welchen Organisationen Sie verbunden sind, oder dass es keine gibt.
nominee-choose = Nehmen Sie an oder lehnen Sie ab.
candidate-none = Diese Seite ist für die Kandidierenden dieser Wahl.

nominate-title = Jemanden vorschlagen
nominate-lead = Sie schlagen jemanden für „{ $title }“ vor. Vorschläge schließen am Ende von { $day }.
nominate-closed = Vorschläge sind heute nicht offen.
nominate-rule-one = Wie viele jedes Mitglied vorschlägt
nominate-rule-self = Wer sich selbst vorschlagen darf
nominate-rule-standing = Wie lange Vorgeschlagene Mitglied sind
nominate-no-capacity = Sie handeln für keine Mitgliedschaft. Vorschlagen können Mitglieder.
nominate-capacity = Sie handeln für
nominate-capacity-hint = Sie schlagen als Mitglied vor oder für eine Organisation, die Sie vertreten.
nominate-as-office = Kraft Amtes, als { $office }
nominate-choose-capacity = Wählen Sie das Mitglied, für das Sie vorschlagen.
nominate-whom = Wen Sie vorschlagen
nominate-whom-hint = Mailadresse, Mitgliedsnummer oder voller Name.
nominate-nobody = Unter dieser Angabe ist niemand bekannt, oder mehr als eine Person. Fragen Sie nach Mailadresse oder Mitgliedsnummer.
nominate-send = Vorschlagen
nominate-refused = Dieser Vorschlag ist abgewiesen
nominate-refused-kept = Festgehalten ist, dass er versucht wurde und nach welcher Regel er abgewiesen ist.

nomination-title = Ihr Vorschlag
nomination-by = { $names } hat Sie für „{ $title }“ vorgeschlagen.
nomination-lead = Sie können antworten und Ihre Worte ändern, bis die Liste der Kandidierenden erscheint, etwa am { $day }.
nomination-statement = Wofür Sie stehen
nomination-statement-hint = Einfache Absätze mit einer Leerzeile dazwischen. Höchstens 5000 Zeichen. Mitglieder lesen sie hier und auf dem Stimmzettel.
nomination-disclosures = Ihre Verbindungen
nomination-disclosures-hint = Anstellungen, Ämter, Verträge, Anteile: je eine Zeile; „Keine“, wo es keine gibt. Was bekannt ist, steht schon da.
nomination-accept = Annehmen und kandidieren
nomination-decline = Ablehnen
nomination-settled = Es ist entschieden. Wer die Kandidatur zurückzieht, sagt es dem Wahlausschuss; zwei seiner Mitglieder halten es fest.

candidate-letter-title = An die Wählenden schreiben
candidate-letter-from = Sie schreiben als { $name }, mit einer Kandidatur.
candidate-letter-lead = Ihr Brief geht an alle, die für eine Zeile des Verzeichnisses handeln, außer an jene, die keine Briefe von Kandidierenden wünschen. Sie erfahren keine Adresse. Alle Kandidierenden haben gleich viele Briefe.
candidate-letter-count = { $sent ->
    [0] Keiner Ihrer Briefe ist verschickt
    [one] Einer Ihrer Briefe ist verschickt
   *[other] { $sent } Ihrer Briefe sind verschickt
}; { $left ->
    [0] keiner bleibt.
    [one] einer bleibt.
   *[other] { $left } bleiben.
}
candidate-letter-subject = Betreff
candidate-letter-text = Brief
candidate-letter-hint = Einfache Absätze, höchstens 4000 Zeichen. Er geht sofort ab und lässt sich nicht zurückholen.
candidate-letter-send = An alle Wählenden schicken
letter-subject-empty = Geben Sie ihm einen Betreff.
letter-empty = Schreiben Sie den Brief.
letter-no-roll = Das Verzeichnis dieser Wahl ist noch nicht beglaubigt: Niemand weiß, an wen der Brief geht.

task-nomination = Sagen Sie, ob Sie kandidieren: Sie wurden für „{ $title }“ vorgeschlagen.
