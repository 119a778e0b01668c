DROP TRIGGER guard_us_basis ON asset_deeds;
DROP FUNCTION guard_deed_basis();
DROP TRIGGER guard_us_basis ON mark_case_versions;
DROP FUNCTION guard_us_basis();
DROP TRIGGER guard_loss ON mark_case_versions;
DROP FUNCTION guard_case_loss();
DROP TRIGGER guard_letting_go ON asset_events;
DROP FUNCTION guard_letting_go();
DROP TRIGGER guard_waiver ON deadline_acts;
DROP FUNCTION guard_waiver();
DROP FUNCTION is_relied_on(uuid, uuid);
DROP FUNCTION is_lost(uuid, uuid, text[]);
DROP FUNCTION is_let_go(uuid, uuid);
ALTER TABLE incidents DROP CONSTRAINT incidents_kind;
ALTER TABLE incidents ADD CONSTRAINT incidents_kind CHECK (kind IN ('lapse', 'seizure', 'unauthorised_transfer', 'court_order', 'compromise', 'loss'));
COMMENT ON TABLE incidents IS
    'An outside fact about an asset: lapsed, seized, transferred without right, under a court''s order, compromised or lost. It never changes whose the asset rightfully is; it counts once a second officer confirmed it.';
