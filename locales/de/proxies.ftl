# Vollmachten: Ein Mitglied lässt eine andere Person für sich abstimmen.

proxies-own-link = Ihre Vollmachten
proxies-own-title = Ihre Vollmachten
proxies-own-lead = Mit einer Vollmacht lassen Sie eine andere Person für sich abstimmen. Sie können sie jederzeit widerrufen und immer selbst abstimmen: Dann zählt Ihr Stimmzettel und nicht der andere.
proxies-own-rule = Mitglieder können sich vertreten lassen ({ $citation }). Eine Vollmacht endet spätestens nach { $months } Monaten ({ $length }).
proxies-own-silent = Hier kann sich niemand vertreten lassen: Kein Dokument der Stiftung sagt, ob Mitglieder das dürfen (die Regel proxies.members fehlt).
proxies-own-refused = Mitglieder lassen sich nicht vertreten ({ $citation }). Stimmen Sie selbst ab.
proxies-own-no-length = Hier kann niemand eine Vollmacht erteilen: Kein Dokument der Stiftung sagt, wie lange sie gilt (die Regel proxies.max_months fehlt).
proxies-own-board = Im Vorstand stimmt niemand durch Vollmacht ab ({ $citation }).
proxies-own-most = Eine Person vertritt höchstens { $n } Mitglieder ({ $citation }).
proxies-held = Vollmachten, die Sie haben
proxies-held-none = Sie haben keine Vollmacht.
proxies-held-line = Vollmacht { $number }: Sie können für { $member } abstimmen
proxies-given = Vollmachten, die Sie erteilt haben
proxies-given-none = Sie haben keine Vollmacht erteilt.
proxies-given-line = Vollmacht { $number }: { $holder } kann für { $member } abstimmen
proxies-general = Für alle Abstimmungen.
proxies-one = Für eine Abstimmung: { $question }
proxies-stands = Gilt bis einschließlich { $day }.
proxies-waiting = Nach einem Schriftstück eingetragen; niemand stimmt damit ab, bis eine zweite Amtsperson die Vollmacht bestätigt hat. Von da an gilt sie bis einschließlich { $day }.
proxies-revoked = Widerrufen: { $time }.
proxies-replaced = Vollmacht { $number } ist an ihre Stelle getreten.
proxies-over = Abgelaufen.
proxies-from-paper = Von { $officer } nach einem Schriftstück eingetragen: { $paper }. SHA-256 { $digest }
proxies-confirmed-by = Bestätigt von { $officer }.
proxies-you-said = Das haben Sie der anderen Person gesagt:
proxies-revoke = Vollmacht { $number } widerrufen
proxies-new = Eine Vollmacht erteilen
proxies-new-lead = Eine spätere Vollmacht tritt an die Stelle einer früheren, soweit beide reichen. Wer sie hat, bekommt eine E-Mail und kann sie nicht weitergeben. Sie sehen, ob ein Stimmzettel für Sie vorliegt; wie Sie oder die andere Person abgestimmt haben, ist nirgends verzeichnet.
proxies-membership = Für welche Mitgliedschaft
proxies-holder = Wer für Sie abstimmen soll
proxies-holder-hint = Mitgliedsnummer, E-Mail-Adresse oder ganzer Name. Die Person braucht hier ein Konto.
proxies-scope = Für welche Abstimmungen
proxies-instructions = Weisungen
proxies-instructions-hint = Wer die Vollmacht hat, liest sie über dem Stimmzettel; niemand prüft, ob sie befolgt werden. Das Feld kann leer bleiben.
proxies-last-day = Letzter Tag
proxies-grant = Diese Vollmacht erteilen
proxies-not-allowed = Hier kann sich niemand vertreten lassen: Keine Regel der Stiftung erlaubt es (Regel proxies.members). Stimmen Sie selbst ab.
proxies-not-yours = Wählen Sie eine Mitgliedschaft, für die Sie abstimmen.
proxies-no-holder = Eine Vollmacht bekommt eine andere Person, die hier ein Konto hat und nicht ohnehin für diese Mitgliedschaft abstimmt. Nennen Sie eine solche Person.
proxies-too-long = Wählen Sie einen letzten Tag von heute bis { $day } ({ $citation }).
proxies-too-many = Diese Person stimmt schon für { $n ->
    [one] ein Mitglied
   *[other] { $n } Mitglieder
} ab, und mehr sind nicht erlaubt ({ $citation }). Wählen Sie jemand anderen.
proxies-poll-over = Wählen Sie alle Abstimmungen oder eine, die nicht vorbei ist.
proxies-over-already = Diese Vollmacht ist schon abgelaufen. Mehr ist nicht zu tun.
proxies-instructions-fault = Bleiben Sie mit den Weisungen unter 2.000 Zeichen.

ballot-as-proxy = Sie stimmen mit Vollmacht ab für { $member }, Mitglied der Klasse { $class }, mit { $votes ->
    [one] { $votes } Stimme
   *[other] { $votes } Stimmen
  } ({ $citation }).
ballot-instructions = { $member } hat Ihnen gesagt:
ballot-no-instructions = { $member } hat Ihnen keine Weisungen gegeben.
ballot-proxy-replaced = { $member } kann bis zum Schluss jederzeit selbst abstimmen: Dann zählt dieser Stimmzettel, und nach dem Schluss zeigt Ihre Quittung, dass Ihrer ersetzt wurde. Keine Seite sieht, was die andere gewählt hat.
ballot-member-voted = { $member } hat in dieser Abstimmung selbst abgestimmt. Dieser Stimmzettel steht, und eine Vollmacht kann ihn nicht ersetzen. Mehr ist nicht zu tun.
ballot-no-proxy = Die Vollmacht, mit der Sie abstimmen wollten, wurde widerrufen, ersetzt oder ist abgelaufen. Es wurde nichts festgehalten. Fragen Sie das Mitglied, das selbst abstimmen oder eine neue erteilen kann.
poll-by-proxy = Für { $member }, mit Vollmacht:
poll-proxies = { $n ->
    [0] Beim Schluss war keine Vollmacht in Kraft.
    [one] Beim Schluss war für { $n } Mitglied eine Vollmacht in Kraft; es kann trotzdem selbst abgestimmt haben.
   *[other] Beim Schluss waren für { $n } Mitglieder Vollmachten in Kraft; sie können trotzdem selbst abgestimmt haben.
  }
poll-proxies-withheld = Für wie viele Mitglieder beim Schluss eine Vollmacht in Kraft war, wird nicht gesagt: Die Zahl beträfe weniger als { $k } Personen.
