# Letters: subjects and text. Addresses follow on lines of their own.

letter-greeting = Hello,
letter-greeting-name = Hello { $name },
letter-code = The code of this letter is { $code }. To be sure that it came from us, look the code up at { $address } (type that address yourself).
letter-log = When this letter was written, the public log had { $size } entries, and its root began with { $root }. Keep this letter: whoever rewrote the log could not make it say so again. { $address }
letter-roll-line = You stand on the roll as: { $subject }

letter-sign-in-link-kind = A link to sign in
letter-sign-in-link-subject = Your link to sign in to { $foundation }
letter-sign-in-link-body = Somebody, we hope you, asked to sign in to { $foundation } with this mail address. Open this address and press the button there:
letter-sign-in-link-after = The link works once, within 10 minutes. It signs you in; it is not a ballot. If you did not ask for it, do nothing: without the link nobody comes in.

letter-invitation-kind = An invitation
letter-invitation-subject = { $foundation } has opened an account for you
letter-invitation-body = { $foundation } now votes on its own website, and there is an account for you at this mail address.
letter-invitation-memberships = { $n ->
    [one] With it you act for this membership:
   *[other] With it you act for these { $n } memberships:
}
letter-invitation-how = To come in, open this address and enter your mail address. We send you a link that signs you in; no password is needed.
letter-invitation-after = If something about your membership is wrong, write to the secretary of the foundation.

letter-sessions-ended-kind = News that an officer signed you out
letter-sessions-ended-subject = You were signed out at { $foundation }
letter-sessions-ended-body = An officer of { $foundation } signed you out everywhere: each browser, and each link that was mailed and not used. A password, if you had one, was removed, and the address of your calendar opens nothing any more. You can sign in again at once, by a mailed link.
letter-sessions-ended-after = If you did not ask for it, ask the officers why. Your account is here:

letter-password-changed-kind = News about a password
letter-password-changed-subject = The password of your account at { $foundation }
letter-password-changed-body = A password was set for your account at { $foundation }. Every other browser that was signed in has been signed out.
letter-password-changed-removed = The password of your account at { $foundation } was removed. You sign in by a mailed link from now on.
letter-password-changed-after = If this was not you, sign in by a mailed link, set or replace the password within half an hour, and sign out everywhere:

letter-address-change-proposed-kind = News about a mail address
letter-address-change-proposed-subject = A change of your mail address is proposed
letter-address-change-proposed-body = An officer of { $foundation } proposes that your account be reached at { $new } from now on, instead of at this address.
letter-address-change-proposed-reason = The reason given: { $reason }
letter-address-change-proposed-after = Nothing has changed yet. A second officer must approve, and then 72 hours must pass. If you do not want the change, sign in and stop it there:

letter-address-change-approved-kind = News about a mail address
letter-address-change-approved-subject = A change of your mail address is approved
letter-address-change-approved-body = Two officers want your account to be reached at { $new }. The change takes effect on { $when }.
letter-address-change-approved-after = Until then you can stop it with one press. Sign in and do it there:

letter-address-change-stopped-kind = News about a mail address
letter-address-change-stopped-subject = The change of your mail address was stopped
letter-address-change-stopped-body = Your account stays at this address. The proposed change to { $new } was stopped and will not happen.

letter-address-change-renewed-kind = News about a mail address
letter-address-change-renewed-subject = A change of mail address that was stopped is wanted once more
letter-address-change-renewed-body = An officer of { $foundation } proposes once more that an account which is reached at { $old } be reached at { $new } from now on. That change was stopped before, from the account itself.
letter-address-change-renewed-second = A second officer of { $foundation } wants that an account which is reached at { $old } be reached at { $new }. That change was stopped before, from the account itself.
letter-address-change-renewed-approved = Three officers of { $foundation } want that an account which is reached at { $old } be reached at { $new }. That change was stopped before, from the account itself. It takes effect on { $when }.
letter-address-change-renewed-reason = How the officers identified the person: { $reason }
letter-address-change-renewed-waits = Nothing has changed yet. It takes three officers, one who proposes it and two others who approve it. Then fourteen days must pass.
letter-address-change-renewed-after = It cannot be stopped from the account any more: an officer can. If the account is yours and you do not want the change, or it was not you whom they identified, tell the secretary or any other officer at once, by a way on which they know you.

letter-address-changed-kind = News about a mail address
letter-address-changed-subject = The mail address of your account has changed
letter-address-changed-body = Your account at { $foundation } was reached at { $old }. It is now reached at { $new }. Every browser that was signed in has been signed out. A password, if there was one, was removed, and the address of the calendar opens nothing any more. From now on a link that is mailed to the new address signs you in; there you can set a password and make a calendar’s address anew.
letter-address-changed-after = This letter goes to both addresses. If you did not want the change, write to the officers of the foundation at once.

letter-representation-changed-kind = News about who votes for an organisation
letter-representation-changed-subject-proposed = Another is proposed to vote for { $organisation }
letter-representation-changed-subject-confirmed = Another votes for { $organisation } soon
letter-representation-changed-subject-stopped = Nobody else votes for { $organisation }
letter-representation-changed-body-proposed = { $by }, an officer of { $foundation }, proposes that { $person } vote for { $organisation } from { $from } on, and nobody else from then on.
letter-representation-changed-body-confirmed = A second officer of { $foundation }, { $by }, confirmed that { $person } votes for { $organisation } from { $from } on. In votes that are open on that day whoever voted for it until then goes on until the close.
letter-representation-changed-body-stopped = It was proposed that { $person } vote for { $organisation } from { $from } on. { $by } stopped this, and it will not happen.
letter-representation-changed-after-proposed = Nothing has changed yet: a second officer has to confirm it. If it is wrong, object before that day. Whoever votes for { $organisation } now does so on their own page with one press; anybody else writes to the officers:
letter-representation-changed-after-confirmed = If it is wrong, object before that day. Whoever votes for { $organisation } now does so on their own page with one press; anybody else writes to the officers:
letter-representation-changed-after-stopped = For what you vote stands on your own page:

letter-membership-ended-kind = News about the end of a membership
letter-membership-ended-subject = The end of a membership of { $foundation } is recorded
letter-membership-ended-body-left = { $by } resigned membership no. { $number } of { $foundation }. It is over from { $from } on.
letter-membership-ended-body-resigned = { $by }, an officer of { $foundation }, recorded that membership no. { $number } is over from { $from } on, because you resigned.
letter-membership-ended-body-transferred = { $by }, an officer of { $foundation }, recorded that membership no. { $number } went to the successor of your business, and is yours no more from { $from } on.
letter-membership-ended-body-deceased = { $by }, an officer of { $foundation }, recorded that membership no. { $number } is over from { $from } on, because the member died.
letter-membership-ended-body-dissolved = { $by }, an officer of { $foundation }, recorded that membership no. { $number } is over from { $from } on, because the organisation was dissolved.
letter-membership-ended-body-mistake = { $by }, an officer of { $foundation }, recorded that membership no. { $number } is over from { $from } on, because it had been recorded in error.
letter-membership-ended-after = Without the membership nobody votes by it. If this is wrong, write to the officers of the foundation at once. What is recorded of you stands on your own page:

letter-poll-opened-kind = A ballot is open to you
letter-poll-opened-subject = Your vote: { $title }
letter-poll-opened-body = The vote “{ $title }” is open, and you are on its roll. It closes on { $closes }.
letter-poll-opened-how = Your ballot is here. You sign in on the way, by a link we mail you or by your password:
letter-poll-opened-after = You can vote again until the close; your last ballot counts. This letter is no ballot and carries nothing that could cast one.

letter-poll-voided-kind = A vote was ended without a result
letter-poll-voided-subject = Ended without a result: { $title }
letter-poll-voided-body = The vote “{ $title }” was ended by its officers. It has no result, and ballots cast in it are not counted.
letter-poll-voided-reason = They say why: { $reason }
letter-poll-voided-after = The act is in the public log, signed by two officers. What stands of the vote is here:

letter-poll-extended-kind = The close of a vote was put off
letter-poll-extended-subject = Open for longer: { $title }
letter-poll-extended-body = The vote “{ $title }” closes later than it was to: on { $closes }. Nothing else in it has changed. Ballots that were cast count, and you can vote, or vote again, until then.
letter-poll-extended-reason = The officers say why: { $reason }
letter-poll-extended-after = The act is in the public log, signed by its officers. The vote is here:

letter-poll-excluded-kind = A candidate of a vote is out
letter-poll-excluded-subject = No longer a candidate: { $title }
letter-poll-excluded-body = In the vote “{ $title }” { $option } can no longer be elected.
letter-poll-excluded-reason = The officers say why: { $reason }
letter-poll-excluded-both = The ballots stay as they are. They are counted both as they were cast and without this candidate; the second count is the result, and both are published.
letter-poll-excluded-again = You can vote again until { $closes }; the last ballot counts.

letter-poll-result-kind = The result of a vote
letter-poll-result-subject = The result: { $title }
letter-poll-result-body = The count of the vote “{ $title }” is certified.
letter-poll-result-elected = { $n ->
    [one] Elected is { $names }.
   *[other] Elected are { $names }.
}
letter-poll-result-nobody = Nobody is elected.
letter-poll-result-tied = The votes do not decide between { $names }.
letter-poll-result-adopted = The motion is adopted.
letter-poll-result-lost = The motion is lost.
letter-poll-result-no-quorum = Too few took part: the quorum was not reached. Nothing is decided, and nobody is elected.
letter-poll-result-turnout = { $part } of the { $all } on the roll took part.
letter-poll-result-after = Every step of the count, and the evidence that anyone can check, are here:

letter-complaint-received-kind = A complaint about a vote
letter-complaint-received-subject = Complaint received: { $title }
letter-complaint-received-body = Your complaint about the vote “{ $title }” is on record under the number { $number }. Its result is not certified before the officers have answered.
letter-complaint-received-after = What you wrote, and the answer once it is there, stand here for you and the officers to read:

letter-complaint-answered-kind = The answer to a complaint about a vote
letter-complaint-answered-subject = Your complaint is answered: { $title }
letter-complaint-answered-body = The officers of the vote “{ $title }” have answered your complaint number { $number }.
letter-complaint-answered-answer = They write: { $answer }
letter-complaint-answered-after = It stands on record here:

letter-cast-confirmed-kind = A ballot was received
letter-cast-confirmed-subject = Ballot received: { $title }
letter-cast-confirmed-body = A ballot in the vote “{ $title }” was received and sealed in your name. This letter does not say what stands in it, and we cannot read it.
letter-cast-confirmed-again = You can vote again until { $closes }; the last ballot counts.
letter-cast-confirmed-after = If it was not you who voted, vote again now, sign out everywhere on your account page, and write to the election officers.

letter-record-says-kind = What the record says about a vote
letter-record-says-subject = The record of the vote: { $title }
letter-record-says-voted = The vote “{ $title }” is closed. The record says that a ballot was cast for you.
letter-record-says-not-voted = The vote “{ $title }” is closed. The record says that no ballot was cast for you.
letter-record-says-opening = Of the published roll, roll.jsonl, line { $line } stands for you; its position, counted from 0, is { $position }. Keep the next five lines if you want to check that yourself: how you stand on the roll, the line that stands for you, the salt that joins the two, the roll’s id, and your entitlement’s. Show them to nobody who need not know which line is yours.
letter-record-says-check = You can check it here once the vote is certified; what you enter there is not sent anywhere:
letter-record-says-erased = What ties you to the published roll has been erased at your request.
letter-record-says-result = The result, once it is certified, stands here:
letter-record-says-complain = If the record is wrong, say so here; the election officers must answer:

# The bylaws ask that an electronic notice says prominently what it is.
letter-legend = IMPORTANT NOTICE REGARDING { $foundation }

letter-notice-kind = A notice of the foundation
letter-notice-subject = { $title }
letter-notice-after = This notice stands here, with the rule it is given under:

letter-poll-reminder-kind = A reminder of an open ballot
letter-poll-reminder-subject = Not voted yet: { $title }
letter-poll-reminder-body = The vote “{ $title }” is open. It closes on { $closes }.
letter-poll-reminder-for = { $n ->
    [one] So far no ballot has been cast for this member, for whom you vote:
   *[other] So far no ballot has been cast for these members, for whom you vote:
}
letter-poll-reminder-again = You can vote again until the close; the last ballot counts.
letter-poll-reminder-after = Whether you vote is yours to decide. This letter is no ballot and carries nothing that could cast one.

letter-work-digest-kind = What waits for you, once a week
letter-work-digest-subject = What waits for you at { $foundation }
letter-work-digest-body = { $n ->
    [one] One thing waits for you:
   *[other] { $n } things wait for you:
}
letter-work-digest-after = You get this letter once a week, and none when nothing waits.

letter-dues-invoice-kind = An invoice of dues
letter-dues-invoice-subject = Invoice { $number } of { $foundation }
letter-dues-invoice-body = { $foundation } has issued invoice { $number } to you, for { $amount }.
letter-dues-invoice-due = It is due on { $day }. You find it here, with its lines and what was paid; there you can print it:
letter-dues-invoice-after = Pay as the treasurer told you, and name the invoice’s number. The website takes no payments, and no letter of ours asks for the number of a card.

letter-test-letter-kind = A test of mail
letter-test-letter-subject = A test letter from { $foundation }
letter-test-letter-body = This letter only says that mail from { $foundation } arrives. There is nothing to do.

letter-application-news-kind = News of an application
letter-application-news-subject-received = Your application to { $foundation }
letter-application-news-subject-asked = A question about your application to { $foundation }
letter-application-news-subject-approved = Your application to { $foundation } is approved
letter-application-news-subject-waiting = Your application to { $foundation } is approved
letter-application-news-subject-welcome = Welcome as a member of { $foundation }
letter-application-news-subject-declined = Your application to { $foundation }
letter-application-news-subject-referred = Your application to { $foundation } is with the board
letter-application-news-subject-closed = Your application to { $foundation } is closed
letter-application-news-subject-reopened = Your application to { $foundation } is looked at again
letter-application-news-body-received = Your application no. { $number } has come in. The people who decide on it look at it now; you are told when they have decided, or when they need to know more. Where it stands:
letter-application-news-body-asked = Before your application no. { $number } can be decided, something has to be asked. Read the question and answer it here:
letter-application-news-body-approved = Your application no. { $number } is approved. One thing is left before you are a member: accept what members agree to. You do it here:
letter-application-news-body-waiting = Your application no. { $number } is approved. Nothing is left for you to do: something that { $foundation } has to settle keeps your membership from beginning yet. It begins by itself once that is settled, and a letter welcomes you then. Where it stands:
letter-application-news-body-welcome = You are a member of { $foundation } from today on. Your page tells your class, your votes and until when your term lasts:
letter-application-news-body-declined = It was decided not to approve your application no. { $number }. What was said about it stands here:
letter-application-news-body-referred = The membership committee has referred your application no. { $number } to the board, which decides on it. Where it stands:
letter-application-news-body-closed = Your application no. { $number } was closed because no answer came. Write to the secretary if you want it taken up again. What was asked:
letter-application-news-body-reopened = Your application no. { $number } is taken up again. What was decided before stays on record. Where it stands:

letter-nominated-kind = The news that somebody was nominated
letter-nominated-subject = You were nominated: { $title }
letter-nominated-body = { $by } nominated you for “{ $title }” at { $foundation }.
letter-nominated-answer = Nothing follows from it until you answer. Say whether you stand, best before nominations close on { $day }:
letter-nominated-after = If you accept, you write a statement there and say with whom you are affiliated. If you decline, the member can nominate somebody else.
letter-candidate-letter-kind = Letters of candidates in an election
letter-candidate-letter-subject = { $name }, candidate: { $subject }
letter-candidate-letter-body = A letter of { $name }, who is a candidate for “{ $title }”. The words are the candidate’s own.
letter-candidate-letter-after = { $foundation } sends the same number of letters of each candidate to everybody who may vote, and gives no address to anybody. All candidates:
letter-motion-news-kind = News of a motion that you follow
letter-motion-news-subject = Motion { $number }: { $title }
letter-motion-news-body-submit = Motion { $number } was submitted to its body: “{ $title }”.
letter-motion-news-body-move = Motion { $number } was moved: “{ $title }”.
letter-motion-news-body-second = Motion { $number } was seconded: “{ $title }”.
letter-motion-news-body-debate = Motion { $number } is in debate: “{ $title }”.
letter-motion-news-body-amend = The text of motion { $number } was amended: “{ $title }”.
letter-motion-news-body-put = Motion { $number } is put to the vote: “{ $title }”. From now on its text stands.
letter-motion-news-body-recall = The vote on motion { $number } was called off, and it is in debate again: “{ $title }”.
letter-motion-news-body-refer = Motion { $number } was referred: “{ $title }”.
letter-motion-news-body-postpone = Motion { $number } was postponed: “{ $title }”.
letter-motion-news-body-resume = Motion { $number } is in debate again: “{ $title }”.
letter-motion-news-body-withdraw = Motion { $number } was withdrawn: “{ $title }”.
letter-motion-news-body-rule-out = Motion { $number } was ruled out of order: “{ $title }”.
letter-motion-news-body-adopt = Motion { $number } was adopted: “{ $title }”.
letter-motion-news-body-lose = Motion { $number } was lost: “{ $title }”.
letter-motion-news-body-lack-quorum = Too few took part in the vote on motion { $number }, so nothing is decided: “{ $title }”.
letter-motion-news-body-reconsider = Motion { $number } is reconsidered: “{ $title }”.
letter-motion-news-body-implement = What motion { $number } decided was carried out: “{ $title }”.
letter-motion-news-body-rescind = What motion { $number } decided was rescinded by a later decision: “{ $title }”.
letter-motion-news-body-ratify = What motion { $number } decided was ratified: “{ $title }”.
letter-motion-news-body-posts = Something was said in the debate on motion { $number }: “{ $title }”. What else is said within an hour comes without a letter.
letter-motion-news-after = You get this letter because you follow the motion. On the page of its debate you can stop that.
letter-interest-found-kind = What was found of an interest in a motion
letter-interest-found-subject = An interest of yours in motion { $number }: { $title }
letter-interest-found-body-recused = Whoever keeps the minutes recorded that the body found you to have an interest in motion { $number }, “{ $title }”, and that you are recused: your vote on it does not count, also one that you have given already.
letter-interest-found-body-stays = Whoever keeps the minutes recorded that the body found you to have an interest in motion { $number }, “{ $title }”, and that you take part, having said so.
letter-interest-found-body-nothing = Whoever keeps the minutes recorded that the body found you to have no interest in motion { $number }, “{ $title }”.
letter-interest-found-after = In what, and why, stands on the page of the motion. If the body did not find this, tell the others who sit on it before the vote is declared: the body finds anew, and whoever keeps the minutes records that.
letter-renewal-reminder-kind = The reminder to renew a membership
letter-renewal-reminder-subject = Renew your membership of { $foundation }
letter-renewal-reminder-body = Your membership of { $foundation } in the class { $class } lasts until { $day }. Renew it, and your vote stays.
letter-renewal-reminder-record-date = An election is announced for which who may vote is fixed on { $day }. If your term ends before, you are not on its roll.
letter-renewal-reminder-after = What there is to do stands here:
letter-asset-incident-kind = The news of an incident of what the foundation owns
letter-asset-incident-subject = { $asset } { $title }: an incident
letter-asset-incident-body = Two officers of { $foundation } recorded an incident of { $asset }, { $title }, on { $day }: { $what }.
letter-asset-incident-owner = The rightful owner is unchanged: { $owner }.
letter-asset-incident-after = You get this as a director. What is known stands here, for everybody to read:

letter-asset-watched-kind = News from the daily watch over what the foundation owns
letter-asset-watched-subject = { $asset } { $title }: look at it
letter-asset-watched-body = { $asset }, { $title }, is a protected asset of { $foundation }. This was found of it from outside:
letter-asset-watched-finding-no-transfer-lock = It is not locked against transfer: its registrar does not report clientTransferProhibited.
letter-asset-watched-finding-no-renewal = The register of assets says that it does not renew by itself.
letter-asset-watched-finding-nearer-expiry = It expires on { $value }, earlier than the register of assets says.
letter-asset-watched-finding-other-owner = It stands in another name than the register of assets says.
letter-asset-watched-finding-other-status = Its status is now: { $value }.
letter-asset-watched-finding-absent = Whoever was asked knows nothing of this name or number.
letter-asset-watched-after = Nothing in the register was changed. You get this once for each finding, because you keep the register. All that was found, and what can be taken over, stands here:
letter-petition-delivered-kind = The news that members delivered a petition
letter-petition-delivered-subject = Petition { $number } was delivered: { $title }
letter-petition-delivered-body = Members of { $foundation } delivered petition { $number }, “{ $title }”. It was signed with { $votes } of { $total } votes.
letter-petition-delivered-notice = Notice of the special meeting that it asks for is to be given by { $day }.
letter-petition-delivered-between = The meeting is to be held from { $from } to { $to }.
letter-petition-delivered-from = The meeting is to be held from { $from } on.
letter-petition-delivered-until = The meeting is to be held by { $to }.
letter-petition-delivered-after = What it asks stands here, with the rule of each day. Whoever keeps the minutes records there what the board decides:
letter-roll-answered-kind = The answer to what you asked of a roll
letter-roll-answered-subject = What you asked of roll { $roll } is answered
letter-roll-answered-body = You asked something of roll { $roll }, which says who may vote. An officer has answered on record.
letter-roll-answered-upheld = You are right: this roll will not be certified as it is. The facts are put right, and the roll is computed anew.
letter-roll-answered-not-upheld = The roll stays as it is. This is the reason given:
letter-roll-answered-rule = The answer rests on: { $citation }
letter-roll-answered-after = What you asked and every answer to it stand here:

letter-factor-changed-kind = What became of your second factor
letter-factor-changed-subject-added = A second factor was added to your account
letter-factor-changed-subject-proposed = An officer proposes to end your second factor
letter-factor-changed-subject-reset = Your second factor was ended
letter-factor-changed-body-added = A second factor was added with which you act as an officer of { $foundation }. If that was not you, somebody else signs in as you: tell another officer at once, by a way on which they know you.
letter-factor-changed-body-proposed = Another officer of { $foundation } proposes to end your second factor. It ends when a third officer confirms that. If you did not ask for it, tell the officers at once. This is the reason given:
letter-factor-changed-body-reset = Two officers of { $foundation } ended your second factor. Nothing is signed in your name until you add another. This is the reason given:
letter-factor-changed-after = Your second factor, and who has one, stand here:

letter-cast-under-proxy-kind = A ballot was received where somebody holds a proxy
letter-cast-under-proxy-subject = Ballot received: { $title }
letter-cast-under-proxy-body = A ballot in the vote “{ $title }” was received and sealed for the member of whom proxy { $number } is. This letter goes to everybody who can vote for that member. It does not say who did, nor what stands in the ballot, and we cannot read it.
letter-cast-under-proxy-again = The member can vote again until { $closes }; the last ballot counts.
letter-cast-under-proxy-after = If neither of you voted, vote again now, sign out everywhere on your account page, and write to the election officers.

letter-proxy-news-kind = What became of a proxy
letter-proxy-news-subject-granted = You can vote for a member: proxy { $number }
letter-proxy-news-subject-revoked = Proxy { $number } is over
letter-proxy-news-subject-recorded = An officer recorded a proxy of yours: proxy { $number }
letter-proxy-news-subject-confirmed = Proxy { $number } of yours counts from now on
letter-proxy-news-body-granted = A member of { $foundation } lets you vote for them, by proxy { $number }. For whom, in which votes, until when and with which instructions stands here:
letter-proxy-news-body-revoked = Proxy { $number }, by which you voted for a member of { $foundation }, was revoked, or a later one took its place. You do not vote by it any more. Ballots that you cast before stand unless the member replaces them. What is on record stands here:
letter-proxy-news-body-recorded = The secretary of { $foundation } recorded proxy { $number } from a paper of yours: another person can vote for you once a second officer has confirmed it. If you gave no such paper, revoke the proxy at once and write to the officers. You do both here:
letter-proxy-news-body-confirmed = A second officer of { $foundation } confirmed proxy { $number }, which was recorded from a paper of yours: another person can vote for you from now on. A ballot that you cast yourself takes the place of theirs. If you gave no such paper, revoke the proxy at once and write to the officers. You do both here:
