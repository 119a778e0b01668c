-- What the foundation owns: assets in versions, the marks' cases, title, custody, what
-- befell them; and the lock, by which nothing protected is parted with unless board and
-- members decided that very act.
--
-- Every fact is a row. What an asset is now is its latest version. An act on a protected
-- asset is a deed: written down first, authorised by a reserved resolution of the board
-- and a certified vote of the members, noticed and waited for, and carried out by the
-- database itself when two officers have signed it.

CREATE TABLE assets (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT assets_kind CHECK (kind IN ('trademark', 'domain', 'copyright', 'terms', 'signing_key', 'certificate',
        'account', 'repository', 'contract'))
);
COMMENT ON TABLE assets IS 'What the foundation owns, holds in trust, has a licence to, or claims unregistered; the kind never changes.';
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
CALL keep_as_history('asset_versions');

CREATE VIEW asset_now AS
    SELECT a.id AS asset, a.number, a.kind, v.version, v.title, v.holding, v.owner, v.state, v.protected, v.open,
           v.identifiers, v.details, v.recorded_at
    FROM assets a
    JOIN LATERAL (SELECT x.* FROM asset_versions x WHERE x.asset = a.id ORDER BY x.version DESC LIMIT 1) v ON true;
COMMENT ON VIEW asset_now IS 'Every asset as its latest version has it.';
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
COMMENT ON TABLE nice_classes IS 'Goods and services of a case by class of the Nice classification (INID 511), with the edition they were worded in.';
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
COMMENT ON TABLE custody_ends IS 'Custody that was handed over or taken back.';
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
COMMENT ON TABLE incident_ends IS 'How an outside fact was put right, as one officer says; it counts once another confirmed it.';
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
    'What the public log was told of the registry, as canonical JSON: public, word by word. Its digest is the file of the entry.';
CREATE INDEX registry_statements_subject ON registry_statements (subject, record);
CALL keep_as_history('registry_statements');
REVOKE INSERT ON registry_statements FROM commonhold_app;

-- The lock.

CREATE TABLE asset_deeds (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid NOT NULL REFERENCES assets (id),
    version integer NOT NULL,
    act text NOT NULL,
    terms text NOT NULL,
    sha256 bytea NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_deeds_version FOREIGN KEY (asset, version) REFERENCES asset_versions (asset, version),
    CONSTRAINT asset_deeds_act CHECK (act IN ('transfer', 'state', 'unprotect', 'identify', 'case', 'surrender', 'encumber',
        'licence', 'custody')),
    CONSTRAINT asset_deeds_terms CHECK (jsonb_typeof(terms::jsonb) = 'object' AND char_length(terms) <= 8000),
    CONSTRAINT asset_deeds_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 2000)
);
COMMENT ON TABLE asset_deeds IS
    'An act on a protected asset as it is written down before anybody decides: its terms are fixed (canonical JSON, with its own id and the version it starts from), and board and members decide of their digest. It is carried out once, or never.';
CREATE INDEX asset_deeds_asset ON asset_deeds (asset);
CALL keep_as_history('asset_deeds');

CREATE TABLE asset_deed_withdrawals (
    deed uuid PRIMARY KEY REFERENCES asset_deeds (id),
    reason text NOT NULL,
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_deed_withdrawals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE asset_deed_withdrawals IS 'Deeds that will not be carried out, and why.';
CALL keep_as_history('asset_deed_withdrawals');

CREATE TABLE asset_executions (
    deed uuid PRIMARY KEY REFERENCES asset_deeds (id),
    act uuid NOT NULL UNIQUE REFERENCES acts (id),
    board_decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    members_decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    officers uuid[] NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE asset_executions IS
    'Deeds that were carried out: by which act that two officers signed, on which resolutions of board and members. The certifier alone inserts, the guard asks every condition of the lock again, and the database does what the deed says.';
CALL keep_as_history('asset_executions');
REVOKE INSERT ON asset_executions FROM commonhold_app;
GRANT INSERT ON asset_executions TO commonhold_certifier;

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

-- Days that must pass: the most that any of the instants' rules say, never fewer than the floor.
CREATE FUNCTION asset_days(of_key text, instants timestamptz[]) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT greatest(CASE of_key WHEN 'registry.notice.days' THEN 20 ELSE 30 END,
                    (SELECT max(r.value::integer) FROM unnest(instants) i, public.rule_in_force(of_key, i) r
                     WHERE r.value ~ '^[0-9]{1,4}$'))
$$;
COMMENT ON FUNCTION asset_days(text, timestamptz[]) IS
    'How many days a deed takes: the strictest of the rules at these instants and the floor of 20 days of notice and 30 of waiting.';
REVOKE ALL ON FUNCTION asset_days(text, timestamptz[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION asset_days(text, timestamptz[]) TO commonhold_app, commonhold_auditor;

-- What must be decided, word for word: this deed with these terms, and no other.
CREATE FUNCTION deed_effect(d asset_deeds) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('act', 'authorise', 'kind', 'asset_disposition', 'subject', 'D-' || d.number,
               'parameters', jsonb_build_object('terms', encode(d.sha256, 'hex')))
$$;
COMMENT ON FUNCTION deed_effect(asset_deeds) IS 'The effect of a motion that authorises this deed and nothing else.';
REVOKE ALL ON FUNCTION deed_effect(asset_deeds) FROM PUBLIC;

CREATE FUNCTION deed_decision(of_deed uuid, of_body text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.id
    FROM public.asset_deeds d
    JOIN public.decision_entries e ON e.effect IS NOT NULL AND e.body = of_body AND e.adopted
        AND e.recorded_at > d.recorded_at AND e.effect::jsonb = public.deed_effect(d)
    JOIN public.recorded_decisions r ON r.entry = e.id AND r.adopted AND r.body = of_body
    JOIN public.motion_questions q ON q.id = e.question AND (q.form = 'poll') = (of_body = 'members')
        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = q.motion)
    JOIN public.motions m ON m.id = q.motion AND m.kind = 'asset_disposition' AND m.body = of_body
        AND public.motion_state(m.id) IN ('adopted', 'implemented', 'ratified')
    WHERE d.id = of_deed
      AND NOT EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions o ON o.id = l.resolution
                      JOIN public.resolutions n ON n.motion = l.motion AND n.body = o.body
                      WHERE o.decision = r.id AND l.relation IN ('rescinds', 'supersedes'))
    ORDER BY r.number DESC LIMIT 1
$$;
COMMENT ON FUNCTION deed_decision(uuid, text) IS
    'The latest adopted decision of a body on a motion that authorises this very deed, if it stands: of the members one by a certified poll.';
REVOKE ALL ON FUNCTION deed_decision(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deed_decision(uuid, text) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- Whether the votes of an entry carry it by the rules of another instant, or by the floor.
CREATE FUNCTION is_carried_as_of(of_entry uuid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    rule jsonb;
    keys text[];
    said text[];
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    SELECT jsonb_object_agg(r.key, r.value) INTO rule FROM public.decision_rules r WHERE r.entry = of_entry;
    keys := public.rule_keys(e.body, 'reserved', false, at);
    said := ARRAY(SELECT coalesce((SELECT f.value FROM public.rule_in_force(k.key, at) f), rule ->> k.key)
                  FROM unnest(keys) WITH ORDINALITY k (key, place) ORDER BY k.place);
    IF e.body = 'members' THEN
        RETURN (SELECT public.is_carried_by_number(to_jsonb(n), said[1], said[2],
                           coalesce(said[3], (SELECT f.value FROM public.rule_in_force('members.majority', at) f)))
                       AND NOT EXISTS (SELECT FROM public.rule_in_force('referendum.turnout', at) f
                                       WHERE (n.votes_present >= public.needed_for('at least ' || f.value || ' of entitled',
                                                  jsonb_build_object('entitled', n.votes_entitled))) IS NOT TRUE)
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    -- A casting vote is nobody more: it does not help to part with what must not be lost.
    RETURN public.is_carried_by_name(public.votes_by_name(of_entry) - 'casting', said[1], said[2], said[3]);
END
$$;
COMMENT ON FUNCTION is_carried_as_of(uuid, timestamptz) IS
    'Whether an entry''s votes would carry it as a reserved matter under the rules of another instant; a rule that is silent then is that of the entry.';
REVOKE ALL ON FUNCTION is_carried_as_of(uuid, timestamptz) FROM PUBLIC;

CREATE FUNCTION is_carried_by_floor(of_entry uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN e.body = 'members'
                THEN (SELECT public.is_carried_by_number(to_jsonb(n), '1/10', '1/10', 'at least 2/3 of cast')
                      FROM public.decision_numbers n WHERE n.entry = e.id)
                ELSE public.is_carried_by_name(public.votes_by_name(e.id) - 'casting', 'at least 2/3 of in office', 'counts in the quorum',
                                               'at least 2/3 of in office') END
    FROM public.decision_entries e WHERE e.id = of_entry
$$;
COMMENT ON FUNCTION is_carried_by_floor(uuid) IS
    'Whether an entry''s votes meet what no rulebook lowers for a protected asset: two thirds of the directors in office; of the members a tenth taking part, by heads and by votes, and two thirds of the votes cast.';
REVOKE ALL ON FUNCTION is_carried_by_floor(uuid) FROM PUBLIC;

CREATE FUNCTION deed_conditions(of_deed uuid, signed_by uuid[], at timestamptz)
    RETURNS TABLE (place integer, condition text, met boolean, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.asset_deeds;
    board public.recorded_decisions;
    members public.recorded_decisions;
    poll public.polls;
    question public.motion_questions;
    certified timestamptz;
    notice_days integer;
    waiting_days integer;
    noticed date;
BEGIN
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = of_deed;
    SELECT * INTO board FROM public.recorded_decisions r WHERE r.id = public.deed_decision(of_deed, 'board');
    SELECT * INTO members FROM public.recorded_decisions r WHERE r.id = public.deed_decision(of_deed, 'members');
    SELECT q.* INTO question FROM public.decision_entries e JOIN public.motion_questions q ON q.id = e.question
        WHERE e.id = members.entry;
    SELECT p.* INTO poll FROM public.polls p WHERE p.id = question.poll;
    SELECT CASE WHEN count(DISTINCT c.person_id) >= 2 THEN max(c.recorded_at) END INTO certified
        FROM public.poll_certifications c WHERE c.poll_id = poll.id;
    notice_days := public.asset_days('registry.notice.days', ARRAY[d.recorded_at, poll.opens_at, certified, at]);
    waiting_days := public.asset_days('registry.waiting.days', ARRAY[d.recorded_at, poll.opens_at, certified, at]);
    SELECT min(public.legal_day(n.recorded_at)) INTO noticed FROM public.notices n
        WHERE n.poll = poll.number AND n.kind = 'vote' AND n.audience IN ('members', 'roll') AND n.defect IS NULL
          AND n.recorded_at > d.recorded_at AND n.recorded_at > question.recorded_at
          AND date_trunc('second', n.event_at) = date_trunc('second', poll.opens_at)
          -- It went to everybody on the roll who was a member with votes that day.
          AND NOT EXISTS (SELECT FROM public.roll_entitlements t
                          WHERE t.roll_id = poll.roll_id
                            AND public.votes_of_membership(t.membership_id, public.legal_day(n.recorded_at)) > 0
                            AND NOT EXISTS (SELECT FROM public.notice_recipients r
                                            WHERE r.notice = n.id AND r.membership = t.membership_id))
          AND EXISTS (SELECT FROM public.notice_recipients r WHERE r.notice = n.id AND r.channel = 'mail')
          AND EXISTS (SELECT FROM public.log_entries l WHERE l.kind = 'notice.given'
                      AND convert_from(l.leaf, 'UTF8')::jsonb ->> 'notice' = n.number::text);

    RETURN QUERY VALUES
        (1, 'stands', (d.id IS NOT NULL
            AND EXISTS (SELECT FROM public.registry_statements s WHERE s.subject = d.id AND s.sha256 = d.sha256)
            AND NOT EXISTS (SELECT FROM public.asset_deed_withdrawals w WHERE w.deed = d.id)
            AND NOT EXISTS (SELECT FROM public.asset_executions x WHERE x.deed = d.id AND x.recorded_at < transaction_timestamp())) IS TRUE, ''),
        (2, 'unchanged', (d.id IS NOT NULL
            AND NOT EXISTS (SELECT FROM public.asset_versions b JOIN public.asset_versions v ON v.asset = b.asset AND v.version > b.version
                            WHERE b.asset = d.asset AND b.version = d.version
                              AND (v.owner, v.holding, v.title, v.identifiers, v.state, v.protected)
                                  IS DISTINCT FROM (b.owner, b.holding, b.title, b.identifiers, b.state, b.protected))
            AND (d.act <> 'case' OR NOT EXISTS (SELECT FROM public.mark_case_versions w
                                                WHERE w.mark_case::text = d.terms::jsonb #>> '{to,mark_case}'
                                                  AND w.recorded_at > d.recorded_at))) IS TRUE, ''),
        (3, 'board', (board.id IS NOT NULL) IS TRUE, ''),
        (4, 'board_threshold', (public.is_carried(board.entry)
            AND public.is_carried_as_of(board.entry, public.ruled_at((SELECT e FROM public.decision_entries e WHERE e.id = board.entry)))
            AND public.is_carried_as_of(board.entry, board.recorded_at) AND public.is_carried_as_of(board.entry, at)
            AND public.is_carried_by_floor(board.entry)
            AND (SELECT e.matter FROM public.decision_entries e WHERE e.id = board.entry) = 'reserved') IS TRUE, ''),
        (5, 'members', (members.id IS NOT NULL AND certified IS NOT NULL
            AND EXISTS (SELECT FROM public.poll_openings o
                        WHERE o.poll_id = poll.id AND o.recorded_at > question.recorded_at
                          AND position(encode(question.sha256, 'hex') IN convert_from(o.manifest, 'UTF8')::jsonb ->> 'question') > 0)
            AND EXISTS (SELECT FROM public.acts a JOIN public.act_outcomes o ON o.act_id = a.id AND o.done
                        WHERE a.kind = 'poll.certified' AND a.subject_id = poll.id
                          AND (SELECT count(DISTINCT s.name) FROM public.act_signatures s WHERE s.act_id = a.id) >= 2)
            AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = poll.id)) IS TRUE, ''),
        (6, 'members_threshold', (public.is_carried(members.entry)
            AND public.is_carried_as_of(members.entry, poll.opens_at) AND public.is_carried_as_of(members.entry, certified)
            AND public.is_carried_as_of(members.entry, at) AND public.is_carried_by_floor(members.entry)) IS TRUE, ''),
        (7, 'notice', (noticed + notice_days <= public.legal_day(poll.opens_at)) IS TRUE, notice_days::text),
        (8, 'waiting', (public.end_of_legal_day(public.legal_day(certified) + waiting_days) <= at) IS TRUE,
            coalesce((public.legal_day(certified) + waiting_days)::text, waiting_days::text)),
        (9, 'unused', (NOT EXISTS (SELECT FROM public.authority_uses u WHERE u.decision IN (board.id, members.id))) IS TRUE, ''),
        (10, 'officers', (cardinality(signed_by) >= 2
            AND (SELECT count(DISTINCT o) FROM unnest(signed_by) o) = cardinality(signed_by)
            AND NOT EXISTS (SELECT FROM unnest(signed_by) o
                            WHERE NOT EXISTS (SELECT FROM public.offices_held(o, at) h WHERE h = 'election_officer'))) IS TRUE,
            coalesce(cardinality(signed_by), 0)::text);
END
$$;
COMMENT ON FUNCTION deed_conditions(uuid, uuid[], timestamptz) IS
    'What a deed needs before it is carried out, and which of it is there: every threshold by the strictest of the rules at the opening, the certification and now, and of the floor that stands in this function and those it calls.';
REVOKE ALL ON FUNCTION deed_conditions(uuid, uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deed_conditions(uuid, uuid[], timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- The asset as a deed leaves it.
CREATE FUNCTION version_after(d asset_deeds, v asset_versions) RETURNS asset_versions
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made jsonb := d.terms::jsonb -> 'to';
BEGIN
    CASE d.act
        WHEN 'transfer' THEN
            v.owner := made ->> 'owner';
            v.holding := made ->> 'holding';
        WHEN 'state' THEN v.state := made ->> 'state';
        WHEN 'unprotect' THEN v.protected := false;
        WHEN 'identify' THEN
            v.title := made ->> 'title';
            v.identifiers := made ->> 'identifiers';
        ELSE NULL;
    END CASE;
    RETURN v;
END
$$;
COMMENT ON FUNCTION version_after(asset_deeds, asset_versions) IS 'A version of an asset with what a deed changes of it.';
REVOKE ALL ON FUNCTION version_after(asset_deeds, asset_versions) FROM PUBLIC;

-- Whether this row is what a deed does that is being carried out now.
CREATE FUNCTION is_done_by(of_execution uuid, of_asset uuid, of_act text, made jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                   WHERE x.deed = of_execution AND d.asset = of_asset AND d.act = of_act AND d.terms::jsonb -> 'to' = made
                     AND x.recorded_at >= transaction_timestamp())
       AND session_user = 'commonhold_certifier'
$$;
COMMENT ON FUNCTION is_done_by(uuid, uuid, text, jsonb) IS
    'Whether a deed of this asset, for this act and with these terms, is carried out in the running transaction.';
REVOKE ALL ON FUNCTION is_done_by(uuid, uuid, text, jsonb) FROM PUBLIC;

-- For exclusive licences: a deed that was carried out for these terms.
CREATE FUNCTION is_executed(of_execution uuid, of_asset uuid, of_act text, terms_sha256 bytea, licensee text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                   WHERE x.deed = of_execution AND d.asset = of_asset AND d.act = of_act
                     AND d.terms::jsonb #>> '{to,terms}' = encode(terms_sha256, 'hex')
                     AND d.terms::jsonb #>> '{to,licensee}' = is_executed.licensee)
$$;
COMMENT ON FUNCTION is_executed(uuid, uuid, text, bytea, text) IS
    'Whether a deed of this asset was carried out whose terms name a document of this digest, and this licensee.';
REVOKE ALL ON FUNCTION is_executed(uuid, uuid, text, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_executed(uuid, uuid, text, bytea, text) TO commonhold_app;

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

CREATE FUNCTION guard_asset_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a public.assets;
    last public.asset_versions;
    d public.asset_deeds;
    after public.asset_versions;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO a FROM public.assets x WHERE x.id = NEW.asset;
    SELECT * INTO last FROM public.asset_versions v WHERE v.asset = NEW.asset ORDER BY v.version DESC LIMIT 1;
    IF (a.id IS NOT NULL AND NEW.version = coalesce(last.version, 0) + 1
        AND NEW.protected IS NOT NULL AND NEW.owner IS NOT NULL AND NEW.state IS NOT NULL AND NEW.holding IS NOT NULL
        AND NEW.title IS NOT NULL AND jsonb_typeof(NEW.identifiers::jsonb) = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'a version follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_version_is_next';
    END IF;
    IF NEW.execution IS NULL AND public.keeps_registry(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (NOT NEW.protected OR public.asset_identity(a.kind, NEW.title, NEW.identifiers) IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset says what it is known by'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_known_by_something';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.assets o
                    JOIN LATERAL (SELECT x.* FROM public.asset_versions x WHERE x.asset = o.id ORDER BY x.version DESC LIMIT 1) v ON true
                    WHERE o.kind = a.kind AND o.id <> a.id
                      AND public.asset_identity(o.kind, v.title, v.identifiers) = public.asset_identity(a.kind, NEW.title, NEW.identifiers)))
        IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is in the register already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_entered_once';
    END IF;
    IF last.version IS NULL THEN
        IF (NEW.execution IS NULL AND (NEW.protected OR NOT public.is_kept(a.kind, clock_timestamp()))) IS NOT TRUE THEN
            RAISE EXCEPTION 'assets of this kind are protected from their entry on'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'kind_is_protected';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.execution IS NULL THEN
        IF (NOT last.protected
            OR NEW.protected AND NEW.owner = last.owner AND NEW.holding = last.holding AND NEW.title = last.title
               AND NEW.identifiers = last.identifiers
               AND (NEW.state = last.state OR last.state = 'planned' AND NEW.state = 'active')) IS NOT TRUE THEN
            RAISE EXCEPTION 'a protected asset changes its owner, state, protection or what identifies it by a deed alone'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_locked';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = NEW.execution;
    after := public.version_after(d, last);
    IF (public.is_done_by(NEW.execution, NEW.asset, d.act, d.terms::jsonb -> 'to')
        AND d.act IN ('transfer', 'state', 'unprotect', 'identify')
        AND NOT EXISTS (SELECT FROM public.asset_versions v WHERE v.execution = NEW.execution)
        AND NEW.owner = after.owner AND NEW.holding = after.holding AND NEW.title = after.title AND NEW.state = after.state
        AND NEW.identifiers = after.identifiers AND NEW.protected = after.protected AND NEW.open = last.open
        AND NEW.details = last.details) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed does what its terms say, once, when it is carried out'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_does_what_it_says';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_asset_version() IS
    'Guard of asset_versions: the next version, by whoever keeps the register; of a protected asset owner, holding, state, protection and identity change only as a deed says that is carried out.';
CREATE TRIGGER guard BEFORE INSERT ON asset_versions FOR EACH ROW EXECUTE FUNCTION guard_asset_version();
ALTER TABLE asset_versions ENABLE ALWAYS TRIGGER guard;

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
CREATE TRIGGER guard_asset BEFORE INSERT ON incidents FOR EACH ROW EXECUTE FUNCTION guard_asset_child();
ALTER TABLE incidents ENABLE ALWAYS TRIGGER guard_asset;

CREATE FUNCTION guard_deed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v public.asset_versions;
    written jsonb := NEW.terms::jsonb;
    made jsonb := NEW.terms::jsonb -> 'to';
BEGIN
    PERFORM public.lock_registry();
    SELECT x.* INTO v FROM public.asset_versions x WHERE x.asset = NEW.asset ORDER BY x.version DESC LIMIT 1;
    NEW.sha256 := sha256(convert_to(NEW.terms, 'UTF8'));
    IF (public.keeps_registry(NEW.proposed_by)
        OR EXISTS (SELECT FROM public.offices_held(NEW.proposed_by, clock_timestamp()) o WHERE o = 'director')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is proposed by a director or whoever keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_by_officer';
    END IF;
    IF (v.protected AND NEW.version = v.version) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is of a protected asset as it is now'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_is_of_a_protected_asset';
    END IF;
    IF (written ->> 'act' = NEW.act AND written ->> 'deed' = NEW.id::text
        AND written ->> 'asset' = 'A-' || (SELECT a.number FROM public.assets a WHERE a.id = NEW.asset)
        AND written ->> 'version' = NEW.version::text AND jsonb_typeof(made) = 'object'
        AND ARRAY(SELECT jsonb_object_keys(written) ORDER BY 1) = ARRAY['act', 'asset', 'deed', 'to', 'version']
        AND ARRAY(SELECT jsonb_object_keys(made) ORDER BY 1) = CASE NEW.act
            WHEN 'transfer' THEN ARRAY['goodwill', 'holding', 'instrument', 'owner', 'successor']
            WHEN 'state' THEN ARRAY['state']
            WHEN 'unprotect' THEN ARRAY[]::text[]
            WHEN 'identify' THEN ARRAY['identifiers', 'title']
            WHEN 'case' THEN ARRAY['application_no', 'mark_case', 'registration_no', 'state']
            WHEN 'surrender' THEN ARRAY['class']
            WHEN 'encumber' THEN ARRAY['in_favour_of', 'instrument']
            WHEN 'licence' THEN ARRAY['licensee', 'terms']
            WHEN 'custody' THEN ARRAY['custody'] END
        AND NOT EXISTS (SELECT FROM jsonb_each(made) f WHERE jsonb_typeof(f.value) <> 'string')
        -- What board and members decide can be carried out.
        AND CASE NEW.act
            WHEN 'transfer' THEN made ->> 'holding' IN ('owned', 'licensed_in', 'held_in_trust', 'unregistered')
                AND made ->> 'owner' = btrim(made ->> 'owner') AND char_length(made ->> 'owner') BETWEEN 1 AND 200
                AND char_length(made ->> 'instrument') BETWEEN 1 AND 300
            WHEN 'state' THEN made ->> 'state' IN ('active', 'lapsed', 'surrendered', 'transferred', 'retired')
            WHEN 'identify' THEN jsonb_typeof((made ->> 'identifiers')::jsonb) = 'object'
                AND made ->> 'title' = btrim(made ->> 'title') AND char_length(made ->> 'title') BETWEEN 1 AND 200
            WHEN 'encumber' THEN char_length(made ->> 'in_favour_of') BETWEEN 1 AND 200 AND char_length(made ->> 'instrument') BETWEEN 1 AND 300
            WHEN 'licence' THEN made ->> 'terms' ~ '^[0-9a-f]{64}$' AND char_length(made ->> 'licensee') BETWEEN 1 AND 200
            WHEN 'case' THEN EXISTS (SELECT FROM public.mark_cases c WHERE c.id::text = made ->> 'mark_case' AND c.asset = NEW.asset)
            WHEN 'custody' THEN EXISTS (SELECT FROM public.custody c WHERE c.id::text = made ->> 'custody' AND c.asset = NEW.asset)
            WHEN 'surrender' THEN EXISTS (SELECT FROM public.nice_classes n JOIN public.mark_cases c ON c.id = n.mark_case
                                          WHERE n.id::text = made ->> 'class' AND c.asset = NEW.asset)
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a deed name the deed, its asset, the version it starts from, and what becomes of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_terms_are_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed() IS 'Guard of asset_deeds: of a protected asset as it is now, with terms of one form whose digest it keeps.';
CREATE TRIGGER guard BEFORE INSERT ON asset_deeds FOR EACH ROW EXECUTE FUNCTION guard_deed();
ALTER TABLE asset_deeds ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_deed_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF ((public.keeps_registry(NEW.withdrawn_by)
         OR EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = NEW.deed AND d.proposed_by = NEW.withdrawn_by))
        AND EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = NEW.deed)
        AND public.deed_decision(NEW.deed, 'members') IS NULL
        AND NOT EXISTS (SELECT FROM public.asset_executions x WHERE x.deed = NEW.deed)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is withdrawn before the members authorise it, by whoever proposed it or keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_is_withdrawn_in_time';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed_withdrawal() IS 'Guard of asset_deed_withdrawals: before the members authorised the deed; after that they or the board rescind.';
CREATE TRIGGER guard BEFORE INSERT ON asset_deed_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_deed_withdrawal();
ALTER TABLE asset_deed_withdrawals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.asset_deeds;
    statement jsonb;
    lacking text;
BEGIN
    PERFORM public.lock_registry();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = NEW.deed;
    SELECT convert_from(a.statement, 'UTF8')::jsonb INTO statement FROM public.acts a
        WHERE a.id = NEW.act AND a.kind = 'asset.executed' AND a.subject_id = NEW.deed;
    IF (session_user = 'commonhold_certifier' AND d.id IS NOT NULL
        AND statement ->> 'terms' = encode(d.sha256, 'hex') AND statement ->> 'deed' = d.number::text
        AND statement ->> 'asset' = (SELECT a.number::text FROM public.assets a WHERE a.id = d.asset)
        AND statement ->> 'board' = (SELECT r.year || '-B-' || lpad(r.number::text, 3, '0') FROM public.resolutions r
                                     WHERE r.decision = NEW.board_decision)
        AND statement ->> 'members' = (SELECT r.year || '-M-' || lpad(r.number::text, 3, '0') FROM public.resolutions r
                                       WHERE r.decision = NEW.members_decision)
        AND NOT EXISTS (SELECT FROM public.act_outcomes o WHERE o.act_id = NEW.act)
        AND NEW.board_decision = public.deed_decision(NEW.deed, 'board')
        AND NEW.members_decision = public.deed_decision(NEW.deed, 'members')
        -- Each by the latest key of their own, and no name for two.
        AND (SELECT count(DISTINCT s.name) FROM unnest(NEW.officers) o
             JOIN LATERAL (SELECT k.name FROM public.officer_keys k WHERE k.person_id = o ORDER BY k.recorded_at DESC LIMIT 1) k ON true
             JOIN public.act_signatures s ON s.act_id = NEW.act AND s.name = k.name) = cardinality(NEW.officers)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is carried out by an act that officers signed, on the decisions that authorise it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'execution_is_an_act';
    END IF;
    SELECT c.condition INTO lacking FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c
        WHERE c.met IS NOT TRUE ORDER BY c.place LIMIT 1;
    IF (lacking IS NULL AND (SELECT count(*) FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c WHERE c.met) = 10) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deed cannot be carried out yet: %', lacking
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_has_its_authority';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_execution() IS
    'Guard of asset_executions: the certifier''s, by an act that names this deed and its terms, with every condition of the lock met.';
CREATE TRIGGER guard BEFORE INSERT ON asset_executions FOR EACH ROW EXECUTE FUNCTION guard_execution();
ALTER TABLE asset_executions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION carry_out_deed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.asset_deeds;
    v public.asset_versions;
    after public.asset_versions;
    c public.mark_case_versions;
    made jsonb;
    today date := public.legal_day(clock_timestamp());
BEGIN
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = NEW.deed;
    SELECT x.* INTO v FROM public.asset_versions x WHERE x.asset = d.asset ORDER BY x.version DESC LIMIT 1;
    made := d.terms::jsonb -> 'to';
    INSERT INTO public.authority_uses (decision, act, subject)
    VALUES (NEW.board_decision, 'asset_deed', 'D-' || d.number), (NEW.members_decision, 'asset_deed', 'D-' || d.number);
    IF d.act = 'transfer' THEN
        INSERT INTO public.conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor,
                                        instrument, recorded_office, reel_frame, execution, entered_by)
        VALUES (gen_random_uuid(), d.asset, 'assignment', v.owner, made ->> 'owner', today, today, made ->> 'goodwill' = 'yes',
                made ->> 'successor' = 'yes',
                made ->> 'instrument', '', '', d.id, NEW.officers[1]);
    END IF;
    IF d.act IN ('transfer', 'state', 'unprotect', 'identify') THEN
        after := public.version_after(d, v);
        INSERT INTO public.asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details,
                                           execution, entered_by, reason)
        VALUES (d.asset, v.version + 1, after.title, after.holding, after.owner, after.state, after.protected, v.open,
                after.identifiers, v.details, d.id, NEW.officers[1], 'Deed D-' || d.number);
    ELSIF d.act = 'case' THEN
        SELECT x.* INTO c FROM public.mark_case_versions x WHERE x.mark_case = (made ->> 'mark_case')::uuid ORDER BY x.version DESC LIMIT 1;
        INSERT INTO public.mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on,
                                               register, expires_on, state, status_code, status_on, execution, entered_by, reason)
        VALUES (c.mark_case, c.version + 1, c.basis, made ->> 'application_no', c.filed_on, made ->> 'registration_no', c.registered_on,
                c.register, c.expires_on, made ->> 'state', c.status_code, c.status_on, d.id, NEW.officers[1], 'Deed D-' || d.number);
    ELSIF d.act = 'surrender' THEN
        INSERT INTO public.nice_class_ends (class, reason, execution, recorded_by)
        VALUES ((made ->> 'class')::uuid, 'Deed D-' || d.number, d.id, NEW.officers[1]);
    ELSIF d.act = 'encumber' THEN
        INSERT INTO public.conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor,
                                        instrument, recorded_office, reel_frame, execution, entered_by)
        VALUES (gen_random_uuid(), d.asset, 'security_interest', v.owner, made ->> 'in_favour_of', today, today, false, false,
                made ->> 'instrument', '', '', d.id, NEW.officers[1]);
    ELSIF d.act = 'custody' THEN
        INSERT INTO public.custody_ends (custody, ends_on, reason, execution, recorded_by)
        VALUES ((made ->> 'custody')::uuid, today, 'Deed D-' || d.number, d.id, NEW.officers[1]);
    END IF;
    -- A licence is entered with its text by whoever keeps the register, once this is done.
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION carry_out_deed() IS 'Does what a deed says, and uses up the decisions it rests on.';
CREATE TRIGGER carry_out AFTER INSERT ON asset_executions FOR EACH ROW EXECUTE FUNCTION carry_out_deed();
ALTER TABLE asset_executions ENABLE ALWAYS TRIGGER carry_out;

-- The log: what the register tells of itself, and the acts of the lock.
CREATE OR REPLACE FUNCTION guard_log_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields jsonb := convert_from(NEW.leaf, 'UTF8')::jsonb;
    poll_state text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (fields ->> 'v' = '1' AND fields ->> 'kind' = NEW.kind) IS NOT TRUE
        OR (fields ->> 'eid' IS NOT DISTINCT FROM encode(NEW.eid, 'hex')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry is named otherwise than its leaf says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_named_as_it_is';
    END IF;
    IF (CASE
            WHEN NEW.kind IN ('log.start', 'log.key') THEN session_user = 'commonhold_sequencer'
            WHEN NEW.kind = 'poll.cast' THEN session_user IN ('commonhold_sequencer', 'commonhold_app')
            WHEN NEW.kind IN ('poll.superseded', 'poll.closed', 'notice.given', 'notice.certified')
                THEN session_user = 'commonhold_app'
            WHEN NEW.kind = 'registry.recorded' THEN session_user IN ('commonhold_app', 'commonhold_certifier')
            ELSE session_user = 'commonhold_certifier'
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'entries of the kind % are not made by %', NEW.kind, session_user
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'entry_is_of_its_maker';
    END IF;
    IF NEW.kind IN ('poll.cast', 'poll.superseded', 'poll.closed') THEN
        SELECT p.state INTO poll_state FROM public.polls p WHERE p.eid = NEW.eid;
        IF (CASE WHEN session_user = 'commonhold_app' THEN poll_state = 'closed' ELSE poll_state = 'open' END) IS NOT TRUE
            OR EXISTS (SELECT 1 FROM public.log_entries e WHERE e.eid = NEW.eid AND e.kind = 'poll.closed') IS NOT FALSE THEN
            RAISE EXCEPTION 'casts are entered while the poll is open and as it closes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'casts_are_entered_by_the_close';
        END IF;
    END IF;
    IF (CASE NEW.kind
            WHEN 'notice.given' THEN EXISTS (
                SELECT 1 FROM public.notices n
                WHERE n.number::text = fields ->> 'notice' AND encode(n.sha256, 'hex') = fields ->> 'file'
                  AND (SELECT count(*) FROM public.notice_recipients r WHERE r.notice = n.id)::text = fields ->> 'recipients')
            WHEN 'notice.certified' THEN EXISTS (
                SELECT 1 FROM public.notices n JOIN public.notice_certificates c ON c.notice = n.id
                WHERE n.number::text = fields ->> 'notice' AND encode(c.sha256, 'hex') = fields ->> 'file'
                  AND c.recipients::text = fields ->> 'recipients' AND c.reached::text = fields ->> 'reached')
            WHEN 'asset.executed' THEN EXISTS (
                SELECT 1 FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                WHERE d.number::text = fields ->> 'deed' AND encode(d.sha256, 'hex') = fields ->> 'terms'
                  AND x.recorded_at >= transaction_timestamp())
            ELSE true
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry says what is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_entry_says_what_is_recorded';
    END IF;
    IF NEW.kind = 'log.start' AND EXISTS (
        SELECT 1 FROM public.foundations f WHERE f.log_origin = fields ->> 'origin') IS NOT TRUE THEN
        RAISE EXCEPTION 'the log begins with another origin than the foundation''s'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_origin_is_the_foundation_s';
    END IF;
    RETURN NEW;
END
$$;

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

-- A motion is put by a poll that is still a draft: no question rides on another's vote.
CREATE FUNCTION guard_question_poll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM public.polls p WHERE p.id = NEW.poll FOR UPDATE;
    IF (NEW.poll IS NULL OR EXISTS (SELECT FROM public.polls p WHERE p.id = NEW.poll AND p.state = 'draft')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a motion is put by a poll that was not opened yet'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_comes_before_its_poll';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_question_poll() IS 'Guard of motion_questions: the poll of a question is a draft when the question is put.';
CREATE TRIGGER guard_poll BEFORE INSERT ON motion_questions FOR EACH ROW EXECUTE FUNCTION guard_question_poll();
ALTER TABLE motion_questions ENABLE ALWAYS TRIGGER guard_poll;
