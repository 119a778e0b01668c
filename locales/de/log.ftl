# Das öffentliche Logbuch: seine Seiten.

log-title = Das Logbuch
log-stands-at =
    { $n ->
        [one] Es hat einen Eintrag.
       *[other] Es hat { $n } Einträge.
    }
log-signed = Unterschrieben
log-not-begun = Es hat noch nicht begonnen: Nichts ist unterschrieben.
log-stands-still = Das Logbuch wächst zurzeit nicht: Sein Inhalt wird mit dem verglichen, was unterschrieben wurde. Nichts darin kann sich ändern. Stimmzettel werden angenommen wie zuvor und kommen ins Logbuch, bevor ihre Abstimmung schließt.
log-what = Alles, was etwas entscheidet, steht hier auf Dauer: Verzeichnisse, Eröffnungen, Umschläge, Schlüsse, Ergebnisse. Nichts davon kann geändert oder entfernt werden, ohne dass es alle sehen. Mit Namen steht hier nur die Wahlleitung.
log-entries = Einträge, die neuesten zuerst
log-no-entries = Noch gibt es keinen.
log-entry-number = Eintrag { $n }
log-newest = Die neuesten Einträge
log-older = Ältere Einträge
log-proof = Nachweis
log-root = Wurzel des Baums
log-origin = Ursprung
log-key = Schlüssel des Logbuchs
log-checkpoint = Unterschriebener Stand
log-keep = Bewahren Sie eine Kopie des unterschriebenen Standes auf. Wird das Logbuch je anderen mit einer anderen Geschichte gezeigt, so beweisen es die beiden Kopien.
log-formats = Die Dateien haben die offenen Formate tlog-tiles und tlog-checkpoint (c2sp.org). Programme, die niemand hier geschrieben hat, lesen und spiegeln sie.

log-kind-log-start = Das Logbuch beginnt
log-kind-log-key = Das Logbuch wechselt seinen Schlüssel
log-kind-officer-key = Ein Schlüssel der Wahlleitung wird aufgenommen
log-kind-roll-certified = Ein Verzeichnis ist beglaubigt
log-kind-rulebook-adopted = Eine Fassung des Regelwerks ist angenommen
log-kind-notice-given = Eine Mitteilung ist ergangen
log-kind-notice-certified = Eine Bescheinigung über eine Mitteilung ist ausgestellt
log-kind-registry-recorded = Im Register verzeichnet
log-kind-asset-executed = Ein Rechtsakt vollzogen
log-kind-poll-opened = Eine Abstimmung ist eröffnet
log-kind-poll-extended = Der Schluss einer Abstimmung ist verschoben
log-kind-poll-cast =
    { $n ->
        [one] Ein Umschlag ist abgegeben
       *[other] { $n } Umschläge sind abgegeben
    }
log-kind-poll-superseded =
    { $n ->
        [one] Ein Umschlag ist durch einen späteren derselben Person ersetzt
       *[other] { $n } Umschläge sind durch spätere derselben Personen ersetzt
    }
log-kind-poll-lost =
    { $n ->
        [one] Ein Umschlag ist verloren
       *[other] { $n } Umschläge sind verloren
    }
log-kind-poll-closed = Eine Abstimmung ist geschlossen
log-kind-poll-set-aside =
    { $n ->
        [one] Ein Umschlag ist beiseitegelegt
       *[other] { $n } Umschläge sind beiseitegelegt
    }
log-kind-poll-excluded = Eine Kandidatur ist zurückgezogen
log-kind-poll-unsealed = Jemand von der Wahlleitung hat die Umschläge geöffnet
log-kind-poll-result = Die Stimmzettel sind ausgezählt
log-kind-poll-certified = Ein Ergebnis ist beglaubigt
log-kind-poll-voided = Eine Abstimmung ist ungültig
log-kind-poll-destroyed = Die Umschläge einer Abstimmung sind vernichtet
log-kind-other = Ein Eintrag anderer Art

log-entry-signed = Ein unterschriebener Stand umfasst ihn.
log-entry-unsigned = Er hat seinen Platz; der Stand, der ihn umfasst, wird gleich unterschrieben.
log-entry-unknown = Diese Version des Programms kennt Einträge dieser Art nicht. Der Text steht unten.
log-entry-bytes = Der Eintrag selbst
log-entry-bytes-what = Diesen Text hält das Logbuch, Byte für Byte.
log-entry-hash = Sein Prüfwert im Baum:
log-entry-proof = Den Nachweis herunterladen
log-entry-proof-what = Der Nachweis zeigt ohne uns, dass dieser Eintrag im unterschriebenen Logbuch steht.
log-entry-before = Der Eintrag davor
log-entry-after = Der Eintrag danach

log-find-title = Im Logbuch nachschlagen
log-find-label = Prüfwert einer Quittung, eines Eintrags oder einer Abstimmung
log-find-hint = 64 Zeichen, 0 bis 9 und a bis f. Leerzeichen sind gleichgültig. Sie können auch die ganze Quittung einfügen.
log-find-act = Nachschlagen
log-find-wrong = Ein Prüfwert hat 64 Zeichen, 0 bis 9 und a bis f. Vergleichen Sie ihn mit Ihrer Quittung.
log-found-cast = Im Logbuch als Eintrag { $n }
log-found-cast-what = Der Umschlag mit diesem Prüfwert steht im Logbuch. Niemand kann ihn herausnehmen. Von jeder Person zählt der letzte Umschlag vor dem Schluss.
log-found-next = Eingetragen, bekommt gleich seinen Platz
log-found-next-what = Fragen Sie gleich noch einmal: Dann hat er eine Nummer.
log-found-received = Eingegangen, wartet auf seinen Stapel
log-found-received-what = Der Umschlag mit diesem Prüfwert ist da. Er kommt zusammen mit anderen ins Logbuch, damit seine Zeit nichts über Sie sagt, und spätestens dann, wenn die Abstimmung schließt.
log-found-entry = Das ist der Prüfwert von Eintrag { $n }
log-found-poll = Das ist der Prüfwert der Regeln einer Abstimmung. Was in ihr geschah, steht hier:
log-found-see = Den Eintrag ansehen
log-found-nothing = Nichts hier hat diesen Prüfwert
log-found-nothing-check = Prüfen Sie, ob es der Prüfwert aus Ihrer Quittung ist und nicht das Kennzeichen, ob kein Zeichen fehlt und ob die Quittung von dieser Seite stammt und nicht aus der Übung.
log-found-nothing-after = Ist es die unterschriebene Quittung einer Abstimmung, die hier stattfand, so bewahren Sie die Datei auf und schreiben Sie der Wahlleitung: Die Quittung beweist, was versprochen wurde.
