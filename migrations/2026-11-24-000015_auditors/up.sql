-- What auditors looked at and took away, for those who are audited to read.

CREATE TABLE auditor_views (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    what text NOT NULL,
    register text,
    after_row text,
    export bigint REFERENCES auditor_views (number),
    manifest_sha256 bytea,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT auditor_views_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT auditor_views_kind CHECK (person_kind = 'person'),
    CONSTRAINT auditor_views_what CHECK (what IN ('room', 'register', 'views', 'export', 'exported')),
    CONSTRAINT auditor_views_register CHECK ((what = 'register') = (register IS NOT NULL)),
    CONSTRAINT auditor_views_register_form CHECK (register ~ '^[a-z][a-z-]{0,39}$'),
    CONSTRAINT auditor_views_after CHECK (after_row IS NULL OR (what = 'register' AND octet_length(after_row) <= 1000)),
    CONSTRAINT auditor_views_export CHECK ((what = 'exported') = (export IS NOT NULL)),
    CONSTRAINT auditor_views_manifest CHECK ((what = 'exported') = (manifest_sha256 IS NOT NULL)),
    CONSTRAINT auditor_views_manifest_length CHECK (octet_length(manifest_sha256) = 32),
    CONSTRAINT auditor_views_exported_once UNIQUE (export)
);
COMMENT ON TABLE auditor_views IS
    'What an auditor asked for, recorded before it is shown: the room, a page of a register (after which row), the list of these views, an export; and of an export that was made whole, the SHA-256 of its manifest.';
CALL keep_as_history('auditor_views');

CREATE FUNCTION guard_auditor_view() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF NEW.what = 'exported' THEN
        -- A term may be over before an export is.
        IF EXISTS (SELECT 1 FROM public.auditor_views v
                   WHERE v.number = NEW.export AND v.what = 'export' AND v.person = NEW.person) IS NOT TRUE THEN
            RAISE EXCEPTION 'an export is ended by whoever began it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'export_was_begun';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM public.office_terms t
               LEFT JOIN public.office_ends e ON e.term = t.id
               WHERE t.person = NEW.person AND t.office = 'auditor' AND t.starts_at <= clock_timestamp()
                 AND (t.ends_at IS NULL OR clock_timestamp() < t.ends_at)
                 AND (e.ends_at IS NULL OR clock_timestamp() < e.ends_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'only an auditor looks into the registers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'viewer_is_an_auditor';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_auditor_view() IS
    'Guard of auditor_views: of who is an auditor now, and the end of an export of who began it.';
CREATE TRIGGER guard BEFORE INSERT ON auditor_views FOR EACH ROW EXECUTE FUNCTION guard_auditor_view();
ALTER TABLE auditor_views ENABLE ALWAYS TRIGGER guard;
