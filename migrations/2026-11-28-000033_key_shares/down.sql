DROP FUNCTION destroy_envelopes(uuid);
DROP TABLE envelope_destructions, poll_destructions, key_share_destructions, key_share_losses, key_rehearsals,
    key_challenges, key_share_holders, key_ceremonies;
DROP FUNCTION guard_destruction(), guard_share_destruction(), guard_rehearsal();
