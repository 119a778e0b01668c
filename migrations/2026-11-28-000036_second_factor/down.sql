DROP TABLE second_factor_reset_confirmations, second_factor_resets, second_factor_proofs, second_factor_secrets, second_factors;
DROP FUNCTION guard_second_factor(), guard_second_factor_proof(), guard_second_factor_reset(), guard_second_factor_reset_confirmation(), second_factor_of(uuid), acts_in_office(uuid, timestamptz);
