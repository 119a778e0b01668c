# Was Mitglieder über ihre Mitgliedschaften lesen.

members-title = Ihre Mitgliedschaften
members-none = Sie sind nicht als Mitglied verzeichnet und stimmen für keine Organisation ab. Wenn das nicht stimmt, schreiben Sie an das Sekretariat.
members-number = Mitglied Nr. { $number }
members-capacity-own = In eigenem Namen
members-capacity-representative = Für { $name }, als deren Vertretung
members-class = Klasse
members-votes = Stimmen
members-votes-each =
    { $votes ->
        [one] { $votes } Stimme
       *[other] { $votes } Stimmen
    } ({ $citation })
members-votes-none = Für diese Klasse sind keine Stimmen festgelegt.
members-since = Mitglied seit
members-standing = Stand heute
members-standing-current = Gültig bis { $day }
members-standing-not-yet = Beginnt am { $day }
members-standing-lapsed = Abgelaufen am { $day }
members-standing-ended = Beendet am { $day }
members-standing-no-term = Keine Laufzeit verzeichnet
