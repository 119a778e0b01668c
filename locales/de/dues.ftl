# Beiträge: die eigenen Rechnungen, und was sie über Steuern sagen.

dues-not-charitable = Beiträge, Umlagen und andere Zahlungen an { $foundation } sind für die Bundeseinkommensteuer der Vereinigten Staaten nicht als Spende abziehbar. Diese Zahlungen können als übliche und notwendige Betriebsausgaben abziehbar sein.
dues-lobbying = { $foundation } schätzt, dass { $share } % der Beiträge für { $year } auf Lobbyarbeit und politische Ausgaben entfallen. Dieser Anteil ist nicht als Betriebsausgabe abziehbar (26 USC 162(e) und 6033(e)).

dues-own-title = Ihre Beiträge
dues-own-link = Ihre Beiträge
dues-own-lead = Rechnungen an Sie und an die Organisationen, für die Sie handeln.
dues-own-none = An Sie ist keine Rechnung ergangen.
dues-own-nothing-owed = Nichts ist offen.
dues-own-owed = Insgesamt offen: { $amount }
dues-own-credit = { $amount } des Gezahlten sind Ihr Guthaben. Damit wird die nächste Rechnung bezahlt.
dues-how-to-pay = Zahlen Sie auf dem Weg, den die Stiftung Ihnen genannt hat, und geben Sie die Nummer der Rechnung an. Diese Website nimmt keine Zahlungen entgegen.

dues-invoice = Rechnung
dues-invoice-title = Rechnung { $number }
dues-invoice-to = An
dues-invoice-issued = Ausgestellt
dues-invoice-due = Fällig
dues-invoice-period = Zeitraum
dues-invoice-period-days = { $from } bis { $to }
dues-invoice-membership = Mitgliedschaft
dues-invoice-membership-number = Nummer { $number }
dues-invoice-asked = Verlangt
dues-invoice-owed = Offen
dues-invoice-line = Posten
dues-invoice-amount = Betrag
dues-invoice-total = Summe
dues-invoice-print = Drucken Sie diese Seite, um sie aufzuheben.
dues-state-paid = bezahlt
dues-state-open = offen
dues-state-overdue = überfällig
dues-state-reversed = storniert
dues-line-dues = Beitrag
dues-line-assessment = Umlage
dues-line-in-kind-offset = Verrechnete Sachleistung
dues-line-late-fee = Säumniszuschlag
dues-line-credit = Gutschrift
dues-entries = Zahlungen und Gutschriften
dues-entries-none = Noch wurde nichts gezahlt.
dues-entry-payment = Zahlung vom { $day }, Referenz { $reference }
dues-entry-credit = Gutschrift vom { $day }: { $reason }
dues-entry-reversed = storniert { $day }: { $reason }
dues-invoice-reversed = Diese Rechnung wurde am { $day } storniert: { $reason }. Nichts davon ist offen.

task-dues = Rechnung { $number } bezahlen: { $amount } sind offen.
dues-room = Beiträge
