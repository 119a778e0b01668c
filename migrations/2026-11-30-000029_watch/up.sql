-- What the daily watch saw of what others answered about an asset, and files about assets:
-- brought as drafts, held against the register, and taken over row by row by a person.
--
-- A result of the watch changes nothing. Where something differs, the answer waits as a file that
-- a person takes over or discards, like one that somebody brought. Files are erased when they are
-- taken over, or after thirty days; results and what was taken over are history. The database refuses
-- rows of a file that nobody brought.

-- What the watch saw.

CREATE TABLE watch_results (
    id uuid PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    mark_case uuid REFERENCES mark_cases (id),
    outcome text NOT NULL,
    said text NOT NULL,
    answer bytea,
    difference bytea,
    findings text NOT NULL,
    drafted boolean NOT NULL,
    told boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    day date NOT NULL GENERATED ALWAYS AS ((recorded_at AT TIME ZONE 'UTC')::date) STORED,
    CONSTRAINT watch_results_once_a_day UNIQUE NULLS NOT DISTINCT (asset, mark_case, day),
    CONSTRAINT watch_results_outcome CHECK (outcome IN ('equal', 'differs', 'absent', 'unreadable', 'failed')),
    CONSTRAINT watch_results_said CHECK (said = btrim(said) AND char_length(said) BETWEEN 1 AND 500 AND said !~ '[[:cntrl:]]'),
    CONSTRAINT watch_results_answer CHECK (octet_length(answer) = 32),
    -- What is said to be equal or to differ was answered.
    CONSTRAINT watch_results_answered CHECK ((answer IS NOT NULL) = (outcome IN ('equal', 'differs', 'unreadable'))),
    CONSTRAINT watch_results_difference CHECK ((difference IS NOT NULL) = (outcome = 'differs') AND octet_length(difference) = 32),
    CONSTRAINT watch_results_findings CHECK (jsonb_typeof(findings::jsonb) = 'array' AND char_length(findings) <= 8000),
    CONSTRAINT watch_results_drafted CHECK (NOT drafted OR outcome = 'differs')
);
COMMENT ON TABLE watch_results IS
    'What a server answered on a day about a domain, or an office about a case: the answer and its differences from the register by their digests, what of a protected asset is to be looked at (canonical JSON), whether the answer waits as a file since, and whether the keepers of the register got a letter. What failed or could not be read is no answer.';
COMMENT ON COLUMN watch_results.answer IS 'SHA-256 of what was answered.';
COMMENT ON COLUMN watch_results.difference IS 'SHA-256 of what differs.';
CREATE INDEX watch_results_latest ON watch_results (asset, mark_case, recorded_at DESC);
CREATE INDEX watch_results_day ON watch_results (day);
CALL keep_as_history('watch_results');

CREATE FUNCTION guard_watch_result() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.assets a
                WHERE a.id = NEW.asset
                  AND CASE WHEN NEW.mark_case IS NULL THEN a.kind = 'domain'
                           ELSE EXISTS (SELECT FROM public.mark_cases c WHERE c.id = NEW.mark_case AND c.asset = a.id) END)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a domain is watched, or a case of the mark that it is a case of'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'watch_is_of_an_asset';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_watch_result() IS 'Guard of watch_results: of a domain, or of a mark''s own case.';
CREATE TRIGGER guard BEFORE INSERT ON watch_results FOR EACH ROW EXECUTE FUNCTION guard_watch_result();
ALTER TABLE watch_results ENABLE ALWAYS TRIGGER guard;

-- Files about assets.

CREATE TABLE registry_import_drafts (
    id uuid PRIMARY KEY,
    format text NOT NULL,
    name text NOT NULL,
    asset uuid REFERENCES assets (id),
    file bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(file)) STORED,
    brought_by uuid REFERENCES parties (id),
    brought_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    watch uuid UNIQUE REFERENCES watch_results (id),
    CONSTRAINT registry_import_drafts_format CHECK (format IN ('st96', 'rdap', 'csv')),
    CONSTRAINT registry_import_drafts_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT registry_import_drafts_size CHECK (octet_length(file) BETWEEN 1 AND 4194304),
    CONSTRAINT registry_import_drafts_from CHECK (num_nonnulls(brought_by, watch) = 1)
);
COMMENT ON TABLE registry_import_drafts IS
    'A file about assets between its upload, or the day on which the watch found a difference, and what a person takes over of it; erased by that, or after thirty days. asset is the one it is of, where that is known; watch is the result it comes from. Not history.';
GRANT SELECT, INSERT, DELETE ON registry_import_drafts TO commonhold_app;

CREATE TABLE registry_imports (
    id uuid PRIMARY KEY,
    format text NOT NULL,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    assets text NOT NULL,
    taken text NOT NULL,
    rows_taken integer NOT NULL,
    rows_left integer NOT NULL,
    brought_by uuid REFERENCES parties (id),
    taken_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    watch uuid REFERENCES watch_results (id),
    CONSTRAINT registry_imports_format CHECK (format IN ('st96', 'rdap', 'csv')),
    CONSTRAINT registry_imports_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT registry_imports_sha256 CHECK (octet_length(sha256) = 32),
    CONSTRAINT registry_imports_assets CHECK (assets ~ '^A-[0-9]+(, A-[0-9]+)*$'),
    CONSTRAINT registry_imports_taken CHECK (jsonb_typeof(taken::jsonb) = 'array' AND octet_length(taken) <= 16777216),
    CONSTRAINT registry_imports_rows CHECK (rows_taken >= 1 AND rows_left >= 0),
    CONSTRAINT registry_imports_from CHECK (num_nonnulls(brought_by, watch) = 1)
);
COMMENT ON TABLE registry_imports IS
    'Which rows of which file a person took over into the register: the file by its digest, the assets by their numbers, each row with field, what was held and what the file said (canonical JSON).';
CREATE INDEX registry_imports_latest ON registry_imports (recorded_at DESC);
CALL keep_as_history('registry_imports');

CREATE FUNCTION guard_registry_import() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.taken_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (EXISTS (SELECT FROM public.registry_import_drafts d
                WHERE d.id = NEW.id AND d.sha256 = NEW.sha256 AND d.format = NEW.format AND d.name = NEW.name
                  AND d.brought_by IS NOT DISTINCT FROM NEW.brought_by
                  AND d.watch IS NOT DISTINCT FROM NEW.watch
                  -- A file of the watch is the answer that its result tells of.
                  AND (d.watch IS NULL
                       OR EXISTS (SELECT FROM public.watch_results w
                                  WHERE w.id = d.watch AND w.asset = d.asset AND w.drafted AND w.answer = d.sha256)))) IS NOT TRUE THEN
        RAISE EXCEPTION 'rows are taken over from a file that was brought'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_is_of_a_draft';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_registry_import() IS 'Guard of registry_imports: by whoever keeps the register, from a file that was brought.';
CREATE TRIGGER guard BEFORE INSERT ON registry_imports FOR EACH ROW EXECUTE FUNCTION guard_registry_import();
ALTER TABLE registry_imports ENABLE ALWAYS TRIGGER guard;
