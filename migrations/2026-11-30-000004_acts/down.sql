DROP TABLE act_outcomes;
DROP TABLE act_signatures;
DROP TABLE acts;
DROP TABLE officer_keys;
DROP TABLE officer_key_uploads;
DROP FUNCTION guard_standing_key();
DROP FUNCTION guard_act_outcome();
DROP FUNCTION guard_act_signature();
