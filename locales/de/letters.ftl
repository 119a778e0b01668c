# E-Mails: Betreff und Text. Adressen folgen auf eigenen Zeilen.

letter-greeting = Guten Tag,
letter-greeting-name = Guten Tag { $name },
letter-code = Der Code dieser E-Mail ist { $code }. Ob sie von uns kommt, erfahren Sie, wenn Sie den Code unter { $address } nachschlagen (tippen Sie diese Adresse selbst ein).
letter-log = Als diese E-Mail geschrieben wurde, hatte das öffentliche Logbuch { $size } Einträge, und seine Wurzel begann mit { $root }. Heben Sie die E-Mail auf: Wer das Logbuch umschriebe, brächte es nicht dazu, das noch einmal zu sagen. { $address }
letter-roll-line = Im Wählerverzeichnis stehen Sie als: { $subject }

letter-sign-in-link-kind = Ein Link zum Anmelden
letter-sign-in-link-subject = Ihr Link zum Anmelden bei { $foundation }
letter-sign-in-link-body = Jemand, hoffentlich Sie, möchte sich mit dieser E-Mail-Adresse bei { $foundation } anmelden. Öffnen Sie diese Adresse und drücken Sie dort den Knopf:
letter-sign-in-link-after = Der Link gilt einmal und 10 Minuten lang. Er meldet Sie an; ein Stimmzettel ist er nicht. Haben Sie ihn nicht verlangt, brauchen Sie nichts zu tun: Ohne den Link kommt niemand herein.

letter-invitation-kind = Eine Einladung
letter-invitation-subject = { $foundation } hat ein Konto für Sie eingerichtet
letter-invitation-body = { $foundation } stimmt jetzt auf einer eigenen Website ab, und unter dieser E-Mail-Adresse ist ein Konto für Sie eingerichtet.
letter-invitation-memberships = { $n ->
    [one] Damit handeln Sie für diese Mitgliedschaft:
   *[other] Damit handeln Sie für diese { $n } Mitgliedschaften:
}
letter-invitation-how = Öffnen Sie diese Adresse und geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen einen Link, der Sie anmeldet; ein Passwort ist nicht nötig.
letter-invitation-after = Stimmt etwas an Ihrer Mitgliedschaft nicht, schreiben Sie der Schriftführung der Stiftung.

letter-sessions-ended-kind = Nachricht, dass eine Amtsperson Sie abgemeldet hat
letter-sessions-ended-subject = Sie wurden bei { $foundation } abgemeldet
letter-sessions-ended-body = Eine Amtsperson von { $foundation } hat Sie überall abgemeldet: in jedem Browser, und jeder zugesandte, noch nicht benutzte Link gilt nicht mehr. Ein Passwort, falls Sie eines hatten, wurde entfernt, und die Adresse Ihres Kalenders öffnet nichts mehr. Sie können sich sofort wieder anmelden, mit einem zugesandten Link.
letter-sessions-ended-after = Haben Sie nicht darum gebeten, fragen Sie die Amtspersonen nach dem Grund. Ihr Konto ist hier:

letter-password-changed-kind = Nachricht zu einem Passwort
letter-password-changed-subject = Das Passwort Ihres Kontos bei { $foundation }
letter-password-changed-body = Für Ihr Konto bei { $foundation } wurde ein Passwort gesetzt. Jeder andere angemeldete Browser wurde abgemeldet.
letter-password-changed-removed = Das Passwort Ihres Kontos bei { $foundation } wurde entfernt. Sie melden sich von nun an mit einem Link an, den wir Ihnen senden.
letter-password-changed-after = Waren Sie das nicht, melden Sie sich mit einem zugesandten Link an, setzen oder ersetzen Sie in der halben Stunde danach das Passwort und melden Sie sich überall ab:

letter-address-change-proposed-kind = Nachricht zu einer E-Mail-Adresse
letter-address-change-proposed-subject = Vorschlag, Ihre E-Mail-Adresse zu ändern
letter-address-change-proposed-body = Eine Amtsperson von { $foundation } schlägt vor, dass Ihr Konto künftig unter { $new } erreicht wird statt unter dieser Adresse.
letter-address-change-proposed-reason = Der angegebene Grund: { $reason }
letter-address-change-proposed-after = Noch ist nichts geändert. Eine zweite Amtsperson muss zustimmen, danach müssen 72 Stunden vergehen. Wollen Sie die Änderung nicht, melden Sie sich an und halten Sie sie dort auf:

letter-address-change-approved-kind = Nachricht zu einer E-Mail-Adresse
letter-address-change-approved-subject = Die Änderung Ihrer E-Mail-Adresse ist genehmigt
letter-address-change-approved-body = Zwei Amtspersonen wollen, dass Ihr Konto unter { $new } erreicht wird. Die Änderung gilt ab { $when }.
letter-address-change-approved-after = Bis dahin können Sie sie mit einem Klick aufhalten. Melden Sie sich an und tun Sie es dort:

letter-address-change-stopped-kind = Nachricht zu einer E-Mail-Adresse
letter-address-change-stopped-subject = Die Änderung Ihrer E-Mail-Adresse wurde aufgehalten
letter-address-change-stopped-body = Ihr Konto bleibt bei dieser Adresse. Die vorgeschlagene Änderung zu { $new } wurde aufgehalten und findet nicht statt.

letter-address-change-renewed-kind = Nachricht zu einer E-Mail-Adresse
letter-address-change-renewed-subject = Eine aufgehaltene Änderung der E-Mail-Adresse ist erneut verlangt
letter-address-change-renewed-body = Eine Amtsperson von { $foundation } schlägt erneut vor, dass ein Konto, das unter { $old } erreicht wird, künftig unter { $new } erreicht wird. Diese Änderung wurde schon einmal aufgehalten, und zwar vom Konto aus.
letter-address-change-renewed-second = Eine zweite Amtsperson von { $foundation } will, dass ein Konto, das unter { $old } erreicht wird, unter { $new } erreicht wird. Diese Änderung wurde schon einmal aufgehalten, und zwar vom Konto aus.
letter-address-change-renewed-approved = Drei Amtspersonen von { $foundation } wollen, dass ein Konto, das unter { $old } erreicht wird, unter { $new } erreicht wird. Diese Änderung wurde schon einmal aufgehalten, und zwar vom Konto aus. Sie gilt ab { $when }.
letter-address-change-renewed-reason = Wie die Amtspersonen festgestellt haben, wer die Person ist: { $reason }
letter-address-change-renewed-waits = Noch ist nichts geändert. Es müssen drei Amtspersonen sein: eine, die es vorschlägt, und zwei andere, die zustimmen. Danach müssen vierzehn Tage vergehen.
letter-address-change-renewed-after = Vom Konto aus lässt sie sich nicht mehr aufhalten, eine Amtsperson kann es. Ist das Konto Ihres und wollen Sie die Änderung nicht, oder haben nicht Sie sich ausgewiesen, sagen Sie es sofort der Schriftführung oder einer anderen Amtsperson, auf einem Weg, auf dem man Sie kennt.

letter-address-changed-kind = Nachricht zu einer E-Mail-Adresse
letter-address-changed-subject = Die E-Mail-Adresse Ihres Kontos hat sich geändert
letter-address-changed-body = Ihr Konto bei { $foundation } wurde bisher unter { $old } erreicht. Nun wird es unter { $new } erreicht. Jeder angemeldete Browser wurde abgemeldet. Ein Passwort, falls es eines gab, wurde entfernt, und die Adresse des Kalenders öffnet nichts mehr. Von nun an meldet Sie ein Link an, der an die neue Adresse geht; dort können Sie ein Passwort und eine Adresse für den Kalender neu anlegen.
letter-address-changed-after = Diese E-Mail geht an beide Adressen. Wollten Sie die Änderung nicht, schreiben Sie sofort den Amtspersonen der Stiftung.

letter-representation-changed-kind = Nachricht, wer für eine Organisation abstimmt
letter-representation-changed-subject-proposed = Es wird vorgeschlagen, dass jemand anderes für { $organisation } abstimmt
letter-representation-changed-subject-confirmed = Bald stimmt jemand anderes für { $organisation } ab
letter-representation-changed-subject-stopped = Für { $organisation } stimmt niemand anderes ab
letter-representation-changed-body-proposed = { $by }, Amtsperson von { $foundation }, schlägt vor, dass ab { $from } { $person } für { $organisation } abstimmt und von da an niemand sonst.
letter-representation-changed-body-confirmed = Eine zweite Amtsperson von { $foundation }, { $by }, hat bestätigt, dass ab { $from } { $person } für { $organisation } abstimmt. In Abstimmungen, die an diesem Tag laufen, stimmt bis zum Schluss ab, wer es bis dahin tat.
letter-representation-changed-body-stopped = Es war vorgeschlagen, dass ab { $from } { $person } für { $organisation } abstimmt. { $by } hat das aufgehalten, und es findet nicht statt.
letter-representation-changed-after-proposed = Noch ist nichts geändert: Eine zweite Amtsperson muss es bestätigen. Ist es falsch, widersprechen Sie vor diesem Tag. Wer jetzt für { $organisation } abstimmt, tut es auf der eigenen Seite mit einem Klick; alle anderen schreiben den Amtspersonen:
letter-representation-changed-after-confirmed = Ist es falsch, widersprechen Sie vor diesem Tag. Wer jetzt für { $organisation } abstimmt, tut es auf der eigenen Seite mit einem Klick; alle anderen schreiben den Amtspersonen:
letter-representation-changed-after-stopped = Wofür Sie abstimmen, steht auf Ihrer eigenen Seite:

letter-membership-ended-kind = Nachricht vom Ende einer Mitgliedschaft
letter-membership-ended-subject = Das Ende einer Mitgliedschaft bei { $foundation } ist eingetragen
letter-membership-ended-body-left = { $by } hat die Mitgliedschaft Nr. { $number } bei { $foundation } durch Austritt beendet, mit Wirkung ab { $from }.
letter-membership-ended-body-resigned = { $by }, Amtsperson von { $foundation }, hat eingetragen, dass die Mitgliedschaft Nr. { $number } ab { $from } beendet ist, weil Sie ausgetreten sind.
letter-membership-ended-body-transferred = { $by }, Amtsperson von { $foundation }, hat eingetragen, dass die Mitgliedschaft Nr. { $number } ab { $from } beim Nachfolger Ihres Geschäfts liegt und nicht mehr bei Ihnen.
letter-membership-ended-body-deceased = { $by }, Amtsperson von { $foundation }, hat eingetragen, dass die Mitgliedschaft Nr. { $number } ab { $from } beendet ist, weil das Mitglied gestorben ist.
letter-membership-ended-body-dissolved = { $by }, Amtsperson von { $foundation }, hat eingetragen, dass die Mitgliedschaft Nr. { $number } ab { $from } beendet ist, weil die Organisation aufgelöst wurde.
letter-membership-ended-body-mistake = { $by }, Amtsperson von { $foundation }, hat eingetragen, dass die Mitgliedschaft Nr. { $number } ab { $from } beendet ist, weil sie irrtümlich eingetragen war.
letter-membership-ended-after = Ohne die Mitgliedschaft stimmt durch sie niemand ab. Ist das falsch, schreiben Sie sofort den Amtspersonen der Stiftung. Was über Sie eingetragen ist, steht auf Ihrer eigenen Seite:

letter-poll-opened-kind = Eine Abstimmung steht Ihnen offen
letter-poll-opened-subject = Ihre Stimme: { $title }
letter-poll-opened-body = Die Abstimmung „{ $title }“ ist eröffnet, und Sie stehen in ihrem Wählerverzeichnis. Die Abstimmung schließt am { $closes }.
letter-poll-opened-how = Hier ist Ihr Stimmzettel. Unterwegs melden Sie sich an, mit einem Link, den wir Ihnen senden, oder mit Ihrem Passwort:
letter-poll-opened-after = Bis zum Schluss können Sie erneut abstimmen; der letzte Stimmzettel zählt. Diese E-Mail ist kein Stimmzettel und enthält nichts, womit sich einer abgeben ließe.

letter-poll-voided-kind = Eine Abstimmung endet ohne Ergebnis
letter-poll-voided-subject = Ohne Ergebnis beendet: { $title }
letter-poll-voided-body = Die Wahlleitung hat die Abstimmung „{ $title }“ beendet. Es gibt kein Ergebnis; abgegebene Stimmzettel werden nicht gezählt.
letter-poll-voided-reason = Die Begründung: { $reason }
letter-poll-voided-after = Der Akt steht, von zwei Amtspersonen unterschrieben, im öffentlichen Logbuch. Was von der Abstimmung bleibt, steht hier:

letter-poll-extended-kind = Eine Abstimmung schließt später
letter-poll-extended-subject = Länger offen: { $title }
letter-poll-extended-body = Die Abstimmung „{ $title }“ schließt später als vorgesehen: am { $closes }. Sonst hat sich an ihr nichts geändert. Abgegebene Stimmzettel zählen, und Sie können bis dahin abstimmen, auch noch einmal.
letter-poll-extended-reason = Die Begründung der Wahlleitung: { $reason }
letter-poll-extended-after = Der Akt steht, von der Wahlleitung unterschrieben, im öffentlichen Logbuch. Die Abstimmung ist hier:

letter-poll-excluded-kind = Eine Kandidatur ist weggefallen
letter-poll-excluded-subject = Nicht mehr wählbar: { $title }
letter-poll-excluded-body = In der Abstimmung „{ $title }“ kann { $option } nicht mehr gewählt werden.
letter-poll-excluded-reason = Die Begründung der Wahlleitung: { $reason }
letter-poll-excluded-both = Die Stimmzettel bleiben, wie sie sind. Gezählt wird zweimal: wie sie abgegeben wurden, und ohne diese Kandidatur. Die zweite Zählung ist das Ergebnis; veröffentlicht werden beide.
letter-poll-excluded-again = Bis { $closes } können Sie noch einmal abstimmen; der letzte Stimmzettel zählt.

letter-poll-result-kind = Das Ergebnis einer Abstimmung
letter-poll-result-subject = Das Ergebnis: { $title }
letter-poll-result-body = Die Auszählung der Abstimmung „{ $title }“ ist beglaubigt.
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
letter-poll-result-after = Jeden Schritt der Auszählung und die Nachweise, die alle prüfen können, finden Sie hier:

letter-complaint-received-kind = Eine Beschwerde über eine Abstimmung
letter-complaint-received-subject = Beschwerde eingegangen: { $title }
letter-complaint-received-body = Ihre Beschwerde über die Abstimmung „{ $title }“ ist unter der Nummer { $number } festgehalten. Das Ergebnis wird nicht beglaubigt, bevor die Wahlleitung geantwortet hat.
letter-complaint-received-after = Was Sie geschrieben haben und, sobald es sie gibt, die Antwort lesen Sie und die Wahlleitung hier:

letter-complaint-answered-kind = Die Antwort auf eine Beschwerde über eine Abstimmung
letter-complaint-answered-subject = Ihre Beschwerde ist beantwortet: { $title }
letter-complaint-answered-body = Die Leitung der Abstimmung „{ $title }“ hat Ihre Beschwerde Nummer { $number } beantwortet.
letter-complaint-answered-answer = Die Antwort: { $answer }
letter-complaint-answered-after = Festgehalten ist es hier:

letter-cast-confirmed-kind = Ein Stimmzettel ist eingegangen
letter-cast-confirmed-subject = Stimmzettel eingegangen: { $title }
letter-cast-confirmed-body = In der Abstimmung „{ $title }“ ist in Ihrem Namen ein Stimmzettel eingegangen und versiegelt worden. Diese E-Mail sagt nicht, was darauf steht, und wir können es nicht lesen.
letter-cast-confirmed-again = Bis { $closes } können Sie erneut abstimmen; der letzte Stimmzettel zählt.
letter-cast-confirmed-after = Haben nicht Sie abgestimmt, stimmen Sie jetzt erneut ab, melden Sie sich auf Ihrer Kontoseite überall ab und schreiben Sie der Wahlleitung.

letter-record-says-kind = Was zu einer Abstimmung über Sie verzeichnet ist
letter-record-says-subject = Was über Sie verzeichnet ist: { $title }
letter-record-says-voted = Die Abstimmung „{ $title }“ ist geschlossen. Festgehalten ist, dass für Sie ein Stimmzettel abgegeben wurde.
letter-record-says-not-voted = Die Abstimmung „{ $title }“ ist geschlossen. Festgehalten ist, dass für Sie kein Stimmzettel abgegeben wurde.
letter-record-says-opening = Im veröffentlichten Wählerverzeichnis, roll.jsonl, steht Zeile { $line } für Sie; ihre Position, von 0 an gezählt, ist { $position }. Bewahren Sie die nächsten fünf Zeilen auf, wenn Sie das selbst prüfen wollen: wie Sie im Verzeichnis stehen, die Zeile, die für Sie steht, das Salz, das beide verbindet, die Kennung des Verzeichnisses und die Ihrer Berechtigung. Zeigen Sie sie niemandem, der nicht wissen muss, welche Zeile Ihre ist.
letter-record-says-check = Prüfen können Sie es hier, sobald das Ergebnis beglaubigt ist; was Sie dort eingeben, wird nirgendwohin gesendet:
letter-record-says-erased = Was Sie mit dem veröffentlichten Wählerverzeichnis verbindet, wurde auf Ihren Wunsch gelöscht.
letter-record-says-result = Das Ergebnis steht, sobald es beglaubigt ist, hier:
letter-record-says-complain = Ist das falsch festgehalten, sagen Sie es hier; die Wahlleitung muss antworten:

letter-legend = WICHTIGE MITTEILUNG BETREFFEND { $foundation }

letter-notice-kind = Eine Mitteilung der Stiftung
letter-notice-subject = { $title }
letter-notice-after = Diese Mitteilung steht hier, mit der Regel, nach der sie ergeht:

letter-poll-reminder-kind = Eine Erinnerung an eine offene Abstimmung
letter-poll-reminder-subject = Noch nicht abgestimmt: { $title }
letter-poll-reminder-body = Die Abstimmung „{ $title }“ ist eröffnet. Die Abstimmung schließt am { $closes }.
letter-poll-reminder-for = { $n ->
    [one] Bisher ist kein Stimmzettel für dieses Mitglied eingegangen, für das Sie abstimmen:
   *[other] Bisher ist kein Stimmzettel für diese Mitglieder eingegangen, für die Sie abstimmen:
}
letter-poll-reminder-again = Bis zum Schluss können Sie erneut abstimmen; der letzte Stimmzettel zählt.
letter-poll-reminder-after = Ob Sie abstimmen, entscheiden Sie. Diese E-Mail ist kein Stimmzettel und enthält nichts, womit sich einer abgeben ließe.

letter-work-digest-kind = Was auf Sie wartet, einmal in der Woche
letter-work-digest-subject = Was bei { $foundation } auf Sie wartet
letter-work-digest-body = { $n ->
    [one] Eine Sache wartet auf Sie:
   *[other] { $n } Sachen warten auf Sie:
}
letter-work-digest-after = Diese E-Mail bekommen Sie einmal in der Woche, und keine, wenn nichts wartet.

letter-dues-invoice-kind = Eine Beitragsrechnung
letter-dues-invoice-subject = Rechnung { $number } von { $foundation }
letter-dues-invoice-body = { $foundation } hat Ihnen die Rechnung { $number } über { $amount } ausgestellt.
letter-dues-invoice-due = Fällig ist sie am { $day }. Hier finden Sie sie mit ihren Posten und dem, was gezahlt wurde; dort können Sie sie drucken:
letter-dues-invoice-after = Zahlen Sie auf dem Weg, den die Stiftung Ihnen genannt hat, und geben Sie die Nummer der Rechnung an. Die Website nimmt keine Zahlungen entgegen, und keine E-Mail von uns fragt nach der Nummer einer Karte.

letter-test-letter-kind = Eine Probe-E-Mail
letter-test-letter-subject = Eine Probe-E-Mail von { $foundation }
letter-test-letter-body = Diese E-Mail sagt nur, dass E-Mails von { $foundation } ankommen. Es ist nichts zu tun.

letter-application-news-kind = Nachricht zu einem Antrag
letter-application-news-subject-received = Ihr Antrag an { $foundation }
letter-application-news-subject-asked = Eine Frage zu Ihrem Antrag an { $foundation }
letter-application-news-subject-approved = Ihr Antrag an { $foundation } ist angenommen
letter-application-news-subject-waiting = Ihr Antrag an { $foundation } ist angenommen
letter-application-news-subject-welcome = Willkommen als Mitglied: { $foundation }
letter-application-news-subject-declined = Ihr Antrag an { $foundation }
letter-application-news-subject-referred = Ihr Antrag an { $foundation } liegt beim Vorstand
letter-application-news-subject-closed = Ihr Antrag an { $foundation } ist geschlossen
letter-application-news-subject-reopened = Ihr Antrag an { $foundation } wird erneut geprüft
letter-application-news-body-received = Ihr Antrag Nr. { $number } ist eingegangen. Wer darüber entscheidet, sieht ihn sich nun an; Sie hören, sobald entschieden ist oder noch etwas zu wissen bleibt. So steht es:
letter-application-news-body-asked = Bevor über Ihren Antrag Nr. { $number } entschieden werden kann, bleibt etwas zu fragen. Lesen und beantworten Sie die Frage hier:
letter-application-news-body-approved = Ihr Antrag Nr. { $number } ist angenommen. Eines fehlt noch zur Mitgliedschaft: Stimmen Sie dem zu, wozu sich Mitglieder verpflichten. Das geht hier:
letter-application-news-body-waiting = Ihr Antrag Nr. { $number } ist angenommen. Für Sie bleibt nichts zu tun: Etwas, das { $foundation } zu klären hat, steht dem Beginn der Mitgliedschaft noch entgegen. Sie beginnt von selbst, sobald das geklärt ist, und eine E-Mail heißt Sie dann willkommen. So steht es:
letter-application-news-body-welcome = Sie sind ab heute Mitglied: { $foundation }. Ihre Seite nennt Klasse, Stimmen und das Ende Ihrer Laufzeit:
letter-application-news-body-declined = Es wurde entschieden, Ihren Antrag Nr. { $number } nicht anzunehmen. Was dazu gesagt wurde, steht hier:
letter-application-news-body-referred = Der Mitgliederausschuss hat Ihren Antrag Nr. { $number } dem Vorstand vorgelegt, der darüber entscheidet. So steht es:
letter-application-news-body-closed = Ihr Antrag Nr. { $number } wurde geschlossen, weil keine Antwort kam. Schreiben Sie der Schriftführung, wenn er wieder aufgenommen werden soll. Was gefragt wurde:
letter-application-news-body-reopened = Ihr Antrag Nr. { $number } wird wieder aufgenommen. Was vorher entschieden wurde, bleibt vermerkt. So steht es:

letter-nominated-kind = Nachricht, dass jemand vorgeschlagen wurde
letter-nominated-subject = Sie wurden vorgeschlagen: { $title }
letter-nominated-body = { $by } hat Sie bei { $foundation } für „{ $title }“ vorgeschlagen.
letter-nominated-answer = Daraus folgt nichts, bis Sie antworten. Sagen Sie, ob Sie kandidieren, am besten bis { $day }, solange Vorschläge möglich sind:
letter-nominated-after = Nehmen Sie an, so schreiben Sie dort, wofür Sie stehen, und nennen Ihre Verbindungen. Lehnen Sie ab, so kann das Mitglied jemand anderen vorschlagen.
letter-candidate-letter-kind = E-Mails von Kandidierenden einer Wahl
letter-candidate-letter-subject = { $name } kandidiert: { $subject }
letter-candidate-letter-body = Eine E-Mail von { $name }, Kandidatur bei „{ $title }“. Die Worte stammen von der kandidierenden Person.
letter-candidate-letter-after = { $foundation } schickt allen, die wählen dürfen, gleich viele E-Mails von jeder Kandidatur und gibt keine Adresse weiter. Alle Kandidaturen:
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
letter-motion-news-body-posts = In der Aussprache über Antrag { $number } wurde etwas gesagt: „{ $title }“. Für das, was innerhalb einer Stunde noch gesagt wird, kommt keine weitere E-Mail.
letter-motion-news-after = Sie bekommen diese E-Mail, weil Sie dem Antrag folgen. Auf der Seite seiner Aussprache können Sie das beenden.
letter-interest-found-kind = Was über ein Interesse an einem Antrag befunden wurde
letter-interest-found-subject = Ihr Interesse an Antrag { $number }: { $title }
letter-interest-found-body-recused = In der Niederschrift wurde festgehalten: Das Gremium befand, dass Sie ein Interesse an Antrag { $number }, „{ $title }“, haben und befangen sind. Ihre Stimme dazu zählt nicht, auch keine, die Sie schon abgegeben haben.
letter-interest-found-body-stays = In der Niederschrift wurde festgehalten: Das Gremium befand, dass Sie ein Interesse an Antrag { $number }, „{ $title }“, haben, es offengelegt ist und Sie mitstimmen.
letter-interest-found-body-nothing = In der Niederschrift wurde festgehalten: Das Gremium befand, dass Sie kein Interesse an Antrag { $number }, „{ $title }“, haben.
letter-interest-found-after = Woran und warum, steht auf der Seite des Antrags. Hat das Gremium das nicht befunden, sagen Sie es den anderen, die ihm angehören, bevor das Ergebnis festgestellt wird: Das Gremium befindet erneut darüber, und das wird in der Niederschrift festgehalten.
letter-renewal-reminder-kind = Erinnerung, die Mitgliedschaft zu verlängern
letter-renewal-reminder-subject = Verlängern Sie Ihre Mitgliedschaft: { $foundation }
letter-renewal-reminder-body = Ihre Mitgliedschaft bei { $foundation } in der Klasse { $class } läuft bis { $day }. Verlängern Sie sie, dann bleibt Ihre Stimme.
letter-renewal-reminder-record-date = Eine Wahl ist angekündigt, für die am { $day } feststeht, wer wählen darf. Endet Ihre Laufzeit vorher, stehen Sie nicht im Verzeichnis.
letter-renewal-reminder-after = Was zu tun ist, steht hier:
letter-asset-incident-kind = Nachricht von einem Vorfall am Vermögen der Stiftung
letter-asset-incident-subject = { $asset } { $title }: ein Vorfall
letter-asset-incident-body = Zwei Amtspersonen von { $foundation } haben zu { $asset }, { $title }, einen Vorfall vom { $day } festgehalten: { $what }.
letter-asset-incident-owner = Der rechtmäßige Inhaber ist unverändert: { $owner }.
letter-asset-incident-after = Sie erhalten dies als Mitglied des Vorstands. Was bekannt ist, steht hier für alle zu lesen:

letter-asset-watched-kind = Nachricht der täglichen Wache über das Vermögen der Stiftung
letter-asset-watched-subject = { $asset } { $title }: Bitte ansehen
letter-asset-watched-body = { $asset }, { $title }, ist ein geschützter Vermögenswert von { $foundation }. Von außen wurde darüber festgestellt:
letter-asset-watched-finding-no-transfer-lock = Die Domain ist nicht gegen Übertragung gesperrt: Ihr Registrar meldet kein clientTransferProhibited.
letter-asset-watched-finding-no-renewal = Das Register sagt, dass sie sich nicht von selbst verlängert.
letter-asset-watched-finding-nearer-expiry = Ablauf ist am { $value }, früher als das Register sagt.
letter-asset-watched-finding-other-owner = Eingetragen ist ein anderer Name als im Register.
letter-asset-watched-finding-other-status = Der Status ist jetzt: { $value }.
letter-asset-watched-finding-absent = Wer gefragt wurde, kennt diesen Namen oder diese Nummer nicht.
letter-asset-watched-after = Im Register wurde nichts geändert. Sie erhalten dies einmal für jede Feststellung, weil Sie das Register führen. Alles, was gefunden wurde und übernommen werden kann, steht hier:
letter-petition-delivered-kind = Nachricht, dass Mitglieder ein Begehren eingereicht haben
letter-petition-delivered-subject = Begehren { $number } ist eingereicht: { $title }
letter-petition-delivered-body = Mitglieder von { $foundation } haben das Begehren { $number }, „{ $title }“, eingereicht. Unterzeichnet ist es mit { $votes } von { $total } Stimmen.
letter-petition-delivered-notice = Die außerordentliche Versammlung, die es verlangt, ist bis { $day } einzuberufen.
letter-petition-delivered-between = Die Versammlung findet zwischen { $from } und { $to } statt.
letter-petition-delivered-from = Die Versammlung findet frühestens am { $from } statt.
letter-petition-delivered-until = Die Versammlung findet spätestens am { $to } statt.
letter-petition-delivered-after = Was es verlangt, steht hier, mit der Regel zu jedem Tag. Wer das Protokoll führt, hält dort fest, was der Vorstand beschließt:
letter-roll-answered-kind = Die Antwort auf Ihre Frage zu einem Verzeichnis
letter-roll-answered-subject = Ihre Frage zum Verzeichnis { $roll } ist beantwortet
letter-roll-answered-body = Sie haben etwas zum Verzeichnis { $roll } gefragt, in dem steht, wer abstimmen darf. Eine Amtsperson hat geantwortet, und die Antwort ist festgehalten.
letter-roll-answered-upheld = Sie haben recht: So wird dieses Verzeichnis nicht beglaubigt. Die Angaben werden berichtigt, und das Verzeichnis wird neu errechnet.
letter-roll-answered-not-upheld = Das Verzeichnis bleibt, wie es ist. Das ist die Begründung:
letter-roll-answered-rule = Die Antwort beruht auf: { $citation }
letter-roll-answered-after = Ihre Frage und alle Antworten darauf stehen hier:

letter-factor-changed-kind = Was mit Ihrem zweiten Faktor geschah
letter-factor-changed-subject-added = Ihrem Konto wurde ein zweiter Faktor hinzugefügt
letter-factor-changed-subject-proposed = Es wird vorgeschlagen, Ihren zweiten Faktor zu beenden
letter-factor-changed-subject-reset = Ihr zweiter Faktor wurde beendet
letter-factor-changed-body-added = Es wurde ein zweiter Faktor hinzugefügt, mit dem Sie bei { $foundation } ein Amt ausüben. Waren Sie das nicht, so meldet sich jemand anderes als Sie an: Sagen Sie es sofort einer anderen Amtsperson, auf einem Weg, auf dem man Sie kennt.
letter-factor-changed-body-proposed = Eine andere Amtsperson von { $foundation } schlägt vor, Ihren zweiten Faktor zu beenden. Er endet, sobald eine dritte das bestätigt. Haben Sie nicht darum gebeten, so sagen Sie es den Amtspersonen sofort. Das ist die Begründung:
letter-factor-changed-body-reset = Zwei Amtspersonen von { $foundation } haben Ihren zweiten Faktor beendet. In Ihrem Namen wird nichts unterschrieben, bis Sie einen neuen hinzufügen. Das ist die Begründung:
letter-factor-changed-after = Ihr zweiter Faktor, und wer einen hat, stehen hier:

letter-cast-under-proxy-kind = Ein Stimmzettel ist eingegangen, wo jemand eine Vollmacht hat
letter-cast-under-proxy-subject = Stimmzettel eingegangen: { $title }
letter-cast-under-proxy-body = In der Abstimmung „{ $title }“ ist für das Mitglied, von dem Vollmacht { $number } ist, ein Stimmzettel eingegangen und versiegelt worden. Diese E-Mail geht an alle, die für dieses Mitglied abstimmen können. Wer es getan hat und was darauf steht, sagt sie nicht, und wir können es nicht lesen.
letter-cast-under-proxy-again = Das Mitglied kann bis { $closes } erneut abstimmen; der letzte Stimmzettel zählt.
letter-cast-under-proxy-after = Hat niemand von Ihnen abgestimmt, stimmen Sie jetzt erneut ab, melden Sie sich auf Ihrer Kontoseite überall ab und schreiben Sie der Wahlleitung.

letter-proxy-news-kind = Was aus einer Vollmacht wurde
letter-proxy-news-subject-granted = Sie können für ein Mitglied abstimmen: Vollmacht { $number }
letter-proxy-news-subject-revoked = Vollmacht { $number } gilt nicht mehr
letter-proxy-news-subject-recorded = Eine Vollmacht von Ihnen wurde eingetragen: Vollmacht { $number }
letter-proxy-news-subject-confirmed = Vollmacht { $number } von Ihnen gilt ab jetzt
letter-proxy-news-body-granted = Ein Mitglied von { $foundation } lässt Sie für sich abstimmen, mit Vollmacht { $number }. Für wen, in welchen Abstimmungen, bis wann und mit welchen Weisungen, steht hier:
letter-proxy-news-body-revoked = Vollmacht { $number }, mit der Sie für ein Mitglied von { $foundation } abstimmen konnten, wurde widerrufen, oder eine spätere ist an ihre Stelle getreten. Sie stimmen nicht mehr damit ab. Stimmzettel, die Sie vorher abgegeben haben, stehen, solange das Mitglied sie nicht ersetzt. Was verzeichnet ist, steht hier:
letter-proxy-news-body-recorded = Die Schriftführung von { $foundation } hat Vollmacht { $number } nach einem Schriftstück von Ihnen eingetragen: Eine andere Person kann für Sie abstimmen, sobald eine zweite Amtsperson es bestätigt hat. Haben Sie kein solches Schriftstück gegeben, widerrufen Sie die Vollmacht sofort und schreiben Sie den Amtspersonen. Beides geht hier:
letter-proxy-news-body-confirmed = Eine zweite Amtsperson von { $foundation } hat Vollmacht { $number } bestätigt, die nach einem Schriftstück von Ihnen eingetragen wurde: Eine andere Person kann ab jetzt für Sie abstimmen. Ein Stimmzettel, den Sie selbst abgeben, tritt an die Stelle des ihren. Haben Sie kein solches Schriftstück gegeben, widerrufen Sie die Vollmacht sofort und schreiben Sie den Amtspersonen. Beides geht hier:
