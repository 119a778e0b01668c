# The frame around every page, and what is said when a page cannot be shown.

problem-not-found = There is nothing at this address
problem-not-found-sentence = The page may have moved, or it is not open to you. The front page leads to everything that is.
problem-refused = This could not be done
problem-refused-sentence = Nothing was changed.
problem-forbidden = This is not yours to do
problem-forbidden-sentence = Nothing was changed.
problem-sign-in-first = Sign in first
problem-sign-in-first-sentence = This page is personal. Sign in, and you come back here.
problem-unreadable = This request could not be read
problem-unreadable-sentence = Nothing was changed. Open the page again and send it from there.
problem-too-large = This is larger than any form here
problem-too-large-sentence = Nothing was changed. Send a smaller file or a shorter text.
problem-foreign-form = This form did not come from this site
problem-foreign-form-sentence = Nothing was changed. Open the page again and send it from there. If it happens again, allow cookies for this site.
problem-too-many = Too many tries
problem-too-many-sentence = Wait a quarter of an hour and try again.
problem-unavailable = This cannot be done right now
problem-unavailable-sentence = Nothing was changed. Try again in a few minutes.
problem-internal = Something went wrong on our side
problem-internal-sentence = The fault has been recorded. Nothing you sent was counted unless a page told you so. Try again.
