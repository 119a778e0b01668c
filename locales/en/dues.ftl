# Dues: a member's own invoices, and what they say of taxes.

dues-not-charitable = Dues, assessments and other payments to { $foundation } are not deductible as charitable contributions for federal income tax purposes. They may be deductible as ordinary and necessary business expenses.
dues-lobbying = { $foundation } estimates that { $share } % of the dues for { $year } is allocable to lobbying and political expenditures. This share is not deductible as a business expense (26 USC 162(e) and 6033(e)).

dues-own-title = Your dues
dues-own-link = Your dues
dues-own-lead = Invoices to you, and to the organisations for which you act.
dues-own-none = There is no invoice to you.
dues-own-nothing-owed = Nothing is owed.
dues-own-owed = Owed in all: { $amount }
dues-own-credit = { $amount } of what was paid stands as your credit. It pays what is invoiced next.
dues-how-to-pay = Pay as the treasurer told you, and name the invoice’s number. This site takes no payments.

dues-invoice = Invoice
dues-invoice-title = Invoice { $number }
dues-invoice-to = To
dues-invoice-issued = Issued
dues-invoice-due = Due
dues-invoice-period = Covers
dues-invoice-period-days = { $from } to { $to }
dues-invoice-membership = Membership
dues-invoice-membership-number = Number { $number }
dues-invoice-asked = Asked
dues-invoice-owed = Owed
dues-invoice-line = Line
dues-invoice-amount = Amount
dues-invoice-total = Total
dues-invoice-print = Print this page to keep it.
dues-state-paid = paid
dues-state-open = open
dues-state-overdue = overdue
dues-state-reversed = reversed
dues-line-dues = Dues
dues-line-assessment = Assessment
dues-line-in-kind-offset = Offset in kind
dues-line-late-fee = Late fee
dues-line-credit = Credit
dues-entries = What paid it
dues-entries-none = Nothing was paid yet.
dues-entry-payment = Payment of { $day }, reference { $reference }
dues-entry-credit = Credit of { $day }: { $reason }
dues-entry-reversed = reversed { $day }: { $reason }
dues-invoice-reversed = This invoice was reversed on { $day }: { $reason }. Nothing of it is owed.

task-dues = Pay invoice { $number }: { $amount } are owed.
dues-room = Dues
