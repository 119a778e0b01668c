-- The docket: deadlines worked out from events by a pack of rules, what was done about them,
-- and who saw that they come.
--
-- A deadline is a row and stays one. When its event is corrected or its rule is another it is
-- superseded, and the next row says what it replaces. Where each one stands is kept beside as a
-- table that the database itself derives from these rows; that and the queue are no history. The
-- database refuses a deadline that is not counted from an event of its asset, a waiver of
-- what is mandatory once it is over, and a second person who is the first.

CREATE TABLE rule_packs (
    version text PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    title text NOT NULL,
    pack text NOT NULL,
    sha256 bytea NOT NULL,
    rules integer NOT NULL,
    taken_up_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT rule_packs_version CHECK (version ~ '^[A-Za-z0-9.-]{1,40}$'),
    CONSTRAINT rule_packs_title CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT rule_packs_pack CHECK (octet_length(pack) BETWEEN 1 AND 1048576),
    CONSTRAINT rule_packs_rules CHECK (rules BETWEEN 1 AND 500)
);
COMMENT ON TABLE rule_packs IS
    'Packs of rules for deadlines as they were taken up, word by word (TOML); the latest is in force. The first comes with the program, and nobody took it up.';
CALL keep_as_history('rule_packs');

CREATE TABLE deadlines (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid NOT NULL,
    mark_case uuid,
    pack text NOT NULL,
    rule text NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    source uuid NOT NULL,
    event uuid,
    custody uuid REFERENCES custody (id),
    occurrence integer NOT NULL,
    anchor date NOT NULL,
    opens_nominal date,
    opens date,
    due date,
    due_actionable date,
    grace date,
    grace_actionable date,
    replaces uuid REFERENCES deadlines (id),
    recorded_at timestamptz NOT NULL,
    -- Not by a bounded repetition, which makes a state of every letter.
    CONSTRAINT deadlines_rule CHECK (rule ~ '^[a-z0-9-]+$' AND char_length(rule) <= 60 AND char_length(title) BETWEEN 1 AND 160),
    CONSTRAINT deadlines_kind CHECK (kind IN ('mandatory', 'option', 'watch')),
    CONSTRAINT deadlines_source CHECK (num_nonnulls(event, custody) = 1 AND (event IS NULL OR event = source)),
    CONSTRAINT deadlines_occurrence CHECK (occurrence BETWEEN 1 AND 60),
    CONSTRAINT deadlines_order CHECK ((due IS NULL) = (due_actionable IS NULL) AND (grace IS NULL) = (grace_actionable IS NULL)
        AND (opens IS NULL) = (opens_nominal IS NULL) AND (due IS NOT NULL OR grace IS NULL AND opens IS NOT NULL)
        AND (opens_nominal IS NULL OR opens_nominal <= opens) AND (opens IS NULL OR due IS NULL OR opens <= due)
        AND (due IS NULL OR due <= due_actionable) AND (grace IS NULL OR due <= grace AND grace <= grace_actionable))
);
COMMENT ON TABLE deadlines IS
    'What follows from an event (or a custody) by a rule of a pack: when it opens, is due as counted and as the office takes it, and when the grace ends. source tells its occasions apart; a rule that comes again counts its occurrences; replaces is the deadline it was worked out in the place of. Asset, case, pack and event are held by the guard, for all rows of a statement at once: one by one they would take most of the time of a run.';
CREATE INDEX deadlines_replaces ON deadlines (replaces) WHERE replaces IS NOT NULL;
CALL keep_as_history('deadlines');

CREATE TABLE deadline_supersessions (
    deadline uuid PRIMARY KEY REFERENCES deadlines (id),
    why text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT deadline_supersessions_why CHECK (why IN ('corrected', 'withdrawn', 'rule_changed', 'not_applicable'))
);
COMMENT ON TABLE deadline_supersessions IS
    'Deadlines that hold no more: their event was corrected or withdrawn, their rule is another, or it does not apply.';
CALL keep_as_history('deadline_supersessions');

-- Its deadline is held by docket_moves below, for all rows of a statement at once and whatever the
-- role of the session, as the references of deadlines are by docket_adds.
CREATE TABLE deadline_outcomes (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deadline uuid NOT NULL,
    outcome text NOT NULL,
    event uuid,
    happened_on date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT deadline_outcomes_outcome CHECK (outcome IN ('met', 'closed', 'none')
        AND (outcome = 'none') = (event IS NULL) AND (event IS NULL) = (happened_on IS NULL))
);
COMMENT ON TABLE deadline_outcomes IS
    'What later events say of a deadline: met, closed because nobody needs it any more, or none where such an event was corrected; the latest counts. event is an event of the asset, or tells an attestation of a custody.';
CREATE INDEX deadline_outcomes_deadline ON deadline_outcomes (deadline, record DESC);
CALL keep_as_history('deadline_outcomes');

CREATE TABLE deadline_acts (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deadline uuid NOT NULL REFERENCES deadlines (id),
    act text NOT NULL,
    happened_on date,
    note text NOT NULL,
    document bytea,
    document_name text,
    sha256 bytea GENERATED ALWAYS AS (sha256(document)) STORED,
    person uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT deadline_acts_act CHECK (act IN ('met', 'waived', 'reopened') AND (act = 'met') = (happened_on IS NOT NULL)),
    CONSTRAINT deadline_acts_note CHECK (note = btrim(note) AND char_length(note) BETWEEN 1 AND 500),
    CONSTRAINT deadline_acts_document CHECK ((document IS NULL) = (document_name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 1048576) AND char_length(document_name) BETWEEN 1 AND 120)
);
COMMENT ON TABLE deadline_acts IS
    'What officers record of a deadline themselves: that it was met and what shows it, that it is waived and why, or that an earlier word of theirs was wrong; the latest counts.';
CREATE INDEX deadline_acts_deadline ON deadline_acts (deadline, record DESC);
CALL keep_as_history('deadline_acts');

CREATE TABLE deadline_acknowledgements (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deadline uuid NOT NULL REFERENCES deadlines (id),
    rung text NOT NULL,
    rung_on date NOT NULL,
    person uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT deadline_acknowledgements_rung CHECK (char_length(rung) BETWEEN 1 AND 40)
);
COMMENT ON TABLE deadline_acknowledgements IS
    'Who saw a reminder of a deadline: the rung of the ladder, and the day on which it was reached. The next rung asks anew.';
CREATE INDEX deadline_acknowledgements_deadline ON deadline_acknowledgements (deadline, rung_on DESC);
CALL keep_as_history('deadline_acknowledgements');

CREATE TABLE deadline_confirmations (
    deadline uuid NOT NULL REFERENCES deadlines (id),
    person uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (deadline, person)
);
COMMENT ON TABLE deadline_confirmations IS
    'Who held the days of a deadline against its source as the second person: not whoever entered the event.';
CALL keep_as_history('deadline_confirmations');

CREATE TABLE docket_runs (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pack text NOT NULL REFERENCES rule_packs (version),
    assets integer NOT NULL,
    added integer NOT NULL,
    superseded integer NOT NULL,
    outcomes integer NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE docket_runs IS
    'Each time deadlines were worked out and something was written: by which pack, of how many assets, and how much was new, superseded or ended.';
CALL keep_as_history('docket_runs');

CREATE TABLE docket_canaries (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pack text NOT NULL,
    passed boolean NOT NULL,
    said text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT docket_canaries_said CHECK (char_length(said) BETWEEN 1 AND 500)
);
COMMENT ON TABLE docket_canaries IS
    'The daily trial of the docket: a deadline whose days are known was worked out from the pack in force to its reminder, and every line held against the events; whether that came out right.';
CALL keep_as_history('docket_canaries');

CREATE VIEW docket_standing AS
    SELECT d.id AS deadline,
           CASE WHEN EXISTS (SELECT FROM deadline_supersessions s WHERE s.deadline = d.id) THEN 'superseded'
                WHEN x.act = 'met' THEN 'met'
                WHEN x.act = 'waived' THEN 'closed'
                WHEN o.outcome = 'met' THEN 'met'
                WHEN o.outcome = 'closed' THEN 'closed'
                ELSE 'running' END AS state,
           coalesce(o.outcome, 'none') AS outcome, o.event AS outcome_event, o.happened_on AS outcome_on,
           (SELECT max(k.rung_on) FROM deadline_acknowledgements k WHERE k.deadline = d.id) AS acknowledged
    FROM deadlines d
    LEFT JOIN LATERAL (SELECT y.outcome, y.event, y.happened_on FROM deadline_outcomes y
                       WHERE y.deadline = d.id ORDER BY y.record DESC LIMIT 1) o ON true
    LEFT JOIN LATERAL (SELECT y.act FROM deadline_acts y
                       WHERE y.deadline = d.id ORDER BY y.record DESC LIMIT 1) x ON true;
COMMENT ON VIEW docket_standing IS
    'Where each deadline stands by what is recorded of it: superseded, else by the last word of an officer, else by what events say. docket_now holds the same, to be searched.';
GRANT SELECT ON docket_standing TO commonhold_app;

CREATE TABLE docket_now (
    deadline uuid PRIMARY KEY,
    number bigint NOT NULL,
    asset uuid NOT NULL,
    mark_case uuid,
    pack text NOT NULL,
    rule text NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    source uuid NOT NULL,
    occurrence integer NOT NULL,
    anchor date NOT NULL,
    opens_nominal date,
    opens date,
    due date,
    due_actionable date,
    grace date,
    grace_actionable date,
    last_on date,
    state text NOT NULL,
    outcome text NOT NULL,
    outcome_event uuid,
    outcome_on date,
    acknowledged date
);
COMMENT ON TABLE docket_now IS
    'Where each deadline stands whatever the day: running, met, closed or superseded, and the last rung acknowledged. The database derives it from the rows of history, and nobody else writes it. Not history.';
CREATE UNIQUE INDEX docket_now_once ON docket_now (source, rule, occurrence) WHERE state <> 'superseded';
CREATE INDEX docket_now_due ON docket_now (due, number) WHERE state = 'running';
CREATE INDEX docket_now_last ON docket_now (last_on DESC, number) WHERE state = 'running' AND kind = 'mandatory';
CREATE INDEX docket_now_asset ON docket_now (asset, due);
CREATE INDEX docket_now_number ON docket_now (number DESC);
GRANT SELECT ON docket_now TO commonhold_app, commonhold_auditor;

CREATE TABLE docket_stale (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset uuid NOT NULL
);
COMMENT ON TABLE docket_stale IS
    'A queue: assets of which something was recorded since their deadlines were last worked out. Not history.';
GRANT SELECT, DELETE ON docket_stale TO commonhold_app;

-- What is derived follows in the same statement.
--
-- Both functions look rows up by their keys, always: the first run of all begins in tables that are
-- empty, and a plan made for those reads the growing docket through and through for every batch.
CREATE FUNCTION docket_adds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    IF EXISTS (SELECT FROM added a
               LEFT JOIN public.asset_events e ON e.id = a.event LEFT JOIN public.custody c ON c.id = a.custody
               WHERE (CASE WHEN a.event IS NOT NULL
                           THEN e.asset = a.asset AND e.mark_case IS NOT DISTINCT FROM a.mark_case AND e.happened_on = a.anchor
                           ELSE c.asset = a.asset AND a.mark_case IS NULL END) IS NOT TRUE
                  OR EXISTS (SELECT FROM public.rule_packs k WHERE k.version = a.pack) IS NOT TRUE
                  OR (a.replaces IS NULL OR EXISTS (SELECT FROM public.deadline_supersessions s WHERE s.deadline = a.replaces)) IS NOT TRUE)
        IS NOT FALSE THEN
        RAISE EXCEPTION 'a deadline is counted from an event of its asset by a pack that was taken up, and replaces one that is superseded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_is_of_its_event';
    END IF;
    INSERT INTO public.docket_now (deadline, number, asset, mark_case, pack, rule, title, kind, source, occurrence, anchor,
                                   opens_nominal, opens, due, due_actionable, grace, grace_actionable, last_on,
                                   state, outcome, outcome_event, outcome_on, acknowledged)
    SELECT a.id, a.number, a.asset, a.mark_case, a.pack, a.rule, a.title, a.kind, a.source, a.occurrence, a.anchor,
           a.opens_nominal, a.opens, a.due, a.due_actionable, a.grace, a.grace_actionable,
           coalesce(a.grace_actionable, a.due_actionable),
           s.state, s.outcome, s.outcome_event, s.outcome_on, s.acknowledged
    FROM added a CROSS JOIN LATERAL (SELECT y.* FROM public.docket_standing y WHERE y.deadline = a.id OFFSET 0) s;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION docket_adds() IS
    'Guard of deadlines: counted from an event or a custody of the asset; what stands of them now begins with them, by whatever their own statement recorded of them.';
CREATE TRIGGER docket AFTER INSERT ON deadlines
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION docket_adds();
ALTER TABLE deadlines ENABLE ALWAYS TRIGGER docket;

-- Of deadlines that came in the same statement there is nothing to move yet.
CREATE FUNCTION docket_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    moved uuid[] := ARRAY(SELECT DISTINCT a.deadline FROM added a);
BEGIN
    IF (NOT EXISTS (SELECT FROM unnest(moved) m WHERE NOT EXISTS (SELECT FROM public.deadlines d WHERE d.id = m))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is recorded of a deadline names one that is there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_is_of_a_deadline';
    END IF;
    UPDATE public.docket_now n
    SET (state, outcome, outcome_event, outcome_on, acknowledged)
        = (SELECT s.state, s.outcome, s.outcome_event, s.outcome_on, s.acknowledged
           FROM public.docket_standing s WHERE s.deadline = n.deadline)
    WHERE n.deadline = ANY (moved);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION docket_moves() IS
    'Guard of what is recorded of deadlines: it names one that is there; what stands of it now follows.';

-- What is recorded of a deadline moves it.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['deadline_supersessions', 'deadline_outcomes', 'deadline_acts', 'deadline_acknowledgements'] LOOP
        EXECUTE format('CREATE TRIGGER docket AFTER INSERT ON %I REFERENCING NEW TABLE AS added
                        FOR EACH STATEMENT EXECUTE FUNCTION docket_moves()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER docket', t);
    END LOOP;
END
$$;

-- What deadlines are worked out from says by itself that they are to be.
CREATE FUNCTION docket_is_stale() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.docket_stale (asset) SELECT DISTINCT a.asset FROM added a;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION docket_is_stale() IS 'Queues the assets of events and custody for the docket.';
CREATE TRIGGER docket AFTER INSERT ON asset_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION docket_is_stale();
ALTER TABLE asset_events ENABLE ALWAYS TRIGGER docket;
CREATE TRIGGER docket AFTER INSERT ON custody
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION docket_is_stale();
ALTER TABLE custody ENABLE ALWAYS TRIGGER docket;

CREATE FUNCTION docket_is_stale_by_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.docket_stale (asset)
    SELECT DISTINCT c.asset FROM added a JOIN public.mark_cases c ON c.id = a.mark_case;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION docket_is_stale_by_case() IS 'Queues the assets of cases whose basis or register may be another.';
CREATE TRIGGER docket AFTER INSERT ON mark_case_versions
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION docket_is_stale_by_case();
ALTER TABLE mark_case_versions ENABLE ALWAYS TRIGGER docket;

CREATE FUNCTION docket_is_stale_by_custody() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.docket_stale (asset)
    SELECT DISTINCT c.asset FROM added a JOIN public.custody c ON c.id = a.custody;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION docket_is_stale_by_custody() IS 'Queues the assets whose custody ended or was attested.';
CREATE TRIGGER docket AFTER INSERT ON custody_ends
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION docket_is_stale_by_custody();
ALTER TABLE custody_ends ENABLE ALWAYS TRIGGER docket;
CREATE TRIGGER docket AFTER INSERT ON attestations
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION docket_is_stale_by_custody();
ALTER TABLE attestations ENABLE ALWAYS TRIGGER docket;

CREATE FUNCTION guard_rule_pack() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (CASE WHEN NEW.taken_up_by IS NULL THEN NOT EXISTS (SELECT FROM public.rule_packs)
             ELSE public.keeps_registry(NEW.taken_up_by) END) IS NOT TRUE THEN
        RAISE EXCEPTION 'a pack of rules is taken up by whoever keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'pack_by_its_keepers';
    END IF;
    IF (NEW.sha256 = sha256(convert_to(NEW.pack, 'UTF8'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the digest is of another pack'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'pack_is_what_it_is';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_rule_pack() IS
    'Guard of rule_packs: by the secretary, the chair, the treasurer, or a deputy; the first without anybody.';
CREATE TRIGGER guard BEFORE INSERT ON rule_packs FOR EACH ROW EXECUTE FUNCTION guard_rule_pack();
ALTER TABLE rule_packs ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_deadline_act() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.deadlines;
    last_on date;
    today date := public.legal_day(clock_timestamp());
    before text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF public.keeps_registry(NEW.person) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of a deadline is recorded by whoever keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_act_by_its_keepers';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/docket', 0));
    SELECT * INTO d FROM public.deadlines x WHERE x.id = NEW.deadline;
    last_on := coalesce(d.grace_actionable, d.due_actionable);
    IF (d.id IS NOT NULL AND NOT EXISTS (SELECT FROM public.deadline_supersessions s WHERE s.deadline = NEW.deadline)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deadline was superseded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_stands';
    END IF;
    IF (NEW.act <> 'met' OR NEW.happened_on <= today AND NEW.happened_on >= coalesce(d.opens_nominal, '-infinity')
                            AND NEW.happened_on <= coalesce(last_on, 'infinity')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deadline is met within its window, and not in the future'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_met_in_its_window';
    END IF;
    IF (NEW.act <> 'waived' OR d.kind <> 'mandatory' OR today <= last_on) IS NOT TRUE THEN
        RAISE EXCEPTION 'what was missed stays missed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'missed_stays_missed';
    END IF;
    SELECT a.act INTO before FROM public.deadline_acts a WHERE a.deadline = NEW.deadline ORDER BY a.record DESC LIMIT 1;
    IF (NEW.act <> 'reopened' OR before IN ('met', 'waived')) IS NOT TRUE THEN
        RAISE EXCEPTION 'no officer said anything of this deadline that could be taken back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deadline_reopened_after_an_act';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deadline_act() IS
    'Guard of deadline_acts: by whoever keeps the register; met within the window, waived before it is over, taken back where something was said.';
CREATE TRIGGER guard BEFORE INSERT ON deadline_acts FOR EACH ROW EXECUTE FUNCTION guard_deadline_act();
ALTER TABLE deadline_acts ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_deadline_acknowledgement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (EXISTS (SELECT FROM public.offices_held(NEW.person, clock_timestamp()) o WHERE o <> 'auditor')
        AND NEW.rung_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers acknowledge a reminder that has come'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'acknowledged_by_an_officer';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deadline_acknowledgement() IS
    'Guard of deadline_acknowledgements: by an officer who is not an auditor, of a rung that was reached.';
CREATE TRIGGER guard BEFORE INSERT ON deadline_acknowledgements FOR EACH ROW EXECUTE FUNCTION guard_deadline_acknowledgement();
ALTER TABLE deadline_acknowledgements ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_deadline_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.deadlines;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO d FROM public.deadlines x WHERE x.id = NEW.deadline;
    IF (EXISTS (SELECT FROM public.offices_held(NEW.person, clock_timestamp()) o WHERE o <> 'auditor')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an officer confirms the days of a deadline'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmed_by_an_officer';
    END IF;
    IF (d.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM public.asset_events e WHERE e.id = d.event AND e.entered_by = NEW.person)
        AND NOT EXISTS (SELECT FROM public.custody c WHERE c.id = d.custody AND NEW.person IN (c.recorded_by, c.party))) IS NOT TRUE THEN
        RAISE EXCEPTION 'who entered the event does not confirm what follows from it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmed_by_a_second_person';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deadline_confirmation() IS
    'Guard of deadline_confirmations: by an officer who did not enter the event, nor keeps what the deadline is about.';
CREATE TRIGGER guard BEFORE INSERT ON deadline_confirmations FOR EACH ROW EXECUTE FUNCTION guard_deadline_confirmation();
ALTER TABLE deadline_confirmations ENABLE ALWAYS TRIGGER guard;
