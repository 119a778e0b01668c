# Der Stimmzettel und seine Quittung.

ballot-title = Ihr Stimmzettel
ballot-as = Sie stimmen ab als { $member }, Mitglied der Klasse { $class }, mit { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
  } ({ $citation }).
ballot-options = { $seats ->
    [one] Zur Wahl, für einen Sitz
   *[other] Zur Wahl, für { $seats } Sitze
  }
ballot-how-ranked = Geben Sie Ihrer ersten Wahl den 1. Rang, der zweiten den 2. und so weiter, so weit Sie möchten. Kein Rang wird zweimal vergeben.
ballot-how-shared = Geben Sie Ihrer ersten Wahl den 1. Rang, der zweiten den 2. und so weiter, so weit Sie möchten. Mehrere dürfen denselben Rang haben: Ihr Stimmzettel zieht dann keinen davon dem anderen vor.
ballot-how-score = Geben Sie jedem Vorschlag 0 bis { $most } Punkte: je mehr, desto besser. Mehrere dürfen gleich viele Punkte haben.
ballot-how-approval = Sagen Sie zu jedem Vorschlag, ob Sie ihm zustimmen. Markieren Sie so viele, wie Sie möchten.
ballot-how-plurality = { $most ->
    [one] Markieren Sie einen Vorschlag.
   *[other] Markieren Sie bis zu { $most } Vorschläge.
  }
ballot-how-motion = Eine Enthaltung zählt als Teilnahme, für keine Seite. Ein leerer Stimmzettel sagt nichts und zählt ebenfalls als Teilnahme.
ballot-your-vote = Ihre Stimme
ballot-unranked = kein Rang
ballot-unranked-meaning = Was ohne Rang bleibt, steht unter allem, dem Sie einen Rang geben: Ihre Stimme geht nie dorthin.
ballot-unranked-below = Was ohne Rang bleibt, steht unter allem, dem Sie einen Rang geben, und gleichauf mit allem anderen ohne Rang.
ballot-unranked-no-opinion = Zu dem, was ohne Rang bleibt, sagen Sie nichts: Ihr Stimmzettel vergleicht es mit nichts anderem.
ballot-unscored-meaning = Was keine Punkte bekommt, hat 0.
ballot-scores = Ihre Punkte
ballot-rank-of = Rang von { $name }
ballot-statement = Vorstellung
ballot-mark = Markieren
ballot-no-mark = Nicht markieren
ballot-yes = Ja
ballot-no = Nein
ballot-abstain = Enthaltung
ballot-blank-motion = Den Stimmzettel leer abgeben
ballot-not-blank = Ich fülle den Stimmzettel aus
ballot-blank = Ich gebe den Stimmzettel leer ab
ballot-own = Ihr eigener Teil des Kennzeichens
ballot-own-hint = Sechs Zeichen aus a bis z und 2 bis 7. Ändern Sie sie, wenn Sie möchten: So können Sie sicher sein, dass das Kennzeichen allein Ihres ist.
ballot-cast = Versiegeln und abgeben
ballot-again = Sie können bis zum Schluss erneut abstimmen; der letzte Stimmzettel zählt.
ballot-cell-hidden = Mindestens { $k } Mitglieder haben so viele Stimmen wie Sie. Ihr Stimmzettel wird unter deren Stimmzetteln veröffentlicht, ohne Ihren Namen. Stimmen weniger als { $k } von ihnen ab, wird er dennoch veröffentlicht.
ballot-cell-open = Nur { $members } Mitglieder haben so viele Stimmen wie Sie; Ihr Stimmzettel ließe sich von den anderen unterscheiden. Es wurde vorher erklärt, dass solche Stimmzettel mit dem Mitglied veröffentlicht werden: Alle werden lesen können, wie Sie gestimmt haben.
ballot-cell-withheld = Nur { $members } Mitglieder haben so viele Stimmen wie Sie; Ihr Stimmzettel ließe sich von den anderen unterscheiden. Er wird mit seiner Zeile im Verzeichnis veröffentlicht. Ihr Name bleibt, wie gewünscht, ungenannt, doch andere könnten ihn erraten.
ballot-cell-winners = Bei dieser Abstimmung teilen sich manche Mitglieder ihre Stimmenzahl mit weniger als { $k }; Stimmzettel ließen sich also unterscheiden. Es wurde vorher erklärt, dass nur veröffentlicht wird, wer gewählt oder was beschlossen ist: keine Stimmzettel und keine Zahlen. Niemand außerhalb kann nachzählen, und Sie finden Ihren Stimmzettel nicht unter seinem Kennzeichen; Ihre Quittung zeigt dennoch, dass er unter den gezählten ist.
ballot-fault-shared = { $first } und { $second } haben beide den { $rank } Rang. Geben Sie einem davon einen anderen.
ballot-fault-gap = Niemand hat den { $rank } Rang, aber danach geht es weiter. Schließen Sie die Lücke.
ballot-fault-unknown = Dieses Formular enthält einen Wert, den dieser Stimmzettel nicht hat. Wählen Sie erneut.
ballot-fault-nothing = Es ist noch nichts gewählt. Wählen Sie, oder sagen Sie, dass Sie den Stimmzettel leer lassen.
ballot-fault-blank = Sie haben gewählt und zugleich gesagt, dass Sie den Stimmzettel leer lassen. Tun Sie eines von beiden.
ballot-fault-too-many = Sie haben { $marked } Vorschläge markiert; höchstens { $most } sind möglich. Nehmen Sie Markierungen weg.
ballot-fault-own = Ihr eigener Teil hat genau sechs Zeichen, jedes aus a bis z oder 2 bis 7. Schreiben Sie einen in dieser Form, oder lassen Sie ihn leer.
ballot-not-yours = Sie haben in dieser Abstimmung keinen Stimmzettel mit dieser Nummer. Ihre Seite nennt die Stimmzettel, die Ihnen zustehen.
ballot-not-open-yet = Diese Abstimmung ist noch nicht offen: Beginn ist am { $time }. Kommen Sie dann wieder.
ballot-closed = Diese Abstimmung wurde am { $time } geschlossen. Es wurde nichts verzeichnet; ein vorher abgegebener Stimmzettel gilt weiter. Die Seite der Abstimmung sagt, was als Nächstes kommt.
ballot-voided = Die Wahlleitung hat diese Abstimmung beendet; sie hat kein Ergebnis. Es wurde nichts verzeichnet, und auch kein vorher abgegebener Stimmzettel wird gezählt. Die Begründung: { $reason }
ballot-another-body = Dieses Formular wurde schon mit anderem Inhalt gesendet. Der erste Stimmzettel gilt. Öffnen Sie den Stimmzettel erneut, um ihn zu ändern.
ballot-forged = Dieses Formular stammt nicht von dieser Website oder wurde unterwegs beschädigt. Öffnen Sie den Stimmzettel erneut.
ballot-too-fast = Sie haben innerhalb einer Minute viele Stimmzettel abgegeben. Der letzte gilt. Warten Sie eine Minute bis zum nächsten.
ballot-no-key = Dieser Server kann für diese Abstimmung keine Quittungen unterschreiben und nimmt daher keine Stimmzettel an. Es wurde nichts verzeichnet. Sagen Sie es der Wahlleitung.

receipt-title = Ihr Stimmzettel ist versiegelt und abgegeben
receipt-sealed = { $votes ->
    [one] Abgegeben als { $member }, mit { $votes } Stimme.
   *[other] Abgegeben als { $member }, mit { $votes } Stimmen.
  } Niemand kann ihn aus unseren Aufzeichnungen lesen.
receipt-tracker = Ihr Kennzeichen
receipt-tracker-what = Schreiben Sie es jetzt auf: Diese Seite wird nur einmal gezeigt, und keine E-Mail enthält es. Suchen Sie es nach der Auszählung in der veröffentlichten Liste und sehen Sie, dass Ihr Stimmzettel dort so steht, wie Sie ihn abgegeben haben.
receipt-tracker-winners = Schreiben Sie es jetzt auf: Diese Seite wird nur einmal gezeigt, und keine E-Mail enthält es. Von dieser Abstimmung werden keine Stimmzettel veröffentlicht: Prüfen können Sie mit dem Nachweis unten, dass Ihr versiegelter Stimmzettel im öffentlichen Logbuch steht.
receipt-proof = Nachweis
receipt-digest = Der Prüfwert Ihres versiegelten Stimmzettels
receipt-promise = Mit der Unterschrift unten verspricht diese Website, dass dieser versiegelte Stimmzettel spätestens beim Schluss im öffentlichen Logbuch steht.
receipt-look-up = Im Logbuch nachschlagen
receipt-file = Die unterschriebene Quittung, zum Aufbewahren
receipt-next = Wie es weitergeht
receipt-again = Sie können bis { $time } erneut abstimmen; der letzte Stimmzettel zählt. Eine E-Mail bestätigt jede Abgabe, ohne ihren Inhalt. Nach dem Schluss sagt eine E-Mail, was über Sie verzeichnet ist.
receipt-back = Zurück zur Abstimmung

ballot-closes = Die Abstimmung schließt am
ballot-seats = { $seats ->
    [one] Ein Sitz ist zu besetzen.
   *[other] { $seats } Sitze sind zu besetzen.
  }
ballot-way = Wie möchten Sie abstimmen?
ballot-order = Ihre Reihenfolge
ballot-marks = Ihre Markierungen
ballot-unmarked-meaning = Was Sie nicht markieren, erhält von Ihrem Stimmzettel nichts.
ballot-script-rank = { $place } Rang für { $name }
ballot-script-rank-short = { $place } Rang
ballot-script-move = { $name } auf den { $place } Rang rücken
ballot-script-out = { $name } herausnehmen
ballot-script-out-short = Herausnehmen
ballot-script-said-in = { $name } hat den { $place } Rang.
ballot-script-said-out = { $name } hat keinen Rang mehr.
ballot-script-in = Mit Rang
ballot-script-left = Ohne Rang
ballot-script-none = Noch niemand. Geben Sie zuerst Ihrer ersten Wahl einen Rang.

rule-quorum-members = Quorum der Mitglieder
rule-quorum-members-text = Die Abstimmung gilt, wenn mindestens { $value } der Mitglieder im Verzeichnis teilnehmen.
rule-quorum-votes = Quorum der Stimmen
rule-quorum-votes-text = Die Abstimmung gilt, wenn die Teilnehmenden mindestens { $value } aller Stimmen im Verzeichnis halten.
rule-record-date-min = Stichtag, spätestens
rule-record-date-min-text = Der Tag, der über das Verzeichnis entscheidet, liegt mindestens { $value } Tage vor der Abstimmung.
rule-record-date-max = Stichtag, frühestens
rule-record-date-max-text = Der Tag, der über das Verzeichnis entscheidet, liegt höchstens { $value } Tage vor der Abstimmung.
rule-cells = kleine Gruppen
rule-cells-text = Die Stimmzettel einer Gruppe von weniger als { $value } Mitgliedern mit gleicher Stimmenzahl lassen sich nicht veröffentlichen, ohne zu zeigen, wessen sie sind. Den Mitgliedern wird es vorher gesagt.
rule-revote = erneut abstimmen
rule-revote-text = Sie können erneut abstimmen: { $value }. Der letzte Stimmzettel zählt.
rule-revote-close-text = Sie können bis zum Schluss erneut abstimmen. Der letzte Stimmzettel zählt.
rule-unranked = Ausgelassenes
rule-unranked-text = Was es heißt, jemanden auszulassen: { $value }.
rule-unranked-below-text = Was ausgelassen wird, steht unter allem, was einen Rang hat.
rule-unranked-silent-text = Zu dem, was ausgelassen wird, sagt der Stimmzettel nichts.
rule-opening = wer eröffnet
rule-opening-text = Eine Abstimmung eröffnen { $value } Mitglieder der Wahlleitung gemeinsam.
rule-keys = wer die Stimmzettel öffnen kann
rule-keys-holders-text = Der Schlüssel, der die Stimmzettel öffnet, ist unter mindestens { $value } Verwahrenden geteilt.
rule-keys-rehearsed-text = Vor der Abstimmung proben die Verwahrenden des Schlüssels das Öffnen.
rule-keys-unrehearsed-text = Die Verwahrenden des Schlüssels müssen das Öffnen vor der Abstimmung nicht proben.
rule-keys-threshold-text = Es braucht mindestens { $value } der Verwahrenden des Schlüssels, um die Stimmzettel zu öffnen.
rule-certifying = wer beglaubigt
rule-certifying-text = Eine Auszählung beglaubigen { $value } Mitglieder der Wahlleitung.

receipt-again-until = Sie können erneut abstimmen bis
receipt-tracker-yours = Wer Ihr Kennzeichen sieht, kann nach der Auszählung Ihren Stimmzettel sehen. Behalten Sie es für sich.
receipt-copy = Kopieren
receipt-copied = Kopiert.
receipt-save = Als Datei sichern
rule-extension-days = ein späterer Schluss, um wie viel
rule-extension-days-text = Solange die Abstimmung offen ist, kann ihr Schluss um insgesamt { $value } Tage verschoben werden.
rule-extension-times = ein späterer Schluss, wie oft
rule-extension-times-text = Der Schluss kann höchstens { $value } Mal verschoben werden.
rule-complaints = Beschwerden
rule-complaints-text = Beschweren können Sie sich bis { $value } Tage nach dem Schluss; vorher wird das Ergebnis nicht beglaubigt.
rule-super-majority = Vorbehaltenes
rule-super-majority-text = Eine vorbehaltene Sache ist angenommen, wenn als Ja zusammenkommen: { $value }.
rule-turnout = Beteiligung an einem Mitgliederentscheid
rule-turnout-text = Ein Mitgliederentscheid entscheidet nur, wenn mindestens { $value } aller Stimmen im Verzeichnis abgegeben werden.
