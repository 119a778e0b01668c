# Mitteilungen: das Brett, die eigenen Mitteilungen, und die ersten Worte einer neuen.

notices-title = Mitteilungen
notices-lead = Was die Stiftung ihren Mitgliedern mitgeteilt hat, jeweils im Wortlaut. Der Prüfwert jeder Mitteilung steht im öffentlichen Logbuch.
notices-none = Noch ist keine Mitteilung ergangen.
notices-own-link = Mitteilungen an Sie
notices-board-link = Alle Mitteilungen
notices-private = Diese Mitteilung ist für die Personen, an die sie ergangen ist. Melden Sie sich als eine von ihnen an, um sie zu lesen.

notice-kind-members-meeting = Mitgliederversammlung
notice-kind-vote = Abstimmung
notice-kind-board-meeting = Vorstandssitzung
notice-kind-termination = Ende einer Mitgliedschaft
notice-kind-general = Bekanntmachung

notice-state-ahead = bevorstehend
notice-state-over = vorbei
notice-given = ergangen { $time }
notice-given-by = Ergangen von { $name } an { $n ->
    [one] eine Person
   *[other] { $n } Personen
}.
notice-event = Angekündigt für { $time }
notice-event-short = für { $time }
notice-defective = Diese Mitteilung kam später, als die Regel verlangt. Der angegebene Grund: { $reason }
notice-why = Warum
notice-rule-least = { $days ->
    [one] Mindestens ein Tag Frist
   *[other] Mindestens { $days } Tage Frist
}
notice-rule-most = { $days ->
    [one] Höchstens ein Tag Frist
   *[other] Höchstens { $days } Tage Frist
}
notice-counted-hour = Die Tage werden nach dem Kalender von { $zone } bis zur selben Stunde zurückgezählt.
notice-counted-clear = Die Tage werden ganz gezählt, in { $zone }; weder der Tag der Mitteilung noch der des Ereignisses zählt.
notice-rule-none = Keine Regel verlangt diese Mitteilung.
notice-latest = Um rechtzeitig zu sein, musste sie bis { $time } ergehen.
notice-proof = Nachweis
notice-proof-sentence = Der Prüfwert dieser Mitteilung wurde in das öffentliche Logbuch eingetragen, als sie erging:
notice-proof-find = Im Logbuch suchen
notice-proof-file = Die Mitteilung, wie sie geprüft wird
notice-poll-link = Zur Abstimmung

notice-yours = An Sie
notice-yours-line = Sie erhalten diese Mitteilung als { $capacity }.
notice-yours-mailed = Per E-Mail an { $address } am { $time }.
notice-yours-returned = Die E-Mail an { $address } kam zurück.
notice-yours-no-mail = Ihnen wurde keine E-Mail gesandt.
notice-yours-seen = Sie haben sie hier gesehen am { $time }.
notice-yours-waived = Sie haben auf die Mitteilung verzichtet am { $time }.
notice-waive = Auf die Mitteilung verzichten
notice-waive-what = Wer verzichtet, sagt, dass die Mitteilung rechtzeitig kam, auf welchem Weg auch immer. Sie müssen das nicht, und es lässt sich nicht zurücknehmen.
notice-waive-act = Ich verzichte auf diese Mitteilung

notices-own-title = Mitteilungen an Sie
notices-own-none = An Sie ist noch keine Mitteilung ergangen.
notices-own-lead = Was die Stiftung Ihnen mitgeteilt hat, und wie.
notices-objection-title = Mitteilungen per E-Mail
notices-objection-off = Mitteilungen kommen zu Ihnen per E-Mail. Sie können widersprechen; dann schickt die Schriftführung sie per Briefpost. Links zum Anmelden und Nachrichten zu Ihrem Stimmzettel kommen weiter per E-Mail.
notices-objection-on = Sie widersprechen Mitteilungen per E-Mail, daher schickt die Schriftführung sie per Briefpost. Links zum Anmelden und Nachrichten zu Ihrem Stimmzettel kommen weiter per E-Mail.
notices-objection-act = Mitteilungen per E-Mail widersprechen
notices-objection-back = Mitteilungen wieder per E-Mail nehmen
notices-barred = Mitteilungen an { $address } kamen { $n ->
    [one] einmal
   *[other] { $n }-mal hintereinander
} nicht an; daher gilt E-Mail bei Ihnen nicht mehr als Mitteilung ({ $citation }). Bitten Sie die Schriftführung, Ihre Adresse zu ändern.

notice-draft-members-meeting-title = Mitgliederversammlung
notice-draft-members-meeting-text =
    Die Mitglieder von { $foundation } versammeln sich am { $when }.

    Ort, oder wie man teilnimmt: { $where }

    Zweck der Versammlung:
notice-draft-vote-title = Abstimmung der Mitglieder
notice-draft-vote-text =
    Die Mitglieder von { $foundation } stimmen ab. Die Abstimmung wird eröffnet am { $when }.

    Dann bekommen alle im Wählerverzeichnis eine E-Mail, die zum Stimmzettel führt.
notice-draft-board-meeting-title = Vorstandssitzung
notice-draft-board-meeting-text =
    Der Vorstand von { $foundation } tagt am { $when }.

    Ort, oder wie man teilnimmt: { $where }

    Tagesordnung:
notice-draft-termination-title = Ihre Mitgliedschaft soll enden
notice-draft-termination-text =
    Es ist vorgeschlagen, Ihre Mitgliedschaft bei { $foundation } am { $when } zu beenden.

    Die Gründe:

    Sie können vorher gehört werden, mündlich oder schriftlich:
notice-draft-general-title = Neues von der Stiftung
notice-draft-general-text =
    An die Mitglieder von { $foundation }:
notice-who-has = Bei wem sie ist
