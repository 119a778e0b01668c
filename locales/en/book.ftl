# The members who may be named in public, and what is told of all of them in figures.

book-members-title = Who the members are
book-members-lead = The current members, but for those who asked not to be named in public. They vote like all others.
book-members-none = No member is named here yet.
book-members-name = Name
book-members-class = Class
book-members-since = Member since
book-members-pages = Pages of the list
book-members-earlier = Earlier names
book-members-later = Later names

report-title = Participation in figures
report-lead = How many joined, and how many voted for the first time in a vote that is over. Nothing is told of a vote while it is open.
report-small = A figure about fewer than { $k } members is withheld, and so are others from which it could be computed.
report-none = There is nothing to tell yet.
report-new = New members, by year
report-first = Members who voted for the first time, by year
report-countries = Current members, by country
report-country-unknown = not known
report-withheld = withheld
report-together = Together
