# A person's calendar, and the public feeds.

calendar-title = Your dates in your calendar
calendar-lead = Your calendar program can fetch from us when votes open and close for you, what you were given notice of, and when a term of yours ends. It keeps itself up to date: what moves, moves there, and what is called off is crossed out.
calendar-never = It never holds how you voted, whether you voted, or anything secret. Notices that concern named persons alone are left out, because calendars are often shown to others.
calendar-address = The address of your calendar
calendar-none = Your calendar has no address yet.
calendar-since = Your calendar has had an address since
calendar-lost = We do not know it any more: we keep only what we need to recognise it. If you lost it, make a new one; the old one then opens nothing.
calendar-make = Make an address
calendar-make-new = Make a new address
calendar-made = Your calendar has this address
calendar-once = Copy it now: it is shown this once. Whoever knows it can read your dates, so do not pass it on.
calendar-open = Open it in the calendar program of this device
calendar-how = How to put it into your calendar
calendar-how-phone = On a phone: follow the link above. If nothing happens, look in the settings of your calendar for “add a subscribed calendar” and paste the address.
calendar-how-desktop = On a computer: choose “subscribe to a calendar”, “new calendar from the network” or “from the Internet” in your calendar program and paste the address.
calendar-how-web = In a calendar on the web: choose “add by URL” or “from the web” and paste the address. The operator of that calendar then reads your dates too.
calendar-end-title = End the address
calendar-end-what = The address then opens nothing. Your calendar program keeps what it has fetched until you delete it there.
calendar-end = End the address
calendar-outdated = This page was not up to date: your calendar has another address by now, or none. Open the page once more.
calendar-account-link = Put your dates into your calendar

date-poll-opens = Vote opens: { $question }
date-poll-closes = Vote closes: { $question }
date-poll-place = For { $member } you cast as { $class }, with { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
} ({ $citation }).
date-poll-until = Until then you can cast, and cast again; the last ballot counts.
date-poll-voided = The officers ended this vote; it has no result. They say why: { $reason }
date-notice-rule = Notice of it is due by { $citation }.
date-office-ends = Your last day in office: { $office }
date-seat-ends = Your term ends: { $seat }, { $body }
date-by-decision = By decision { $number }: { $title }
date-held-over = You stay until a successor sits, as the rules say.

feeds-title = Feeds
feeds-lead = A feed reader fetches these by itself and tells you what is new. Everybody may read them; they name nobody and count nobody.
feeds-calendar = What concerns you alone comes into your calendar:
feed-votes = Votes
feed-votes-what = Votes that opened, closed, were certified or were ended.
feed-resolutions = Resolutions
feed-resolutions-what = What the bodies of the foundation resolved, by number.
feed-rules = Rules
feed-rules-what = Versions of the rulebook, when they are adopted.
feed-notices = Notices
feed-notices-what = What was given notice of to all members.

feed-petitions = Petitions
feed-petitions-what = What members asked for by signature, when it is delivered.
news-petition-meeting = Petition { $number } was delivered: members ask for a special meeting
news-petition-ballot = Petition { $number } was delivered: members ask for a question on the next ballot
news-poll-opened = Vote open: { $question }
news-poll-closed = Vote closed: { $question }
news-poll-certified = Result certified: { $question }
news-poll-voided = Vote ended without a result: { $question }
news-poll-until = It closes on { $when }.
news-resolution-closed = Confidential resolution { $number }
news-rules-adopted = Version { $version } of the rulebook is adopted
news-rules-from = It takes effect on { $when }.
