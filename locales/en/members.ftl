# What members read about their memberships.

members-title = Your memberships
members-none = You are not recorded as a member, and you vote for no organisation. If that is wrong, write to the secretary.
members-number = Member no. { $number }
members-capacity-own = In your own name
members-capacity-representative = For { $name }, as its representative
members-class = Class
members-votes = Votes
members-votes-each =
    { $votes ->
        [one] { $votes } vote
       *[other] { $votes } votes
    } ({ $citation })
members-votes-none = No votes are laid down for this class.
members-since = Member since
members-standing = Standing today
members-standing-current = Current until { $day }
members-standing-not-yet = Begins on { $day }
members-standing-lapsed = Lapsed on { $day }
members-standing-ended = Ended on { $day }
members-standing-no-term = No term is recorded
