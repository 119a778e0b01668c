-- "May I use it?": what one may do with the foundation's marks, who asked for leave and what
-- became of it, the public register of permissions, reports of misuse; and licences, given and
-- taken: what they grant, the standard of quality and the rights that keep a mark from being
-- licensed nakedly, scheduled reviews with their evidence, ends.
--
-- It is history, but for what is personal of askers, holders and reporters, which stands apart and
-- goes with an erasure. The database refuses a gap in the numbers of permissions and licences, a
-- decision by who asked, and an exclusive licence of a protected asset without its deed.

-- The policy: mark by use, in versions.

CREATE TABLE permit_policies (
    id uuid PRIMARY KEY,
    asset uuid NOT NULL REFERENCES assets (id),
    use_type text NOT NULL,
    version integer NOT NULL,
    answer text NOT NULL,
    clause text NOT NULL,
    words text NOT NULL,
    conditions text NOT NULL,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT permit_policies_once UNIQUE (asset, use_type, version),
    CONSTRAINT permit_policies_use CHECK (use_type ~ '^[a-z][a-z-]{1,39}$'),
    CONSTRAINT permit_policies_answer CHECK (answer IN ('allowed', 'permission', 'forbidden')),
    CONSTRAINT permit_policies_clause CHECK (clause = btrim(clause) AND char_length(clause) BETWEEN 1 AND 120 AND clause !~ '[[:cntrl:]]'),
    CONSTRAINT permit_policies_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 2000 AND words !~ '\r'),
    CONSTRAINT permit_policies_conditions CHECK (conditions = btrim(conditions) AND char_length(conditions) <= 2000 AND conditions !~ '\r')
);
COMMENT ON TABLE permit_policies IS
    'What the policy says of one use of one mark, in versions: the answer, the clause as it is cited and in words, and the conditions, one a line. A version counts once a second officer has confirmed it.';
CALL keep_as_history('permit_policies');

CREATE TABLE permit_policy_confirmations (
    policy uuid PRIMARY KEY REFERENCES permit_policies (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE permit_policy_confirmations IS
    'By whom a version of the policy was held against its source and confirmed: from then on it answers.';
CALL keep_as_history('permit_policy_confirmations');

CREATE VIEW permit_policy_now AS
    SELECT DISTINCT ON (p.asset, p.use_type) p.id, p.asset, p.use_type, p.version, p.answer, p.clause, p.words, p.conditions,
           c.recorded_at AS confirmed_at
    FROM permit_policies p JOIN permit_policy_confirmations c ON c.policy = p.id
    ORDER BY p.asset, p.use_type, p.version DESC;
COMMENT ON VIEW permit_policy_now IS 'What the policy says now: of each mark and use the latest version that was confirmed.';
GRANT SELECT ON permit_policy_now TO commonhold_app;

CREATE FUNCTION guard_permit_policy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/permit-policy/' || NEW.asset::text || NEW.use_type, 0));
    IF (public.keeps_registry(NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the policy is entered by whoever answers for the marks'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'marks_are_answered_for';
    END IF;
    IF (EXISTS (SELECT FROM public.assets a WHERE a.id = NEW.asset AND a.kind = 'trademark')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the policy is about marks'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_is_of_a_mark';
    END IF;
    IF (NEW.version = (SELECT coalesce(max(p.version), 0) + 1 FROM public.permit_policies p
                       WHERE p.asset = NEW.asset AND p.use_type = NEW.use_type)) IS NOT TRUE THEN
        RAISE EXCEPTION 'versions of the policy follow one another'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permit_policy() IS 'Guard of permit_policies: the next version, of a mark, by whoever answers for the marks.';
CREATE TRIGGER guard BEFORE INSERT ON permit_policies FOR EACH ROW EXECUTE FUNCTION guard_permit_policy();
ALTER TABLE permit_policies ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_permit_policy_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.permit_policies;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO p FROM public.permit_policies x WHERE x.id = NEW.policy;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/permit-policy/' || p.asset::text || p.use_type, 0));
    IF (p.entered_by <> NEW.confirmed_by AND public.acts_as_officer(NEW.confirmed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a version of the policy is confirmed by another officer than the one who entered it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_takes_two';
    END IF;
    IF (p.version = (SELECT max(x.version) FROM public.permit_policies x WHERE x.asset = p.asset AND x.use_type = p.use_type)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a later version was entered meanwhile'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_is_the_latest';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permit_policy_confirmation() IS 'Guard of permit_policy_confirmations: the latest version, by another officer.';
CREATE TRIGGER guard BEFORE INSERT ON permit_policy_confirmations FOR EACH ROW EXECUTE FUNCTION guard_permit_policy_confirmation();
ALTER TABLE permit_policy_confirmations ENABLE ALWAYS TRIGGER guard;

-- Requests. What is personal stands apart, so that it can be erased.

CREATE TABLE permission_requests (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid NOT NULL REFERENCES assets (id),
    use_type text NOT NULL,
    policy uuid REFERENCES permit_policies (id),
    holder_kind text NOT NULL,
    asked_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT permission_requests_use CHECK (use_type ~ '^[a-z][a-z-]{1,39}$'),
    CONSTRAINT permission_requests_holder CHECK (holder_kind IN ('organisation', 'named', 'withheld'))
);
COMMENT ON TABLE permission_requests IS
    'Who-knows-who asks for leave to use a mark: for which use, on which version of the policy, and whether the register names them (an organisation always, a person as they chose). Who it is stands in permission_askers; asked_by is whoever was signed in. The id is the form''s.';
CALL keep_as_history('permission_requests');

CREATE TABLE permission_askers (
    request uuid PRIMARY KEY REFERENCES permission_requests (id),
    name text NOT NULL,
    address text NOT NULL,
    words text NOT NULL,
    token_sha256 bytea NOT NULL UNIQUE,
    CONSTRAINT permission_askers_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 200 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT permission_askers_address CHECK (char_length(address) BETWEEN 3 AND 254),
    CONSTRAINT permission_askers_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 4000 AND words !~ '\r'),
    CONSTRAINT permission_askers_token CHECK (octet_length(token_sha256) = 32)
);
COMMENT ON TABLE permission_askers IS
    'Who asks, where they are reached, and what for in their words. The address at which they follow it holds a secret, of which only the SHA-256 is kept. Personal data, kept apart so that it can be erased. History, but for an erasure, which takes the row.';
CALL keep_references('permission_askers');
CALL keep_until_erased('permission_askers', 'public.person_who_asked(($1).request)', '');
GRANT SELECT, INSERT ON permission_askers TO commonhold_app;

CREATE TABLE permission_images (
    request uuid NOT NULL REFERENCES permission_requests (id),
    place integer NOT NULL,
    media_type text NOT NULL,
    document bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(document)) STORED,
    CONSTRAINT permission_images_pkey PRIMARY KEY (request, place),
    CONSTRAINT permission_images_place CHECK (place BETWEEN 1 AND 3),
    CONSTRAINT permission_images_size CHECK (octet_length(document) BETWEEN 12 AND 5242880),
    -- By what the file is, not by what it is called.
    CONSTRAINT permission_images_kind CHECK (CASE media_type
        WHEN 'image/png' THEN substring(document FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea
        WHEN 'image/jpeg' THEN substring(document FROM 1 FOR 3) = '\xffd8ff'::bytea
        WHEN 'image/webp' THEN substring(document FROM 1 FOR 4) = 'RIFF'::bytea AND substring(document FROM 9 FOR 4) = 'WEBP'::bytea
        ELSE false END)
);
COMMENT ON TABLE permission_images IS
    'Mock-ups that came with a request: PNG, JPEG or WebP. They go with the asker''s erasure. History, but for an erasure, which takes the row.';
CALL keep_references('permission_images');
CALL keep_until_erased('permission_images', 'public.person_who_asked(($1).request)', '');
GRANT SELECT, INSERT ON permission_images TO commonhold_app;

CREATE TABLE permission_steps (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    request uuid NOT NULL REFERENCES permission_requests (id),
    step text NOT NULL,
    words text NOT NULL,
    taken_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT permission_steps_step CHECK (step IN ('ask', 'answer', 'withdraw')),
    CONSTRAINT permission_steps_by CHECK ((step = 'ask') = (taken_by IS NOT NULL)),
    CONSTRAINT permission_steps_words CHECK (words = btrim(words) AND char_length(words) <= 4000 AND words !~ '\r' AND (step = 'withdraw' OR words <> ''))
);
COMMENT ON TABLE permission_steps IS
    'What was asked of an asker and by whom, what they answered, and that they took the request back. The id is the form''s. History, but for what an erasure takes of it.';
CREATE INDEX permission_steps_request ON permission_steps (request, record);
CALL keep_as_history('permission_steps');
CALL keep_until_erased('permission_steps', 'public.person_who_asked(($1).request)', 'words');

-- What askers wrote is for officers, like the request itself.
REVOKE SELECT ON permission_steps FROM commonhold_auditor, commonhold_certifier;
GRANT SELECT (record, id, request, step, taken_by, recorded_at) ON permission_steps TO commonhold_auditor;

CREATE TABLE permission_decisions (
    id uuid PRIMARY KEY,
    request uuid NOT NULL REFERENCES permission_requests (id),
    verdict text NOT NULL,
    clause text NOT NULL,
    conditions text NOT NULL,
    last_day date,
    takes_two boolean NOT NULL,
    decided_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT permission_decisions_verdict CHECK (verdict IN ('granted', 'refused')),
    CONSTRAINT permission_decisions_clause CHECK (clause = btrim(clause) AND char_length(clause) BETWEEN 1 AND 300 AND clause !~ '[[:cntrl:]]'),
    CONSTRAINT permission_decisions_conditions CHECK (conditions = btrim(conditions) AND char_length(conditions) <= 2000 AND conditions !~ '\r'),
    CONSTRAINT permission_decisions_last_day CHECK (verdict = 'granted' OR last_day IS NULL)
);
COMMENT ON TABLE permission_decisions IS
    'How a request was decided: granted under conditions (one a line) until a last day, or refused; by which clause. takes_two is the database''s word: whether another officer confirms it, by the rule permits.officers and for a mark that is protected. The id is the form''s.';
CREATE INDEX permission_decisions_request ON permission_decisions (request);
CALL keep_as_history('permission_decisions');

CREATE TABLE permission_confirmations (
    decision uuid PRIMARY KEY REFERENCES permission_decisions (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE permission_confirmations IS 'By which second officer a decision on a request was confirmed.';
CALL keep_as_history('permission_confirmations');

CREATE TABLE permission_retractions (
    decision uuid PRIMARY KEY REFERENCES permission_decisions (id),
    retracted_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE permission_retractions IS 'A decision that waited for a second officer and was taken back instead.';
CALL keep_as_history('permission_retractions');

CREATE FUNCTION permission_decision_of(of_request uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.id FROM public.permission_decisions d
    WHERE d.request = of_request AND NOT EXISTS (SELECT FROM public.permission_retractions r WHERE r.decision = d.id)
$$;
COMMENT ON FUNCTION permission_decision_of(uuid) IS 'The decision on a request that was not taken back; none while there is none.';
REVOKE ALL ON FUNCTION permission_decision_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION permission_decision_of(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION permission_request_state(of_request uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM public.permission_steps s WHERE s.request = of_request AND s.step = 'withdraw') THEN 'withdrawn'
        WHEN d.id IS NOT NULL AND d.takes_two
             AND NOT EXISTS (SELECT FROM public.permission_confirmations c WHERE c.decision = d.id) THEN 'decided'
        WHEN d.id IS NOT NULL THEN d.verdict
        WHEN (SELECT s.step FROM public.permission_steps s WHERE s.request = of_request ORDER BY s.record DESC LIMIT 1) = 'ask' THEN 'asked'
        ELSE 'open' END
    FROM (SELECT 1) one LEFT JOIN public.permission_decisions d ON d.id = public.permission_decision_of(of_request)
$$;
COMMENT ON FUNCTION permission_request_state(uuid) IS
    'Where a request stands: open, asked (more is wanted of the asker), decided (a second officer is awaited), granted, refused or withdrawn.';
REVOKE ALL ON FUNCTION permission_request_state(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION permission_request_state(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION lock_permission_request(of_request uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/permission-request/' || of_request::text, 0));
END
$$;
COMMENT ON FUNCTION lock_permission_request(uuid) IS 'Takes the lock under which a request is decided.';
REVOKE ALL ON FUNCTION lock_permission_request(uuid) FROM PUBLIC;

CREATE FUNCTION guard_permission_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (EXISTS (SELECT FROM public.assets a WHERE a.id = NEW.asset AND a.kind = 'trademark')) IS NOT TRUE THEN
        RAISE EXCEPTION 'one asks for leave to use a mark'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_of_a_mark';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.permit_policy_now p WHERE p.asset = NEW.asset AND p.use_type = NEW.use_type) AND NEW.policy IS NULL
        OR EXISTS (SELECT FROM public.permit_policy_now p WHERE p.asset = NEW.asset AND p.use_type = NEW.use_type
                   AND p.answer = 'permission' AND p.id = NEW.policy)) IS NOT TRUE THEN
        RAISE EXCEPTION 'one asks where the policy says that one asks, or says nothing'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_needed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_request() IS 'Guard of permission_requests: of a mark, for a use that needs permission by the policy as it stands, or of which it says nothing.';
CREATE TRIGGER guard BEFORE INSERT ON permission_requests FOR EACH ROW EXECUTE FUNCTION guard_permission_request();
ALTER TABLE permission_requests ENABLE ALWAYS TRIGGER guard;

-- Whoever asks comes with the request, and so do mock-ups.
CREATE FUNCTION guard_permission_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.permission_requests r
                WHERE r.id = NEW.request AND r.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what belongs to a request comes with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_part() IS 'Guard of permission_askers and permission_images: in the transaction of their request.';
CREATE TRIGGER guard BEFORE INSERT ON permission_askers FOR EACH ROW EXECUTE FUNCTION guard_permission_part();
ALTER TABLE permission_askers ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON permission_images FOR EACH ROW EXECUTE FUNCTION guard_permission_part();
ALTER TABLE permission_images ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_permission_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    PERFORM public.lock_permission_request(NEW.request);
    state := public.permission_request_state(NEW.request);
    IF (CASE NEW.step WHEN 'ask' THEN state IN ('open', 'asked')
                      WHEN 'answer' THEN state IN ('open', 'asked')
                      WHEN 'withdraw' THEN state IN ('open', 'asked', 'decided') END) IS NOT TRUE THEN
        RAISE EXCEPTION 'this request is not open any more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_open';
    END IF;
    IF (NEW.taken_by IS NULL OR public.keeps_registry(NEW.taken_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever answers for the marks asks for more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'marks_are_answered_for';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_step() IS 'Guard of permission_steps: while the request is open; questions by whoever answers for the marks.';
CREATE TRIGGER guard BEFORE INSERT ON permission_steps FOR EACH ROW EXECUTE FUNCTION guard_permission_step();
ALTER TABLE permission_steps ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_permission_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_permission_request(NEW.request);
    IF (public.permission_request_state(NEW.request) IN ('open', 'asked')) IS NOT TRUE THEN
        RAISE EXCEPTION 'this request is not open any more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_open';
    END IF;
    IF (public.keeps_registry(NEW.decided_by)
        AND public.person_who_asked(NEW.request) IS DISTINCT FROM NEW.decided_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever answers for the marks decides, and nobody on a request of their own'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'marks_are_answered_for';
    END IF;
    IF (NEW.last_day IS NULL OR NEW.last_day >= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a permission is for today at least'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'permission_is_not_over';
    END IF;
    NEW.takes_two := coalesce((SELECT r.value ~ '^[0-9]+$' AND r.value::integer >= 2
                               FROM public.rule_in_force('permits.officers', clock_timestamp()) r), false)
        AND coalesce((SELECT a.protected FROM public.permission_requests q JOIN public.asset_now a ON a.asset = q.asset
                      WHERE q.id = NEW.request), true);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_decision() IS
    'Guard of permission_decisions: of a request that is open, by whoever answers for the marks and did not ask; says itself whether it takes two.';
CREATE TRIGGER guard BEFORE INSERT ON permission_decisions FOR EACH ROW EXECUTE FUNCTION guard_permission_decision();
ALTER TABLE permission_decisions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_permission_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.permission_decisions;
BEGIN
    SELECT * INTO d FROM public.permission_decisions x WHERE x.id = NEW.decision;
    PERFORM public.lock_permission_request(d.request);
    IF (public.permission_request_state(d.request) = 'decided' AND public.permission_decision_of(d.request) = d.id) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision waits for nobody'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_waits_for_a_second';
    END IF;
    IF (d.decided_by <> NEW.confirmed_by AND public.acts_as_officer(NEW.confirmed_by)
        AND public.person_who_asked(d.request) IS DISTINCT FROM NEW.confirmed_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'a second officer confirms, who did not ask'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_confirmation() IS 'Guard of permission_confirmations: a decision that waits, by another officer who did not ask.';
CREATE TRIGGER guard BEFORE INSERT ON permission_confirmations FOR EACH ROW EXECUTE FUNCTION guard_permission_confirmation();
ALTER TABLE permission_confirmations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_permission_retraction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.permission_decisions;
BEGIN
    SELECT * INTO d FROM public.permission_decisions x WHERE x.id = NEW.decision;
    PERFORM public.lock_permission_request(d.request);
    IF (public.permission_request_state(d.request) = 'decided' AND public.permission_decision_of(d.request) = d.id) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision waits for nobody'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_waits_for_a_second';
    END IF;
    IF (public.acts_as_officer(NEW.retracted_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an officer takes a decision back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_retraction() IS 'Guard of permission_retractions: a decision that waits for a second officer, by an officer.';
CREATE TRIGGER guard BEFORE INSERT ON permission_retractions FOR EACH ROW EXECUTE FUNCTION guard_permission_retraction();
ALTER TABLE permission_retractions ENABLE ALWAYS TRIGGER guard;

-- The public register.

CREATE TABLE permissions (
    id uuid PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    decision uuid NOT NULL UNIQUE REFERENCES permission_decisions (id),
    asset uuid NOT NULL REFERENCES assets (id),
    use_type text NOT NULL,
    holder_kind text NOT NULL,
    commitment bytea NOT NULL,
    clause text NOT NULL,
    conditions text NOT NULL,
    starts_on date NOT NULL,
    last_day date,
    body bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT permissions_commitment CHECK (octet_length(commitment) = 32),
    CONSTRAINT permissions_body CHECK (octet_length(body) BETWEEN 2 AND 65536)
);
COMMENT ON TABLE permissions IS
    'The register of permissions, each under a number without a gap. body is the permission as canonical JSON, whose SHA-256 stands in the log; of the holder it has the kind and a salted commitment to the name, so that a name can be erased and the proof stays.';
COMMENT ON COLUMN permissions.commitment IS 'SHA-256 over the salt and the holder''s name.';
CREATE INDEX permissions_asset ON permissions (asset);
CALL keep_as_history('permissions');

CREATE TABLE permission_holders (
    permission uuid PRIMARY KEY REFERENCES permissions (id),
    name text NOT NULL,
    salt bytea NOT NULL,
    CONSTRAINT permission_holders_salt CHECK (octet_length(salt) = 32)
);
COMMENT ON TABLE permission_holders IS
    'The name of a permission''s holder and the salt that opens the commitment to it: shown where the holder is named in public, and to the holder. Personal data that may be erased. History, but for an erasure, which takes the row.';
CALL keep_references('permission_holders');
CALL keep_until_erased('permission_holders',
    'public.person_who_asked((SELECT d.request FROM public.permissions p JOIN public.permission_decisions d ON d.id = p.decision WHERE p.id = ($1).permission))', '');
GRANT SELECT, INSERT ON permission_holders TO commonhold_app;

CREATE TABLE permission_revocations (
    permission uuid PRIMARY KEY REFERENCES permissions (id),
    id uuid NOT NULL UNIQUE,
    ends_on date NOT NULL,
    reason text NOT NULL,
    revoked_by uuid NOT NULL REFERENCES parties (id),
    body bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT permission_revocations_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000 AND reason !~ '\r'),
    CONSTRAINT permission_revocations_body CHECK (octet_length(body) BETWEEN 2 AND 65536)
);
COMMENT ON TABLE permission_revocations IS
    'A permission that was revoked: its last day, and the reason, which everybody reads. The permission itself stays in the register. The id is the form''s; body is the revocation as canonical JSON, whose SHA-256 stands in the log.';
CALL keep_as_history('permission_revocations');

CREATE FUNCTION guard_permission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.permission_decisions;
    r public.permission_requests;
    said jsonb := convert_from(NEW.body, 'UTF8')::jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/permissions', 0));
    SELECT * INTO d FROM public.permission_decisions x WHERE x.id = NEW.decision;
    SELECT * INTO r FROM public.permission_requests x WHERE x.id = d.request;
    IF (d.verdict = 'granted' AND public.permission_request_state(r.id) = 'granted'
        AND public.permission_decision_of(r.id) = d.id) IS NOT TRUE THEN
        RAISE EXCEPTION 'a permission is what was granted by as many officers as the rule asks for'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'permission_is_granted';
    END IF;
    IF (NEW.number = (SELECT coalesce(max(p.number), 0) + 1 FROM public.permissions p)
        AND NEW.asset = r.asset AND NEW.use_type = r.use_type AND NEW.holder_kind = r.holder_kind
        AND NEW.clause = d.clause AND NEW.conditions = d.conditions AND NEW.last_day IS NOT DISTINCT FROM d.last_day
        AND NEW.starts_on = public.legal_day(clock_timestamp())
        AND said ->> 'kind' = 'permission' AND (said ->> 'permission')::bigint = NEW.number
        AND said ->> 'asset' = (SELECT 'A-' || a.number FROM public.assets a WHERE a.id = NEW.asset)
        AND said ->> 'use' = NEW.use_type AND said ->> 'holder' = NEW.holder_kind
        AND said ->> 'commitment' = encode(NEW.commitment, 'hex') AND said ->> 'clause' = NEW.clause
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'conditions')), E'\n') = NEW.conditions
        AND said ->> 'starts' = NEW.starts_on::text
        AND said ->> 'last_day' IS NOT DISTINCT FROM coalesce(NEW.last_day::text, '')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a permission says what was decided, and its file says the same'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'permission_says_what_was_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission() IS 'Guard of permissions: the next number, of a request that is granted, word by word as decided, with a file that says the same.';
CREATE TRIGGER guard BEFORE INSERT ON permissions FOR EACH ROW EXECUTE FUNCTION guard_permission();
ALTER TABLE permissions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION holder_commitment(name text, salt bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sha256(convert_to(concat_ws(E'\n', 'commonhold permission holder 1', encode(salt, 'hex'), name), 'UTF8'))
$$;
COMMENT ON FUNCTION holder_commitment(text, bytea) IS
    'SHA-256 of three lines: a heading, the salt in hexadecimal digits, and the holder''s name.';
REVOKE ALL ON FUNCTION holder_commitment(text, bytea) FROM PUBLIC;

CREATE FUNCTION guard_permission_holder() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.permissions p
                JOIN public.permission_decisions d ON d.id = p.decision
                JOIN public.permission_askers a ON a.request = d.request
                WHERE p.id = NEW.permission AND a.name = NEW.name
                  AND p.commitment = public.holder_commitment(NEW.name, NEW.salt))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the holder is whoever asked, and the commitment is to their name'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'holder_is_who_asked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_holder() IS 'Guard of permission_holders: whoever asked, under the commitment of the permission.';
CREATE TRIGGER guard BEFORE INSERT ON permission_holders FOR EACH ROW EXECUTE FUNCTION guard_permission_holder();
ALTER TABLE permission_holders ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_permission_revocation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.permissions;
    said jsonb := convert_from(NEW.body, 'UTF8')::jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO p FROM public.permissions x WHERE x.id = NEW.permission;
    IF (public.keeps_registry(NEW.revoked_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever answers for the marks revokes a permission'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'marks_are_answered_for';
    END IF;
    IF (NEW.ends_on >= public.legal_day(clock_timestamp()) AND NEW.ends_on >= p.starts_on
        AND (p.last_day IS NULL OR NEW.ends_on <= p.last_day)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a permission is revoked while it is in force, from today on at the earliest'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'permission_is_not_over';
    END IF;
    IF (said ->> 'kind' = 'permission-revocation' AND (said ->> 'permission')::bigint = p.number
        AND said ->> 'of' = encode(p.sha256, 'hex') AND said ->> 'ends' = NEW.ends_on::text
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'reason')), E'\n') = NEW.reason) IS NOT TRUE THEN
        RAISE EXCEPTION 'the file of a revocation says what is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'permission_says_what_was_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_revocation() IS 'Guard of permission_revocations: of a permission that is in force, by whoever answers for the marks, with a file that says the same.';
CREATE TRIGGER guard BEFORE INSERT ON permission_revocations FOR EACH ROW EXECUTE FUNCTION guard_permission_revocation();
ALTER TABLE permission_revocations ENABLE ALWAYS TRIGGER guard;

-- Reports of misuse.

CREATE TABLE misuse_reports (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid REFERENCES assets (id),
    reported_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE misuse_reports IS
    'A report that a mark is misused. Nobody but officers reads it; what was reported and by whom stands in misuse_reporters. reported_by is whoever was signed in. The id is the form''s.';
CALL keep_as_history('misuse_reports');

CREATE TABLE misuse_reporters (
    report uuid PRIMARY KEY REFERENCES misuse_reports (id),
    name text NOT NULL,
    address text NOT NULL,
    found_at text NOT NULL,
    words text NOT NULL,
    token_sha256 bytea NOT NULL UNIQUE,
    CONSTRAINT misuse_reporters_name CHECK (name = btrim(name) AND char_length(name) <= 200 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT misuse_reporters_address CHECK (char_length(address) <= 254),
    CONSTRAINT misuse_reporters_found_at CHECK (char_length(found_at) <= 500 AND found_at !~ '[[:cntrl:]]'),
    CONSTRAINT misuse_reporters_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 4000 AND words !~ '\r'),
    CONSTRAINT misuse_reporters_token CHECK (octet_length(token_sha256) = 32)
);
COMMENT ON TABLE misuse_reporters IS
    'What was reported, where it was seen, and by whom: name and address may be left out. Of the secret in the address at which the reporter follows it only the SHA-256 is kept. Personal data that may be erased. History, but for an erasure, which takes the row.';
CALL keep_references('misuse_reporters');
CALL keep_until_erased('misuse_reporters', 'public.person_who_reported(($1).report)', '');
GRANT SELECT, INSERT ON misuse_reporters TO commonhold_app;

CREATE TABLE misuse_steps (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    report uuid NOT NULL REFERENCES misuse_reports (id),
    step text NOT NULL,
    state text NOT NULL,
    words text NOT NULL,
    told text NOT NULL,
    taken_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT misuse_steps_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 4000 AND words !~ '\r'),
    CONSTRAINT misuse_steps_told CHECK (told = btrim(told) AND char_length(told) <= 1000 AND told !~ '\r')
);
COMMENT ON TABLE misuse_steps IS
    'What officers did about a report: a step, the state it led to, words for officers, and what the reporter is told, if anything. The id is the form''s.';
CREATE INDEX misuse_steps_report ON misuse_steps (report, record);
CALL keep_as_history('misuse_steps');

CREATE FUNCTION misuse_state(of_report uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT s.state FROM public.misuse_steps s WHERE s.report = of_report ORDER BY s.record DESC LIMIT 1), 'reported')
$$;
COMMENT ON FUNCTION misuse_state(uuid) IS 'Where a report of misuse stands: reported, until a step says otherwise.';
REVOKE ALL ON FUNCTION misuse_state(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION misuse_state(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION misuse_next(from_state text, step text) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN step = 'note' THEN from_state
        WHEN step = 'triage' AND from_state IN ('reported', 'closed') THEN 'triaged'
        WHEN step = 'close' AND from_state <> 'closed' THEN 'closed'
        WHEN from_state IN ('triaged', 'contacted', 'taken_down', 'udrp', 'dmca', 'opposition') THEN
            CASE step WHEN 'contact' THEN 'contacted' WHEN 'takedown' THEN 'taken_down' WHEN 'udrp' THEN 'udrp'
                      WHEN 'dmca' THEN 'dmca' WHEN 'oppose' THEN 'opposition' END
        END
$$;
COMMENT ON FUNCTION misuse_next(text, text) IS 'The state to which a step leads a report of misuse; unknown where it leads nowhere.';
REVOKE ALL ON FUNCTION misuse_next(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION misuse_next(text, text) TO commonhold_app;

CREATE FUNCTION guard_misuse_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/misuse/' || NEW.report::text, 0));
    IF (public.acts_as_officer(NEW.taken_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers see to a report'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'misuse_by_officers';
    END IF;
    NEW.state := public.misuse_next(public.misuse_state(NEW.report), NEW.step);
    IF (NEW.state IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'this step is not open to the report as it stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'misuse_step_is_allowed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_misuse_step() IS 'Guard of misuse_steps: by an officer, a step that is open to the report; says itself to which state it leads.';
CREATE TRIGGER guard BEFORE INSERT ON misuse_steps FOR EACH ROW EXECUTE FUNCTION guard_misuse_step();
ALTER TABLE misuse_steps ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_misuse_reporter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.misuse_reports r
                WHERE r.id = NEW.report AND r.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is reported comes with the report'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_misuse_reporter() IS 'Guard of misuse_reporters: in the transaction of the report.';
CREATE TRIGGER guard BEFORE INSERT ON misuse_reporters FOR EACH ROW EXECUTE FUNCTION guard_misuse_reporter();
ALTER TABLE misuse_reporters ENABLE ALWAYS TRIGGER guard;

-- Erasure: of whoever was signed in, or has an account by the address they gave.
CREATE FUNCTION person_who_asked(of_request uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(r.asked_by, public.person_of_letter(NULL, a.address))
    FROM public.permission_requests r LEFT JOIN public.permission_askers a ON a.request = r.id WHERE r.id = of_request
$$;
COMMENT ON FUNCTION person_who_asked(uuid) IS 'Who asked for leave, as far as they are known: signed in then, or with an account by the address they gave.';
REVOKE ALL ON FUNCTION person_who_asked(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_who_asked(uuid) TO commonhold_app;

CREATE FUNCTION person_who_reported(of_report uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(r.reported_by, public.person_of_letter(NULL, a.address))
    FROM public.misuse_reports r LEFT JOIN public.misuse_reporters a ON a.report = r.id WHERE r.id = of_report
$$;
COMMENT ON FUNCTION person_who_reported(uuid) IS 'Who reported a misuse, as far as they are known: signed in then, or with an account by the address they gave.';
REVOKE ALL ON FUNCTION person_who_reported(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_who_reported(uuid) TO commonhold_app;

-- Beside erase_person, in its transaction; who asked goes last, since the rest is found by it.
CREATE FUNCTION erase_asked() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked uuid[] := ARRAY(SELECT r.id FROM public.permission_requests r WHERE public.person_who_asked(r.id) = NEW.party);
    gone bigint;
BEGIN
    DELETE FROM public.permission_holders h USING public.permissions p JOIN public.permission_decisions d ON d.id = p.decision
        WHERE p.id = h.permission AND d.request = ANY (asked);
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'permission_holders', gone);
    DELETE FROM public.permission_images i WHERE i.request = ANY (asked);
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'permission_images', gone);
    UPDATE public.permission_steps s SET words = 'erased' WHERE s.request = ANY (asked) AND s.taken_by IS NULL AND s.words <> '';
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'permission_answers', gone);
    DELETE FROM public.permission_askers a WHERE a.request = ANY (asked);
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'permission_requests', gone);
    DELETE FROM public.misuse_reporters m WHERE public.person_who_reported(m.report) = NEW.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'misuse_reports', gone);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION erase_asked() IS
    'With an erasure go a person''s name, address and words in requests for leave and reports of misuse, their mock-ups, and their name in the register of permissions; the permission and its proof stay.';
CREATE TRIGGER erase_asked AFTER INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION erase_asked();
ALTER TABLE erasures ENABLE ALWAYS TRIGGER erase_asked;

-- Licences.

CREATE TABLE licences (
    id uuid PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    direction text NOT NULL,
    counterparty text NOT NULL,
    title text NOT NULL,
    assets uuid[] NOT NULL,
    scope text NOT NULL,
    territory text NOT NULL,
    field_of_use text NOT NULL,
    exclusive boolean NOT NULL,
    sublicensable boolean NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    quality text NOT NULL,
    inspection boolean NOT NULL,
    termination text NOT NULL,
    governing_law text NOT NULL,
    review_months integer,
    replaces uuid REFERENCES licences (id),
    execution uuid REFERENCES asset_executions (deed),
    terms bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(terms)) STORED,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT licences_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT licences_counterparty CHECK (counterparty = btrim(counterparty) AND char_length(counterparty) BETWEEN 1 AND 200 AND counterparty !~ '[[:cntrl:]]'),
    CONSTRAINT licences_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 160 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT licences_assets CHECK (cardinality(assets) >= 1 AND cardinality(assets) <= 50 AND array_position(assets, NULL) IS NULL),
    CONSTRAINT licences_texts CHECK (char_length(scope) >= 1 AND char_length(scope) <= 2000 AND char_length(territory) >= 1 AND char_length(territory) <= 300
        AND char_length(field_of_use) <= 500 AND char_length(quality) <= 2000 AND char_length(termination) <= 1000
        AND char_length(governing_law) <= 200),
    CONSTRAINT licences_days CHECK (starts_on <= ends_on),
    CONSTRAINT licences_review CHECK (review_months BETWEEN 1 AND 60),
    CONSTRAINT licences_terms CHECK (octet_length(terms) BETWEEN 2 AND 65536)
);
COMMENT ON TABLE licences IS
    'Licences that the foundation gives (out) or has (in), each under a number without a gap. terms is the whole of it as canonical JSON; what changes is a licence that replaces another. quality, inspection and termination are what keeps a licensed mark from being abandoned; empty where there is none. execution is the deed that allows an exclusive licence of a protected asset.';
CREATE INDEX licences_assets ON licences USING gin (assets);
CALL keep_as_history('licences');

CREATE TABLE licence_ends (
    licence uuid PRIMARY KEY REFERENCES licences (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    ended_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT licence_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE licence_ends IS 'A licence that ended before its last day, or had none: its last day, and why.';
CALL keep_as_history('licence_ends');

CREATE TABLE licence_reviews (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    licence uuid NOT NULL REFERENCES licences (id),
    due_on date NOT NULL,
    performed_on date NOT NULL,
    findings text NOT NULL,
    outcome text NOT NULL,
    cure_by date,
    reviewed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT licence_reviews_findings CHECK (findings = btrim(findings) AND char_length(findings) BETWEEN 1 AND 4000),
    CONSTRAINT licence_reviews_outcome CHECK (outcome IN ('pass', 'cure', 'terminate')),
    CONSTRAINT licence_reviews_cure CHECK ((outcome = 'cure') = (cure_by IS NOT NULL) AND performed_on <= cure_by)
);
COMMENT ON TABLE licence_reviews IS
    'A review of how a licensee keeps the standard of quality: for which scheduled day, when, what was found, and what follows: nothing, a cure by a day, or the end. It covers every earlier day that was missed. The id is the form''s.';
CREATE INDEX licence_reviews_licence ON licence_reviews (licence, record);
CALL keep_as_history('licence_reviews');

CREATE TABLE licence_documents (
    review uuid NOT NULL REFERENCES licence_reviews (id),
    place integer NOT NULL,
    name text NOT NULL,
    document bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(document)) STORED,
    CONSTRAINT licence_documents_pkey PRIMARY KEY (review, place),
    CONSTRAINT licence_documents_place CHECK (place BETWEEN 1 AND 3),
    CONSTRAINT licence_documents_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT licence_documents_size CHECK (octet_length(document) BETWEEN 1 AND 5242880)
);
COMMENT ON TABLE licence_documents IS 'What shows that a review happened and what it found: files, by their digest.';
CALL keep_as_history('licence_documents');

-- Which days are scheduled: counted in months from the first day, never chained.
CREATE FUNCTION is_review_day(of_licence uuid, day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.licences l, generate_series(1, 1200) n
                   WHERE l.id = of_licence AND l.review_months IS NOT NULL
                     AND (l.starts_on + make_interval(months => l.review_months * n))::date = day)
$$;
COMMENT ON FUNCTION is_review_day(uuid, date) IS 'Whether a review of a licence is scheduled for a day: a whole number of its months after its first day.';
REVOKE ALL ON FUNCTION is_review_day(uuid, date) FROM PUBLIC;

CREATE FUNCTION licence_is_over(of_licence uuid, day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(l.ends_on < day, false)
        OR EXISTS (SELECT FROM public.licence_ends e WHERE e.licence = l.id AND e.ends_on < day)
    FROM public.licences l WHERE l.id = of_licence
$$;
COMMENT ON FUNCTION licence_is_over(uuid, date) IS 'Whether a licence is over on a day.';
REVOKE ALL ON FUNCTION licence_is_over(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION licence_is_over(uuid, date) TO commonhold_app;

CREATE FUNCTION guard_licence() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := convert_from(NEW.terms, 'UTF8')::jsonb;
BEGIN
    PERFORM public.lock_registry();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/licences', 0));
    IF (public.keeps_registry(NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'licences are entered by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    IF (NEW.number = (SELECT coalesce(max(l.number), 0) + 1 FROM public.licences l)
        AND cardinality(NEW.assets) = (SELECT count(DISTINCT a.id) FROM public.assets a WHERE a.id = ANY (NEW.assets))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence is of assets of the register, each once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_of_assets';
    END IF;
    IF (NEW.direction = 'out' OR NOT EXISTS (SELECT FROM public.asset_now n WHERE n.asset = ANY (NEW.assets)
                                             AND n.holding NOT IN ('licensed_in', 'held_in_trust'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'an inbound licence is of what others own'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_in_is_of_others';
    END IF;
    IF (said ->> 'kind' = 'licence-terms' AND said ->> 'direction' = NEW.direction AND said ->> 'counterparty' = NEW.counterparty
        AND said ->> 'title' = NEW.title
        AND ARRAY(SELECT jsonb_array_elements_text(said -> 'assets'))
            = ARRAY(SELECT 'A-' || a.number FROM public.assets a WHERE a.id = ANY (NEW.assets) ORDER BY a.number)
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'scope')), E'\n') = NEW.scope
        AND said ->> 'territory' = NEW.territory AND said ->> 'field' = NEW.field_of_use
        AND said ->> 'exclusive' = CASE WHEN NEW.exclusive THEN 'yes' ELSE 'no' END
        AND said ->> 'sublicensable' = CASE WHEN NEW.sublicensable THEN 'yes' ELSE 'no' END
        AND said ->> 'starts' = NEW.starts_on::text AND said ->> 'ends' = coalesce(NEW.ends_on::text, '')
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'quality')), E'\n') = NEW.quality
        AND said ->> 'inspection' = CASE WHEN NEW.inspection THEN 'yes' ELSE 'no' END
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'termination')), E'\n') = NEW.termination
        AND said ->> 'law' = NEW.governing_law
        AND (said ->> 'review_months')::integer = coalesce(NEW.review_months, 0)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a licence say what is recorded of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_terms_are_whole';
    END IF;
    -- An exclusive licence parts with a protected asset: an act of the lock, for each of them.
    IF (NEW.direction = 'in' OR NOT NEW.exclusive
        OR NOT EXISTS (SELECT FROM unnest(NEW.assets) a (id)
                       WHERE public.asset_is_protected(a.id) IS NOT FALSE
                         AND public.is_executed(NEW.execution, a.id, 'licence', sha256(NEW.terms), NEW.counterparty) IS NOT TRUE)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an exclusive licence of a protected asset needs a deed of these very terms'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exclusive_licence_needs_a_deed';
    END IF;
    IF (NEW.execution IS NULL OR NEW.exclusive AND NEW.direction = 'out'
        AND NOT EXISTS (SELECT FROM public.licences l WHERE l.execution = NEW.execution)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed allows one licence'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_allows_one_licence';
    END IF;
    IF (NEW.replaces IS NULL OR EXISTS (SELECT FROM public.licences l WHERE l.id = NEW.replaces AND l.direction = NEW.direction)
        AND NOT EXISTS (SELECT FROM public.licences l WHERE l.replaces = NEW.replaces)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence replaces another of its direction, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_replaces_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence() IS
    'Guard of licences: the next number, of assets of the register, with terms that say what is recorded; an exclusive one of a protected asset by a deed of these very terms, once.';
CREATE TRIGGER guard BEFORE INSERT ON licences FOR EACH ROW EXECUTE FUNCTION guard_licence();
ALTER TABLE licences ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_licence_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.ended_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'licences are ended by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    IF (EXISTS (SELECT FROM public.licences l WHERE l.id = NEW.licence AND NEW.ends_on >= l.starts_on - 1
                AND (l.ends_on IS NULL OR NEW.ends_on <= l.ends_on))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence ends before its own last day'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_ends_early';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_end() IS 'Guard of licence_ends: by whoever keeps the register, not after the licence''s own last day.';
CREATE TRIGGER guard BEFORE INSERT ON licence_ends FOR EACH ROW EXECUTE FUNCTION guard_licence_end();
ALTER TABLE licence_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_licence_review() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last public.licence_reviews;
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.reviewed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'reviews are recorded by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    SELECT * INTO last FROM public.licence_reviews r WHERE r.licence = NEW.licence ORDER BY r.record DESC LIMIT 1;
    -- After a cure the same day is reviewed again.
    IF (public.is_review_day(NEW.licence, NEW.due_on)
        AND (last.id IS NULL OR NEW.due_on > last.due_on OR NEW.due_on = last.due_on AND last.outcome = 'cure')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a review is for a day that is scheduled and not reviewed yet'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_is_scheduled';
    END IF;
    IF (NEW.performed_on <= public.legal_day(clock_timestamp())
        AND NEW.performed_on >= (SELECT l.starts_on FROM public.licences l WHERE l.id = NEW.licence)
        AND (last.id IS NULL OR NEW.performed_on >= last.performed_on)
        AND public.licence_is_over(NEW.licence, NEW.performed_on) IS FALSE) IS NOT TRUE THEN
        RAISE EXCEPTION 'a review was performed while the licence lasts, by today'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_was_performed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_review() IS 'Guard of licence_reviews: for a scheduled day that is not reviewed yet, performed by today while the licence lasts.';
CREATE TRIGGER guard BEFORE INSERT ON licence_reviews FOR EACH ROW EXECUTE FUNCTION guard_licence_review();
ALTER TABLE licence_reviews ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_licence_document() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.licence_reviews r WHERE r.id = NEW.review AND r.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'the evidence of a review comes with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_document() IS 'Guard of licence_documents: in the transaction of the review.';
CREATE TRIGGER guard BEFORE INSERT ON licence_documents FOR EACH ROW EXECUTE FUNCTION guard_licence_document();
ALTER TABLE licence_documents ENABLE ALWAYS TRIGGER guard;
