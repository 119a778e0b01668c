-- The rulebook in versions: each a whole file, and beside it what of the file
-- governs when, one row for each key and stretch of days. The classes of members
-- and their votes follow it.
--
-- All of it is history. The founding record brings the first version, the certifier
-- every other by a signed act; the database refuses one that would rule the past.

CREATE TABLE rulebook_drafts (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(file)) STORED,
    saved_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT rulebook_drafts_size CHECK (octet_length(file) BETWEEN 1 AND 1048576)
);
COMMENT ON TABLE rulebook_drafts IS
    'Rulebooks in the making, each saving a row; the last is what officers work on. None of them rules anything.';
CALL keep_as_history('rulebook_drafts');

CREATE TABLE rulebook_versions (
    version integer PRIMARY KEY,
    file bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(file)) STORED,
    effective_from timestamptz,
    decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    act uuid REFERENCES acts (id),
    recorded_in xid8 NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT rulebook_versions_size CHECK (octet_length(file) BETWEEN 1 AND 1048576),
    CONSTRAINT rulebook_versions_begin CHECK ((act IS NULL) = (effective_from IS NULL))
);
COMMENT ON TABLE rulebook_versions IS
    'Rulebooks as adopted: in force from effective_from (the first from the beginning) until the next is. The founding record brings the first, the certifier every other by a signed act.';
COMMENT ON COLUMN rulebook_versions.recorded_in IS 'The transaction that recorded it: its rules come in the same.';
CALL keep_as_history('rulebook_versions');
GRANT INSERT ON rulebook_versions TO commonhold_certifier;

CREATE FUNCTION guard_rulebook_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/rulebook', 0));
    -- Under the lock, so that a version that came to nothing leaves no gap.
    NEW.version := (SELECT coalesce(max(v.version), 0) + 1 FROM public.rulebook_versions v);
    NEW.recorded_in := pg_current_xact_id();
    IF NEW.act IS NULL THEN
        IF (public.is_founding() AND NOT EXISTS (SELECT 1 FROM public.rulebook_versions)) IS NOT TRUE THEN
            RAISE EXCEPTION 'only the founding record brings a rulebook without an act'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rulebook_is_adopted_by_act';
        END IF;
        RETURN NEW;
    END IF;
    -- The decision is one that adopts this very file, and none from before the version in force.
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act AND a.kind = 'rulebook.adopted')
        AND EXISTS (SELECT 1 FROM public.recorded_decisions d
                    JOIN public.decision_entries e ON e.id = d.entry
                    WHERE d.id = NEW.decision AND e.adopted
                      AND e.effect::jsonb ->> 'act' = 'adopt_rulebook'
                      AND e.effect::jsonb ->> 'sha256' = encode(sha256(NEW.file), 'hex')
                      AND NOT EXISTS (SELECT 1 FROM public.rulebook_versions v
                                      JOIN public.recorded_decisions o ON o.id = v.decision
                                      WHERE o.number > d.number))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a rulebook is adopted by a decision, and by an act that officers signed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rulebook_is_adopted_by_act';
    END IF;
    -- What was done under the rules of its day stands.
    NEW.effective_from := greatest(NEW.effective_from, clock_timestamp());
    IF EXISTS (SELECT 1 FROM public.rulebook_versions v WHERE v.effective_from > NEW.effective_from) IS NOT FALSE THEN
        RAISE EXCEPTION 'a rulebook takes effect no earlier than the one before it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rulebook_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_rulebook_version() IS
    'Guard of rulebook_versions: by the founding record or a signed act, never into the past, and in order.';
CREATE TRIGGER guard BEFORE INSERT ON rulebook_versions FOR EACH ROW EXECUTE FUNCTION guard_rulebook_version();
ALTER TABLE rulebook_versions ENABLE ALWAYS TRIGGER guard;

CREATE TABLE rules (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version integer NOT NULL REFERENCES rulebook_versions (version),
    key text NOT NULL,
    value text NOT NULL,
    citation text NOT NULL,
    words text NOT NULL,
    source text NOT NULL,
    counsel boolean NOT NULL,
    from_day date,
    until_day date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT rules_key CHECK (key ~ '^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_-]*)+$'),
    CONSTRAINT rules_said CHECK (value <> '' AND citation <> '' AND words <> ''),
    CONSTRAINT rules_days CHECK (from_day < until_day),
    CONSTRAINT rules_once UNIQUE NULLS NOT DISTINCT (version, key, from_day)
);
COMMENT ON TABLE rules IS
    'What of a rulebook governs: of each key the rule of the highest document, for the legal days from_day until before until_day, as long as its version is in force.';
CALL keep_as_history('rules');
GRANT INSERT ON rules TO commonhold_certifier;

CREATE FUNCTION guard_rule() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Version and rules come in one transaction, from whoever may bring the version.
    IF ((session_user = 'commonhold_certifier' OR public.is_founding())
        AND EXISTS (SELECT 1 FROM public.rulebook_versions v
                    WHERE v.version = NEW.version AND v.recorded_in = pg_current_xact_id())) IS NOT TRUE THEN
        RAISE EXCEPTION 'rules come with the version they stand in'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rules_come_with_their_version';
    END IF;
    IF EXISTS (SELECT 1 FROM public.rules r
               WHERE r.version = NEW.version AND r.key = NEW.key
                 AND daterange(r.from_day, r.until_day) && daterange(NEW.from_day, NEW.until_day)) IS NOT FALSE THEN
        RAISE EXCEPTION 'two rules of one key govern at a time'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_governs_alone';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_rule() IS 'Guard of rules: in the transaction that records their version.';
CREATE TRIGGER guard BEFORE INSERT ON rules FOR EACH ROW EXECUTE FUNCTION guard_rule();
ALTER TABLE rules ENABLE ALWAYS TRIGGER guard;

-- The rule in force, for guards of other tables and for whoever asks.
CREATE FUNCTION rule_in_force(asked text, at timestamptz) RETURNS SETOF rules
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.* FROM public.rules r
    WHERE r.version = (SELECT v.version FROM public.rulebook_versions v
                       WHERE v.effective_from IS NULL OR v.effective_from <= at
                       ORDER BY v.effective_from DESC NULLS LAST, v.version DESC LIMIT 1)
      AND (asked IS NULL OR r.key = asked)
      AND daterange(r.from_day, r.until_day) @> (
          SELECT (at AT TIME ZONE f.time_zone)::date FROM public.foundations f ORDER BY f.version DESC LIMIT 1)
$$;
COMMENT ON FUNCTION rule_in_force(text, timestamptz) IS
    'The rule of a key in force at an instant, on the legal day of that instant; of every key where none is named.';
REVOKE ALL ON FUNCTION rule_in_force(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rule_in_force(text, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION days_by_rule(asked text, at timestamptz) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.value::integer FROM public.rule_in_force(asked, at) r WHERE r.value ~ '^[0-9]{1,5}$'
$$;
COMMENT ON FUNCTION days_by_rule(text, timestamptz) IS 'The number of a rule in force at an instant; unknown where the rulebook is silent.';
REVOKE ALL ON FUNCTION days_by_rule(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION days_by_rule(text, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE TABLE member_classes (
    id text PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT member_classes_id CHECK (id ~ '^[a-z][a-z0-9-]{0,31}$'),
    CONSTRAINT member_classes_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 60)
);
COMMENT ON TABLE member_classes IS 'The classes of members, in the order in which pages list them.';
CREATE UNIQUE INDEX member_classes_names ON member_classes (lower(name));
CALL keep_as_member_facts('member_classes');
GRANT INSERT ON member_classes TO commonhold_certifier;

CREATE TABLE class_votes (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    class text NOT NULL REFERENCES member_classes (id),
    votes bigint NOT NULL,
    citation text NOT NULL,
    starts_on date,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT class_votes_votes CHECK (votes BETWEEN 0 AND 1000000),
    CONSTRAINT class_votes_citation CHECK (citation <> '')
);
COMMENT ON TABLE class_votes IS
    'How many votes each member of a class has, from a legal day on (from the beginning where it is null) until the row that begins next; 0: a class without a vote.';
CALL keep_as_member_facts('class_votes');
GRANT INSERT ON class_votes TO commonhold_certifier;

-- The votes of classes follow the rulebook.
CREATE FUNCTION guard_class_votes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' OR public.is_founding()) IS NOT TRUE THEN
        RAISE EXCEPTION 'the votes of a class change with the rulebook'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'class_votes_follow_the_rulebook';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_class_votes() IS 'Guard of member_classes and class_votes: by the founding record, or with a rulebook that was adopted.';
CREATE TRIGGER guard BEFORE INSERT ON class_votes FOR EACH ROW EXECUTE FUNCTION guard_class_votes();
ALTER TABLE class_votes ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON member_classes FOR EACH ROW EXECUTE FUNCTION guard_class_votes();
ALTER TABLE member_classes ENABLE ALWAYS TRIGGER guard;
