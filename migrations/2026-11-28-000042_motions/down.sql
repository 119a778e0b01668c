-- Decisions keep what they came from: there is no way back.
DO $$ BEGIN RAISE EXCEPTION 'migration 42 is not undone'; END $$;
