# Die Mitglieder, die öffentlich genannt werden dürfen, und was von allen in Zahlen gesagt wird.

book-members-title = Wer Mitglied ist
book-members-lead = Die derzeitigen Mitglieder, außer denen, die nicht öffentlich genannt werden möchten. Sie stimmen ab wie alle anderen.
book-members-none = Noch wird hier kein Mitglied genannt.
book-members-name = Name
book-members-class = Klasse
book-members-since = Mitglied seit
book-members-pages = Seiten der Liste
book-members-earlier = Frühere Namen
book-members-later = Spätere Namen

report-title = Beteiligung in Zahlen
report-lead = Wie viele beigetreten sind und wie viele zum ersten Mal abgestimmt haben, in Abstimmungen, die vorbei sind. Solange eine Abstimmung offen ist, wird nichts über sie gesagt.
report-small = Eine Zahl über weniger als { $k } Mitglieder wird nicht genannt, ebenso andere, aus denen sie sich errechnen ließe.
report-none = Noch gibt es nichts zu berichten.
report-new = Neue Mitglieder, nach Jahr
report-first = Mitglieder, die zum ersten Mal abgestimmt haben, nach Jahr
report-countries = Derzeitige Mitglieder, nach Land
report-country-unknown = nicht bekannt
report-withheld = nicht genannt
report-together = Zusammen
