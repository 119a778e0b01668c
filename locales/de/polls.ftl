# Ergebnis, Übung, und was nicht geschützt ist.

text-translation = Sie lesen eine Übersetzung. Verbindlich ist:

vote-yes = Ja
vote-no = Nein
vote-abstain = Enthaltung
vote-blank = Leer

results-title = Ergebnis
results-not-yet = Diese Abstimmung ist noch nicht ausgezählt. Ihre Seite sagt, was als Nächstes geschieht.
results-not-certified = Zwei Mitglieder der Wahlleitung müssen die Auszählung noch lesen und beglaubigen.
results-certified-one = von { $name }, { $time }
results-elected =
    { $n ->
        [one] Gewählt
       *[other] Gewählt, in dieser Reihenfolge
    }
results-nobody = Niemand ist gewählt
results-undecided = Die Stimmen entscheiden nicht zwischen { $names }.
verdict-adopted = Der Antrag ist angenommen
verdict-lost = Der Antrag ist abgelehnt
verdict-no-quorum = Zu wenige haben teilgenommen: Der Antrag ist nicht entschieden
results-turnout = { $members } von { $of-members } Mitgliedern ({ $members-share }) und { $votes } von { $of-votes } Stimmen ({ $votes-share }) haben teilgenommen.
results-set-aside = { $n ->
    [one] Ein Stimmzettel wurde durch eine Entscheidung beiseitegelegt, die zwei Mitglieder der Wahlleitung unterschrieben haben, und ist nicht gezählt. Die Begründung steht im öffentlichen Protokoll.
   *[other] { $n } Stimmzettel wurden durch eine Entscheidung beiseitegelegt, die zwei Mitglieder der Wahlleitung unterschrieben haben, und sind nicht gezählt. Die Begründung steht im öffentlichen Protokoll.
  }
results-quorum-met = Das Quorum ist erreicht.
results-quorum-missed = Das Quorum ist nicht erreicht: Die Auszählung wird gezeigt, doch niemand ist durch sie gewählt.
results-quorum-missed-motion = Das Quorum ist nicht erreicht: Die Auszählung wird gezeigt, doch sie entscheidet nichts.
results-quorum = Nötig waren { $members } Mitglieder ({ $members-part } von { $of-members }) und { $votes } Stimmen ({ $votes-part } von { $of-votes }).
results-seats = Was daraus folgt
results-seat = { $name } übernimmt { $seat }: von { $from } bis { $until }.
results-left = { $name } hat { $seat } am { $day } verlassen. { $reason }
results-unchecked = Eine Öffnung, ungeprüft. Bisher hat nur eine Person der Wahlleitung die Umschläge geöffnet. Eine zweite auf einem anderen Rechner würde zeigen, dass auf dem ersten nichts verändert wurde.
results-how = Wie es ging
method-meek-prf-1 = Die Sitze werden im Verhältnis der Stimmen besetzt. Wer die Quote erreicht, ist gewählt; was diese Person nicht braucht, geht an die nächste Wahl der Stimmenden über. Erreicht niemand die Quote, scheidet aus, wer die wenigsten Stimmen hat, und auch diese Stimmen gehen über.
method-approval-1 = Alle haben beliebig viele Kreuze gesetzt. Gewählt ist, was die meisten Kreuze hat.
method-plurality-1 = Alle haben höchstens so viele Kreuze gesetzt, wie es Sitze gibt. Gewählt ist, was die meisten Kreuze hat.
method-motion-1 = Die Antworten werden zusammengezählt und mit der Mehrheit verglichen, die die Regeln verlangen.
results-ties = Gleichstände
results-lot = Das Los zieht kein Mensch. Es folgt aus Zahlen, auf die sich die Wahlleitung vor der Eröffnung festgelegt hat, und aus der Menge der Stimmzettel beim Schluss. Alle können es nachrechnen.
results-figures = Die Zahlen
results-votes = Stimmen
results-round = Runde { $n }
results-chart-elected = { $votes }, gewählt
results-chart-excluded = { $votes }, ausgeschieden
results-chart-quota = Quote { $votes }
results-chart-needed = nötig { $votes }
results-chart-key = Voll: Stimmen, die bleiben. Schraffiert: Stimmen, die an die nächste Wahl übergehen.
results-table = Stimmen nach Runden, nach zwei Stellen abgeschnitten
results-option = Zur Wahl
results-word-elected = gewählt
results-word-excluded = ausgeschieden
results-exhausted = Ohne weitere Wahl
results-quota = Quote
results-proof = Nachweis
results-file-ballots =
    { $n ->
        [one] der eine Stimmzettel, wie er gezählt wurde
       *[other] die { $n } Stimmzettel, wie sie gezählt wurden
    }
results-file-manifest = Regeln, Wahlvorschläge und Schlüssel, vor der Eröffnung festgelegt
results-file-result = jeder Schritt der Auszählung
results-file-open = die Stimmzettel von Gruppen, die zu klein sind, um unter anderen zu bleiben, mit ihren Mitgliedern
results-recount = Zählen Sie selbst nach, ohne uns und ohne unsere Datenbank:
results-command = Der Befehl, der erneut zählt
ballot-eid-of = Der Prüfwert der Regeln dieser Abstimmung:
results-find = Finden Sie Ihren Stimmzettel
results-find-what = Ihr Kennzeichen steht auf Ihrer Quittung. Gesucht wird in Ihrem Browser; es wird nichts gesendet.
results-find-file =
    { $n ->
        [one] Die Liste hat { $n } Stimmzettel. Laden Sie ballots.jsonl und suchen Sie darin.
       *[other] Die Liste hat { $n } Stimmzettel, zu viele für eine Seite. Laden Sie ballots.jsonl und suchen Sie darin.
    }
results-find-label = Ihr Kennzeichen oder sein Anfang
results-find-hint = Leerzeichen sind gleichgültig.
results-find-none = Kein Stimmzettel hat dieses Kennzeichen. Haben Sie erneut abgestimmt, so steht nur das letzte Kennzeichen in der Liste.
results-find-some = Gefundene Stimmzettel: { $n }.
results-ballots =
    { $n ->
        [one] Die Liste: { $n } Stimmzettel
       *[other] Die Liste: { $n } Stimmzettel
    }
results-tracker = Kennzeichen
results-choice = Wahl
results-weight = Stimmen
results-blank-ballot = Leer

story-gain = { $name } { $votes }
story-gains = Stimmen gingen über: { $list }.
story-exhausted = { $votes } Stimmen hatten keine weitere Wahl.
story-elected-quota = { $name } hatte { $votes } Stimmen, genau die Quote, und ist gewählt.
story-elected-over = { $name } hatte { $votes } Stimmen, mehr als die Quote von { $quota }, und ist gewählt. Die { $surplus } nicht benötigten gehen über.
story-elected-remaining = { $name } ist gewählt: Es blieben nicht mehr übrig, als Sitze frei waren.
story-elected-lot = { $name } ist gewählt: Die Stimmen waren gleich, und das Los entschied.
story-elected-most = { $name } ist mit { $votes } Stimmen gewählt.
story-excluded-fewest = { $name } hatte die wenigsten Stimmen, { $votes }, und scheidet aus.
story-excluded-lot = { $name } hatte gemeinsam mit anderen die wenigsten Stimmen, { $votes }. Das Los entschied: { $name } scheidet aus.
story-excluded-same = { $name } hatte gemeinsam mit anderen die wenigsten Stimmen, { $votes }, und scheidet aus. Gewählt sind dieselben, wer von ihnen auch zuerst ausscheidet.
story-undecided = { $name } steht im Gleichstand, und die Regeln sagen nicht, wer vorgeht.
story-not-elected-lot = { $name } ist nicht gewählt: Die Stimmen waren gleich, und das Los entschied.
story-not-elected =
    { $n ->
        [one] Alle Sitze sind besetzt; { $names } ist nicht gewählt.
       *[other] Alle Sitze sind besetzt; nicht gewählt: { $names }.
    }
story-motion-answers = { $yes } Stimmen sind dafür, { $no } dagegen; { $abstain } enthalten sich, { $blank } sind leer.
story-base-yes-no = der Stimmen dafür und dagegen
story-base-cast = aller abgegebenen Stimmen
story-base-present = der anwesenden Stimmen
story-base-in-office = der Stimmen im Amt
story-base-eligible = aller Stimmen im Verzeichnis
story-motion-needed-more = Nötig waren mehr als { $fraction } { $base }: von { $whole } mindestens { $needed }.
story-motion-needed = Nötig waren mindestens { $fraction } { $base }: von { $whole } mindestens { $needed }.
story-motion-quorum = { $counted } Stimmen nahmen teil; { $required } mussten es sein.

tie-lot = Runde { $round }: { $names } standen gleich. Das Los traf { $name }.
tie-same = Runde { $round }: { $names } standen gleich. { $name } schied zuerst aus; das Ergebnis ist dasselbe, wer es auch ist.
tie-open = Runde { $round }: { $names } stehen gleich, und dabei bleibt es.

practice-title = Ein Stimmzettel zum Üben
practice-what = Dies ist die echte Stimmzettelseite mit einer erfundenen Frage. Nichts, was Sie hier tun, wird gespeichert, und niemand muss sich anmelden.
practice-question = Welcher Baum soll im Siegel einer ausgedachten Stiftung stehen?
practice-tree-1 = Lärche
practice-tree-2 = Eberesche
practice-tree-3 = Hainbuche
practice-tree-4 = Hängebirke
practice-statement-1 = Ein Nadelbaum, der im Herbst die Nadeln abwirft und auf nassem Grund steht, wo andere nicht bestehen.
practice-statement-2 = Klein, zäh, mit roten Beeren, die den Vögeln über den Winter helfen.
practice-statement-3 = Geduldig, hart im Holz und gut darin, eine Hecke zu sein.
practice-statement-4 = Siedelt als Erste auf offenem Land und lässt den Nachbarn Licht.
practice-cast = Zur Übung versiegeln und abgeben
practice-nothing-kept = Es wird nichts gespeichert.
practice-receipt-title = Sie haben geübt
practice-receipt-what = Es wurde nichts gespeichert: Dieser Stimmzettel ist fort, wenn Sie die Seite verlassen. Bei einem echten steht hier Ihre Quittung.
practice-tracker-what = Ein echtes Kennzeichen führt Sie nach der Auszählung zu Ihrem Stimmzettel in der veröffentlichten Liste. Die letzten sechs Zeichen sind Ihr eigener Teil.
practice-line-title = So würde dieser Stimmzettel veröffentlicht
practice-line-what = Nach dem Schluss öffnet die Wahlleitung die Umschläge und veröffentlicht jeden Stimmzettel als eine solche Zeile: das Kennzeichen und die Wahl. Eine echte Quittung zeigt die Wahl nie.
practice-line-read = In Worten:
practice-again = Noch einmal üben
practice-to-votes = Zu den Abstimmungen

limits-title = Was das nicht schützt
limits-intro = Versiegelte Stimmzettel halten Stimmen vor allen verborgen, die in den Aufzeichnungen lesen. Vor allem anderen nicht. Lesen Sie hier, was mit einem Stimmzettel geschieht, was daraus folgt und was nicht.
limits-way = Der Weg eines Stimmzettels
limits-way-form = Sie füllen den Stimmzettel aus und senden ihn über eine verschlüsselte Verbindung.
limits-way-seal = Der Server versiegelt ihn im Arbeitsspeicher mit dem öffentlichen Schlüssel dieser Abstimmung. Den privaten Schlüssel hat die Wahlleitung auf einem eigenen Rechner.
limits-way-store = Der versiegelte Umschlag wird bei Ihrem Platz im Verzeichnis gespeichert, und Sie erhalten eine unterschriebene Quittung. Ihre Wahl und Ihr Kennzeichen werden nirgends gespeichert.
limits-way-close = Beim Schluss steht die Menge der Umschläge fest. Haben Sie mehrmals abgestimmt, so ist der letzte darin.
limits-way-open = Die Wahlleitung öffnet die Umschläge auf einem Rechner ohne die Datenbank, in einer Reihenfolge, die nichts verrät, und ohne Namen.
limits-way-count = Die Stimmzettel werden veröffentlicht und gezählt; jeder Schritt der Auszählung wird gezeigt.
limits-way-check = Sie finden Ihren Stimmzettel an seinem Kennzeichen. Alle können nachzählen.
limits-protected = Was geschützt ist
limits-protected-records = Niemand kann Ihren Stimmzettel ohne den Schlüssel der Wahlleitung aus unseren Aufzeichnungen, Sicherungen, Briefen oder Protokollen lesen.
limits-protected-running = Niemand kennt vor dem Schluss ein Ergebnis, denn ohne diesen Schlüssel lässt sich kein Umschlag öffnen.
limits-protected-length = Alle Stimmzettel einer Abstimmung werden in einer Länge gesendet, gespeichert und beantwortet, damit die Länge nichts verrät.
limits-protected-change = Ein gespeicherter Stimmzettel lässt sich nicht ändern oder entfernen, auch nicht mit dem Passwort dieser Website zur Datenbank.
limits-not = Was nicht geschützt ist
limits-server = Der Server sieht Ihren Stimmzettel einen Augenblick lang
limits-server-what = Bevor er versiegelt ist, liegt Ihr Stimmzettel im Arbeitsspeicher des laufenden Servers. Wer diesen Server in dem Augenblick in der Hand hat, kann ihn lesen.
limits-quorum = Wahlleitung und Server gemeinsam können lesen
limits-quorum-what = Wer den Schlüssel der Wahlleitung hat, kann zusammen mit den gespeicherten Umschlägen Stimmzettel und Mitglieder verbinden, bis der Schlüssel vernichtet ist. Sie vertrauen der Wahlleitung, dass sie es nicht tut.
limits-sell = Ein Kennzeichen kann eine Stimme beweisen
limits-sell-what = Sie können jemandem Ihr Kennzeichen zeigen, und diese Person sieht, wie Sie gestimmt haben. So könnten Stimmen gekauft oder erpresst werden. Zeigen Sie es nicht her.
limits-mark = Eine vorgegebene Reihenfolge kann einen Stimmzettel zeichnen
limits-mark-what = Wer Ihnen eine ungewöhnliche Reihenfolge oder einen Teil Ihres Kennzeichens vorgibt, kann danach in der veröffentlichten Liste suchen.
limits-unanimous = Eine einige Gruppe ist durchsichtig
limits-unanimous-what = Stimmen alle Mitglieder mit gleicher Stimmenzahl gleich ab, so wissen alle, wie jedes von ihnen gestimmt hat.
limits-cells = Kleine Gruppen
limits-cells-what = Wo weniger Mitglieder, als die Regeln verlangen, die gleiche Stimmenzahl haben, werden ihre Stimmzettel offen veröffentlicht. Betrifft es Sie, so sagt es Ihr Stimmzettel vorher.
limits-server-votes = Der Server könnte für die stimmen, die es nicht tun
limits-server-votes-what = Ein Server in fremder Hand könnte im Namen eines Mitglieds abstimmen, das es selbst nie tut. Deshalb wird jede Abgabe brieflich bestätigt, und nach dem Schluss erfahren alle, ob sie laut Aufzeichnung abgestimmt haben.
limits-device = Ihr eigenes Gerät
limits-device-what = Ein Programm auf Ihrem Rechner oder Telefon kann sehen, was Sie wählen, und es vor dem Senden ändern. Ihr Kennzeichen zeigt es hinterher.
limits-backups = Alte Umschläge bleiben in Sicherungen
limits-backups-what = Stimmen Sie erneut ab, so zählt der frühere Umschlag nicht, doch er bleibt in der Datenbank und ihren Sicherungen für die, die den Schlüssel haben.
limits-log = Noch bezeugt niemand von außen das Protokoll
limits-log-what = Jeder Umschlag steht spätestens beim Schluss in einem öffentlichen Protokoll, und diese Website unterschreibt jeden seiner Stände. Wer einen solchen Stand aufbewahrt, kann beweisen, wenn das Protokoll später geändert wird. Zeugen außerhalb, die jeden Stand mit unterschreiben, gehören noch nicht dazu.
limits-mail = Die Post verrät, wer abgestimmt hat
limits-mail-what = Jede Stimmabgabe bestätigt ein Brief, und erinnert wird nur, wer noch nicht abgestimmt hat. Wer den Mailserver betreibt oder Ihre Post liest, sieht daran, dass Sie abgestimmt haben oder nicht, und wann; nie, wie.
limits-audit = Niemand Drittes hat den Code geprüft
limits-audit-what = Die Regeldatei jeder Abstimmung sagt es, bis es jemand getan hat.
limits-practice = An einem Stimmzettel üben
