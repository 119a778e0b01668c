# Beweisbündel, und die Seite, auf der jede und jeder selbst prüft.
# Was das Skript dieser Seite sagt, hat seine Stellen [so] geschrieben.

bundle-waits-opening = Ein Beweisbündel gibt es noch nicht: Die Abstimmung ist nicht eröffnet. Kommen Sie nach dem Ende wieder.
bundle-waits-close = Ein Beweisbündel gibt es noch nicht: Es wartet auf den Schluss der Abstimmung. Kommen Sie nach dem Ende wieder.
bundle-waits-count = Ein Beweisbündel gibt es noch nicht: Es wartet auf die Auszählung. Kommen Sie danach wieder.
bundle-waits-certification = Ein Beweisbündel gibt es noch nicht: Es wartet darauf, dass zwei aus der Wahlleitung die Auszählung beglaubigen. Kommen Sie danach wieder.
bundle-waits-checkpoint = Ein Beweisbündel gibt es noch nicht: Es wartet darauf, dass das Logbuch mit der Beglaubigung darin unterschrieben ist. Das dauert einen Augenblick. Kommen Sie dann wieder.
bundle-voided = Ein Beweisbündel gibt es nicht: Die Abstimmung wurde für ungültig erklärt, nichts in ihr zählt. Die Seite der Abstimmung sagt, warum.
bundle-fault = Das Beweisbündel lässt sich im Augenblick nicht herstellen. Der Betrieb hat erfahren, warum. Versuchen Sie es in einigen Minuten erneut.

results-bundle =
    { $bytes ->
       *[other] alles, was man braucht, um diese Abstimmung ohne uns zu prüfen, in { $bytes } Bytes
    }
results-bundle-id = Seine Kennung, unter der man es anführt:
results-check = Ob es stimmt, und wo Ihre Quittung und Ihr Kennzeichen darin stehen:

receipt-check = Ob diese Quittung stimmt, und später, ob sie im Logbuch steht:
log-check = Eine Quittung, einen Nachweis oder das Bündel einer Abstimmung, in Ihrem eigenen Browser:

check-title = Selbst prüfen
check-what = Hier prüft Ihr eigener Browser, was veröffentlicht ist: das Bündel einer Abstimmung, Ihre Quittung, Ihr Kennzeichen, Ihre Zeile im Verzeichnis. Was Sie auswählen oder eingeben, bleibt in diesem Browser: Die Seite darf mit keinem Server sprechen.
check-save = Diese Seite speichern
check-save-what = Eine Seite kann Ihnen anders ausgeliefert werden als anderen. Eine gespeicherte Kopie nicht: Sie ist eine einzige Datei, öffnet sich von Ihrer Festplatte ohne Netz und ist für alle gleich, die { $language } lesen. Vergleichen Sie ihren SHA-256 mit jemand anderem:
check-without = Diese Seite braucht JavaScript und einen Browser von 2025 oder später. Ohne sie prüfen Sie mit den Programmen unter „Andere Wege“, die mehr prüfen als diese Seite.
check-insecure = Ihr Browser rechnet Nachweise nur auf Seiten nach, die verschlüsselt kamen, und in eigenen Dateien. Speichern Sie diese Seite und öffnen Sie die Kopie.
check-unsigned = Ihr Browser kann Unterschriften der Art Ed25519 nicht prüfen. Alles andere wird geprüft; wo eine Unterschrift zu prüfen wäre, steht „Nicht geprüft“.

check-files = Ihre Dateien
check-files-label = Dateien auswählen
check-files-hint = Die bundle.zip einer Abstimmung genügt für alles Weitere; sie steht auf der Ergebnisseite. Solange eine Abstimmung läuft, nehmen Sie manifest.json von ihrer Seite und den Nachweis des Eintrags aus dem Logbuch. Sie können Dateien auch irgendwo auf dieser Seite fallen lassen.
check-receipt = Ihre Quittung
check-receipt-label = Die Quittung, wie Ihre Quittungsseite sie zeigte
check-receipt-hint = Sie beginnt mit {"{"}"d":. Wählen Sie oben ihre Datei, wird sie hier eingetragen und geprüft.
check-log-key-label = Schlüssel des Logbuchs
check-log-key-hint = Nur nötig mit einem Nachweis und ohne Bündel. Er steht auf der Seite des Logbuchs; besser haben Sie ihn von anderswo.
check-receipt-act = Quittung prüfen
check-tracker = Ihr Kennzeichen
check-tracker-label = Ihr Kennzeichen oder seine ersten Zeichen
check-tracker-hint = Es wird im Bündel oder in ballots.jsonl gesucht, in diesem Browser. Leerzeichen sind gleichgültig.
check-tracker-act = Stimmzettel suchen
check-opening = Ihre Zeile im Verzeichnis
check-opening-label = Die fünf Zeilen aus der E-Mail nach dem Schluss
check-opening-hint = Diese Zeilen stehen nach dem Schluss auch auf der Seite der Abstimmung: wie Sie im Verzeichnis stehen, die Zeile, die für Sie steht, das Salz, die Kennung des Verzeichnisses, die Ihrer Berechtigung.
check-opening-act = Zeile prüfen
check-lines-of = Was geprüft wurde

check-not = Was diese Seite nicht prüft
check-not-what = Sie zählt keinen Stimmzettel nach und kennt keine Schlüssel als die im Bündel. Ob es die Schlüssel derer sind, denen Sie vertrauen, ob Auszählung, Quorum und die Reihenfolge aller Schritte stimmen und was Zeugen sahen, prüfen zwei Programme, die unabhängig voneinander geschrieben wurden. Sie kommen zum selben Urteil, oder eines von beiden irrt.
check-other = Andere Wege
check-other-python = Mit Python 3 und sonst nichts; verify.py liegt im Bündel, doch nehmen Sie es von anderswo, wenn Sie können:
check-other-commonhold = Mit diesem Programm auf einem eigenen Rechner:
check-other-policy = policy.txt nennt die Schlüssel, denen Sie vertrauen: je eine Zeile für das Logbuch, für die Quittungen und für jede Person der Wahlleitung, und die Zeile „quorum none“, solange Sie keinem Zeugen vertrauen. Ohne --policy gibt der Befehl die Zeilen der Schlüssel des Bündels aus: Vergleichen Sie jede mit dem, was Sie von anderswo haben, bevor Sie sie übernehmen.
check-other-grep = Ihr Kennzeichen in der entpackten Liste der Stimmzettel, in kleinen Buchstaben, mit seinem einen Bindestrich und ohne Leerzeichen:
check-other-command = Ein Befehl

# Was das Skript sagt.
check-say-working = Wird geprüft …
check-say-state-read = Gelesen
check-say-state-ok = Stimmt
check-say-state-fails = Stimmt nicht
check-say-state-open = Nicht geprüft
check-say-vote-yes = Ja
check-say-vote-no = Nein
check-say-vote-abstain = Enthaltung
check-say-vote-blank = Leer

check-say-file-ok = Was Sie ausgewählt haben, ist gelesen.
check-say-file-open = Was Sie ausgewählt haben, ist gelesen.
check-say-file-fails = Eine Datei wurde abgelehnt. Die Liste sagt, warum.
check-say-file-proof = Ein Nachweis für Eintrag [index] des Logbuchs. Prüfen Sie unten eine Quittung damit.
check-say-file-ballots = Eine Liste mit [n] Stimmzetteln. Suchen Sie unten ein Kennzeichen darin.
check-say-file-receipt = Eine Quittung. Sie ist unten eingetragen und geprüft.
check-say-file-manifest = Die Regeln der Abstimmung „[question]“.
check-say-file-unknown = [file] ist keine Datei, die diese Seite kennt.
check-say-no-decompression = Ihr Browser kann keine Archive entpacken.
check-say-not-utf8 = [file] ist kein Text in UTF-8.
check-say-not-canonical = [file] ist nicht auf die eine Weise geschrieben, auf die sie geschrieben sein muss: Sie wurde verändert oder abgeschnitten.
check-say-zip-none = [file] ist kein Archiv oder wurde abgeschnitten.
check-say-zip-large = Das Archiv ist größer, als diese Seite entpackt ([most] MiB). Nehmen Sie eines der Programme, die unten stehen.
check-say-zip-damaged = Das Archiv ist beschädigt: [file] lässt sich nicht so entpacken, wie das Archiv sagt.
check-say-zip-strange = Das Archiv ist nicht so geschrieben wie das Archiv eines Bündels: Es könnte etwas darin versteckt sein.

check-say-bundle-ok = Das Bündel stimmt in sich: Dies sind die Dateien, die die Wahlleitung beglaubigt hat, und das Logbuch hält sie fest.
check-say-bundle-open = Das Bündel stimmt in sich, soweit dieser Browser es prüfen kann; die Liste sagt, was er nicht konnte.
check-say-bundle-fails = Das Bündel stimmt nicht. Die Liste sagt, was falsch ist.
check-say-bundle-missing = Dem Bündel fehlt [file].
check-say-bundle-file = [file] ist nicht die Datei, die das Bündel aufführt: Sie wurde verändert.
check-say-bundle-unlisted = [file] liegt im Bündel, aber nicht in seiner Liste.
check-say-bundle-order = Die Zeilen von [file] stehen nicht in ihrer Reihenfolge, oder eine steht zweimal da (Zeile [line]).
check-say-bundle-form = Eine Datei des Bündels hat eine andere Form, als sie haben muss.
check-say-bundle-files = Alle [n] Dateien sind, wie files.json sie aufführt. Die Kennung des Bündels ist [id].
check-say-bundle-poll = Es geht um die Abstimmung „[question]“. Der Prüfwert ihrer Regeln ist [eid].
check-say-bundle-roll-root = Das Verzeichnis ist nicht das, das die Regeln der Abstimmung nennen.
check-say-bundle-roll = Das Verzeichnis, [n] Zeilen mit [votes] Stimmen, hat die Wurzel, die die Regeln der Abstimmung nennen.
check-say-log-key = Das ist kein Schlüssel eines Logbuchs.
check-say-log-origin = Das Logbuch ist ein anderes, als die Regeln der Abstimmung nennen: [origin].
check-say-log-tile = Das Stück [file] des Logbuchs fehlt, ist zu viel oder hat eine andere Form, als es haben muss.
check-say-log-entries = Die Einträge des Logbuchs passen nicht zu seinem Baum ([file]): Einer wurde verändert.
check-say-log-root = Die Einträge haben nicht die Wurzel, die für [n] von ihnen unterschrieben ist.
check-say-log-unsigned = Der Schlüssel des Logbuchs hat diesen Stand nicht unterschrieben.
check-say-checkpoint = [file] ist kein unterschriebener Stand eines Logbuchs.
check-say-bundle-entry = Das Logbuch hält nicht genau einmal fest, was es von dieser Abstimmung festhalten muss ([kind]).
check-say-bundle-voided = Die Abstimmung wurde für ungültig erklärt: Nichts in ihr zählt.
check-say-bundle-log = Die [size] Einträge des Logbuchs, [n] davon über diese Abstimmung, haben die Wurzel, die sein Schlüssel unterschrieben hat.
check-say-bundle-log-unchecked = Die [size] Einträge des Logbuchs, [n] davon über diese Abstimmung, haben die Wurzel, die dort steht. Die Unterschrift kann dieser Browser nicht prüfen.
check-say-bundle-live-stray = Der Umschlag [digest] ist unter denen, die zählen, aber das Logbuch hält ihn nicht als solchen fest.
check-say-bundle-live-number = Es wurden mehr Umschläge abgegeben, als nachgewiesen sind.
check-say-bundle-live-root = Die Umschläge, die zählen, sind nicht die des Eintrags über den Schluss.
check-say-bundle-participation = Die Liste derer, die teilgenommen haben, ist nicht die des Logbuchs oder passt nicht zu den Umschlägen.
check-say-bundle-live = Von [cast] Umschlägen, die das Logbuch festhält, zählen [n]: der letzte jeder Stimme. Ebenso viele Positionen des Verzeichnisses haben teilgenommen.
check-say-bundle-logged = [file] ist nicht die Datei, die das Logbuch festhält.
check-say-bundle-trackers = Zwei Stimmzettel haben dasselbe Kennzeichen.
check-say-bundle-sum = Die Stimmzettel sind nicht so viele wie die Umschläge, die zählen, oder haben andere Stimmen.
check-say-bundle-ballots = Es gibt [n] Stimmzettel mit [votes] Stimmen, so viele wie Umschläge, die zählen, und das Logbuch hält ihren Prüfwert und den des Ergebnisses fest.
check-say-bundle-ballots-hidden = Diese Abstimmung zeigt, wie vorher erklärt, nur ihr Ergebnis: Kein Stimmzettel ist im Bündel, und außerhalb kann niemand nachzählen. Die Wahlleitung nennt [n] Stimmzettel mit [votes] Stimmen, so viele wie Umschläge, die zählen.
check-say-bundle-signature = Die Unterschrift von [name] unter der Beglaubigung ist falsch.
check-say-bundle-signers = Zu wenige aus der Wahlleitung haben die Beglaubigung unterschrieben.
check-say-bundle-certified = [names] haben unterschrieben, dass sie diese Dateien beglaubigen.
check-say-bundle-certified-unchecked = [names] sollen diese Dateien beglaubigt haben. Ihre Unterschriften kann dieser Browser nicht prüfen.

check-say-receipt-ok = Die Quittung stimmt: Der Umschlag ist im Logbuch.
check-say-receipt-open = Nichts spricht gegen die Quittung; die Liste sagt, was nicht geprüft wurde.
check-say-receipt-fails = Die Quittung stimmt nicht. Die Liste sagt, warum.
check-say-receipt-form = Das ist keine Quittung: Sie wurde verändert, abgeschnitten oder ist etwas anderes.
check-say-receipt-read = Die Quittung gilt dem versiegelten Umschlag [digest].
check-say-receipt-no-manifest = Wessen Unterschrift sie trägt, wurde nicht geprüft: Wählen Sie oben bundle.zip oder manifest.json ihrer Abstimmung. Der Prüfwert von deren Regeln ist [eid].
check-say-receipt-other-poll = Die Quittung gehört zu einer anderen Abstimmung als die gewählten Dateien.
check-say-receipt-signature = Der Schlüssel für die Quittungen dieser Abstimmung hat sie nicht unterschrieben: Sie wurde verändert oder von jemand anderem gemacht.
check-say-receipt-signature-unchecked = Die Unterschrift wurde nicht geprüft: Dieser Browser kann es nicht.
check-say-receipt-signed = Der Server hat sie mit dem Schlüssel unterschrieben, den die Regeln der Abstimmung „[question]“ nennen.
check-say-receipt-broken = Der Umschlag ist nicht im Logbuch. Der Server hatte es versprochen: Heben Sie die Quittung auf und schreiben Sie der Wahlleitung.
check-say-receipt-weight = Der Umschlag zählt, aber nicht mit den Stimmen, die die Quittung verspricht (Stimmen: [w]).
check-say-receipt-logged = Der Umschlag ist im Logbuch, in Eintrag [index].
check-say-receipt-counts = Er zählt (Stimmen: [w]).
check-say-receipt-superseded = Er wurde durch einen späteren Umschlag derselben Stimme ersetzt.
check-say-receipt-lost = Er ging verloren, wie die Wahlleitung im Logbuch erklärt hat.
check-say-receipt-set-aside = Die Wahlleitung hat ihn beiseitegelegt; das Logbuch sagt, warum.
check-say-receipt-no-log = Ob er im Logbuch ist, wurde nicht geprüft: Wählen Sie oben die bundle.zip der Abstimmung oder den Nachweis des Eintrags, der ihn nennt.
check-say-receipt-bundle-fails = Ob er im Logbuch ist, wurde nicht geprüft: Das Bündel stimmt nicht oder gehört zu einer anderen Abstimmung.
check-say-proof-form = [file] ist kein Nachweis des Logbuchs.
check-say-proof-entry = Der Nachweis gilt einem Eintrag, der diesen Umschlag nicht nennt.
check-say-proof-wrong = Der Nachweis führt nicht vom Eintrag zu dem Stand des Logbuchs, den er nennt.
check-say-proof-unsigned = Den Stand des Logbuchs im Nachweis hat dieser Schlüssel nicht unterschrieben.
check-say-proof-no-key = Der Umschlag ist in Eintrag [index], und der Nachweis führt von dort zu einem Stand des Logbuchs mit [size] Einträgen. Wer ihn unterschrieben hat, wurde nicht geprüft: Geben Sie den Schlüssel des Logbuchs ein.
check-say-proof-unchecked = Der Umschlag ist in Eintrag [index], und der Nachweis führt von dort zu einem Stand des Logbuchs mit [size] Einträgen. Seine Unterschrift kann dieser Browser nicht prüfen.
check-say-proof-holds = Der Umschlag ist in Eintrag [index] des Logbuchs, dessen Schlüssel es im Stand mit [size] Einträgen unterschrieben hat.

check-say-tracker-no-ballots = Wählen Sie oben zuerst bundle.zip oder ballots.jsonl.
check-say-tracker-bundle-fails = Das Kennzeichen wurde nicht gesucht: Das Bündel stimmt nicht.
check-say-tracker-none = Kein Stimmzettel hat dieses Kennzeichen. Wenn Sie mehrmals abgestimmt haben, steht nur das letzte in der Liste.
check-say-tracker-some = Gefundene Stimmzettel: [n].
check-say-tracker-ballot = [choice] (Stimmen: [votes]).

check-say-opening-ok = Die Zeile im Verzeichnis ist Ihre.
check-say-opening-open = Die fünf Zeilen gehören zusammen; die Liste sagt, was nicht geprüft wurde.
check-say-opening-fails = Das stimmt nicht. Die Liste sagt, warum.
check-say-opening-form = Das sind nicht die fünf Zeilen: Eine fehlt, wurde abgeschnitten oder verändert.
check-say-opening-wrong = Das Salz verbindet diese Worte nicht mit dieser Zeile.
check-say-opening-opens = Die Zeile steht für „[subject]“ (Stimmen: [votes]).
check-say-opening-no-bundle = Ob die Zeile im veröffentlichten Verzeichnis steht, wurde nicht geprüft: Wählen Sie oben die bundle.zip der Abstimmung.
check-say-opening-absent = Die Zeile steht nicht im Verzeichnis des Bündels.
check-say-opening-position = Es ist Zeile [line] von roll.jsonl; ihre Position, von 0 an gezählt, ist [position].
check-say-opening-voted = Diese Position ist unter denen, die teilgenommen haben.
check-say-opening-not-voted = Diese Position ist nicht unter denen, die teilgenommen haben.
