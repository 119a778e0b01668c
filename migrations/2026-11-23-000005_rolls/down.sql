DROP TABLE roll_certifications, roll_openings, roll_entitlements, rolls;
DROP FUNCTION guard_roll_certification(), guard_roll_entitlement(), guard_roll(), require_fresh_sight();
