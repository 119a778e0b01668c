# Der Rahmen jeder Seite, und was gesagt wird, wenn eine Seite nicht gezeigt werden kann.

problem-not-found = Unter dieser Adresse steht nichts
problem-not-found-sentence = Die Seite ist umgezogen oder Ihnen nicht zugänglich. Die Startseite führt zu allem, was offen ist.
problem-refused = Das ging nicht
problem-refused-sentence = Es wurde nichts geändert.
problem-forbidden = Das steht Ihnen nicht zu
problem-forbidden-sentence = Es wurde nichts geändert.
problem-sign-in-first = Bitte zuerst anmelden
problem-sign-in-first-sentence = Diese Seite ist persönlich. Melden Sie sich an, dann kommen Sie hierher zurück.
problem-unreadable = Diese Anfrage ließ sich nicht lesen
problem-unreadable-sentence = Es wurde nichts geändert. Öffnen Sie die Seite erneut und senden Sie von dort.
problem-too-large = Das ist größer als jedes Formular hier
problem-too-large-sentence = Es wurde nichts geändert. Senden Sie eine kleinere Datei oder einen kürzeren Text.
problem-foreign-form = Dieses Formular kam nicht von dieser Website
problem-foreign-form-sentence = Es wurde nichts geändert. Öffnen Sie die Seite erneut und senden Sie von dort. Geschieht es wieder, erlauben Sie Cookies für diese Website.
problem-too-many = Zu viele Versuche
problem-too-many-sentence = Warten Sie eine Viertelstunde und versuchen Sie es erneut.
problem-unavailable = Das geht gerade nicht
problem-unavailable-sentence = Es wurde nichts geändert. Versuchen Sie es in einigen Minuten erneut.
problem-internal = Auf unserer Seite ist etwas schiefgegangen
problem-internal-sentence = Der Fehler wurde festgehalten. Nichts von Ihnen wurde gezählt, außer eine Seite hat es Ihnen gesagt. Versuchen Sie es erneut.
