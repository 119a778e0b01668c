# Der Kalender einer Person und die öffentlichen Feeds.

calendar-title = Ihre Termine in Ihrem Kalender
calendar-lead = Ihr Kalenderprogramm kann bei uns abholen, wann Abstimmungen für Sie beginnen und enden, was Ihnen angekündigt wurde und wann eine Amtszeit von Ihnen endet. Es hält sich selbst auf dem neuesten Stand: Was sich verschiebt, verschiebt sich dort, und was ausfällt, wird gestrichen.
calendar-never = Er enthält nie, wie Sie abgestimmt haben, ob Sie abgestimmt haben oder sonst etwas Geheimes. Mitteilungen, die nur einzelne Personen betreffen, fehlen darin, weil Kalender oft auch andere sehen.
calendar-address = Die Adresse Ihres Kalenders
calendar-none = Ihr Kalender hat noch keine Adresse.
calendar-since = Ihr Kalender hat eine Adresse seit
calendar-lost = Wir kennen sie nicht mehr: Wir behalten nur, woran wir sie wiedererkennen. Wenn Sie sie verloren haben, erzeugen Sie eine neue; die alte öffnet dann nichts mehr.
calendar-make = Eine Adresse erzeugen
calendar-make-new = Eine neue Adresse erzeugen
calendar-made = Ihr Kalender hat diese Adresse
calendar-once = Kopieren Sie sie jetzt: Sie wird nur dieses eine Mal gezeigt. Wer sie kennt, kann Ihre Termine lesen; geben Sie sie nicht weiter.
calendar-open = Im Kalenderprogramm dieses Geräts öffnen
calendar-how = So kommt sie in Ihren Kalender
calendar-how-phone = Auf dem Telefon: Folgen Sie dem Link oben. Wenn nichts geschieht, suchen Sie in den Einstellungen Ihres Kalenders „Kalenderabo hinzufügen“ und fügen Sie die Adresse ein.
calendar-how-desktop = Auf dem Computer: Wählen Sie in Ihrem Kalenderprogramm „Kalender abonnieren“, „Neuer Kalender im Netzwerk“ oder „Aus dem Internet“ und fügen Sie die Adresse ein.
calendar-how-web = In einem Kalender im Web: Wählen Sie „Per URL hinzufügen“ oder „Aus dem Internet“ und fügen Sie die Adresse ein. Wer diesen Kalender betreibt, liest Ihre Termine dann mit.
calendar-end-title = Die Adresse beenden
calendar-end-what = Die Adresse öffnet dann nichts mehr. Ihr Kalenderprogramm behält, was es abgeholt hat, bis Sie es dort löschen.
calendar-end = Die Adresse beenden
calendar-outdated = Diese Seite war veraltet: Ihr Kalender hat inzwischen eine andere Adresse oder keine. Öffnen Sie die Seite noch einmal.
calendar-account-link = Ihre Termine in Ihren Kalender holen

date-poll-opens = Abstimmung beginnt: { $question }
date-poll-closes = Abstimmung endet: { $question }
date-poll-place = Für { $member } stimmen Sie in der Klasse { $class } ab, mit { $votes ->
    [one] einer Stimme
   *[other] { $votes } Stimmen
} ({ $citation }).
date-poll-until = Bis dahin können Sie abstimmen, auch mehrmals; es zählt der letzte Stimmzettel.
date-poll-voided = Die Wahlleitung hat diese Abstimmung beendet; sie hat kein Ergebnis. Der Grund: { $reason }
date-notice-rule = Anzukündigen nach { $citation }.
date-office-ends = Ihr letzter Tag im Amt: { $office }
date-seat-ends = Ihre Amtszeit endet: { $seat }, { $body }
date-by-decision = Durch Beschluss { $number }: { $title }
date-held-over = Sie bleiben nach den Regeln, bis jemand nachfolgt.

feeds-title = Feeds
feeds-lead = Ein Feedreader holt sie von selbst ab und sagt Ihnen, was neu ist. Alle dürfen sie lesen; sie nennen niemanden und zählen niemanden.
feeds-calendar = Was nur Sie betrifft, kommt in Ihren Kalender:
feed-votes = Abstimmungen
feed-votes-what = Abstimmungen, die begonnen haben oder geschlossen, beglaubigt oder ohne Ergebnis beendet wurden.
feed-resolutions = Beschlüsse
feed-resolutions-what = Was die Gremien der Stiftung beschlossen haben, mit Nummer.
feed-rules = Regeln
feed-rules-what = Fassungen des Regelwerks, sobald sie beschlossen sind.
feed-notices = Mitteilungen
feed-notices-what = Was allen Mitgliedern angekündigt wurde.

feed-petitions = Mitgliederbegehren
feed-petitions-what = Was Mitglieder durch Unterschrift verlangen, sobald es eingereicht ist.
news-petition-meeting = Begehren { $number } ist eingereicht: Mitglieder verlangen eine außerordentliche Versammlung
news-petition-ballot = Begehren { $number } ist eingereicht: Mitglieder verlangen eine Frage bei der nächsten Abstimmung
news-poll-opened = Abstimmung begonnen: { $question }
news-poll-closed = Abstimmung geschlossen: { $question }
news-poll-certified = Ergebnis beglaubigt: { $question }
news-poll-voided = Abstimmung ohne Ergebnis beendet: { $question }
news-poll-until = Die Abstimmung endet am { $when }.
news-resolution-closed = Vertraulicher Beschluss { $number }
news-rules-adopted = Fassung { $version } des Regelwerks ist beschlossen
news-rules-from = Die Fassung gilt ab { $when }.
