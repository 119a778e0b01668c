# Mitgliederbegehren: was durch Unterschrift verlangt wird, wer unterzeichnet, was folgt.

petitions-title = Mitgliederbegehren
petitions-lead = Mitglieder mit Stimmrecht verlangen durch Unterschrift eine außerordentliche Versammlung oder eine Frage bei der nächsten Abstimmung. Jede Unterschrift zählt mit den Stimmen, die ihre Mitgliedschaft in diesem Augenblick hat.
petitions-none = Niemand hat ein Begehren begonnen.
petitions-new = Ein Begehren beginnen
petitions-open = Kann unterzeichnet werden
petitions-delivered = Eingereicht
petitions-decided = Entschieden
petitions-refused = Abgelehnt
petitions-lapsed = Verfallen
petition-number = Begehren { $number }
petition-number-label = Nummer
petition-purpose = Wozu
petition-purpose-meeting = Eine außerordentliche Versammlung der Mitglieder
petition-purpose-ballot = Eine Frage bei der nächsten Abstimmung
petition-kind = Was es verlangt
petition-kind-ordinary = Eine gewöhnliche Frage
petition-kind-bylaws = Eine Änderung der Satzung
petition-kind-certificate = Eine Änderung der Gründungsurkunde
petition-kind-ipr-policy = Eine Änderung der Regeln über geistiges Eigentum
petition-kind-removal = Die Abberufung eines Vorstandsmitglieds
petition-kind-board-size = Die Größe des Vorstands
petition-kind-policy = Eine Richtlinie
petition-opened-by = Begonnen von
petition-opener-for = { $name }, für { $member }
petition-opened-at = Begonnen
petition-signed = Unterzeichnet
petition-figures = Stimmen: { $votes }, nötig: { $needed } ({ $share } aller { $total } Stimmen); von { $members ->
    [one] einer Mitgliedschaft
   *[other] { $members } Mitgliedschaften
}
petition-collects = Unterzeichnet mit { $votes } von { $needed } nötigen Stimmen; { $missing ->
    [one] eine Stimme fehlt
   *[other] { $missing } Stimmen fehlen
}. Es kann bis einschließlich { $day } unterzeichnet werden.
petition-reached = Unterzeichnet mit { $votes ->
    [one] einer Stimme
   *[other] { $votes } Stimmen
}; { $needed ->
    [one] eine ist nötig
   *[other] { $needed } sind nötig
}. Es kann bis einschließlich { $day } eingereicht werden.
petition-lapsed = Verfallen: Bis einschließlich { $day } wurde es nicht eingereicht. Unterzeichnet war es mit { $votes ->
    [one] einer Stimme
   *[other] { $votes } Stimmen
}.
petition-received = Eingereicht am { $day }.
petition-dated = Die Versammlung findet am { $day } statt.
petition-refused = Abgelehnt nach { $citation }.
petition-ballot = Es steht zur Abstimmung: Abstimmung { $number }.
petition-decided-adopted = Entschieden am { $day }: Die Mitglieder haben es angenommen.
petition-decided-lost = Entschieden am { $day }: Die Mitglieder haben es nicht angenommen.
petition-course = Vor den Mitgliedern
petition-course-poll = Abstimmung { $number } entscheidet darüber
petition-course-decided = Abstimmung { $number } hat darüber entschieden
petition-course-resolution = Beschluss { $number } ist daraus geworden
petition-clocks = Seine Fristen
petition-clock-notice = Zur Versammlung wird bis einschließlich { $day } eingeladen, innerhalb von { $n } Tagen nach dem Eingang.
petition-clock-earliest = Die Versammlung findet frühestens am { $day } statt, { $n } Tage nach dem Eingang.
petition-clock-latest = Die Versammlung findet spätestens am { $day } statt, { $n } Tage nach dem Eingang.
petition-motion = Es liegt den Mitgliedern als Antrag { $number } vor
petition-motion-was = Es lag den Mitgliedern als Antrag { $number } vor
petition-answer = Was daraus wurde
petition-answer-meeting = Die Versammlung findet am { $day } statt; eingeladen wird am { $notice }. Das beruht auf Beschluss { $decision }.
petition-answer-refused = Es wurde nach { $citation } abgelehnt. Der Grund:
petition-question = Die Frage
petition-adopts = Ein Antrag damit würde ab { $day } das Regelwerk mit diesem SHA-256 in Kraft setzen:
petition-own = Ihre Unterschrift
petition-own-signed = Sie haben unterzeichnet, mit { $n ->
    [one] einer Stimme
   *[other] { $n } Stimmen
}.
petition-own-unsigned = Sie haben nicht unterzeichnet.
petition-own-no-vote = Diese Mitgliedschaft hat heute keine Stimme und unterzeichnet deshalb kein Begehren.
petition-sign = Mit { $n ->
    [one] einer Stimme
   *[other] { $n } Stimmen
} unterzeichnen
petition-withdraw = Die Unterschrift zurückziehen
petition-withdrawn = zurückgezogen { $time }
petition-votes = { $n ->
    [one] eine Stimme
   *[other] { $n } Stimmen
}
petition-sign-in = Mitglieder melden sich an, um zu unterzeichnen.
petition-deliver-title = Einreichen
petition-deliver-lead = Genug Stimmen sind beisammen. Ist es eingereicht, so unterzeichnet niemand mehr und zieht niemand eine Unterschrift zurück; der Vorstand erfährt davon, und die Fristen der Regeln beginnen heute.
petition-deliver = Das Begehren einreichen
petition-deliver-waits = Sie reichen es hier ein, sobald genug Stimmen beisammen sind.
petition-signatures = Wer unterzeichnet hat
petition-signatures-who = Amtspersonen und wer das Begehren begonnen hat, lesen hier Namen; alle anderen lesen nur die Zahlen.
petition-signatures-none = Noch niemand.
petition-new-title = Ein Begehren beginnen
petition-new-lead = Sagen Sie, was Sie verlangen. Andere Mitglieder unterzeichnen es; beim Anteil der Stimmen, den die Regeln nennen, reichen Sie es ein.
petition-new-stays = Was Sie beginnen, bleibt lesbar, auch wenn es verfällt oder abgelehnt wird, und alle können es lesen. Ihre Unterschrift ist es noch nicht: Unterzeichnen Sie, sobald es offen ist.
petition-share-meeting = Eine außerordentliche Versammlung braucht { $share } aller Stimmen.
petition-share-ballot = Eine Frage bei der nächsten Abstimmung braucht { $share } aller Stimmen.
petition-silent-meeting = Das Regelwerk sagt nicht, welcher Anteil der Stimmen eine außerordentliche Versammlung verlangt; darum kann kein solches Begehren begonnen werden.
petition-silent-ballot = Das Regelwerk sagt nicht, welcher Anteil der Stimmen eine Frage zur nächsten Abstimmung bringt; darum kann kein solches Begehren begonnen werden.
petition-days = Für ein Begehren wird { $n ->
    [one] einen Tag
   *[other] { $n } Tage
} lang gesammelt.
petition-no-capacity = Keine Ihrer Mitgliedschaften hat heute eine Stimme. Begehren beginnen Mitglieder mit Stimmrecht.
petition-no-purpose = Die Regeln nennen für kein Begehren einen Anteil.
petition-capacity = Sie beginnen es für
petition-title = Titel
petition-title-hint = Etwa: Ein Verhaltenskodex für Veranstaltungen. Höchstens 120 Zeichen.
petition-text = Die Frage
petition-text-hint = Was die Mitglieder entscheiden sollen, und warum. Höchstens 20.000 Zeichen; eine leere Zeile beginnt einen Absatz.
petition-closes = Letzter Tag
petition-closes-hint = Bis zu seinem Ende kann unterzeichnet und eingereicht werden. Höchstens ein Jahr voraus: Keine Regel sagt, wie lange gesammelt wird.
petition-rulebook = Wenn es ein neues Regelwerk verlangt
petition-rulebook-lead = Nennen Sie den Entwurf mit seinem Prüfwert und den Tag, ab dem er gelten soll. Sonst lassen Sie beides leer.
petition-sha256 = SHA-256 des Entwurfs
petition-sha256-hint = 64 Zeichen, 0 bis 9 und a bis f, wie die Seite des Entwurfs sie zeigt.
petition-effective = In Kraft ab
petition-open = Das Begehren beginnen
petition-fault-purpose = Wählen Sie, wozu es dient.
petition-fault-kind = Wählen Sie, was es verlangt.
petition-fault-title = Geben Sie ihm einen Titel von höchstens 120 Zeichen, in einer Zeile, ohne Zeichen, die man nicht sieht.
petition-fault-text = Schreiben Sie die Frage, mit höchstens 20.000 Zeichen.
petition-fault-membership = Wählen Sie die Mitgliedschaft, für die Sie es beginnen.
petition-fault-closes = Wählen Sie einen letzten Tag nach heute, höchstens ein Jahr voraus.
petition-fault-sha256 = Geben Sie die 64 Zeichen des SHA-256 des Entwurfs an.
petition-fault-effective = Geben Sie den Tag an, ab dem der Entwurf gelten soll.
petition-refused-silent = Das Regelwerk sagt nicht, welchen Anteil der Stimmen ein solches Begehren braucht; darum kann es nicht begonnen werden. Schreiben Sie der Schriftführung: Eine neue Fassung des Regelwerks kann es sagen.
petition-refused-not-yours = Sie handeln nicht für diese Mitgliedschaft. Wählen Sie eine, für die Sie handeln.
petition-refused-no-vote = Diese Mitgliedschaft hat heute keine Stimme. Begehren beginnen und unterzeichnen Mitglieder mit Stimmrecht.
petition-refused-days = Wählen Sie einen letzten Tag nach heute, höchstens ein Jahr voraus.
petition-refused-effect = Was das Begehren bewirken würde, ist nicht so geschrieben, wie Beschlüsse es schreiben. Füllen Sie jedes Feld, wie sein Hinweis sagt.
petition-refused-delivered = Das Begehren ist eingereicht. Seine Unterschriften stehen, wie sie da waren. Verfolgen Sie auf seiner Seite, was daraus wird.
petition-refused-lapsed = Das Begehren ist mit Ablauf des letzten Tages verfallen ({ $day }). Es wird nicht mehr unterzeichnet und nicht mehr eingereicht. Beginnen Sie ein neues.
petition-refused-twice = Diese Mitgliedschaft hat schon unterzeichnet. Jede unterzeichnet einmal. Mehr ist nicht zu tun.
petition-refused-opener = Nur wer das Begehren begonnen hat, reicht es ein. Bitten Sie diese Person darum.
petition-refused-below = Unterzeichnet ist es mit { $votes ->
    [one] einer Stimme
   *[other] { $votes } Stimmen
}. { $citation } verlangt { $share } aller { $total } Stimmen: { $needed }. Bitten Sie weitere Mitglieder um ihre Unterschrift.
petition-refused-office = Was aus einem Begehren wird, halten Schriftführung, Vorsitz oder eine Stellvertretung fest.
petition-refused-why = Es gibt schon eine Antwort. Sagen Sie, warum diese an ihre Stelle tritt.
petition-refused-no-meeting = Dieses Begehren verlangt eine Frage bei einer Abstimmung, keine Versammlung. Lassen Sie die Frage auf einen Stimmzettel setzen.
petition-refused-undecided = Der Tag der Versammlung beruht auf einem Beschluss des Vorstands, der nach dem Eingang des Begehrens festgehalten wurde. Wählen Sie einen solchen Beschluss.
petition-refused-clocks = Versammlung und Einladung liegen nicht in den Tagen, die die Regeln ihnen ab dem Eingang des Begehrens geben. Geben Sie andere Tage an.
petition-to-answer = Beantworten
