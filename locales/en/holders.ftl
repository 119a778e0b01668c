# Who holds the foundation, in figures, and what founders hand over.

holders-title = Who holds this foundation
holders-lead = Nobody should be able to take the foundation over unnoticed. These figures say who could decide what, and how near anybody is to it.
holders-made = As of { $day }, by the members with a vote on that day. They are made once a day, and when a vote is certified or a seat is filled.
holders-small = Nobody is named here who asked not to be. A figure about fewer than { $k } members who are not named is withheld, and so are others from which it could be computed.
holders-rules = The rules these figures go by
holders-empty = There is no member with a vote yet, and so nothing to tell.
holders-method = How this is worked out
holders-files = To download, with the method:
holders-withheld = withheld
holders-contents = Figures on this page
holders-handover-lead = What founders still hold for the foundation, and what they have handed over, stands on a page of its own.

holders-votes =
    { $n ->
        [one] 1 vote
       *[other] { $n } votes
    }
holders-members =
    { $n ->
        [one] 1 member
       *[other] { $n } members
    }
holders-directors =
    { $n ->
        [one] 1 director
       *[other] { $n } directors
    }
holders-a-year = { $amount } a year
holders-part = { $what } ({ $percent })

holders-fig-groups = Votes, seats and dues by related group
holders-how-groups = Organisations of which one controls the other, directly or through others, beyond the share that the rulebook states, or which merged, are one related group. Votes are those of its current memberships. Seats are the directors who are affiliated with one of the group; a director affiliated with two groups counts for both. Dues are what the classes of its memberships pay for a year by the price list in force. Persons stand for themselves and are told by class. A group of which one asked not to be named is not told as a group: the others stand under their names with what is theirs and with the directors who sit for them, and whoever is not named goes into one sum.
holders-groups-result = { $members } with { $votes } make up the foundation today; { $directors } sit on the board.
holders-persons = { $class }: persons, each for themselves
holders-not-named = Organisations that are not named
holders-other-directors = Directors affiliated with none of those named

holders-fig-largest = The largest shares
holders-how-largest = The largest share of one related group in all votes, in the directors in office, and in all dues by the price list. The marks stand at a third and at a half. Where a larger group is not named, it is said whether it is below a third, at a third or more, or at a half or more, and nothing else.
holders-largest-result = From a third of the votes on, one group can often stop what needs two thirds; from a half on, it decides alone.
holders-largest-votes = Votes
holders-largest-seats = Seats on the board
holders-largest-dues = Dues in { $currency }
holders-largest-nobody = nobody who is named
holders-largest-below-third = A larger one is not named; it has less than a third.
holders-largest-third = A larger one is not named; it has a third or more, and less than a half.
holders-largest-half = A larger one is not named; it has a half or more.
holders-mark-third = 1/3
holders-mark-half = 1/2

holders-fig-coalition = The smallest coalition that decides
holders-how-coalition = The fewest related groups that together have the members and the votes it takes. Alone: they are the quorum themselves, and everybody else stays away. At a bare quorum: just so many votes are cast as the quorum asks for, and all that are not theirs are no. At the last turnout: as large a share of today’s votes is cast as in the last certified vote of all members, and all that are not theirs are no. How many votes carry follows from the members’ majority in the rulebook. Of several coalitions of the same number it is the one with most votes; of those, the groups with most votes, then most members, then the lowest membership number come first. Every combination is taken into account. Groups that are not named count like all others; where they belong to a coalition, or fewer persons than a figure may be about, its members and votes are not told.
holders-coalition-alone = If nobody else takes part
holders-coalition-quorum = If no more than a quorum takes part
holders-coalition-turnout = At the turnout of the last certified vote
holders-coalition-needed = It takes { $members } and { $votes }
holders-coalition-votes-needed = It takes { $votes }
holders-coalition-found =
    { $n ->
        [one] one group decides
       *[other] { $n } groups decide
    }
holders-coalition-together = Together { $members }, { $votes }
holders-coalition-persons =
    { $n ->
        [one] one person
       *[other] { $n } persons
    }
holders-coalition-others =
    { $n ->
        [one] one group that is not named
       *[other] { $n } groups that are not named
    }
holders-coalition-none = no coalition: all together do not reach it
holders-no-majority = The rulebook does not say by which majority the members decide.

holders-fig-price = The price of a majority
holders-how-price = How many new memberships of one class would carry an ordinary vote with their votes alone, if everybody who usually takes part votes no, and what their dues are for a year by the price list in force. Who usually takes part: the share of the roll that took part in the last certified vote of all members, by members and by votes, of today’s members and votes, rounded up; a quorum where no such vote is certified yet. The new members are on the roll as well, so quorum and majority are asked of the larger roll. Of different classes together it can be cheaper by less than one membership. What admission asks for, and what a committee refuses, has no price and is not counted.
holders-price-turnout = Taken is the turnout of vote { $poll }: { $members } and { $votes } of today’s.
holders-price-quorum = No vote of all members is certified yet. Taken is a quorum: { $members } and { $votes }.
holders-price-memberships =
    { $n ->
        [one] 1 new membership
       *[other] { $n } new memberships
    }
holders-price-never = no number of them does
holders-price-free = the class pays no dues
holders-price-none = no price is set for the class

holders-fig-admissions = Admissions before record dates
holders-how-admissions = Of each certified roll of all members, the latest eight: the memberships that were admitted on one of the 60, or of the 120, days before the record date, on that day itself or later, and their votes, as a share of the roll. A membership was admitted on its first day, or on the day on which it was recorded where that is later. What files of members brought before the first roll was certified is of the founding: of those the first day counts alone.
holders-admissions-none = No roll of all members is certified yet.
holders-roll = Record date { $day }
holders-roll-whole = Roll { $n }: { $members }, { $votes }
holders-admitted-near = within 60 days: { $members } ({ $share }), { $votes } ({ $weight })
holders-admitted-far = within 120 days: { $members } ({ $share }), { $votes } ({ $weight })
holders-admitted-near-withheld = within 60 days: withheld
holders-admitted-far-withheld = within 120 days: withheld

holders-fig-board = Elections that replace a majority of the board
holders-how-board = Every seat of the board by the day on which its term ends; the seats of one day are filled by one election. A seat that is vacant, or whose term is over, goes with the next election. Counted from the next election on until more than half of all seats have been filled anew. Seats without an end of term are filled by none.
holders-board-none = The board has no seats yet.
holders-board-result =
    { $n ->
        [one] One election replaces a majority: { $majority } of { $seats } seats.
       *[other] It takes { $n } elections to replace a majority: { $majority } of { $seats } seats.
    }
holders-board-never = The elections to come do not replace a majority: { $majority } of { $seats } seats.
holders-board-next = The next election
holders-board-ends = Terms end on { $day }
holders-board-round =
    { $n ->
        [one] 1 seat
       *[other] { $n } seats
    }
holders-board-together = { $n } of { $seats } together

holders-fig-sponsors = Sponsors by tier, and since when
holders-how-sponsors = Every organisation that is a member with a vote today, under its class, with the first day of its membership; those who asked not to be named are counted together.
holders-sponsors-none = No organisation that may be named is a member with a vote.
holders-sponsor-since = since { $day }
holders-sponsors-not-named =
    { $n ->
        [0] Every sponsor is named.
        [one] One sponsor is not named.
       *[other] { $n } sponsors are not named.
    }
holders-sponsors-few = Some sponsors are not named; how many is withheld.

handover-title = What founders hand over
handover-lead = A foundation begins with what its founders hold for it: names, keys, accounts, seats. Each of these is to leave their hands: by an instrument, by a change of custody, or by an election. That it has is recorded by one officer and confirmed by another, who did not hold it.
handover-founding = The founders still decide: no director has been seated yet.
handover-board = The board is seated; the founders decide nothing any more.
handover-progress = { $done } of { $of } handed over
handover-none = Nothing is listed yet.
handover-unlisted =
    { $n ->
        [one] 1 more that the records show is not listed: a seat held by an appointment, or an asset that a founder keeps or has in their name.
       *[other] { $n } more that the records show are not listed: seats held by an appointment, and assets that founders keep or have in their name.
    }
handover-kind-mark = Trademark
handover-kind-domain = Domain
handover-kind-key = Signing key
handover-kind-account = Account
handover-kind-repository = Repository
handover-kind-contract = Contract
handover-kind-seat = Appointed seat
handover-kind-other = Something else
handover-by-instrument = leaves by an instrument
handover-by-custody = leaves by a change of custody
handover-by-election = leaves by an election
handover-held = still held by { $name }
handover-waits = recorded as handed over; another officer is to confirm it
handover-waits-mistaken = recorded as listed by mistake; another officer is to confirm it
handover-done = handed over by { $name } on { $day }
handover-mistaken = listed by mistake; not counted
handover-not-named = somebody who is not named
handover-evidence = What shows it: { $words }
handover-mark-held = held
handover-mark-waits = to confirm
handover-mark-done = handed over
handover-mark-mistaken = not counted
