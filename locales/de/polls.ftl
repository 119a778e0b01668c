# Ergebnis, Übung, und was nicht geschützt ist.

text-translation = Sie lesen eine Übersetzung. Maßgeblich ist:

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
verdict-no-quorum-election = Zu wenige haben teilgenommen: Niemand ist gewählt
results-turnout = { $members } von { $of-members } Mitgliedern ({ $members-share }) und { $votes } von { $of-votes } Stimmen ({ $votes-share }) haben teilgenommen.
results-set-aside = { $n ->
    [one] Ein Stimmzettel wurde durch eine Entscheidung beiseitegelegt, die zwei Mitglieder der Wahlleitung unterschrieben haben, und ist nicht gezählt. Die Begründung steht im öffentlichen Logbuch.
   *[other] { $n } Stimmzettel wurden durch eine Entscheidung beiseitegelegt, die zwei Mitglieder der Wahlleitung unterschrieben haben, und sind nicht gezählt. Die Begründung steht im öffentlichen Logbuch.
  }
results-as-cast = Gezählt, wie abgegeben wurde, mit allen Kandidaturen, wären gewählt: { $names }.
results-as-cast-tied = Zwischen { $names } würden die Stimmen, wie abgegeben, nicht entscheiden.
results-file-as-cast = die Auszählung der Stimmzettel, wie sie abgegeben wurden, mit den seither weggefallenen Kandidaturen
results-quorum-met = Das Quorum ist erreicht.
results-quorum-missed = Die Abstimmung ist nicht beschlussfähig: Nichts ist gezählt, niemand gewählt.
results-quorum-missed-motion = Das Quorum ist nicht erreicht: Die Auszählung wird gezeigt, doch sie entscheidet nichts.
results-quorum = { $members ->
    [one] Nötig war { $members } Mitglied
   *[other] Nötig waren { $members } Mitglieder
} ({ $members-part } von { $of-members }) und { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
} ({ $votes-part } von { $of-votes }).
results-seats = Was daraus folgt
results-seat = { $name } übernimmt { $seat }: von { $from } bis { $until }.
results-left = { $name } hat { $seat } am { $day } verlassen. { $reason }
results-unchecked = Eine Öffnung, ungeprüft. Bisher hat nur eine Person der Wahlleitung die Umschläge geöffnet. Eine zweite auf einem anderen Rechner würde zeigen, dass auf dem ersten nichts verändert wurde.
results-winners-only = Von dieser Abstimmung wird nur das Ergebnis gezeigt. So wenige Mitglieder teilen sich eine Stimmenzahl, dass sich Stimmzettel unterscheiden ließen; für diesen Fall wurde vorher erklärt, dass keine Stimmzettel und keine Zahlen veröffentlicht werden. Für die Auszählung steht die Wahlleitung ein, die die Stimmzettel geöffnet hat; außerhalb kann sie niemand wiederholen.
results-find-nothing = Die Stimmzettel dieser Abstimmung werden nicht veröffentlicht. Ihre Quittung zeigt, ob Ihrer unter den gezählten ist.
results-how = Wie gezählt wurde
method-meek-prf-1 = Die Sitze werden im Verhältnis der Stimmen besetzt. Wer die Quote erreicht, ist gewählt; was diese Person nicht braucht, geht an die nächste Wahl der Stimmenden über. Erreicht niemand die Quote, scheidet aus, wer die wenigsten Stimmen hat, und auch diese Stimmen gehen über.
method-scottish-stv-1 = Die Sitze werden im Verhältnis der Stimmen besetzt, wie in schottischen Gemeinden. Wer die Quote erreicht, die von Anfang an feststeht, ist gewählt; was diese Person nicht braucht, geht an die nächste Wahl der Stimmenden über. Erreicht niemand die Quote, scheidet aus, wer die wenigsten Stimmen hat, und auch diese Stimmen gehen über.
method-irv-1 = Gewählt ist, wer mehr als die Hälfte der Stimmen hat, die noch gezählt werden. Solange das niemand hat, scheidet aus, wer die wenigsten Stimmen hat, und diese Stimmen gehen an die nächste Wahl der Stimmenden über.
method-schulze-1 = Je zwei werden verglichen: Wie viele Stimmen setzen das eine über das andere? Was auf einem Stimmzettel keinen Rang hat, zählt als unter allem mit einem Rang. Laufen die Vergleiche im Kreis, gibt der schwächste nach; ein Vergleich ist so stark wie die Stimmen, die ihn gewinnen. Mehrere Sitze werden nicht im Verhältnis besetzt.
method-schulze-no-opinion-1 = Je zwei werden verglichen: Wie viele Stimmen setzen das eine über das andere? Was auf einem Stimmzettel keinen Rang hat, wird auf ihm mit nichts verglichen. Laufen die Vergleiche im Kreis, gibt der schwächste nach; ein Vergleich ist so stark wie die Stimmen, die ihn gewinnen. Mehrere Sitze werden nicht im Verhältnis besetzt.
method-schulze-margins-1 = Je zwei werden verglichen: Wie viele Stimmen setzen das eine über das andere? Was auf einem Stimmzettel keinen Rang hat, zählt als unter allem mit einem Rang. Laufen die Vergleiche im Kreis, gibt der schwächste nach; ein Vergleich ist so stark wie der Vorsprung an Stimmen. Mehrere Sitze werden nicht im Verhältnis besetzt.
method-schulze-margins-no-opinion-1 = Je zwei werden verglichen: Wie viele Stimmen setzen das eine über das andere? Was auf einem Stimmzettel keinen Rang hat, wird auf ihm mit nichts verglichen. Laufen die Vergleiche im Kreis, gibt der schwächste nach; ein Vergleich ist so stark wie der Vorsprung an Stimmen. Mehrere Sitze werden nicht im Verhältnis besetzt.
method-schulze-debian-2016 = Zuerst wird alles mit dem Vorschlag verglichen, der gilt, wenn nichts anderes gewählt wird: Was dagegen das Quorum oder die Mehrheit verfehlt, scheidet aus. Vom Rest werden je zwei verglichen: Wie viele Stimmen setzen das eine über das andere? Was auf einem Stimmzettel keinen Rang hat, zählt als unter allem mit einem Rang. Laufen die Vergleiche im Kreis, gibt der schwächste nach.
method-score-1 = Alle haben Punkte gegeben. Die Punkte werden zusammengezählt; gewählt ist, was die meisten Punkte hat.
method-star-1 = Alle haben Punkte gegeben. Die beiden mit den meisten Punkten kommen in die Stichwahl: Gewählt ist, wem mehr Stimmen die höhere Punktzahl gaben.
method-bloc-star-1 = Alle haben Punkte gegeben. Die beiden mit den meisten Punkten kommen in die Stichwahl: Wem mehr Stimmen die höhere Punktzahl gaben, hat den ersten Sitz. Das wiederholt sich unter den übrigen, bis alle Sitze besetzt sind. Die Sitze werden nicht im Verhältnis besetzt.
method-approval-1 = Alle haben beliebig viele Kreuze gesetzt. Gewählt ist, was die meisten Kreuze hat.
method-plurality-1 = Alle haben höchstens so viele Kreuze gesetzt, wie es Sitze gibt. Gewählt ist, was die meisten Kreuze hat.
method-motion-1 = Die Antworten werden zusammengezählt und mit der Mehrheit verglichen, die die Regeln verlangen.
results-ties = Gleichstände
results-lot = Das Los zieht kein Mensch. Es folgt aus Zahlen, auf die sich die Wahlleitung vor der Eröffnung festgelegt hat, und aus der Menge der Stimmzettel beim Schluss. Alle können es nachrechnen.
results-figures = Die Zahlen
results-votes = Stimmen
results-round = Runde { $n }
results-scoring = Punkte ({ $n })
results-run-off = Stichwahl ({ $n })
results-against-default = Gegen „nichts davon“
results-beats = Gewonnene Vergleiche
results-points = Punkte
results-no-preference = Ohne Vorzug
results-table-whole = Die Zahlen jedes Schritts
results-pairs = Je zwei im Vergleich
results-pairs-what = Wie viele Stimmen setzen, was in der Zeile steht, über das, was in der Spalte steht. Fett: die größere der beiden Zahlen.
results-chart-elected = { $votes }, gewählt
results-chart-excluded = { $votes }, ausgeschieden
results-chart-quota = Quote { $votes }
results-chart-needed = nötig { $votes }
results-chart-key = Voll: Stimmen, die bleiben. Schraffiert: Stimmen, die an die nächste Wahl übergehen.
results-table = Stimmen nach Runden, nach zwei Stellen abgeschnitten
results-option = Zur Wahl
results-word-elected = gewählt
results-word-excluded = ausgeschieden
results-word-finalist = Stichwahl
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
results-file-winners = wer gewählt oder was beschlossen ist, ohne Zahlen
results-file-open = die Stimmzettel von Gruppen, die zu klein sind, um unter anderen zu bleiben, mit ihren Mitgliedern
results-recount = Zählen Sie selbst nach, ohne uns und ohne unsere Datenbank:
results-command = Der Befehl, der erneut zählt
ballot-eid-of = Der Prüfwert der Regeln dieser Abstimmung:
results-find = Finden Sie Ihren Stimmzettel
results-find-what = Ihr Kennzeichen wurde einmal gezeigt, als Ihr Stimmzettel abgegeben wurde. Gesucht wird in Ihrem Browser; es wird nichts gesendet.
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
story-elected-unbeaten = { $name } ist gewählt: Nichts, was noch übrig war, geht vor.
story-elected-points = { $name } ist mit { $votes } Punkten gewählt.
story-elected-preferred = { $name } ist gewählt: { $votes } Stimmen gaben hier mehr Punkte als in der Stichwahl gegenüber.
story-elected-run-off-points = { $name } ist gewählt: In der Stichwahl waren die Stimmen gleich, und hier sind es mehr Punkte.
story-elected-run-off-top = { $name } ist gewählt: In der Stichwahl waren Stimmen und Punkte gleich, und hier wurde öfter die höchste Punktzahl gegeben.
story-elected-kept = { $name } behält den Sitz.
story-excluded-cap = { $name } wird übergangen: Die Gruppe hat alle Sitze, die sie haben darf.
story-excluded-quorum = { $name } scheidet aus: { $votes } Stimmen über „nichts davon“ sind weniger als nötig.
story-excluded-majority = { $name } scheidet aus: { $votes } Stimmen über „nichts davon“ sind nicht die nötige Mehrheit gegenüber denen darunter.
story-out-head-to-head = { $name } hatte so viele Punkte wie andere und liegt hinter ihnen: Im Vergleich je zweier gewinnen sie öfter.
story-out-top = { $name } stand mit anderen gleich und liegt hinter ihnen: Ihnen wurde öfter die höchste Punktzahl gegeben.
story-out-lot = { $name } stand mit anderen gleich. Das Los entschied: { $name } scheidet aus.
story-finalist = { $name } kommt mit { $votes } Punkten in die Stichwahl.
story-no-preference = { $votes } Stimmen ziehen in der Stichwahl niemanden vor.
story-undecided = { $name } steht im Gleichstand, und die Regeln sagen nicht, wer vorgeht.
story-not-elected-lot = { $name } ist nicht gewählt: Die Stimmen waren gleich, und das Los entschied.
story-not-elected =
    { $n ->
        [one] Alle Sitze sind besetzt; { $names } ist nicht gewählt.
       *[other] Alle Sitze sind besetzt; nicht gewählt: { $names }.
    }
story-motion-answers = { $yes ->
    [one] { $yes } Stimme ist dafür
   *[other] { $yes } Stimmen sind dafür
}, { $no } dagegen; { $abstain ->
    [one] { $abstain } enthält sich
   *[other] { $abstain } enthalten sich
}, { $blank ->
    [one] { $blank } ist leer
   *[other] { $blank } sind leer
}.
story-base-yes-no = der Stimmen dafür und dagegen
story-base-cast = aller abgegebenen Stimmen
story-base-present = der anwesenden Stimmen
story-base-in-office = der Stimmen im Amt
story-base-eligible = aller Stimmen im Verzeichnis
story-motion-needed-more = Nötig waren mehr als { $fraction } { $base }: von { $whole } mindestens { $needed }.
story-motion-needed = Nötig waren mindestens { $fraction } { $base }: von { $whole } mindestens { $needed }.
story-motion-quorum = { $counted ->
    [one] { $counted } Stimme nahm teil
   *[other] { $counted } Stimmen nahmen teil
}; { $required ->
    [one] { $required } musste es sein
   *[other] { $required } mussten es sein
}.

tie-lot = Runde { $round }: { $names } standen gleich. Das Los traf { $name }.
tie-same = Runde { $round }: { $names } standen gleich. { $name } schied zuerst aus; das Ergebnis ist dasselbe, wen es auch trifft.
tie-step = Runde { $round }: { $names } standen gleich. { $name } fiel nach der Regel für Gleichstände zurück.
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
limits-protected-records = Niemand kann Ihren Stimmzettel ohne den Schlüssel der Wahlleitung aus unseren Aufzeichnungen, Sicherungen, E-Mails oder Logdateien lesen.
limits-protected-running = Niemand kennt vor dem Schluss ein Ergebnis, denn ohne diesen Schlüssel lässt sich kein Umschlag öffnen.
limits-protected-length = Alle Stimmzettel einer Abstimmung werden in einer Länge gesendet, gespeichert und beantwortet, damit die Länge nichts verrät.
limits-protected-change = Ein gespeicherter Stimmzettel lässt sich nicht ändern oder entfernen, auch nicht mit dem Passwort dieser Website zur Datenbank.
limits-not = Was nicht geschützt ist
limits-server = Der Server sieht Ihren Stimmzettel einen Augenblick lang
limits-server-what = Bevor er versiegelt ist, liegt Ihr Stimmzettel im Arbeitsspeicher des laufenden Servers. Wer diesen Server in dem Augenblick in der Hand hat, kann ihn lesen.
limits-quorum = Wahlleitung und Server gemeinsam können lesen
limits-quorum-what = Wer den Schlüssel der Wahlleitung hat, kann zusammen mit den gespeicherten Umschlägen Stimmzettel und Mitglieder verbinden, bis der Schlüssel vernichtet ist. Wo der Schlüssel geteilt ist, braucht es dafür so viele der Verwahrenden, wie ihn öffnen; die Seite der Abstimmung nennt sie. Sind weniger übrig, ist die Abstimmung ungültig. Sie vertrauen ihnen, dass sie es nicht tun.
limits-sell = Ein Kennzeichen kann eine Stimme beweisen
limits-sell-what = Sie können jemandem Ihr Kennzeichen zeigen, und diese Person sieht, wie Sie gestimmt haben. So könnten Stimmen gekauft oder erpresst werden. Zeigen Sie es nicht her.
limits-mark = Eine vorgegebene Reihenfolge kann einen Stimmzettel zeichnen
limits-mark-what = Wer Ihnen eine ungewöhnliche Reihenfolge oder einen Teil Ihres Kennzeichens vorgibt, kann danach in der veröffentlichten Liste suchen.
limits-unanimous = Eine einige Gruppe ist durchsichtig
limits-unanimous-what = Stimmen alle Mitglieder mit gleicher Stimmenzahl gleich ab, so wissen alle, wie jedes von ihnen gestimmt hat.
limits-cells = Kleine Gruppen
limits-cells-what = Wo weniger Mitglieder, als die Regeln verlangen, die gleiche Stimmenzahl haben, werden ihre Stimmzettel offen veröffentlicht, oder die Abstimmung veröffentlicht nur ihr Ergebnis: Dann kann niemand außerhalb Stimmzettel oder Zahlen lesen oder nachzählen. Sichtbar bleibt, wer in welcher Reihenfolge gewählt oder was beschlossen ist, wie viele Stimmzettel und Stimmen gezählt haben und welche Plätze des Verzeichnisses teilgenommen haben. Haben nur wenige teilgenommen oder entscheidet eine Gruppe allein, kann das viel verraten. Was davon gilt, sagt Ihr Stimmzettel vorher, wenn es Sie betrifft.
limits-server-votes = Der Server könnte für die stimmen, die es nicht tun
limits-server-votes-what = Ein Server in fremder Hand könnte im Namen eines Mitglieds abstimmen, das es selbst nie tut. Deshalb wird jede Abgabe per E-Mail bestätigt, und nach dem Schluss erfahren alle, ob sie laut Aufzeichnung abgestimmt haben.
limits-device = Ihr eigenes Gerät
limits-device-what = Ein Programm auf Ihrem Rechner oder Telefon kann sehen, was Sie wählen, und es vor dem Senden ändern. Ihr Kennzeichen zeigt es hinterher.
limits-backups = Alte Umschläge bleiben in Sicherungen
limits-backups-what = Stimmen Sie erneut ab, so zählt der frühere Umschlag nicht, doch er bleibt in der Datenbank und ihren Sicherungen für die, die den Schlüssel haben.
limits-log = Noch bezeugt niemand von außen das Logbuch
limits-log-what = Jeder Umschlag steht spätestens beim Schluss in einem öffentlichen Logbuch, und diese Website unterschreibt jeden seiner Stände. Wer einen solchen Stand aufbewahrt, kann beweisen, wenn das Logbuch später geändert wird. Zeugen außerhalb, die jeden Stand mit unterschreiben, gehören noch nicht dazu.
limits-mail = E-Mails verraten, wer abgestimmt hat
limits-mail-what = Jede Stimmabgabe bestätigt eine E-Mail, und erinnert wird nur, wer noch nicht abgestimmt hat. Wer den Mailserver betreibt oder Ihre E-Mails liest, sieht daran, dass Sie abgestimmt haben oder nicht, und wann; nie, wie.
limits-audit = Niemand Drittes hat den Code geprüft
limits-audit-what = Die Regeldatei jeder Abstimmung sagt es, bis es jemand getan hat.
limits-practice = An einem Stimmzettel üben

complaint-title = Beschwerden über diese Abstimmung
complaint-link = Ihre Beschwerden und was geantwortet wurde
complaint-until = Wenn etwas nicht stimmt, können Sie das bis { $time } festhalten lassen. Das Ergebnis wird nicht vorher beglaubigt, und nicht, bevor jede Beschwerde beantwortet ist.
complaint-number = Beschwerde { $number }
complaint-new = Sich beschweren
complaint-lead = Lesen werden es Sie und die Wahlleitung. Jede Beschwerde wird beantwortet, die Antwort wird festgehalten, und Sie erfahren davon per E-Mail.
complaint-text = Was nicht stimmt
complaint-text-hint = In höchstens { $n } Zeichen: was Sie wann gesehen haben. Nie Ihre Wahl und nie Ihr Kennzeichen: Wer es hat, liest Ihren Stimmzettel.
complaint-receipt = Der Prüfwert auf Ihrer Quittung
complaint-receipt-hint = Nur, wenn es um einen bestimmten Stimmzettel geht: die 64 Zeichen, die auf seiner Quittung stehen, nicht das Kennzeichen. Damit findet die Wahlleitung Ihren versiegelten Umschlag und sieht, dass er Ihrer ist.
complaint-send = Festhalten lassen
complaint-waits = Eine Antwort steht noch aus.
complaint-answer = Die Antwort der Wahlleitung
complaint-set-aside = Deshalb wurden Umschläge beiseitegelegt, durch Akt { $act }, der im öffentlichen Logbuch steht.
complaint-not-open = Über diese Abstimmung kann man sich hier jetzt nicht beschweren. Bis wann, sagt die Regel complaints.days: Schreiben Sie an ihre Amtspersonen.
complaint-not-on-roll = Hier beschwert sich nur, wer im Wählerverzeichnis dieser Abstimmung steht oder jemanden darin vertritt. Bitten Sie jemanden davon, oder schreiben Sie an die Amtspersonen.
complaint-too-many = Sie haben sich über diese Abstimmung schon zehnmal beschwert. Schreiben Sie an die Wahlleitung.
complaint-fault-text = Sagen Sie in 1 bis 2.000 Zeichen, was nicht stimmt.
complaint-fault-tracker = Das sieht aus wie ein Kennzeichen. Nehmen Sie es heraus: Wer es liest, liest Ihren Stimmzettel.
complaint-fault-receipt = Der Prüfwert auf einer Quittung hat 64 Zeichen, 0 bis 9 und a bis f. Übernehmen Sie alle, oder lassen Sie das Feld leer.
