-- Files about assets: brought as drafts, held against the register, and taken over row by
-- row by a person.

CREATE TABLE registry_import_drafts (
    id uuid PRIMARY KEY,
    format text NOT NULL,
    name text NOT NULL,
    asset uuid REFERENCES assets (id),
    file bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(file)) STORED,
    brought_by uuid NOT NULL REFERENCES parties (id),
    brought_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT registry_import_drafts_format CHECK (format IN ('st96', 'rdap', 'csv')),
    CONSTRAINT registry_import_drafts_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT registry_import_drafts_size CHECK (octet_length(file) BETWEEN 1 AND 4194304)
);
COMMENT ON TABLE registry_import_drafts IS
    'A file about assets between its upload and what a person takes over of it; erased by that, or thirty days after it came. asset is the one it was brought for, where somebody said so.';
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
    brought_by uuid NOT NULL REFERENCES parties (id),
    taken_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT registry_imports_format CHECK (format IN ('st96', 'rdap', 'csv')),
    CONSTRAINT registry_imports_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT registry_imports_sha256 CHECK (octet_length(sha256) = 32),
    CONSTRAINT registry_imports_assets CHECK (assets ~ '^A-[0-9]+(, A-[0-9]+)*$'),
    CONSTRAINT registry_imports_taken CHECK (jsonb_typeof(taken::jsonb) = 'array' AND octet_length(taken) <= 16777216),
    CONSTRAINT registry_imports_rows CHECK (rows_taken >= 1 AND rows_left >= 0)
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
                  AND d.brought_by = NEW.brought_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'rows are taken over from a file that was brought'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_is_of_a_draft';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_registry_import() IS 'Guard of registry_imports: by whoever keeps the register, from a file that was brought.';
CREATE TRIGGER guard BEFORE INSERT ON registry_imports FOR EACH ROW EXECUTE FUNCTION guard_registry_import();
ALTER TABLE registry_imports ENABLE ALWAYS TRIGGER guard;
