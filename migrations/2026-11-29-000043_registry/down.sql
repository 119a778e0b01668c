-- What the register holds rests on decisions: there is no way back.
DO $$ BEGIN RAISE EXCEPTION 'migration 43 is not undone'; END $$;
