-- What was handed over is kept: there is no way back.
DO $$ BEGIN RAISE EXCEPTION 'migration 45 is not undone'; END $$;
