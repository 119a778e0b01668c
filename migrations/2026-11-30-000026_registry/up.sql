-- What the foundation owns: assets in versions, the marks' cases, title, custody, and what
-- befell them.
--
-- Every fact is a row, and all of it is history. What an asset is now is its latest version.
-- The database refuses whoever does not keep the register, a gap or a fork in versions, a title
-- that does not lead to the owner, and any change of a protected asset that no deed makes. The
-- guard of versions stands with the deeds that it asks for.

CREATE TABLE assets (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT assets_kind CHECK (kind IN ('trademark', 'domain', 'copyright', 'terms', 'signing_key', 'certificate',
        'account', 'repository', 'contract'))
);
COMMENT ON TABLE assets IS
    'What the foundation owns, holds in trust, has a licence to, or claims unregistered; the kind never changes.';
CALL keep_as_history('assets');

CREATE TABLE asset_versions (
    asset uuid NOT NULL REFERENCES assets (id),
    version integer NOT NULL,
    title text NOT NULL,
    holding text NOT NULL,
    owner text NOT NULL,
    state text NOT NULL,
    protected boolean NOT NULL,
    open boolean NOT NULL,
    identifiers text NOT NULL,
    details text NOT NULL,
    execution uuid,
    entered_by uuid NOT NULL REFERENCES parties (id),
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (asset, version),
    CONSTRAINT asset_versions_version CHECK (version >= 1),
    CONSTRAINT asset_versions_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 200 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT asset_versions_owner CHECK (owner = btrim(owner) AND char_length(owner) BETWEEN 1 AND 200 AND owner !~ '[[:cntrl:]]'),
    CONSTRAINT asset_versions_holding CHECK (holding IN ('owned', 'licensed_in', 'held_in_trust', 'unregistered')),
    CONSTRAINT asset_versions_state CHECK (state IN ('planned', 'active', 'lapsed', 'surrendered', 'transferred', 'retired')),
    CONSTRAINT asset_versions_identifiers CHECK (jsonb_typeof(identifiers::jsonb) = 'object' AND char_length(identifiers) <= 4000),
    CONSTRAINT asset_versions_details CHECK (jsonb_typeof(details::jsonb) = 'object' AND char_length(details) <= 20000),
    CONSTRAINT asset_versions_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE asset_versions IS
    'What an asset is, in versions; the latest holds. protected puts it under the lock; open shows its details to everybody; identifiers and details are canonical JSON; execution is the deed that made this version of a protected asset.';
COMMENT ON COLUMN asset_versions.execution IS 'The deed that made this version of a protected asset.';
CALL keep_as_history('asset_versions');

CREATE VIEW asset_now AS
    SELECT a.id AS asset, a.number, a.kind, v.version, v.title, v.holding, v.owner, v.state, v.protected, v.open,
           v.identifiers, v.details, v.recorded_at
    FROM assets a
    JOIN LATERAL (SELECT x.* FROM asset_versions x WHERE x.asset = a.id ORDER BY x.version DESC LIMIT 1) v ON true;
COMMENT ON VIEW asset_now IS
    'Every asset as its latest version has it; what an asset is now.';
GRANT SELECT ON asset_now TO commonhold_app, commonhold_certifier;

CREATE TABLE mark_cases (
    id uuid PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    office text NOT NULL,
    route text NOT NULL,
    parent uuid REFERENCES mark_cases (id),
    opened_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT mark_cases_office CHECK (office ~ '^[A-Z]{2}$'),
    CONSTRAINT mark_cases_route CHECK (route IN ('national', 'regional', 'madrid_ir', 'madrid_designation'))
);
COMMENT ON TABLE mark_cases IS
    'A trademark before one office (WIPO ST.3), by one route; a designation names the international registration it comes from.';
CREATE INDEX mark_cases_asset ON mark_cases (asset);
CALL keep_as_history('mark_cases');

CREATE TABLE mark_case_versions (
    mark_case uuid NOT NULL REFERENCES mark_cases (id),
    version integer NOT NULL,
    basis text NOT NULL,
    application_no text NOT NULL,
    filed_on date,
    registration_no text NOT NULL,
    registered_on date,
    register text NOT NULL,
    expires_on date,
    state text NOT NULL,
    status_code text NOT NULL,
    status_on date,
    execution uuid,
    entered_by uuid NOT NULL REFERENCES parties (id),
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (mark_case, version),
    CONSTRAINT mark_case_versions_version CHECK (version >= 1),
    CONSTRAINT mark_case_versions_basis CHECK (basis IN ('', '1(a)', '1(b)', '44(d)', '44(e)', '66(a)')),
    CONSTRAINT mark_case_versions_register CHECK (register IN ('', 'principal', 'supplemental')),
    CONSTRAINT mark_case_versions_numbers CHECK (char_length(application_no) <= 40 AND char_length(registration_no) <= 40
        AND char_length(status_code) <= 40),
    CONSTRAINT mark_case_versions_order CHECK (registered_on IS NULL OR filed_on IS NULL OR filed_on <= registered_on),
    CONSTRAINT mark_case_versions_state CHECK (state IN ('candidate', 'clearance', 'filed', 'suspended', 'refused', 'published',
        'opposed', 'allowed', 'registered', 'in_grace', 'renewed', 'abandoned', 'withdrawn', 'surrendered', 'cancelled',
        'expired', 'invalidated')),
    CONSTRAINT mark_case_versions_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE mark_case_versions IS
    'What is known of a case, in versions: basis of filing, numbers and dates (INID 210, 220, 111, 151, 180), register, state, and the office''s own status as it words it.';
CALL keep_as_history('mark_case_versions');

CREATE VIEW mark_case_now AS
    SELECT c.id AS mark_case, c.asset, c.office, c.route, c.parent, v.version, v.basis, v.application_no, v.filed_on,
           v.registration_no, v.registered_on, v.register, v.expires_on, v.state, v.status_code, v.status_on, v.recorded_at
    FROM mark_cases c
    JOIN LATERAL (SELECT x.* FROM mark_case_versions x WHERE x.mark_case = c.id ORDER BY x.version DESC LIMIT 1) v ON true;
COMMENT ON VIEW mark_case_now IS 'Every case of a trademark as its latest version has it.';
GRANT SELECT ON mark_case_now TO commonhold_app;

CREATE TABLE nice_classes (
    id uuid PRIMARY KEY,
    mark_case uuid NOT NULL REFERENCES mark_cases (id),
    class_no integer NOT NULL,
    edition text NOT NULL,
    goods text NOT NULL,
    first_use_on date,
    first_commerce_on date,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nice_classes_class CHECK (class_no BETWEEN 1 AND 45),
    CONSTRAINT nice_classes_edition CHECK (edition ~ '^[0-9]{1,2}-20[0-9]{2}$'),
    CONSTRAINT nice_classes_goods CHECK (goods = btrim(goods) AND char_length(goods) BETWEEN 1 AND 4000)
);
COMMENT ON TABLE nice_classes IS
    'Goods and services of a case by class of the Nice classification (INID 511), with the edition they were worded in.';
CREATE INDEX nice_classes_case ON nice_classes (mark_case, class_no);
CALL keep_as_history('nice_classes');

CREATE TABLE nice_class_ends (
    class uuid PRIMARY KEY REFERENCES nice_classes (id),
    reason text NOT NULL,
    execution uuid,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nice_class_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE nice_class_ends IS 'Classes that a case covers no longer, or whose wording another row replaces.';
CALL keep_as_history('nice_class_ends');

CREATE TABLE asset_events (
    id uuid PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    mark_case uuid REFERENCES mark_cases (id),
    code text NOT NULL,
    happened_on date NOT NULL,
    source text NOT NULL,
    note text NOT NULL,
    document bytea,
    document_name text,
    sha256 bytea GENERATED ALWAYS AS (sha256(document)) STORED,
    corrects uuid REFERENCES asset_events (id),
    withdrawn boolean NOT NULL,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_events_code CHECK (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
    CONSTRAINT asset_events_source CHECK (source IN ('office', 'manual', 'import')),
    CONSTRAINT asset_events_note CHECK (char_length(note) <= 1000),
    CONSTRAINT asset_events_withdrawn CHECK (NOT withdrawn OR corrects IS NOT NULL),
    CONSTRAINT asset_events_document CHECK ((document IS NULL) = (document_name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 5242880) AND char_length(document_name) BETWEEN 1 AND 120)
);
COMMENT ON TABLE asset_events IS
    'What happened to an asset or a case, and on which day. A correction is a new row that names the one it corrects; withdrawn says that it never happened. Deadlines are computed from these.';
CREATE INDEX asset_events_asset ON asset_events (asset, happened_on);
CREATE UNIQUE INDEX asset_events_corrected_once ON asset_events (corrects) WHERE corrects IS NOT NULL;
CALL keep_as_history('asset_events');

CREATE VIEW asset_events_now AS
    SELECT e.id, e.asset, e.mark_case, e.code, e.happened_on, e.source, e.note, e.document_name, e.sha256, e.entered_by, e.recorded_at
    FROM asset_events e
    WHERE NOT e.withdrawn AND NOT EXISTS (SELECT FROM asset_events c WHERE c.corrects = e.id);
COMMENT ON VIEW asset_events_now IS 'The events of assets as they are known now: none that was corrected or withdrawn.';
GRANT SELECT ON asset_events_now TO commonhold_app;

CREATE TABLE asset_roles (
    id uuid PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    role text NOT NULL,
    name text NOT NULL,
    party uuid REFERENCES parties (id),
    since date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_roles_role CHECK (role IN ('applicant', 'holder', 'representative', 'licensee', 'licensor', 'registrar',
        'registrant', 'counsel', 'adversary', 'signer')),
    CONSTRAINT asset_roles_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 200 AND name !~ '[[:cntrl:]]')
);
COMMENT ON TABLE asset_roles IS 'Parties to an asset and what they are to it (INID 730, 732, 740, 791).';
CREATE INDEX asset_roles_asset ON asset_roles (asset);
CALL keep_as_history('asset_roles');

CREATE TABLE asset_role_ends (
    role uuid PRIMARY KEY REFERENCES asset_roles (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_role_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE asset_role_ends IS 'Parties that are no longer what they were to an asset.';
CALL keep_as_history('asset_role_ends');

CREATE TABLE conveyances (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid NOT NULL REFERENCES assets (id),
    mark_case uuid REFERENCES mark_cases (id),
    kind text NOT NULL,
    from_party text NOT NULL,
    to_party text NOT NULL,
    executed_on date NOT NULL,
    effective_on date NOT NULL,
    goodwill boolean NOT NULL,
    successor boolean NOT NULL,
    instrument text NOT NULL,
    recorded_office text NOT NULL,
    reel_frame text NOT NULL,
    recorded_on date,
    document bytea,
    document_name text,
    sha256 bytea GENERATED ALWAYS AS (sha256(document)) STORED,
    execution uuid,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT conveyances_kind CHECK (kind IN ('assignment', 'merger', 'name_change', 'security_interest', 'release', 'court_order')),
    CONSTRAINT conveyances_from CHECK (from_party = btrim(from_party) AND char_length(from_party) BETWEEN 1 AND 200),
    CONSTRAINT conveyances_to CHECK (to_party = btrim(to_party) AND char_length(to_party) BETWEEN 1 AND 200),
    CONSTRAINT conveyances_instrument CHECK (instrument = btrim(instrument) AND char_length(instrument) BETWEEN 1 AND 300),
    CONSTRAINT conveyances_recordal CHECK (char_length(recorded_office) <= 120 AND char_length(reel_frame) <= 60
        AND (recorded_on IS NULL) = (recorded_office = '')),
    CONSTRAINT conveyances_days CHECK (executed_on <= effective_on OR kind IN ('merger', 'court_order', 'assignment')),
    CONSTRAINT conveyances_document CHECK ((document IS NULL) = (document_name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 5242880) AND char_length(document_name) BETWEEN 1 AND 120)
);
COMMENT ON TABLE conveyances IS
    'The chain of title: by which instrument an asset came from whom to whom, since when, and where that is recorded. goodwill: with the business it stands for; successor: to the successor of the whole business.';
CREATE INDEX conveyances_asset ON conveyances (asset, effective_on);
CALL keep_as_history('conveyances');

CREATE TABLE custody (
    id uuid PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    party uuid NOT NULL REFERENCES parties (id),
    duty text NOT NULL,
    factor text NOT NULL,
    place text NOT NULL,
    since date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT custody_duty CHECK (duty IN ('primary', 'backup', 'recovery')),
    CONSTRAINT custody_factor CHECK (factor IN ('hardware_key', 'totp', 'registrar_lock', 'key_share', 'passphrase', 'paper', 'none')),
    CONSTRAINT custody_place CHECK (char_length(place) <= 200 AND place !~ '[[:cntrl:]]')
);
COMMENT ON TABLE custody IS
    'Who keeps access to an asset, with which factor, and where the recovery codes lie; never the codes.';
CREATE INDEX custody_asset ON custody (asset);
CREATE INDEX custody_party ON custody (party);
CALL keep_as_history('custody');

CREATE TABLE custody_ends (
    custody uuid PRIMARY KEY REFERENCES custody (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    execution uuid,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT custody_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE custody_ends IS
    'Custody that was handed over or taken back, on which day and why; of a protected asset by the deed that did it.';
CALL keep_as_history('custody_ends');

CREATE TABLE attestations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    custody uuid NOT NULL REFERENCES custody (id),
    attested_by uuid NOT NULL REFERENCES parties (id),
    note text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT attestations_note CHECK (char_length(note) <= 500)
);
COMMENT ON TABLE attestations IS 'A custodian says that the access they keep works and is in their hands alone.';
CREATE INDEX attestations_custody ON attestations (custody, record DESC);
CALL keep_as_history('attestations');

CREATE VIEW asset_custodians AS
    SELECT c.asset, c.id AS custody, c.party, c.duty, c.factor, c.since,
           (SELECT max(t.recorded_at) FROM attestations t WHERE t.custody = c.id) AS attested_at
    FROM custody c
    WHERE NOT EXISTS (SELECT FROM custody_ends e WHERE e.custody = c.id);
COMMENT ON VIEW asset_custodians IS 'Who keeps access to an asset now, and when they last said so.';
GRANT SELECT ON asset_custodians TO commonhold_app;

CREATE TABLE incidents (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid NOT NULL REFERENCES assets (id),
    kind text NOT NULL,
    happened_on date NOT NULL,
    what text NOT NULL,
    document bytea,
    document_name text,
    sha256 bytea GENERATED ALWAYS AS (sha256(document)) STORED,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT incidents_kind CHECK (kind IN ('lapse', 'seizure', 'unauthorised_transfer', 'court_order', 'compromise', 'loss')),
    CONSTRAINT incidents_what CHECK (what = btrim(what) AND char_length(what) BETWEEN 1 AND 2000),
    CONSTRAINT incidents_document CHECK ((document IS NULL) = (document_name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 5242880) AND char_length(document_name) BETWEEN 1 AND 120)
);
COMMENT ON TABLE incidents IS
    'An outside fact about an asset: lapsed, seized, transferred without right, under a court''s order, compromised or lost. It never changes whose the asset rightfully is; it counts once a second officer confirmed it.';
CREATE INDEX incidents_asset ON incidents (asset);
CALL keep_as_history('incidents');

CREATE TABLE incident_confirmations (
    incident uuid PRIMARY KEY REFERENCES incidents (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE incident_confirmations IS 'The second officer who confirms an outside fact.';
CALL keep_as_history('incident_confirmations');

CREATE TABLE incident_ends (
    incident uuid PRIMARY KEY REFERENCES incidents (id),
    ended_on date NOT NULL,
    outcome text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT incident_ends_outcome CHECK (outcome = btrim(outcome) AND char_length(outcome) BETWEEN 1 AND 2000)
);
COMMENT ON TABLE incident_ends IS
    'How an outside fact was put right, as one officer says; it counts once another confirmed it.';
CALL keep_as_history('incident_ends');

CREATE TABLE incident_end_confirmations (
    incident uuid PRIMARY KEY REFERENCES incident_ends (incident),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE incident_end_confirmations IS 'The second officer who confirms that an outside fact is put right.';
CALL keep_as_history('incident_end_confirmations');

CREATE VIEW asset_incidents_now AS
    SELECT i.id AS incident, i.number, i.asset, i.kind, i.happened_on, i.what, c.recorded_at AS confirmed_at
    FROM incidents i
    JOIN incident_confirmations c ON c.incident = i.id
    WHERE NOT EXISTS (SELECT FROM incident_end_confirmations e WHERE e.incident = i.id);
COMMENT ON VIEW asset_incidents_now IS 'Outside facts that two officers recorded and that were not put right yet.';
GRANT SELECT ON asset_incidents_now TO commonhold_app;

CREATE TABLE asset_documents (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    name text NOT NULL,
    document bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(document)) STORED,
    added_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_documents_once UNIQUE (asset, sha256),
    CONSTRAINT asset_documents_name CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT asset_documents_size CHECK (octet_length(document) BETWEEN 1 AND 5242880)
);
COMMENT ON TABLE asset_documents IS 'Documents about an asset: certificates, instruments, specimens of use.';
CALL keep_as_history('asset_documents');

CREATE TABLE registry_statements (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_kind text NOT NULL,
    subject uuid NOT NULL,
    statement bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(statement)) STORED,
    entry bigint NOT NULL REFERENCES log_entries (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT registry_statements_kind CHECK (subject_kind ~ '^[a-z_]{1,40}$'),
    CONSTRAINT registry_statements_size CHECK (octet_length(statement) BETWEEN 2 AND 65535)
);
COMMENT ON TABLE registry_statements IS
    'What the public log was told of the registry, as canonical JSON: public, word by word. Its digest is the file of the entry. The database itself writes it.';
CREATE INDEX registry_statements_subject ON registry_statements (subject, record);
CALL keep_as_history('registry_statements');
REVOKE INSERT ON registry_statements FROM commonhold_app;

CREATE FUNCTION keeps_registry(who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, clock_timestamp()) o
                   WHERE o IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair', 'treasurer', 'deputy_treasurer'))
$$;
COMMENT ON FUNCTION keeps_registry(uuid) IS 'Whether somebody keeps the register of assets: the secretary, the chair, the treasurer, or a deputy, now.';
REVOKE ALL ON FUNCTION keeps_registry(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keeps_registry(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION lock_registry() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/registry', 0));
END
$$;
COMMENT ON FUNCTION lock_registry() IS 'Takes the lock under which the register of assets changes, so that every guard sees what is committed.';
REVOKE ALL ON FUNCTION lock_registry() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_registry() TO commonhold_app, commonhold_certifier;

-- The floor: what is protected whatever the rulebook says. A rule adds to it.
CREATE FUNCTION is_kept(of_kind text, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT of_kind IN ('trademark', 'domain', 'signing_key')
        OR EXISTS (SELECT FROM public.rule_in_force('registry.protected', at) r
                   WHERE of_kind = ANY (regexp_split_to_array(r.value, ', ')))
$$;
COMMENT ON FUNCTION is_kept(text, timestamptz) IS
    'Whether assets of a kind are protected from their entry on: trademarks, domains and signing keys always, others by the rule registry.protected.';
REVOKE ALL ON FUNCTION is_kept(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_kept(text, timestamptz) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION asset_is_protected(of_asset uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT v.protected FROM public.asset_versions v WHERE v.asset = of_asset ORDER BY v.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION asset_is_protected(uuid) IS 'Whether an asset is under the lock now; unknown of none.';
REVOKE ALL ON FUNCTION asset_is_protected(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION asset_is_protected(uuid) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION guard_registry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid;
BEGIN
    PERFORM public.lock_registry();
    EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) USING NEW INTO who;
    IF (public.keeps_registry(who)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_registry() IS 'Guard of the register''s tables: recorded by whoever keeps the register. The argument names the column that says who.';

-- What one asset is known by; nothing is entered twice, or anew beside itself.
CREATE FUNCTION asset_identity(of_kind text, title text, identifiers text) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE of_kind
        WHEN 'domain' THEN nullif(rtrim(btrim(lower(identifiers::jsonb ->> 'fqdn')), '.'), '')
        WHEN 'signing_key' THEN nullif(regexp_replace(lower(identifiers::jsonb ->> 'fingerprint'), '[^0-9a-z]', '', 'g'), '')
        -- A figure without words is known by what it is called; what does not say its kind is words.
        WHEN 'trademark' THEN lower(btrim(coalesce(nullif(btrim(identifiers::jsonb ->> 'verbal_element'), ''), title)))
                              || '/' || coalesce(nullif(identifiers::jsonb ->> 'feature', ''), 'word')
        WHEN 'certificate' THEN lower(identifiers::jsonb ->> 'issuer') || '/' || lower(identifiers::jsonb ->> 'serial')
        WHEN 'account' THEN lower(identifiers::jsonb ->> 'service') || '/' || lower(identifiers::jsonb ->> 'name')
        WHEN 'repository' THEN lower(identifiers::jsonb ->> 'url')
        ELSE lower(title) END
$$;
COMMENT ON FUNCTION asset_identity(text, text, text) IS 'What an asset of a kind is known by.';
REVOKE ALL ON FUNCTION asset_identity(text, text, text) FROM PUBLIC;

CREATE FUNCTION guard_asset_child() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.asset_versions v WHERE v.asset = NEW.asset)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is not in the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_there';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_asset_child() IS 'Guard of what belongs to an asset: of one that is in the register.';
CREATE TRIGGER guard_asset BEFORE INSERT ON incidents FOR EACH ROW EXECUTE FUNCTION guard_asset_child();
ALTER TABLE incidents ENABLE ALWAYS TRIGGER guard_asset;

-- What hangs on an asset is entered by whoever keeps the register, of an asset that is there;
-- what hangs on that, by whoever keeps the register.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['asset_events/entered_by', 'asset_roles/recorded_by', 'custody/recorded_by', 'asset_documents/added_by',
                             'mark_cases/opened_by'] LOOP
        EXECUTE format('CREATE TRIGGER guard BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION guard_registry(%L)',
                       split_part(t, '/', 1), split_part(t, '/', 2));
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER guard', split_part(t, '/', 1));
        EXECUTE format('CREATE TRIGGER guard_asset BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION guard_asset_child()',
                       split_part(t, '/', 1));
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER guard_asset', split_part(t, '/', 1));
    END LOOP;
    FOREACH t IN ARRAY ARRAY['nice_classes/recorded_by', 'asset_role_ends/recorded_by'] LOOP
        EXECUTE format('CREATE TRIGGER guard BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION guard_registry(%L)',
                       split_part(t, '/', 1), split_part(t, '/', 2));
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER guard', split_part(t, '/', 1));
    END LOOP;
END
$$;

CREATE FUNCTION guard_mark_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.assets a WHERE a.id = NEW.asset AND a.kind = 'trademark')
        AND (NEW.route = 'madrid_designation') = (NEW.parent IS NOT NULL)
        AND (NEW.parent IS NULL OR EXISTS (SELECT FROM public.mark_cases p
                                           WHERE p.id = NEW.parent AND p.asset = NEW.asset AND p.route = 'madrid_ir'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a case is of a trademark; a designation names the international registration of the same mark'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_is_of_a_mark';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_mark_case() IS 'Guard of mark_cases: of a trademark; a designation of its international registration.';
CREATE TRIGGER guard_mark BEFORE INSERT ON mark_cases FOR EACH ROW EXECUTE FUNCTION guard_mark_case();
ALTER TABLE mark_cases ENABLE ALWAYS TRIGGER guard_mark;

CREATE FUNCTION guard_mark_case_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.mark_cases;
    last public.mark_case_versions;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO c FROM public.mark_cases x WHERE x.id = NEW.mark_case;
    SELECT * INTO last FROM public.mark_case_versions v WHERE v.mark_case = NEW.mark_case ORDER BY v.version DESC LIMIT 1;
    IF (c.id IS NOT NULL AND NEW.version = coalesce(last.version, 0) + 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'a version follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_version_is_next';
    END IF;
    IF NEW.execution IS NULL AND public.keeps_registry(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (NEW.registration_no = '' OR NEW.registered_on IS NOT NULL OR NEW.state NOT IN ('registered', 'renewed', 'in_grace')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a registered case says since when'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registration_has_a_day';
    END IF;
    -- A number that is there is what the case is known by. A blank one is filled in.
    IF (last.version IS NULL AND NEW.execution IS NULL
        OR NEW.execution IS NULL AND (public.asset_is_protected(c.asset) IS FALSE
            OR (last.application_no = '' OR NEW.application_no = last.application_no)
               AND (last.registration_no = '' OR NEW.registration_no = last.registration_no)
               AND NOT (NEW.state IN ('abandoned', 'withdrawn', 'surrendered') AND NEW.state <> last.state))
        OR public.is_done_by(NEW.execution, c.asset, 'case', jsonb_build_object('mark_case', NEW.mark_case,
               'application_no', NEW.application_no, 'registration_no', NEW.registration_no, 'state', NEW.state))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the numbers of a protected mark, and giving it up, take a deed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_is_locked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_mark_case_version() IS
    'Guard of mark_case_versions: the next version; of a protected mark a number that is there changes, and a case is given up, only by a deed. What an office did (refused, cancelled, expired) is recorded as it is.';
CREATE TRIGGER guard BEFORE INSERT ON mark_case_versions FOR EACH ROW EXECUTE FUNCTION guard_mark_case_version();
ALTER TABLE mark_case_versions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_nice_class_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended public.nice_classes;
    of_asset uuid;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO ended FROM public.nice_classes n WHERE n.id = NEW.class;
    SELECT c.asset INTO of_asset FROM public.mark_cases c WHERE c.id = ended.mark_case;
    -- The same goods, entered since under another edition, are covered still.
    IF (NEW.execution IS NULL AND public.keeps_registry(NEW.recorded_by)
            AND (public.asset_is_protected(of_asset) IS FALSE
                 OR EXISTS (SELECT FROM public.nice_classes n
                            WHERE n.mark_case = ended.mark_case AND n.class_no = ended.class_no AND n.goods = ended.goods
                              AND n.recorded_at > ended.recorded_at
                              AND NOT EXISTS (SELECT FROM public.nice_class_ends e WHERE e.class = n.id)))
        OR public.is_done_by(NEW.execution, of_asset, 'surrender', jsonb_build_object('class', NEW.class))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a class of a protected mark is given up by a deed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'class_is_locked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_nice_class_end() IS 'Guard of nice_class_ends: of a protected mark by a deed, or where the same goods stand under another edition.';
CREATE TRIGGER guard BEFORE INSERT ON nice_class_ends FOR EACH ROW EXECUTE FUNCTION guard_nice_class_end();
ALTER TABLE nice_class_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_asset_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF ((NEW.mark_case IS NULL OR EXISTS (SELECT FROM public.mark_cases c WHERE c.id = NEW.mark_case AND c.asset = NEW.asset))
        AND (NEW.corrects IS NULL
             OR EXISTS (SELECT FROM public.asset_events e
                        WHERE e.id = NEW.corrects AND e.asset = NEW.asset AND e.code = NEW.code
                          AND e.mark_case IS NOT DISTINCT FROM NEW.mark_case)
                AND NOT EXISTS (SELECT FROM public.asset_events o WHERE o.corrects = NEW.corrects))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction names the latest of the same event'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'correction_is_of_the_event';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_asset_event() IS 'Guard of asset_events: of a case of this asset; a correction of the same event, once.';
CREATE TRIGGER guard_event BEFORE INSERT ON asset_events FOR EACH ROW EXECUTE FUNCTION guard_asset_event();
ALTER TABLE asset_events ENABLE ALWAYS TRIGGER guard_event;

CREATE FUNCTION guard_conveyance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v public.asset_versions;
    intent boolean;
BEGIN
    PERFORM public.lock_registry();
    SELECT x.* INTO v FROM public.asset_versions x WHERE x.asset = NEW.asset ORDER BY x.version DESC LIMIT 1;
    IF NEW.execution IS NULL AND public.keeps_registry(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (v.asset IS NOT NULL
        AND (NEW.mark_case IS NULL OR EXISTS (SELECT FROM public.mark_cases c WHERE c.id = NEW.mark_case AND c.asset = NEW.asset))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is not in the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_there';
    END IF;
    -- 15 U.S.C. 1060(a)(1): before use an intent-to-use application goes to a successor of the business alone.
    intent := EXISTS (SELECT FROM public.mark_cases c
                      JOIN LATERAL (SELECT x.* FROM public.mark_case_versions x WHERE x.mark_case = c.id ORDER BY x.version DESC LIMIT 1) w ON true
                      WHERE c.asset = NEW.asset AND (NEW.mark_case IS NULL OR c.id = NEW.mark_case) AND w.basis = '1(b)'
                        AND NOT EXISTS (SELECT FROM public.asset_events e
                                        WHERE e.mark_case = c.id AND e.code IN ('AMENDMENT_TO_ALLEGE_USE', 'STATEMENT_OF_USE')
                                          AND NOT e.withdrawn AND e.happened_on <= NEW.executed_on
                                          AND NOT EXISTS (SELECT FROM public.asset_events o WHERE o.corrects = e.id)));
    IF (NEW.kind <> 'assignment' OR NEW.successor OR NOT intent) IS NOT TRUE THEN
        RAISE EXCEPTION 'an intent-to-use application is assigned before its use only to the successor of the business'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intent_to_use_stays';
    END IF;
    -- What led to the owner before the asset was entered is history. Everything else on a protected asset takes a deed.
    IF (NEW.execution IS NULL
            AND (NOT v.protected
                 OR NEW.kind = 'release'
                    AND EXISTS (SELECT FROM public.conveyances c WHERE c.asset = NEW.asset AND c.kind = 'security_interest'
                                AND c.to_party = NEW.from_party)
                 OR NEW.kind IN ('assignment', 'merger', 'court_order', 'name_change')
                    AND greatest(NEW.executed_on, NEW.effective_on)
                        <= public.legal_day((SELECT min(x.recorded_at) FROM public.asset_versions x WHERE x.asset = NEW.asset))
                    AND (NEW.to_party = v.owner
                         OR EXISTS (SELECT FROM public.conveyances c
                                    WHERE c.asset = NEW.asset AND c.from_party = NEW.to_party AND c.effective_on >= NEW.effective_on
                                      AND c.kind IN ('assignment', 'merger', 'court_order', 'name_change'))))
        OR NEW.kind = 'assignment'
            AND public.is_done_by(NEW.execution, NEW.asset, 'transfer',
                    (SELECT d.terms::jsonb -> 'to' FROM public.asset_deeds d WHERE d.id = NEW.execution))
            AND NEW.to_party = (SELECT d.terms::jsonb #>> '{to,owner}' FROM public.asset_deeds d WHERE d.id = NEW.execution)
        OR NEW.kind = 'security_interest'
            AND public.is_done_by(NEW.execution, NEW.asset, 'encumber',
                    jsonb_build_object('in_favour_of', NEW.to_party, 'instrument', NEW.instrument))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset is conveyed or encumbered by a deed alone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'title_is_locked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_conveyance() IS
    'Guard of conveyances: links that lead to the owner, entered from the latest back, are history; of a protected asset everything else takes a deed; an intent-to-use application stays until it is used.';
CREATE TRIGGER guard BEFORE INSERT ON conveyances FOR EACH ROW EXECUTE FUNCTION guard_conveyance();
ALTER TABLE conveyances ENABLE ALWAYS TRIGGER guard;

-- Two persons stand apart where no organisation holds both.
CREATE FUNCTION stand_apart(one uuid, other uuid, on_day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT one <> other AND NOT EXISTS (
        SELECT FROM (SELECT t.organisation FROM public.ties t WHERE t.person = one AND t.organisation IS NOT NULL
                     UNION SELECT r.organisation FROM public.representations r WHERE r.person = one) o
        WHERE public.is_affiliated(one, o.organisation, on_day) AND public.is_affiliated(other, o.organisation, on_day))
$$;
COMMENT ON FUNCTION stand_apart(uuid, uuid, date) IS 'Whether two persons are not affiliated with one related group on a day.';
REVOKE ALL ON FUNCTION stand_apart(uuid, uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stand_apart(uuid, uuid, date) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION is_in_custody(of_asset uuid, without uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.custody a JOIN public.custody b ON b.asset = a.asset AND b.party <> a.party
        WHERE a.asset = of_asset AND a.id IS DISTINCT FROM without AND b.id IS DISTINCT FROM without
          AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody IN (a.id, b.id))
          AND (NOT EXISTS (SELECT FROM public.rule_in_force('registry.custody.groups', at) r WHERE r.value = 'different')
               OR public.stand_apart(a.party, b.party, public.legal_day(at))))
$$;
COMMENT ON FUNCTION is_in_custody(uuid, uuid, timestamptz) IS
    'Whether two persons keep access to an asset, of different related groups where the rule registry.custody.groups says so, leaving one custody aside.';
REVOKE ALL ON FUNCTION is_in_custody(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_in_custody(uuid, uuid, timestamptz) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_custody() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.parties p WHERE p.id = NEW.party AND p.kind = 'person')
        AND NEW.since <= public.legal_day(clock_timestamp())
        AND NOT EXISTS (SELECT FROM public.custody c WHERE c.asset = NEW.asset AND c.party = NEW.party AND c.duty = NEW.duty
                        AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = c.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a person keeps an asset once for each duty, from a day that has come'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'custody_is_of_a_person';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_custody() IS 'Guard of custody: a person, once for each duty.';
CREATE TRIGGER guard_person BEFORE INSERT ON custody FOR EACH ROW EXECUTE FUNCTION guard_custody();
ALTER TABLE custody ENABLE ALWAYS TRIGGER guard_person;

CREATE FUNCTION guard_custody_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.custody;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO c FROM public.custody x WHERE x.id = NEW.custody;
    IF (c.id IS NOT NULL AND (NEW.execution IS NOT NULL OR public.keeps_registry(NEW.recorded_by))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (NEW.execution IS NULL AND (public.asset_is_protected(c.asset) IS FALSE
                                   OR public.is_in_custody(c.asset, c.id, clock_timestamp())
                                      -- Whoever is to keep it has said that the access works.
                                      AND (SELECT count(DISTINCT o.party) FROM public.custody o
                                           WHERE o.asset = c.asset AND o.id <> c.id
                                             AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = o.id)
                                             AND EXISTS (SELECT FROM public.attestations t WHERE t.custody = o.id)) >= 2)
        OR public.is_done_by(NEW.execution, c.asset, 'custody', jsonb_build_object('custody', NEW.custody))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset stays with two custodians: name the next one first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'custody_stays_with_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_custody_end() IS 'Guard of custody_ends: two custodians of a protected asset remain, or a deed says otherwise.';
CREATE TRIGGER guard BEFORE INSERT ON custody_ends FOR EACH ROW EXECUTE FUNCTION guard_custody_end();
ALTER TABLE custody_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_attestation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.custody c WHERE c.id = NEW.custody AND c.party = NEW.attested_by)
        AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = NEW.custody)) IS NOT TRUE THEN
        RAISE EXCEPTION 'custodians attest to what they keep themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'attestation_by_the_custodian';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_attestation() IS 'Guard of attestations: by the custodian, while the custody lasts.';
CREATE TRIGGER guard BEFORE INSERT ON attestations FOR EACH ROW EXECUTE FUNCTION guard_attestation();
ALTER TABLE attestations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_incident() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Whatever happened can always be said, by any officer; that is not an act on the asset.
    IF (EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, clock_timestamp()) o WHERE o <> 'auditor')
        AND CASE TG_TABLE_NAME
            WHEN 'incident_ends' THEN EXISTS (SELECT FROM public.incident_confirmations c WHERE c.incident = (to_jsonb(NEW) ->> 'incident')::uuid)
            ELSE (to_jsonb(NEW) ->> 'happened_on')::date <= public.legal_day(clock_timestamp()) END) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers record what happened, once it has; and its end once it was confirmed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'incident_by_officer';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_incident() IS 'Guard of incidents and of their ends: by an officer who is not an auditor.';
CREATE TRIGGER guard BEFORE INSERT ON incidents FOR EACH ROW EXECUTE FUNCTION guard_incident();
ALTER TABLE incidents ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON incident_ends FOR EACH ROW EXECUTE FUNCTION guard_incident();
ALTER TABLE incident_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_incident_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first uuid;
BEGIN
    PERFORM public.lock_registry();
    first := CASE TG_TABLE_NAME
        WHEN 'incident_confirmations' THEN (SELECT i.recorded_by FROM public.incidents i WHERE i.id = NEW.incident)
        ELSE (SELECT e.recorded_by FROM public.incident_ends e WHERE e.incident = NEW.incident) END;
    IF (EXISTS (SELECT FROM public.offices_held(NEW.confirmed_by, clock_timestamp()) o WHERE o <> 'auditor')
        AND NEW.confirmed_by <> first) IS NOT TRUE THEN
        RAISE EXCEPTION 'an outside fact is recorded by one officer and confirmed by another'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'incident_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_incident_part() IS 'Guard of the confirmations of incidents and of their ends: by another officer than the one who recorded it.';
CREATE TRIGGER guard BEFORE INSERT ON incident_confirmations FOR EACH ROW EXECUTE FUNCTION guard_incident_part();
ALTER TABLE incident_confirmations ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON incident_end_confirmations FOR EACH ROW EXECUTE FUNCTION guard_incident_part();
ALTER TABLE incident_end_confirmations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION log_registry(subject_kind text, subject uuid, statement bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entered bigint;
BEGIN
    PERFORM public.require_fresh_sight();
    INSERT INTO public.log_entries (kind, leaf)
    VALUES ('registry.recorded', convert_to(format('{"at":%s,"file":"%s","kind":"registry.recorded","v":1}',
                floor(extract(epoch FROM clock_timestamp()))::bigint, encode(sha256(statement), 'hex')), 'UTF8'))
    RETURNING id INTO entered;
    INSERT INTO public.registry_statements (subject_kind, subject, statement, entry)
    VALUES (log_registry.subject_kind, log_registry.subject, log_registry.statement, entered);
    RETURN entered;
END
$$;
COMMENT ON FUNCTION log_registry(text, uuid, bytea) IS
    'Tells the public log what the registry recorded: keeps the statement, which is public, and enters its digest.';
REVOKE ALL ON FUNCTION log_registry(text, uuid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log_registry(text, uuid, bytea) TO commonhold_app, commonhold_certifier;
