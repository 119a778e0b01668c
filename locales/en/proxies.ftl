# Proxies: a member lets another person vote for them.

proxies-own-link = Your proxies
proxies-own-title = Your proxies
proxies-own-lead = With a proxy you let another person vote for you. You can take it back at any time, and you can always vote yourself: then your ballot counts, and theirs does not.
proxies-own-rule = Members can vote by proxy ({ $citation }). A proxy is over after { $months } months at the latest ({ $length }).
proxies-own-silent = Nobody can vote by proxy here: no document of the foundation says whether members may (the rule proxies.members is missing).
proxies-own-refused = Members do not vote by proxy ({ $citation }). Vote yourself.
proxies-own-no-length = Nobody can grant a proxy here: no document of the foundation says how long one lasts (the rule proxies.max_months is missing).
proxies-own-board = Directors do not vote by proxy on the board ({ $citation }).
proxies-own-most = One person holds proxies of at most { $n } members ({ $citation }).
proxies-held = Proxies you hold
proxies-held-none = You hold no proxy.
proxies-held-line = Proxy { $number }: you can vote for { $member }
proxies-given = Proxies you gave
proxies-given-none = You gave no proxy.
proxies-given-line = Proxy { $number }: { $holder } can vote for { $member }
proxies-general = For all votes.
proxies-one = For one vote: { $question }
proxies-stands = It lasts to the end of { $day }.
proxies-waiting = It was recorded from paper, and nobody votes by it until a second officer has confirmed it. From then on it lasts to the end of { $day }.
proxies-revoked = It was revoked { $time }.
proxies-replaced = Proxy { $number } took its place.
proxies-over = It is over.
proxies-from-paper = Recorded by { $officer } from paper: { $paper }. SHA-256 { $digest }
proxies-confirmed-by = Confirmed by { $officer }.
proxies-you-said = You said to the holder:
proxies-revoke = Revoke proxy { $number }
proxies-new = Give a proxy
proxies-new-lead = A later proxy takes the place of an earlier one, as far as both reach. The holder gets a letter, and cannot pass the proxy on. You can see whether a ballot is in for you; how you or the holder voted is kept nowhere.
proxies-membership = For which membership
proxies-holder = Who is to vote for you
proxies-holder-hint = Their membership number, mail address or whole name. They need an account here.
proxies-scope = For which votes
proxies-instructions = Instructions
proxies-instructions-hint = The holder reads them above the ballot, and nobody checks whether they keep to them. You can leave this empty.
proxies-last-day = Last day
proxies-grant = Give this proxy
proxies-not-allowed = Nobody can vote by proxy here: no rule of the foundation allows it (rule proxies.members). Vote yourself.
proxies-not-yours = Choose a membership that you vote for.
proxies-no-holder = A proxy goes to another person, who has an account here and does not vote for this membership anyhow. Name such a person.
proxies-too-long = Choose a last day from today to { $day } ({ $citation }).
proxies-too-many = This person already votes for { $n ->
    [one] one member
   *[other] { $n } members
}, and more are not allowed ({ $citation }). Choose somebody else.
proxies-poll-over = Choose all votes, or one that is not over.
proxies-over-already = This proxy is over already. There is nothing left to do.
proxies-instructions-fault = Keep the instructions within 2,000 characters.

ballot-as-proxy = You vote for { $member }, as the holder of their proxy: { $class } member, with { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
  } ({ $citation }).
ballot-instructions = { $member } told you:
ballot-no-instructions = { $member } gave you no instructions.
ballot-proxy-replaced = { $member } can vote themselves at any time before the close: then their ballot counts, and after the close your receipt shows that yours was replaced. Neither of you can see what the other chose.
ballot-member-voted = { $member } has voted themselves in this vote. That ballot stands, and a proxy cannot replace it. There is nothing left to do.
ballot-no-proxy = The proxy by which you wanted to vote was revoked, replaced, or is over. Nothing was recorded. Ask the member, who can vote or give another.
poll-by-proxy = For { $member }, by proxy:
poll-proxies = { $n ->
    [0] Nobody’s proxy was in effect at the close.
    [one] At the close a proxy was in effect for { $n } member, who may have voted themselves all the same.
   *[other] At the close proxies were in effect for { $n } members, who may have voted themselves all the same.
  }
poll-proxies-withheld = For how many members a proxy was in effect at the close is not said: the figure would be about fewer than { $k } people.
