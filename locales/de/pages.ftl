# Startseite, die Seiten einer Abstimmung, meine Seite.

front-title = Abstimmungen und Beschlüsse
front-open = Jetzt offen
front-open-none = Zurzeit ist keine Abstimmung offen.
front-coming = Demnächst
front-decided = Zuletzt entschieden
front-empty = Hier wurde noch nicht abgestimmt. Wird eine Abstimmung angekündigt, steht sie hier, und die Mitglieder erhalten eine Nachricht.
front-closes = schließt { $time }, { $distance }
front-opens = öffnet { $time }, { $distance }
front-closed = geschlossen { $time }
front-voided = ohne Ergebnis
front-log =
    { $n ->
        [one] Das öffentliche Protokoll hat einen Eintrag, Wurzel { $root } …
       *[other] Das öffentliche Protokoll hat { $n } Einträge, Wurzel { $root } …
    }

polls-title = Alle Abstimmungen
polls-none = Hier wurde noch nicht abgestimmt.
polls-column-question = Frage
polls-column-state = Stand
polls-column-closes = Schließt

poll-state-draft = Entwurf
poll-state-scheduled = Angekündigt
poll-state-open = Offen
poll-state-closing = Die Stimmzettel werden zusammengestellt
poll-state-closed = Geschlossen; die Umschläge sind noch zu öffnen
poll-state-counted = Ausgezählt; noch zu beglaubigen
poll-state-certified = Beglaubigt
poll-state-voided = Ohne Ergebnis beendet

poll-next-opens = Sie öffnet { $time }, { $distance }.
poll-next-closes = Sie schließt { $time }, { $distance }.
poll-next-closing = Die Zeit ist um. Die Menge der Stimmzettel wird festgestellt.
poll-next-opening = Die Wahlleitung öffnet die Umschläge auf einem eigenen Rechner und reicht die Stimmzettel ein.
poll-next-certified = Zwei Mitglieder der Wahlleitung prüfen die Auszählung und beglaubigen sie.
poll-next-voided = Die Wahlleitung hat sie beendet; sie hat kein Ergebnis. Die Begründung: { $reason }
poll-next-nothing = Das Ergebnis steht fest.

poll-extended = Der Schluss wurde von { $before } auf { $after } verschoben. Die Begründung der Wahlleitung: { $reason }
poll-excluded = { $option } kann nicht mehr gewählt werden. Die Begründung der Wahlleitung: { $reason } Die Stimmzettel werden zweimal gezählt, wie sie abgegeben wurden und ohne diese Kandidatur; die Zählung ohne sie ist das Ergebnis.

poll-your-ballot = Ihr Stimmzettel
poll-fill = Stimmzettel von { $member } ausfüllen
poll-fill-again = Stimmzettel von { $member } ändern
poll-votes = { $votes ->
    [one] Mitglied der Klasse { $class } mit { $votes } Stimme
   *[other] Mitglied der Klasse { $class } mit { $votes } Stimmen
  }
poll-has-cast = Ein Stimmzettel liegt vor. Sie können bis zum Schluss erneut abstimmen; der letzte zählt.
poll-sign-in = Anmelden und abstimmen
poll-sign-in-why = Hier stimmen die Mitglieder ab, die am { $date } im Verzeichnis standen. Sie melden sich mit einem Link an, der per E-Mail kommt.
poll-nothing-to-cast = Sie haben in dieser Abstimmung keinen Stimmzettel.
poll-results-link = Das Ergebnis und jeden Schritt der Auszählung ansehen
poll-options = Zur Wahl
poll-seats = { $seats ->
    [one] Ein Sitz wird besetzt.
   *[other] { $seats } Sitze werden besetzt.
  }
poll-authoritative = Der maßgebliche Wortlaut:
poll-translation-note = Sie lesen eine Übersetzung. Maßgeblich ist das Original.
poll-on-the-roll = Sie und das Verzeichnis
poll-roll = Verzeichnis { $number } zum Stichtag { $date }: { $members } Mitglieder mit { $votes } Stimmen.
poll-turnout = { $members } Mitglieder haben teilgenommen, mit { $votes } Stimmen.
poll-record = Was über Sie verzeichnet ist
poll-record-voted = Verzeichnet ist, dass Sie als { $subject } abgestimmt haben.
poll-record-not-voted = Verzeichnet ist, dass Sie als { $subject } nicht abgestimmt haben.
poll-record-leaf = Ihre Zeile im Verzeichnis
poll-record-position = In roll.jsonl steht Zeile { $line } für Sie; ihre Position, von 0 an gezählt, ist { $position }.
poll-record-listed = Die Liste derer, die teilgenommen haben, participation.json, nennt diese Position.
poll-record-not-listed = Die Liste derer, die teilgenommen haben, participation.json, nennt diese Position nicht.
poll-record-opening = Was sie öffnet
poll-record-opening-what = Wie Sie im Verzeichnis stehen, die Zeile, die für Sie steht, das Salz, das beide verbindet, die Kennung des Verzeichnisses und die Ihrer Berechtigung.
poll-record-check = Diese fünf Zeilen beweisen, welche Zeile des veröffentlichten Verzeichnisses Ihre ist. Behalten Sie sie für sich, und prüfen Sie sie, wo nichts gesendet wird:
poll-record-voted-erased = Verzeichnet ist, dass Sie abgestimmt haben. Was Sie mit dem veröffentlichten Verzeichnis verbindet, ist gelöscht.
poll-record-not-voted-erased = Verzeichnet ist, dass Sie nicht abgestimmt haben. Was Sie mit dem veröffentlichten Verzeichnis verbindet, ist gelöscht.
poll-times = Beginn und Schluss
poll-times-opens = Beginn
poll-times-closes = Schluss
poll-about = Den Text lesen: Antrag { $number }
poll-why = Warum
poll-keys-shares = Der Schlüssel, der die Stimmzettel öffnet, ist unter { $of } Verwahrenden geteilt: { $names }. Je { $threshold } von ihnen öffnen gemeinsam; weniger können es nicht.
poll-keys-void = { $left ->
    [0] Von diesem Schlüssel ist kein Teil mehr bekannt,
    [one] Von diesem Schlüssel ist nur ein Teil noch bekannt,
   *[other] Von diesem Schlüssel sind nur { $left } Teile noch bekannt,
} und { $threshold } öffnen ihn. Findet sich kein verlorener Teil wieder, ist diese Abstimmung nichtig: Nichts darin kann ausgezählt werden.
poll-keys-destroyed = { $shares ->
    [one] Ein Teil des Schlüssels gilt als vernichtet,
   *[other] { $shares } Teile des Schlüssels gelten als vernichtet,
} und die Wahlleitung ({ $officers }) hat am { $date } entschieden, dass die Umschläge es werden.
poll-keys-emptied = Die Umschläge wurden am { $date } geleert. Kopien bleiben in Sicherungen, bis diese ablaufen.
poll-rules = Die Regeln dieser Abstimmung
poll-proof = Beweis
poll-digest = Der Prüfwert der Bedingungen dieser Abstimmung
poll-digest-what = Jeder Stimmzettel, jede Quittung und jedes Ergebnis nennt ihn. Wer ein Wort der Bedingungen ändert, erhält einen anderen.
poll-files = Zum Herunterladen und Prüfen
poll-complaint = Wenn etwas nicht stimmt
poll-complaint-how = Schreiben Sie an die Wahlleitung dieser Abstimmung: { $officers }. Sagen Sie, was Sie wann gesehen haben; senden Sie weder Ihre Wahl noch Ihr Kennzeichen mit.
poll-limits = Was dies nicht schützt

roll-on = Im Verzeichnis zum { $date } mit { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
  }: Klasse { $class } ({ $citation }), Mitgliedschaft vom { $from } bis { $to }.
roll-off-no-votes = Nicht im Verzeichnis zum { $date }: Die Klasse { $class } hat kein Stimmrecht.
roll-off-not-yet = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft begann erst am { $from }.
roll-off-other-class = Nicht in diesem Verzeichnis: Die Abstimmung ist eine der Klasse { $classes }, diese Mitgliedschaft gehört zur Klasse { $class }.
poll-of-a-class = Dies ist eine Abstimmung der Klasse { $classes }: Nur ihre Mitglieder haben einen Stimmzettel, und das Quorum wird nur von ihnen gerechnet.
roll-off-lapsed = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft war ausgelaufen; ab { $since } bestand keine mehr.
roll-off-ended = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft endete am { $since }.
roll-off-suspended = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft ruhte.
roll-off-no-term = Nicht im Verzeichnis zum { $date }: Es ist kein Zeitraum eingetragen.

me-title = Meine Seite
me-waiting = Stimmzettel, die auf Sie warten
me-waiting-none = Es wartet kein Stimmzettel auf Sie.
me-cast = Stimmzettel, die Sie abgegeben haben
me-cast-line = als { $member }; was Sie gewählt haben, ist hier nicht verzeichnet
me-memberships = Ihre Mitgliedschaften
me-memberships-none = Es ist keine Mitgliedschaft von Ihnen eingetragen. Meinen Sie, dass es eine geben müsste, schreiben Sie an die Geschäftsstelle.
me-represents = Sie stimmen für diese Organisation.
me-number = Mitglied Nr. { $number }
me-votes = { $votes ->
    [one] { $votes } Stimme ({ $citation })
   *[other] { $votes } Stimmen ({ $citation })
  }
me-current = Aktuell, bis { $to }.
me-not-yet = Beginnt am { $from }.
me-grace = Ausgelaufen am { $since }; kann vor dem { $until } verlängert werden.
me-suspended = Die Mitgliedschaft ruht; sie gilt wieder ab { $until }.
me-lapsed = Ausgelaufen am { $since }.
me-ended = Beendet am { $since }.
me-no-term = Es ist kein Zeitraum eingetragen.
me-rolls = Sie und die Verzeichnisse
