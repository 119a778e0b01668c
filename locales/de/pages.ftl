# Startseite, die Seiten einer Abstimmung, meine Seite.

front-title = Abstimmungen und Beschlüsse
front-lead = Worüber die Mitglieder dieser Stiftung abstimmen, und was sie entschieden haben. Lesen dürfen es alle; wer im Verzeichnis einer Abstimmung steht, gibt darin einen Stimmzettel ab.
front-open = Jetzt offen
front-open-none = Zurzeit ist keine Abstimmung offen.
front-coming = Demnächst
front-decided = Zuletzt entschieden
front-empty = Hier wurde noch nicht abgestimmt. Wird eine Abstimmung angekündigt, steht sie hier, und die Mitglieder erhalten eine Nachricht.
front-closes = schließt am { $time }, { $distance }
front-opens = öffnet am { $time }, { $distance }
front-closed = die Abstimmung endete am { $time }
front-voided = ohne Ergebnis
front-log =
    { $n ->
        [one] Das öffentliche Logbuch hat einen Eintrag, Wurzel { $root } …
       *[other] Das öffentliche Logbuch hat { $n } Einträge, Wurzel { $root } …
    }

polls-title = Alle Abstimmungen
polls-none = Hier wurde noch nicht abgestimmt.
polls-column-question = Frage
polls-column-state = Stand
polls-column-closes = Schließt

poll-state-draft = Entwurf
poll-state-scheduled = Die Mitglieder lesen sie; abgestimmt wird erst, wenn sie öffnet.
poll-state-open = Die Mitglieder können abstimmen.
poll-state-closing = Die Stimmzettel werden zusammengestellt.
poll-state-closed = Die Umschläge sind noch zu öffnen.
poll-state-counted = Die Auszählung ist noch zu beglaubigen.
poll-state-certified = Die Wahlleitung hat das Ergebnis unterschrieben.
poll-state-voided = Ohne Ergebnis beendet.

poll-next-opens = Die Abstimmung öffnet am { $time }, { $distance }.
poll-next-closes = Die Abstimmung schließt am { $time }, { $distance }.
poll-next-closing = Die Zeit ist um. Die Menge der Stimmzettel wird festgehalten.
poll-next-opening = Die Wahlleitung öffnet die Umschläge auf einem eigenen Rechner und reicht die Stimmzettel ein.
poll-next-certified = Zwei Mitglieder der Wahlleitung prüfen die Auszählung und beglaubigen sie.
poll-next-voided = Die Wahlleitung hat sie beendet; sie hat kein Ergebnis. Die Begründung: { $reason }
poll-next-nothing = Das Ergebnis steht fest.

poll-extended = Der Schluss wurde von { $before } auf { $after } verschoben. Die Begründung der Wahlleitung: { $reason }
poll-excluded = { $option } kann nicht mehr gewählt werden. Die Begründung der Wahlleitung: { $reason } Die Stimmzettel werden zweimal gezählt, wie sie abgegeben wurden und ohne diese Kandidatur; die Zählung ohne sie ist das Ergebnis.

poll-your-ballot = Ihr Stimmzettel
poll-proxy-ballots = Stimmzettel, die Sie für andere abgeben
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
poll-roll = Verzeichnis { $number } zum Stichtag { $date }: { $members ->
    [one] { $members } Mitglied
   *[other] { $members } Mitglieder
} mit { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
}.
poll-turnout = { $members ->
    [one] { $members } Mitglied hat
   *[other] { $members } Mitglieder haben
} teilgenommen, mit { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
}.
poll-record = Was über Sie verzeichnet ist
poll-record-voted = Verzeichnet ist, dass Sie als { $subject } abgestimmt haben.
poll-record-not-voted = Verzeichnet ist, dass Sie als { $subject } nicht abgestimmt haben.
poll-record-leaf = Ihre Zeile im Verzeichnis
poll-record-position = In roll.jsonl steht Zeile { $line } für Sie; ihre Position, von 0 an gezählt, ist { $position }.
poll-record-listed = Die Liste derer, die teilgenommen haben, participation.json, nennt diese Position.
poll-record-not-listed = Die Liste derer, die teilgenommen haben, participation.json, nennt diese Position nicht.
poll-record-opening = Was Ihre Zeile öffnet
poll-record-opening-what = Wie Sie im Verzeichnis stehen, die Zeile, die für Sie steht, das Salz, das beide verbindet, die Kennung des Verzeichnisses und die Ihrer Berechtigung.
poll-record-check = Diese fünf Zeilen beweisen, welche Zeile des veröffentlichten Verzeichnisses Ihre ist. Behalten Sie sie für sich, und prüfen Sie sie, wo nichts gesendet wird:
poll-record-voted-erased = Verzeichnet ist, dass Sie abgestimmt haben. Was Sie mit dem veröffentlichten Verzeichnis verbindet, ist gelöscht.
poll-record-not-voted-erased = Verzeichnet ist, dass Sie nicht abgestimmt haben. Was Sie mit dem veröffentlichten Verzeichnis verbindet, ist gelöscht.
poll-times = Beginn und Schluss
poll-times-opens = Beginn
poll-times-closes = Schluss
poll-about = Den Text lesen: Antrag { $number }
poll-text-digest = SHA-256 des Textes:
poll-why = Warum
poll-keys-shares = Der Schlüssel, der die Stimmzettel öffnet, ist unter { $of } Verwahrenden geteilt: { $names }. Je { $threshold } von ihnen öffnen gemeinsam; weniger können es nicht.
poll-keys-void = { $left ->
    [0] Von diesem Schlüssel ist kein Teil mehr bekannt,
    [one] Von diesem Schlüssel ist nur ein Teil noch bekannt,
   *[other] Von diesem Schlüssel sind nur { $left } Teile noch bekannt,
} und { $threshold } öffnen ihn. Findet sich kein verlorener Teil wieder, ist diese Abstimmung ungültig: Nichts darin kann ausgezählt werden.
poll-keys-destroyed = { $shares ->
    [one] Ein Teil des Schlüssels gilt als vernichtet,
   *[other] { $shares } Teile des Schlüssels gelten als vernichtet,
} und die Wahlleitung ({ $officers }) hat am { $date } entschieden, dass die Umschläge es werden.
poll-keys-emptied = Die Umschläge wurden am { $date } geleert. Kopien bleiben in Sicherungen, bis diese ablaufen.
poll-rules = Die Regeln dieser Abstimmung
poll-proof = Nachweis
poll-digest = Der Prüfwert der Bedingungen dieser Abstimmung
poll-digest-what = Jeder Stimmzettel, jede Quittung und jedes Ergebnis nennt ihn. Wer ein Wort der Bedingungen ändert, erhält einen anderen.
poll-files = Zum Herunterladen und Prüfen
poll-complaint = Wenn etwas nicht stimmt
poll-complaint-how = Schreiben Sie an die Wahlleitung dieser Abstimmung: { $officers }. Sagen Sie, was Sie wann gesehen haben; senden Sie weder Ihre Wahl noch Ihr Kennzeichen mit.
poll-limits = Was das nicht schützt

roll-on = Im Verzeichnis zum { $date } mit { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
  }: Klasse { $class } ({ $citation }), Mitgliedschaft vom { $from } bis { $last }.
roll-off-no-votes = Nicht im Verzeichnis zum { $date }: Die Klasse { $class } hat kein Stimmrecht.
roll-off-not-yet = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft begann erst am { $from }.
roll-off-other-class = Nicht in diesem Verzeichnis: Die Abstimmung ist eine der Klasse { $classes }, diese Mitgliedschaft gehört zur Klasse { $class }.
poll-of-a-class = Dies ist eine Abstimmung der Klasse { $classes }: Nur ihre Mitglieder haben einen Stimmzettel, und das Quorum wird nur von ihnen gerechnet.
roll-off-lapsed = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft war ausgelaufen; ab { $since } bestand keine mehr.
roll-off-ended = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft endete am { $since }.
roll-off-suspended = Nicht im Verzeichnis zum { $date }: Die Mitgliedschaft ruhte.
roll-off-no-term = Nicht im Verzeichnis zum { $date }: Es ist keine Laufzeit eingetragen.

me-title = Meine Seite
me-waiting = Stimmzettel, die auf Sie warten
me-waiting-none = Es wartet kein Stimmzettel auf Sie.
me-cast = Stimmzettel, die Sie abgegeben haben
me-cast-line = als { $member }; was Sie gewählt haben, ist hier nicht verzeichnet
me-memberships = Ihre Mitgliedschaften
me-more = Beiträge, Mitteilungen, Vollmachten und mehr
me-memberships-none = Es ist keine Mitgliedschaft von Ihnen eingetragen. Meinen Sie, dass es eine geben müsste, schreiben Sie der Schriftführung.
me-represents = Sie stimmen für diese Organisation ab.
me-representation = Wer für eine Organisation abstimmt
me-representation-another = { $officer } schlägt vor, dass { $person } ab { $from } für { $organisation } abstimmt. Bis dahin, und in jeder Abstimmung, die an diesem Tag läuft, stimmen Sie ab.
me-representation-yours = { $officer } schlägt vor, dass Sie ab { $from } für { $organisation } abstimmen.
me-representation-object-hint = Ist das falsch, widersprechen Sie vor diesem Tag: Es wird sofort aufgehalten, und alle Betroffenen erfahren es.
me-representation-object = Ich widerspreche
me-representation-decided = Der Vorstand hat das beschlossen. Ist es falsch, schreiben Sie dem Vorstand.
me-number = Mitglied Nr. { $number }
me-votes = { $votes ->
    [one] { $votes } Stimme ({ $citation })
   *[other] { $votes } Stimmen ({ $citation })
  }
me-current = Läuft; der letzte Tag der Laufzeit ist { $last }.
me-not-yet = Beginnt am { $from }.
me-grace = Ausgelaufen am { $since }; kann bis { $last } verlängert werden.
me-suspended = Die Mitgliedschaft ruht; sie gilt wieder ab { $until }.
me-lapsed = Ausgelaufen am { $since }.
me-ended = Beendet am { $since }.
me-no-term = Es ist keine Laufzeit eingetragen.
me-rolls = Sie und die Verzeichnisse
me-rolls-none = Keine Mitgliedschaft von Ihnen steht in ihrem Verzeichnis.
