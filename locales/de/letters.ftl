# Briefe: Betreff und Text. Adressen folgen auf eigenen Zeilen.

letter-greeting = Guten Tag,
letter-greeting-name = Guten Tag { $name },
letter-code = Der Code dieses Briefes ist { $code }. Ob er von uns kommt, erfahren Sie, wenn Sie den Code unter { $address } nachschlagen (tippen Sie diese Adresse selbst ein).
letter-log = Als dieser Brief geschrieben wurde, hatte das öffentliche Protokoll { $size } Einträge, und seine Wurzel begann mit { $root }. Heben Sie den Brief auf: Wer das Protokoll umschriebe, brächte es nicht dazu, das noch einmal zu sagen. { $address }
letter-roll-line = Im Wählerverzeichnis stehen Sie als: { $subject }

letter-sign-in-link-kind = Ein Link zum Anmelden
letter-sign-in-link-subject = Ihr Link zum Anmelden bei { $foundation }
letter-sign-in-link-body = Jemand, hoffentlich Sie, möchte sich mit dieser Mailadresse bei { $foundation } anmelden. Öffnen Sie diese Adresse und drücken Sie dort den Knopf:
letter-sign-in-link-after = Der Link gilt einmal und 15 Minuten lang. Er meldet Sie an; ein Stimmzettel ist er nicht. Haben Sie ihn nicht verlangt, brauchen Sie nichts zu tun: Ohne den Link kommt niemand herein.

letter-invitation-kind = Eine Einladung
letter-invitation-subject = { $foundation } hat ein Konto für Sie eingerichtet
letter-invitation-body = { $foundation } stimmt jetzt auf einer eigenen Website ab, und unter dieser Mailadresse ist ein Konto für Sie eingerichtet.
letter-invitation-memberships = { $n ->
    [one] Damit handeln Sie für diese Mitgliedschaft:
   *[other] Damit handeln Sie für diese { $n } Mitgliedschaften:
}
letter-invitation-how = Öffnen Sie diese Adresse und geben Sie Ihre Mailadresse ein. Wir senden Ihnen einen Link, der Sie anmeldet; ein Passwort ist nicht nötig.
letter-invitation-after = Stimmt etwas an Ihrer Mitgliedschaft nicht, schreiben Sie der Geschäftsstelle der Stiftung.

letter-password-changed-kind = Nachricht zu einem Passwort
letter-password-changed-subject = Das Passwort Ihres Kontos bei { $foundation }
letter-password-changed-body = Für Ihr Konto bei { $foundation } wurde ein Passwort gesetzt. Jeder andere angemeldete Browser wurde abgemeldet.
letter-password-changed-removed = Das Passwort Ihres Kontos bei { $foundation } wurde entfernt. Sie melden sich von nun an mit einem Link an, den wir Ihnen senden.
letter-password-changed-after = Waren Sie das nicht, melden Sie sich mit einem zugesandten Link an, setzen Sie ein anderes Passwort und melden Sie sich überall ab:

letter-address-change-proposed-kind = Nachricht zu einer Mailadresse
letter-address-change-proposed-subject = Vorschlag, Ihre Mailadresse zu ändern
letter-address-change-proposed-body = Eine Amtsperson von { $foundation } schlägt vor, dass Ihr Konto künftig unter { $new } erreicht wird statt unter dieser Adresse.
letter-address-change-proposed-reason = Der angegebene Grund: { $reason }
letter-address-change-proposed-after = Noch ist nichts geändert. Eine zweite Amtsperson muss zustimmen, danach müssen 72 Stunden vergehen. Wollen Sie die Änderung nicht, melden Sie sich an und halten Sie sie dort auf:

letter-address-change-approved-kind = Nachricht zu einer Mailadresse
letter-address-change-approved-subject = Die Änderung Ihrer Mailadresse ist genehmigt
letter-address-change-approved-body = Zwei Amtspersonen wollen, dass Ihr Konto unter { $new } erreicht wird. Die Änderung gilt ab { $when }.
letter-address-change-approved-after = Bis dahin können Sie sie mit einem Druck aufhalten. Melden Sie sich an und tun Sie es dort:

letter-address-change-stopped-kind = Nachricht zu einer Mailadresse
letter-address-change-stopped-subject = Die Änderung Ihrer Mailadresse wurde aufgehalten
letter-address-change-stopped-body = Ihr Konto bleibt bei dieser Adresse. Die vorgeschlagene Änderung zu { $new } wurde aufgehalten und findet nicht statt.

letter-address-changed-kind = Nachricht zu einer Mailadresse
letter-address-changed-subject = Die Mailadresse Ihres Kontos hat sich geändert
letter-address-changed-body = Ihr Konto bei { $foundation } wurde bisher unter { $old } erreicht. Nun wird es unter { $new } erreicht. Jeder angemeldete Browser wurde abgemeldet.
letter-address-changed-after = Dieser Brief geht an beide Adressen. Wollten Sie die Änderung nicht, schreiben Sie sofort den Amtspersonen der Stiftung.

letter-poll-opened-kind = Eine Abstimmung steht Ihnen offen
letter-poll-opened-subject = Ihre Stimme: { $title }
letter-poll-opened-body = Die Abstimmung „{ $title }“ ist eröffnet, und Sie stehen in ihrem Wählerverzeichnis. Sie schließt am { $closes }.
letter-poll-opened-how = Hier ist Ihr Stimmzettel. Unterwegs melden Sie sich an, mit einem Link, den wir Ihnen senden, oder mit Ihrem Passwort:
letter-poll-opened-after = Bis zum Schluss können Sie erneut abstimmen; der letzte Stimmzettel zählt. Dieser Brief ist kein Stimmzettel und enthält nichts, womit sich einer abgeben ließe.

letter-poll-voided-kind = Eine Abstimmung endet ohne Ergebnis
letter-poll-voided-subject = Ohne Ergebnis beendet: { $title }
letter-poll-voided-body = Die Abstimmung „{ $title }“ wurde von der Wahlleitung beendet. Sie hat kein Ergebnis; abgegebene Stimmzettel werden nicht gezählt.
letter-poll-voided-reason = Die Begründung: { $reason }
letter-poll-voided-after = Der Akt steht, von zwei Amtspersonen unterschrieben, im öffentlichen Protokoll. Was von der Abstimmung bleibt, steht hier:

letter-poll-extended-kind = Eine Abstimmung schließt später
letter-poll-extended-subject = Länger offen: { $title }
letter-poll-extended-body = Die Abstimmung „{ $title }“ schließt später als vorgesehen: am { $closes }. Sonst hat sich an ihr nichts geändert. Abgegebene Stimmzettel zählen, und Sie können bis dahin abstimmen, auch noch einmal.
letter-poll-extended-reason = Die Begründung der Wahlleitung: { $reason }
letter-poll-extended-after = Der Akt steht, von der Wahlleitung unterschrieben, im öffentlichen Protokoll. Die Abstimmung ist hier:

letter-poll-excluded-kind = Eine Kandidatur ist weggefallen
letter-poll-excluded-subject = Nicht mehr wählbar: { $title }
letter-poll-excluded-body = In der Abstimmung „{ $title }“ kann { $option } nicht mehr gewählt werden.
letter-poll-excluded-reason = Die Begründung der Wahlleitung: { $reason }
letter-poll-excluded-both = Die Stimmzettel bleiben, wie sie sind. Gezählt wird zweimal: wie sie abgegeben wurden, und ohne diese Kandidatur. Die zweite Zählung ist das Ergebnis; veröffentlicht werden beide.
letter-poll-excluded-again = Bis { $closes } können Sie noch einmal abstimmen; der letzte Stimmzettel zählt.

letter-poll-result-kind = Das Ergebnis einer Abstimmung
letter-poll-result-subject = Das Ergebnis: { $title }
letter-poll-result-body = Die Auszählung der Abstimmung „{ $title }“ ist festgestellt.
letter-poll-result-elected = { $n ->
    [one] Gewählt ist { $names }.
   *[other] Gewählt sind { $names }.
}
letter-poll-result-nobody = Niemand ist gewählt.
letter-poll-result-tied = Zwischen { $names } entscheiden die Stimmen nicht.
letter-poll-result-adopted = Der Antrag ist angenommen.
letter-poll-result-lost = Der Antrag ist abgelehnt.
letter-poll-result-no-quorum = Zu wenige haben teilgenommen: Die Abstimmung ist nicht beschlussfähig. Nichts ist beschlossen, niemand gewählt.
letter-poll-result-turnout = Von { $all } im Wählerverzeichnis haben { $part } teilgenommen.
letter-poll-result-after = Jeden Schritt der Auszählung und die Belege, die alle prüfen können, finden Sie hier:

letter-complaint-received-kind = Eine Beschwerde über eine Abstimmung
letter-complaint-received-subject = Beschwerde eingegangen: { $title }
letter-complaint-received-body = Ihre Beschwerde über die Abstimmung „{ $title }“ ist unter der Nummer { $number } festgehalten. Das Ergebnis wird nicht festgestellt, bevor die Wahlleitung geantwortet hat.
letter-complaint-received-after = Was Sie geschrieben haben, und sobald sie da ist die Antwort, lesen Sie und die Wahlleitung hier:

letter-complaint-answered-kind = Die Antwort auf eine Beschwerde über eine Abstimmung
letter-complaint-answered-subject = Ihre Beschwerde ist beantwortet: { $title }
letter-complaint-answered-body = Die Leitung der Abstimmung „{ $title }“ hat Ihre Beschwerde Nummer { $number } beantwortet.
letter-complaint-answered-answer = Sie schreibt: { $answer }
letter-complaint-answered-after = Festgehalten ist es hier:

letter-cast-confirmed-kind = Ein Stimmzettel ist eingegangen
letter-cast-confirmed-subject = Stimmzettel eingegangen: { $title }
letter-cast-confirmed-body = In der Abstimmung „{ $title }“ ist in Ihrem Namen ein Stimmzettel eingegangen und versiegelt worden. Dieser Brief sagt nicht, was darauf steht, und wir können es nicht lesen.
letter-cast-confirmed-again = Bis { $closes } können Sie erneut abstimmen; der letzte Stimmzettel zählt.
letter-cast-confirmed-after = Haben nicht Sie abgestimmt, stimmen Sie jetzt erneut ab, melden Sie sich auf Ihrer Kontoseite überall ab und schreiben Sie der Wahlleitung.

letter-record-says-kind = Was über eine Abstimmung festgehalten ist
letter-record-says-subject = Das Protokoll der Abstimmung: { $title }
letter-record-says-voted = Die Abstimmung „{ $title }“ ist geschlossen. Festgehalten ist, dass für Sie ein Stimmzettel abgegeben wurde.
letter-record-says-not-voted = Die Abstimmung „{ $title }“ ist geschlossen. Festgehalten ist, dass für Sie kein Stimmzettel abgegeben wurde.
letter-record-says-opening = Im veröffentlichten Wählerverzeichnis, roll.jsonl, steht Zeile { $line } für Sie; ihre Position, von 0 an gezählt, ist { $position }. Bewahren Sie die nächsten fünf Zeilen auf, wenn Sie das selbst prüfen wollen: wie Sie im Verzeichnis stehen, die Zeile, die für Sie steht, das Salz, das beide verbindet, die Kennung des Verzeichnisses und die Ihrer Berechtigung. Zeigen Sie sie niemandem, der nicht wissen muss, welche Zeile Ihre ist.
letter-record-says-check = Prüfen können Sie es hier, sobald das Ergebnis festgestellt ist; was Sie dort eingeben, wird nirgendwohin gesendet:
letter-record-says-erased = Was Sie mit dem veröffentlichten Wählerverzeichnis verbindet, wurde auf Ihren Wunsch gelöscht.
letter-record-says-result = Das Ergebnis steht, sobald es festgestellt ist, hier:
letter-record-says-complain = Ist das falsch festgehalten, sagen Sie es hier; die Wahlleitung muss antworten:

letter-legend = WICHTIGE MITTEILUNG BETREFFEND { $foundation }

letter-notice-kind = Eine Mitteilung der Stiftung
letter-notice-subject = { $title }
letter-notice-after = Diese Mitteilung steht hier, mit der Regel, nach der sie ergeht:

letter-poll-reminder-kind = Eine Erinnerung an eine offene Abstimmung
letter-poll-reminder-subject = Noch nicht abgestimmt: { $title }
letter-poll-reminder-body = Die Abstimmung „{ $title }“ ist eröffnet. Sie schließt am { $closes }.
letter-poll-reminder-for = { $n ->
    [one] Bisher ist kein Stimmzettel für dieses Mitglied eingegangen, für das Sie abstimmen:
   *[other] Bisher ist kein Stimmzettel für diese Mitglieder eingegangen, für die Sie abstimmen:
}
letter-poll-reminder-again = Bis zum Schluss können Sie erneut abstimmen; der letzte Stimmzettel zählt.
letter-poll-reminder-after = Ob Sie abstimmen, entscheiden Sie. Dieser Brief ist kein Stimmzettel und enthält nichts, womit sich einer abgeben ließe.

letter-work-digest-kind = Was auf Sie wartet, einmal in der Woche
letter-work-digest-subject = Was bei { $foundation } auf Sie wartet
letter-work-digest-body = { $n ->
    [one] Eine Sache wartet auf Sie:
   *[other] { $n } Sachen warten auf Sie:
}
letter-work-digest-after = Diesen Brief bekommen Sie einmal in der Woche, und keinen, wenn nichts wartet.

letter-dues-invoice-kind = Eine Beitragsrechnung
letter-dues-invoice-subject = Rechnung { $number } von { $foundation }
letter-dues-invoice-body = { $foundation } hat Ihnen die Rechnung { $number } über { $amount } ausgestellt.
letter-dues-invoice-due = Sie ist fällig am { $day }. Hier finden Sie sie mit ihren Posten und dem, was gezahlt wurde; dort können Sie sie drucken:
letter-dues-invoice-after = Zahlen Sie auf dem Weg, den die Stiftung Ihnen genannt hat, und geben Sie die Nummer der Rechnung an. Die Website nimmt keine Zahlungen entgegen, und kein Brief von uns fragt nach der Nummer einer Karte.

letter-test-letter-kind = Eine Probe der Post
letter-test-letter-subject = Ein Probebrief von { $foundation }
letter-test-letter-body = Dieser Brief sagt nur, dass Post von { $foundation } ankommt. Es ist nichts zu tun.

letter-application-news-kind = Nachricht zu einem Antrag
letter-application-news-subject-received = Ihr Antrag an { $foundation }
letter-application-news-subject-asked = Eine Frage zu Ihrem Antrag an { $foundation }
letter-application-news-subject-approved = Ihr Antrag an { $foundation } ist angenommen
letter-application-news-subject-welcome = Willkommen als Mitglied: { $foundation }
letter-application-news-subject-declined = Ihr Antrag an { $foundation }
letter-application-news-subject-referred = Ihr Antrag an { $foundation } liegt beim Vorstand
letter-application-news-subject-closed = Ihr Antrag an { $foundation } ist geschlossen
letter-application-news-subject-reopened = Ihr Antrag an { $foundation } wird erneut geprüft
letter-application-news-body-received = Ihr Antrag Nr. { $number } ist eingegangen. Wer darüber entscheidet, sieht ihn sich nun an; Sie hören, sobald entschieden ist oder noch etwas zu wissen bleibt. So steht es:
letter-application-news-body-asked = Bevor über Ihren Antrag Nr. { $number } entschieden werden kann, bleibt etwas zu fragen. Lesen und beantworten Sie die Frage hier:
letter-application-news-body-approved = Ihr Antrag Nr. { $number } ist angenommen. Eines fehlt noch zur Mitgliedschaft: Stimmen Sie dem zu, dem Mitglieder zustimmen. Das geht hier:
letter-application-news-body-welcome = Sie sind ab heute Mitglied: { $foundation }. Ihre Seite nennt Klasse, Stimmen und das Ende Ihrer Laufzeit:
letter-application-news-body-declined = Es wurde entschieden, Ihren Antrag Nr. { $number } nicht anzunehmen. Was dazu gesagt wurde, steht hier:
letter-application-news-body-referred = Der Mitgliederausschuss hat Ihren Antrag Nr. { $number } dem Vorstand vorgelegt, der darüber entscheidet. So steht es:
letter-application-news-body-closed = Ihr Antrag Nr. { $number } wurde geschlossen, weil keine Antwort kam. Schreiben Sie dem Sekretariat, wenn er wieder aufgenommen werden soll. Was gefragt wurde:
letter-application-news-body-reopened = Ihr Antrag Nr. { $number } wird wieder aufgenommen. Was vorher entschieden wurde, bleibt vermerkt. So steht es:

letter-nominated-kind = Nachricht, dass jemand vorgeschlagen wurde
letter-nominated-subject = Sie wurden vorgeschlagen: { $title }
letter-nominated-body = { $by } hat Sie bei { $foundation } für „{ $title }“ vorgeschlagen.
letter-nominated-answer = Daraus folgt nichts, bis Sie antworten. Sagen Sie, ob Sie kandidieren, am besten bevor die Vorschläge am { $day } schließen:
letter-nominated-after = Nehmen Sie an, so schreiben Sie dort, wofür Sie stehen, und nennen Ihre Verbindungen. Lehnen Sie ab, so kann das Mitglied jemand anderen vorschlagen.
letter-candidate-letter-kind = Briefe von Kandidierenden einer Wahl
letter-candidate-letter-subject = { $name } kandidiert: { $subject }
letter-candidate-letter-body = Ein Brief von { $name }, Kandidatur bei „{ $title }“. Die Worte stammen von der kandidierenden Person.
letter-candidate-letter-after = { $foundation } schickt allen, die wählen dürfen, gleich viele Briefe von jeder Kandidatur und gibt keine Adresse weiter. Alle Kandidaturen:
letter-motion-news-kind = Neues von einem Antrag, dem Sie folgen
letter-motion-news-subject = Antrag { $number }: { $title }
letter-motion-news-body-submit = Antrag { $number } wurde dem Gremium vorgelegt: „{ $title }“.
letter-motion-news-body-move = Antrag { $number } wurde gestellt: „{ $title }“.
letter-motion-news-body-second = Antrag { $number } wird unterstützt: „{ $title }“.
letter-motion-news-body-debate = Über Antrag { $number } wird gesprochen: „{ $title }“.
letter-motion-news-body-amend = Der Text von Antrag { $number } wurde geändert: „{ $title }“.
letter-motion-news-body-put = Über Antrag { $number } wird abgestimmt: „{ $title }“. Von jetzt an steht sein Text fest.
letter-motion-news-body-recall = Die Abstimmung über Antrag { $number } wurde zurückgenommen, und es wird wieder darüber gesprochen: „{ $title }“.
letter-motion-news-body-refer = Antrag { $number } wurde überwiesen: „{ $title }“.
letter-motion-news-body-postpone = Antrag { $number } wurde vertagt: „{ $title }“.
letter-motion-news-body-resume = Über Antrag { $number } wird wieder gesprochen: „{ $title }“.
letter-motion-news-body-withdraw = Antrag { $number } wurde zurückgezogen: „{ $title }“.
letter-motion-news-body-rule-out = Antrag { $number } wurde nicht zugelassen: „{ $title }“.
letter-motion-news-body-adopt = Antrag { $number } wurde angenommen: „{ $title }“.
letter-motion-news-body-lose = Antrag { $number } wurde abgelehnt: „{ $title }“.
letter-motion-news-body-lack-quorum = An der Abstimmung über Antrag { $number } nahmen zu wenige teil, entschieden ist nichts: „{ $title }“.
letter-motion-news-body-reconsider = Über Antrag { $number } wird neu entschieden: „{ $title }“.
letter-motion-news-body-implement = Was Antrag { $number } entschied, wurde ausgeführt: „{ $title }“.
letter-motion-news-body-rescind = Was Antrag { $number } entschied, wurde durch einen späteren Beschluss aufgehoben: „{ $title }“.
letter-motion-news-body-ratify = Was Antrag { $number } entschied, wurde bestätigt: „{ $title }“.
letter-motion-news-body-posts = In der Aussprache über Antrag { $number } wurde etwas gesagt: „{ $title }“. Was innerhalb einer Stunde noch gesagt wird, kommt ohne Brief.
letter-motion-news-after = Sie bekommen diesen Brief, weil Sie dem Antrag folgen. Auf der Seite seiner Aussprache können Sie das beenden.
letter-renewal-reminder-kind = Erinnerung, die Mitgliedschaft zu verlängern
letter-renewal-reminder-subject = Verlängern Sie Ihre Mitgliedschaft: { $foundation }
letter-renewal-reminder-body = Ihre Mitgliedschaft bei { $foundation } in der Klasse { $class } läuft bis { $day }. Verlängern Sie sie, dann bleibt Ihre Stimme.
letter-renewal-reminder-record-date = Eine Wahl ist angekündigt, für die am { $day } feststeht, wer wählen darf. Endet Ihre Laufzeit vorher, stehen Sie nicht im Verzeichnis.
letter-renewal-reminder-after = Was zu tun ist, steht hier:
letter-asset-incident-kind = Nachricht, dass etwas das Vermögen der Stiftung traf
letter-asset-incident-subject = { $asset } { $title }: Es ist etwas geschehen
letter-asset-incident-body = Zwei Amtsträger von { $foundation } haben festgehalten, was { $asset }, { $title }, am { $day } traf: { $what }.
letter-asset-incident-owner = Der rechtmäßige Inhaber ist unverändert: { $owner }.
letter-asset-incident-after = Sie erhalten dies als Mitglied des Vorstands. Was bekannt ist, steht hier für alle zu lesen:
letter-petition-delivered-kind = Nachricht, dass Mitglieder ein Begehren eingereicht haben
letter-petition-delivered-subject = Begehren { $number } ist eingereicht: { $title }
letter-petition-delivered-body = Mitglieder von { $foundation } haben das Begehren { $number }, „{ $title }“, eingereicht. Unterzeichnet ist es mit { $votes } von { $total } Stimmen.
letter-petition-delivered-notice = Die außerordentliche Versammlung, die es verlangt, ist bis { $day } einzuberufen.
letter-petition-delivered-between = Sie findet zwischen { $from } und { $to } statt.
letter-petition-delivered-from = Sie findet frühestens am { $from } statt.
letter-petition-delivered-until = Sie findet spätestens am { $to } statt.
letter-petition-delivered-after = Was es verlangt, steht hier, mit der Regel zu jedem Tag. Wer Protokoll führt, hält dort fest, was der Vorstand beschließt:
letter-roll-answered-kind = Die Antwort auf Ihre Frage zu einem Verzeichnis
letter-roll-answered-subject = Ihre Frage zum Verzeichnis { $roll } ist beantwortet
letter-roll-answered-body = Sie haben etwas zum Verzeichnis { $roll } gefragt, in dem steht, wer abstimmen darf. Eine amtierende Person hat zu Protokoll geantwortet.
letter-roll-answered-upheld = Sie haben recht: So wird dieses Verzeichnis nicht bestätigt. Die Angaben werden berichtigt, und das Verzeichnis wird neu errechnet.
letter-roll-answered-not-upheld = Das Verzeichnis bleibt, wie es ist. Das ist die Begründung:
letter-roll-answered-rule = Die Antwort beruht auf: { $citation }
letter-roll-answered-after = Ihre Frage und alle Antworten darauf stehen hier:

letter-factor-changed-kind = Was mit Ihrem zweiten Faktor geschah
letter-factor-changed-subject-added = Ihrem Konto wurde ein zweiter Faktor hinzugefügt
letter-factor-changed-subject-proposed = Es wird vorgeschlagen, Ihren zweiten Faktor zu beenden
letter-factor-changed-subject-reset = Ihr zweiter Faktor wurde beendet
letter-factor-changed-body-added = Es wurde ein zweiter Faktor hinzugefügt, mit dem Sie bei { $foundation } ein Amt ausüben. Waren Sie das nicht, so meldet sich jemand anderes als Sie an: Sagen Sie es sofort einer anderen amtierenden Person, auf einem Weg, auf dem man Sie kennt.
letter-factor-changed-body-proposed = Eine andere amtierende Person von { $foundation } schlägt vor, Ihren zweiten Faktor zu beenden. Er endet, sobald eine dritte das bestätigt. Haben Sie nicht darum gebeten, so sagen Sie es den Amtierenden sofort. Das ist die Begründung:
letter-factor-changed-body-reset = Zwei amtierende Personen von { $foundation } haben Ihren zweiten Faktor beendet. In Ihrem Namen wird nichts unterschrieben, bis Sie einen neuen hinzufügen. Das ist die Begründung:
letter-factor-changed-after = Ihr zweiter Faktor, und wer einen hat, stehen hier:

letter-cast-under-proxy-kind = Ein Stimmzettel ist eingegangen, wo jemand eine Vollmacht hat
letter-cast-under-proxy-subject = Stimmzettel eingegangen: { $title }
letter-cast-under-proxy-body = In der Abstimmung „{ $title }“ ist für das Mitglied, von dem Vollmacht { $number } ist, ein Stimmzettel eingegangen und versiegelt worden. Dieser Brief geht an alle, die für dieses Mitglied abstimmen können. Er sagt nicht, wer es getan hat und was darauf steht, und wir können es nicht lesen.
letter-cast-under-proxy-again = Das Mitglied kann bis { $closes } erneut abstimmen; der letzte Stimmzettel zählt.
letter-cast-under-proxy-after = Hat niemand von Ihnen abgestimmt, stimmen Sie jetzt erneut ab, melden Sie sich auf Ihrer Kontoseite überall ab und schreiben Sie der Wahlleitung.

letter-proxy-news-kind = Was aus einer Vollmacht wurde
letter-proxy-news-subject-granted = Sie können für ein Mitglied abstimmen: Vollmacht { $number }
letter-proxy-news-subject-revoked = Vollmacht { $number } ist vorbei
letter-proxy-news-subject-recorded = Eine Vollmacht von Ihnen wurde eingetragen: Vollmacht { $number }
letter-proxy-news-body-granted = Ein Mitglied von { $foundation } lässt Sie für sich abstimmen, mit Vollmacht { $number }. Für wen, in welchen Abstimmungen, bis wann und mit welchen Weisungen, steht hier:
letter-proxy-news-body-revoked = Vollmacht { $number }, mit der Sie für ein Mitglied von { $foundation } abstimmen konnten, wurde widerrufen, oder eine spätere ist an ihre Stelle getreten. Sie stimmen nicht mehr damit ab. Stimmzettel, die Sie vorher abgegeben haben, stehen, solange das Mitglied sie nicht ersetzt. Was verzeichnet ist, steht hier:
letter-proxy-news-body-recorded = Das Sekretariat von { $foundation } hat Vollmacht { $number } nach einem Papier von Ihnen eingetragen: Eine andere Person kann für Sie abstimmen. Haben Sie kein solches Papier gegeben, widerrufen Sie die Vollmacht sofort und schreiben Sie den Zuständigen. Beides geht hier:
