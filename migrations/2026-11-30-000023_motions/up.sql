-- Motions: a question put to a body, from its draft over debate, amendments and interests
-- to the vote.
--
-- A motion of the board or a committee is voted on by name (motion_questions, motion_votes)
-- and entered as a decision like any other, whose guards hold it against these rows. A motion
-- of the members is put by a poll; the certifier enters what its count decides.
--
-- All of it is history; of most things the latest row counts. The database refuses a step that
-- is not open to the motion, a text beside the latest, and a vote of who is recused.

CREATE TABLE motions (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    body text NOT NULL REFERENCES bodies (id),
    parent uuid REFERENCES motions (id),
    kind text NOT NULL,
    title text NOT NULL,
    effect text,
    confidential text NOT NULL,
    effective_on date,
    forum text NOT NULL,
    opened_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motions_kind CHECK (kind IN ('ordinary', 'policy', 'expense', 'appointment', 'in_kind', 'advisory',
        'bylaws', 'certificate', 'merger', 'asset_sale', 'asset_disposition', 'dissolution', 'board_size',
        'board_eligibility', 'ipr_policy', 'removal')),
    CONSTRAINT motions_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 160 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT motions_effect CHECK (char_length(effect) <= 65535),
    CONSTRAINT motions_confidential CHECK (char_length(confidential) <= 200 AND confidential !~ '[[:cntrl:]]'),
    CONSTRAINT motions_forum CHECK (forum = '' OR forum ~ '^https://[^[:space:]]{1,300}$'),
    CONSTRAINT motions_amendment CHECK (parent IS NULL OR effect IS NULL AND effective_on IS NULL)
);
COMMENT ON TABLE motions IS
    'Questions put to a body. The kind fixes the threshold and never changes; effect is what the decision would do or authorise (canonical JSON); confidential is the rule that closes it to others; an amendment names the motion it amends.';
CREATE INDEX motions_parent ON motions (parent) WHERE parent IS NOT NULL;
CREATE INDEX motions_body ON motions (body, number DESC);
CALL keep_as_history('motions');

CREATE TABLE motion_texts (
    motion uuid NOT NULL REFERENCES motions (id),
    version integer NOT NULL,
    text text NOT NULL,
    sha256 bytea NOT NULL,
    base integer,
    amendment uuid REFERENCES motions (id),
    written_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (motion, version),
    CONSTRAINT motion_texts_text CHECK (text <> '' AND char_length(text) <= 20000 AND text !~ '\r'),
    CONSTRAINT motion_texts_amendment_once UNIQUE (amendment)
);
COMMENT ON TABLE motion_texts IS
    'The text of a motion in versions. Its digest is over kind, title, the digest of the effect, and the text; a vote binds to one of them. Of an amendment base is the version of the main text it changes; amendment is the adopted one that a version of the main text takes in.';
COMMENT ON COLUMN motion_texts.sha256 IS
    'Over kind, title, the digest of the effect, and the text; the database computes it.';
CALL keep_as_history('motion_texts');

CREATE TABLE motion_steps (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    motion uuid NOT NULL REFERENCES motions (id),
    step text NOT NULL,
    state text NOT NULL,
    person uuid NOT NULL REFERENCES parties (id),
    note text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motion_steps_note CHECK (char_length(note) <= 500)
);
COMMENT ON TABLE motion_steps IS
    'What was done with a motion, by whom and when; the state of the latest step is the motion''s.';
CREATE INDEX motion_steps_latest ON motion_steps (motion, record DESC);
CALL keep_as_history('motion_steps');

CREATE TABLE motion_documents (
    motion uuid NOT NULL REFERENCES motions (id),
    name text NOT NULL,
    document bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(document)) STORED,
    added_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (motion, sha256),
    CONSTRAINT motion_documents_name CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT motion_documents_size CHECK (octet_length(document) BETWEEN 1 AND 1048576)
);
COMMENT ON TABLE motion_documents IS
    'What is attached to a motion, by its digest, and by whom.';
CALL keep_as_history('motion_documents');

CREATE TABLE motion_petitions (
    motion uuid PRIMARY KEY REFERENCES motions (id),
    petition uuid NOT NULL UNIQUE REFERENCES petitions (id),
    brought_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE motion_petitions IS 'Which motion of the members puts what a petition asked for, word by word.';
CALL keep_as_history('motion_petitions');

CREATE TABLE motion_interests (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    motion uuid NOT NULL REFERENCES motions (id),
    person uuid NOT NULL REFERENCES parties (id),
    about text NOT NULL,
    suggested boolean NOT NULL,
    answer text NOT NULL,
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motion_interests_about CHECK (about = btrim(about) AND char_length(about) BETWEEN 1 AND 200),
    CONSTRAINT motion_interests_answer CHECK (answer IN ('recused', 'stays', 'none')),
    CONSTRAINT motion_interests_reason CHECK (char_length(reason) <= 500)
);
COMMENT ON TABLE motion_interests IS
    'Interests in a motion: what somebody declared or was asked about, and whether they keep out, take part having said so, or have none; the latest answer about each thing counts.';
CREATE INDEX motion_interests_motion ON motion_interests (motion, person);
CALL keep_as_history('motion_interests');

CREATE TABLE motion_questions (
    id uuid PRIMARY KEY,
    motion uuid NOT NULL REFERENCES motions (id),
    round integer NOT NULL,
    form text NOT NULL,
    version integer NOT NULL,
    sha256 bytea NOT NULL,
    poll uuid UNIQUE REFERENCES polls (id),
    put_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motion_questions_round UNIQUE (motion, round),
    CONSTRAINT motion_questions_text FOREIGN KEY (motion, version) REFERENCES motion_texts (motion, version),
    CONSTRAINT motion_questions_form CHECK (form IN ('roll_call', 'voice', 'consent', 'secret', 'poll')
                                            AND (form = 'poll') = (poll IS NOT NULL))
);
COMMENT ON TABLE motion_questions IS
    'A motion put to the vote: on one text, in one form; anew after it was recalled or reconsidered.';
CALL keep_as_history('motion_questions');

-- A decision is entered as the answer to a question that was put.
ALTER TABLE decision_entries
    ADD CONSTRAINT decision_entries_question_fkey FOREIGN KEY (question) REFERENCES motion_questions (id);

CREATE TABLE motion_votes (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    question uuid NOT NULL REFERENCES motion_questions (id),
    person uuid NOT NULL REFERENCES parties (id),
    vote text NOT NULL,
    sha256 bytea NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motion_votes_vote CHECK (vote IN ('yes', 'no', 'abstain', 'not_voting', 'absent'))
);
COMMENT ON TABLE motion_votes IS
    'How somebody of the body votes on a question, by themselves or as whoever keeps the minutes heard it; the latest counts, on the text of the digest that they saw.';
CREATE INDEX motion_votes_question ON motion_votes (question, person, record DESC);
CALL keep_as_history('motion_votes');

CREATE TABLE motion_demands (
    question uuid NOT NULL REFERENCES motion_questions (id),
    person uuid NOT NULL REFERENCES parties (id),
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (question, person)
);
COMMENT ON TABLE motion_demands IS
    'Who objected where nobody was to object, or asked for a division after a voice vote: from then on the question is decided by roll call.';
CALL keep_as_history('motion_demands');

CREATE TABLE motion_posts (
    id uuid PRIMARY KEY,
    motion uuid NOT NULL REFERENCES motions (id),
    author uuid NOT NULL REFERENCES parties (id),
    stance text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motion_posts_stance CHECK (stance IN ('', 'for', 'against'))
);
COMMENT ON TABLE motion_posts IS 'The debate on a motion: who spoke, for or against or neither.';
CREATE INDEX motion_posts_motion ON motion_posts (motion, recorded_at);
CALL keep_as_history('motion_posts');

CREATE TABLE motion_post_texts (
    post uuid NOT NULL REFERENCES motion_posts (id),
    version integer NOT NULL,
    text text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (post, version),
    CONSTRAINT motion_post_texts_text CHECK (text <> '' AND char_length(text) <= 8000)
);
COMMENT ON TABLE motion_post_texts IS
    'What was said in a debate, in versions; the latest is shown, the earlier ones can be read.';
CALL keep_as_history('motion_post_texts');

CREATE TABLE motion_moderations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post uuid NOT NULL REFERENCES motion_posts (id),
    hidden boolean NOT NULL,
    reason text NOT NULL,
    moderated_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT motion_moderations_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 300)
);
COMMENT ON TABLE motion_moderations IS
    'What of a debate was folded away or brought back, by whom and why: said on the page itself.';
CREATE INDEX motion_moderations_post ON motion_moderations (post, record DESC);
CALL keep_as_history('motion_moderations');

CREATE TABLE motion_follows (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    motion uuid NOT NULL REFERENCES motions (id),
    person uuid NOT NULL REFERENCES parties (id),
    follows boolean NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE motion_follows IS 'Who gets a letter when a motion moves; the latest wish counts.';
CREATE INDEX motion_follows_motion ON motion_follows (motion, person, record DESC);
CALL keep_as_history('motion_follows');

-- Which steps there are, and where they lead; a step that leads nowhere is refused.
CREATE FUNCTION motion_next(from_state text, step text) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.next FROM (VALUES
        ('', 'open', 'draft'),
        ('draft', 'submit', 'submitted'), ('draft', 'withdraw', 'withdrawn'),
        ('submitted', 'move', 'moved'), ('submitted', 'withdraw', 'withdrawn'), ('submitted', 'rule_out', 'out_of_order'),
        ('moved', 'second', 'seconded'), ('moved', 'debate', 'in_debate'),
        ('moved', 'withdraw', 'withdrawn'), ('moved', 'rule_out', 'out_of_order'),
        ('seconded', 'debate', 'in_debate'), ('seconded', 'withdraw', 'withdrawn'), ('seconded', 'rule_out', 'out_of_order'),
        ('in_debate', 'amend', 'in_debate'), ('in_debate', 'put', 'put'), ('in_debate', 'refer', 'referred'),
        ('in_debate', 'postpone', 'postponed'), ('in_debate', 'withdraw', 'withdrawn'), ('in_debate', 'rule_out', 'out_of_order'),
        ('referred', 'resume', 'in_debate'), ('referred', 'withdraw', 'withdrawn'),
        ('postponed', 'resume', 'in_debate'), ('postponed', 'withdraw', 'withdrawn'),
        ('put', 'recall', 'in_debate'), ('put', 'adopt', 'adopted'), ('put', 'lose', 'lost'), ('put', 'lack_quorum', 'no_quorum'),
        ('adopted', 'reconsider', 'in_debate'), ('lost', 'reconsider', 'in_debate'), ('no_quorum', 'resume', 'in_debate'),
        ('adopted', 'implement', 'implemented'), ('adopted', 'rescind', 'rescinded'), ('adopted', 'ratify', 'ratified'),
        ('implemented', 'rescind', 'rescinded'), ('implemented', 'ratify', 'ratified'),
        ('ratified', 'implement', 'implemented'), ('ratified', 'rescind', 'rescinded')
    ) AS t (state, step, next)
    WHERE t.state = from_state AND t.step = motion_next.step
$$;
COMMENT ON FUNCTION motion_next(text, text) IS 'The state a step leads to from a state; unknown where it is not allowed.';
REVOKE ALL ON FUNCTION motion_next(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION motion_next(text, text) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION motion_state(of_motion uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT s.state FROM public.motion_steps s WHERE s.motion = of_motion ORDER BY s.record DESC LIMIT 1), '')
$$;
COMMENT ON FUNCTION motion_state(uuid) IS 'Where a motion stands; empty before its first step.';
REVOKE ALL ON FUNCTION motion_state(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION motion_state(uuid) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- What for the board and the members is a reserved matter, whatever a rule adds: the
-- bylaws' own list (super majority matters) and the parting with what is owned.
CREATE FUNCTION motion_matter(of_body text, of_kind text, at timestamptz) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN (of_kind IN ('bylaws', 'certificate', 'merger', 'asset_sale', 'asset_disposition', 'dissolution',
                                  'board_size', 'board_eligibility', 'ipr_policy', 'removal')
                      OR EXISTS (SELECT FROM public.rule_in_force('motions.reserved', at) r
                                 WHERE of_kind = ANY (regexp_split_to_array(r.value, ', '))))
                 AND (of_body IN ('board', 'founders')
                      OR of_body = 'members' AND EXISTS (SELECT FROM public.rule_in_force('members.super.majority', at)))
                THEN 'reserved' ELSE 'ordinary' END
$$;
COMMENT ON FUNCTION motion_matter(text, text, timestamptz) IS 'Whether a kind of motion is for a body a reserved matter: nobody chooses.';
REVOKE ALL ON FUNCTION motion_matter(text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION motion_matter(text, text, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- Who may bring motions to a body: whoever sits on it; before the members the board does.
CREATE FUNCTION speaks_in(of_body text, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.roster(CASE of_body WHEN 'members' THEN 'board' ELSE of_body END, clock_timestamp()) r
                   WHERE r.person = who AND r.standing = 'in office')
        OR of_body = 'members' AND public.keeps_minutes(who)
$$;
COMMENT ON FUNCTION speaks_in(text, uuid) IS 'Whether somebody may move in a body now: who sits on it and is not suspended; before the members, the directors and who keeps the minutes.';
REVOKE ALL ON FUNCTION speaks_in(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION speaks_in(text, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION is_recused(of_motion uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT DISTINCT ON (i.motion, i.about) i.answer FROM public.motion_interests i
                     WHERE i.person = who
                       AND i.motion IN (SELECT m FROM public.motions x, unnest(ARRAY[x.id, x.parent]) m WHERE x.id = of_motion)
                     ORDER BY i.motion, i.about, i.record DESC) latest
        WHERE latest.answer = 'recused')
$$;
COMMENT ON FUNCTION is_recused(uuid, uuid) IS 'Whether somebody keeps out of a motion, or of the motion it amends.';
REVOKE ALL ON FUNCTION is_recused(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_recused(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION lock_motion(of_motion uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/motion/' || of_motion::text, 0));
END
$$;
COMMENT ON FUNCTION lock_motion(uuid) IS 'Takes the lock under which a motion moves.';
REVOKE ALL ON FUNCTION lock_motion(uuid) FROM PUBLIC;

-- The entry that says what came of a question and was not withdrawn.
CREATE FUNCTION declared_by(of_question uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT e.id FROM public.decision_entries e
    WHERE e.question = of_question
      AND NOT EXISTS (SELECT FROM public.decision_withdrawals w WHERE w.entry = e.id)
$$;
COMMENT ON FUNCTION declared_by(uuid) IS 'The entry that declares what came of a question; unknown while none does.';
REVOKE ALL ON FUNCTION declared_by(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION declared_by(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION question_form(of_question uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN q.form IN ('voice', 'consent')
                     AND EXISTS (SELECT FROM public.motion_demands d WHERE d.question = q.id)
                THEN 'roll_call' ELSE q.form END
    FROM public.motion_questions q WHERE q.id = of_question
$$;
COMMENT ON FUNCTION question_form(uuid) IS 'How a question is decided: by roll call as soon as somebody objected or asked for a division.';
REVOKE ALL ON FUNCTION question_form(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION question_form(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_motion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.motions;
    act text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (NOT EXISTS (SELECT FROM public.parties x WHERE x.id = NEW.opened_by)
        OR public.speaks_in(NEW.body, NEW.opened_by) OR public.keeps_minutes(NEW.opened_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'motions are drafted by whoever sits on the body or keeps its minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_by_the_body';
    END IF;
    IF NEW.parent IS NOT NULL THEN
        SELECT * INTO p FROM public.motions m WHERE m.id = NEW.parent;
        IF (p.id IS NULL OR p.parent IS NULL AND p.body = NEW.body AND p.kind = NEW.kind AND p.body <> 'members'
            AND public.motion_state(p.id) IN ('moved', 'seconded', 'in_debate')) IS NOT TRUE THEN
            RAISE EXCEPTION 'an amendment is moved while its motion is before the same body'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'amendment_is_in_time';
        END IF;
    END IF;
    IF NEW.effect IS NOT NULL THEN
        IF public.is_plain_effect(NEW.effect::jsonb) IS NOT TRUE THEN
            RAISE EXCEPTION 'what a decision does is written in one form'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_plain';
        END IF;
        act := NEW.effect::jsonb ->> 'act';
        IF (CASE act
                WHEN 'adopt_rulebook' THEN NEW.kind = 'bylaws'
                WHEN 'unseat' THEN NEW.kind = 'removal'
                WHEN 'suspend' THEN NEW.kind = 'removal' OR NEW.effect::jsonb ->> 'body' <> 'board'
                WHEN 'authorise' THEN NEW.kind = NEW.effect::jsonb ->> 'kind'
                ELSE NEW.kind IN ('appointment', 'ordinary', 'policy') END) IS NOT TRUE THEN
            RAISE EXCEPTION 'this kind of motion does not do that'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'kind_fits_effect';
        END IF;
        PERFORM public.require_competence(NEW.body, NEW.effect::jsonb);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion() IS
    'Guard of motions: by whoever sits on the body or keeps its minutes, of a kind that fits what it does; an amendment while its motion is before the body.';
CREATE TRIGGER guard BEFORE INSERT ON motions FOR EACH ROW EXECUTE FUNCTION guard_motion();
ALTER TABLE motions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION open_motion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.motion_steps (motion, step, state, person, note) VALUES (NEW.id, 'open', '', NEW.opened_by, '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION open_motion() IS 'A motion begins as a draft.';
CREATE TRIGGER open AFTER INSERT ON motions FOR EACH ROW EXECUTE FUNCTION open_motion();
ALTER TABLE motions ENABLE ALWAYS TRIGGER open;

CREATE FUNCTION motion_digest(kind text, title text, effect text, words text) RETURNS bytea
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sha256(convert_to(concat_ws(E'\n', 'commonhold motion 1', kind, title,
        coalesce(encode(sha256(convert_to(effect, 'UTF8')), 'hex'), '-'), words), 'UTF8'))
$$;
COMMENT ON FUNCTION motion_digest(text, text, text, text) IS
    'SHA-256 of five parts on lines of their own: a heading, kind, title, the digest of the effect or a hyphen, and the text.';
REVOKE ALL ON FUNCTION motion_digest(text, text, text, text) FROM PUBLIC;

CREATE FUNCTION guard_motion_text() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    a public.motions;
    state text := public.motion_state(NEW.motion);
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    state := public.motion_state(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF m.id IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.sha256 := public.motion_digest(m.kind, m.title, m.effect, NEW.text);
    IF (NEW.version = (SELECT coalesce(max(t.version), 0) + 1 FROM public.motion_texts t WHERE t.motion = NEW.motion)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a text follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_text_is_next';
    END IF;
    IF NEW.amendment IS NULL THEN
        -- Before it is moved its author writes; from then on it changes by amendments.
        IF (state IN ('draft', 'submitted') AND NEW.written_by = m.opened_by
            AND NOT EXISTS (SELECT FROM public.motion_petitions x WHERE x.motion = m.id)) IS NOT TRUE THEN
            RAISE EXCEPTION 'a motion that was moved changes by amendments alone'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_text_stands';
        END IF;
        IF ((m.parent IS NULL) = (NEW.base IS NULL)) IS NOT TRUE THEN
            RAISE EXCEPTION 'an amendment names the version it changes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'amendment_names_its_base';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO a FROM public.motions x WHERE x.id = NEW.amendment;
    IF (a.parent = m.id AND public.motion_state(a.id) = 'adopted' AND state IN ('moved', 'seconded', 'in_debate')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a text takes in an amendment of this motion that was adopted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'amendment_is_adopted';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_text() IS
    'Guard of motion_texts: the next version, by its author before it is moved, or with an amendment that was adopted; the digest is computed here.';
CREATE TRIGGER guard BEFORE INSERT ON motion_texts FOR EACH ROW EXECUTE FUNCTION guard_motion_text();
ALTER TABLE motion_texts ENABLE ALWAYS TRIGGER guard;

-- Some steps are only written down with the thing itself.
CREATE FUNCTION guard_motion_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    now_in text;
    keeper boolean := public.keeps_minutes(NEW.person);
    mover uuid;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    now_in := public.motion_state(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF m.id IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.state := public.motion_next(now_in, NEW.step);
    IF (NEW.state IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'this step is not open to the motion as it stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_step_is_allowed';
    END IF;
    SELECT s.person INTO mover FROM public.motion_steps s WHERE s.motion = m.id AND s.step = 'move' ORDER BY s.record DESC LIMIT 1;
    IF (CASE NEW.step
            WHEN 'open' THEN NEW.person = m.opened_by
            WHEN 'submit' THEN NEW.person = m.opened_by
                AND EXISTS (SELECT FROM public.motion_texts t WHERE t.motion = m.id)
            WHEN 'withdraw' THEN NEW.person = coalesce(mover, m.opened_by) OR keeper AND NEW.note <> ''
            WHEN 'move' THEN public.speaks_in(m.body, NEW.person)
            WHEN 'second' THEN public.speaks_in(m.body, NEW.person) AND NEW.person <> mover
            WHEN 'debate' THEN keeper AND (now_in = 'seconded'
                OR EXISTS (SELECT FROM public.rule_in_force('motions.second', clock_timestamp()) r WHERE r.value = 'no')
                OR NOT EXISTS (SELECT FROM public.rule_in_force('motions.second', clock_timestamp())))
            WHEN 'put' THEN EXISTS (SELECT FROM public.motion_questions q
                                    WHERE q.motion = m.id AND q.put_by = NEW.person AND q.recorded_at >= transaction_timestamp())
            WHEN 'recall' THEN keeper AND NEW.note <> '' AND NOT EXISTS (
                    SELECT FROM (SELECT q.* FROM public.motion_questions q WHERE q.motion = m.id ORDER BY q.round DESC LIMIT 1) q
                    WHERE public.declared_by(q.id) IS NOT NULL
                       OR q.poll IS NOT NULL AND EXISTS (SELECT FROM public.poll_openings o WHERE o.poll_id = q.poll)
                          AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = q.poll))
            WHEN 'adopt' THEN EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                                      JOIN public.motion_questions q ON q.id = e.question
                                      WHERE q.motion = m.id AND d.adopted AND d.recorded_at >= transaction_timestamp())
            WHEN 'lose' THEN EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                                     JOIN public.motion_questions q ON q.id = e.question
                                     WHERE q.motion = m.id AND NOT d.adopted AND d.recorded_at >= transaction_timestamp())
            WHEN 'lack_quorum' THEN EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                                     JOIN public.motion_questions q ON q.id = e.question
                                     WHERE q.motion = m.id AND NOT d.adopted AND d.recorded_at >= transaction_timestamp())
            WHEN 'amend' THEN EXISTS (SELECT FROM public.motion_texts t
                                      WHERE t.motion = m.id AND t.amendment IS NOT NULL AND t.recorded_at >= transaction_timestamp())
            WHEN 'rescind' THEN EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions r ON r.id = l.resolution
                                        JOIN public.resolutions n ON n.motion = l.motion
                                        WHERE r.motion = m.id AND l.relation IN ('rescinds', 'supersedes')
                                          AND n.recorded_at >= transaction_timestamp())
            WHEN 'ratify' THEN EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions r ON r.id = l.resolution
                                       JOIN public.resolutions n ON n.motion = l.motion
                                       WHERE r.motion = m.id AND l.relation = 'ratifies' AND n.recorded_at >= transaction_timestamp())
            -- One who was on the side that prevailed, where the rule asks for that.
            WHEN 'reconsider' THEN public.speaks_in(m.body, NEW.person) AND NEW.note <> ''
                AND (NOT EXISTS (SELECT FROM public.rule_in_force('motions.reconsider', clock_timestamp()) r
                                 WHERE r.value = 'prevailing side')
                     OR EXISTS (SELECT FROM public.decision_entries e
                                JOIN public.recorded_decisions d ON d.entry = e.id
                                JOIN public.motion_questions q ON q.id = e.question
                                JOIN public.decision_votes v ON v.entry = e.id
                                WHERE q.motion = m.id
                                  AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id)
                                  AND v.person = NEW.person AND v.vote = CASE WHEN d.adopted THEN 'yes' ELSE 'no' END))
            ELSE keeper AND (NEW.step IN ('resume', 'implement') OR NEW.note <> '') END) IS NOT TRUE THEN
        RAISE EXCEPTION 'this step is not this person''s to take'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = CASE NEW.step
                WHEN 'second' THEN 'motion_is_seconded_by_another' WHEN 'debate' THEN 'motion_is_seconded'
                WHEN 'reconsider' THEN 'reconsidered_by_the_prevailing_side' WHEN 'recall' THEN 'question_is_recalled_in_time'
                ELSE 'motion_step_is_theirs' END;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_step() IS
    'Guard of motion_steps: a step that is open to the motion as it stands, by whom it is open to; what follows from a vote comes with the vote.';
CREATE TRIGGER guard BEFORE INSERT ON motion_steps FOR EACH ROW EXECUTE FUNCTION guard_motion_step();
ALTER TABLE motion_steps ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_petition() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    IF (EXISTS (SELECT FROM public.motions m
                JOIN public.petitions p ON p.id = NEW.petition
                JOIN public.petition_deliveries d ON d.petition = p.id
                JOIN public.motion_texts t ON t.motion = m.id AND t.version = 1
                WHERE m.id = NEW.motion AND m.body = 'members' AND m.parent IS NULL AND m.opened_by = NEW.brought_by
                  AND m.kind = p.kind AND m.title = p.title AND m.effect IS NOT DISTINCT FROM p.effect AND t.text = p.text)
        AND public.motion_state(NEW.motion) = 'draft'
        AND public.keeps_minutes(NEW.brought_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what was signed is what is put'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_is_the_petition';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_petition() IS
    'Guard of motion_petitions: of a petition that was delivered, with its own words, kind and effect, by whoever keeps the minutes.';
CREATE TRIGGER guard BEFORE INSERT ON motion_petitions FOR EACH ROW EXECUTE FUNCTION guard_motion_petition();
ALTER TABLE motion_petitions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_interest() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF (m.id IS NULL OR public.motion_state(m.id) IN ('submitted', 'moved', 'seconded', 'in_debate', 'referred', 'postponed', 'put')
        AND NOT EXISTS (SELECT FROM public.motion_questions q WHERE q.motion = m.id AND public.declared_by(q.id) IS NOT NULL
                        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id))
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'interests are said before the decision'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_is_said_before';
    END IF;
    IF (m.id IS NULL OR EXISTS (SELECT FROM public.roster(m.body, clock_timestamp()) r WHERE r.person = NEW.person)
        AND (NEW.recorded_by = NEW.person OR public.keeps_minutes(NEW.recorded_by) AND NEW.reason <> '')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an interest is declared by whoever has it, or found by the body'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_is_theirs';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_interest() IS
    'Guard of motion_interests: of one of the body, before the decision, by themselves or as the body found it, with the reason.';
CREATE TRIGGER guard BEFORE INSERT ON motion_interests FOR EACH ROW EXECUTE FUNCTION guard_motion_interest();
ALTER TABLE motion_interests ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_question() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    secret boolean;
    in_office bigint;
    interested bigint;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF m.id IS NULL THEN
        RETURN NEW;
    END IF;
    IF (public.motion_state(m.id) = 'in_debate' AND public.keeps_minutes(NEW.put_by)
        AND NEW.round = (SELECT coalesce(max(q.round), 0) + 1 FROM public.motion_questions q WHERE q.motion = m.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a motion in debate is put to the vote by whoever keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_is_put_in_order';
    END IF;
    IF (NEW.version = (SELECT max(t.version) FROM public.motion_texts t WHERE t.motion = m.id)
        AND NEW.sha256 = (SELECT t.sha256 FROM public.motion_texts t WHERE t.motion = m.id AND t.version = NEW.version)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the text has changed meanwhile'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_is_on_the_latest_text';
    END IF;
    -- What is to change the text is decided first, and one of them at a time.
    IF (NOT EXISTS (SELECT FROM public.motions a WHERE a.parent = m.id
                    AND (public.motion_state(a.id) IN ('moved', 'seconded', 'in_debate', 'referred', 'postponed', 'put')
                         OR public.motion_state(a.id) = 'adopted'
                            AND NOT EXISTS (SELECT FROM public.motion_texts t WHERE t.amendment = a.id)))
        AND (m.parent IS NULL OR public.motion_state(m.parent) IN ('moved', 'seconded', 'in_debate'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'amendments are decided before what they amend'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'amendments_come_first';
    END IF;
    IF ((m.body = 'members') = (NEW.form = 'poll')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the members vote by a poll, and nobody else does'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'members_vote_by_poll';
    END IF;
    secret := EXISTS (SELECT FROM public.rule_in_force('motions.secret', clock_timestamp()) r
                      WHERE m.kind = ANY (regexp_split_to_array(r.value, ', ')));
    IF (NEW.form = 'poll' OR (NOT secret OR NEW.form = 'secret')
        AND (NEW.form IN ('roll_call', 'secret')
             OR public.motion_matter(m.body, m.kind, clock_timestamp()) = 'ordinary')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reserved matter is voted on by name, or by secret ballot where the rule asks for it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'form_fits_matter';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE public.is_recused(m.id, r.person)) INTO in_office, interested
    FROM public.roster(m.body, clock_timestamp()) r WHERE r.standing = 'in office';
    IF (NEW.form = 'poll' OR 2 * interested <= in_office) IS NOT TRUE THEN
        RAISE EXCEPTION 'where most of a body keep out, a committee of the others decides'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'majority_is_disinterested';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_question() IS
    'Guard of motion_questions: a motion in debate, on its latest text, after its amendments, in a form that the matter allows, before a body most of whom take part.';
CREATE TRIGGER guard BEFORE INSERT ON motion_questions FOR EACH ROW EXECUTE FUNCTION guard_motion_question();
ALTER TABLE motion_questions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION put_motion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.motion_steps (motion, step, state, person, note) VALUES (NEW.motion, 'put', '', NEW.put_by, '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION put_motion() IS 'With its question a motion is put.';
CREATE TRIGGER put AFTER INSERT ON motion_questions FOR EACH ROW EXECUTE FUNCTION put_motion();
ALTER TABLE motion_questions ENABLE ALWAYS TRIGGER put;

-- Whether a question can be voted on: the latest of a motion that is put, not declared.
CREATE FUNCTION question_is_open(of_question uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT q.form <> 'poll' AND public.motion_state(q.motion) = 'put'
                       AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = q.motion)
                       AND public.declared_by(q.id) IS NULL
                     FROM public.motion_questions q WHERE q.id = of_question), false)
$$;
COMMENT ON FUNCTION question_is_open(uuid) IS 'Whether votes on a question are taken.';
REVOKE ALL ON FUNCTION question_is_open(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION question_is_open(uuid) TO commonhold_app, commonhold_auditor;

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

-- A poll on a motion is opened on the text that was put.
CREATE FUNCTION guard_motion_poll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS (SELECT FROM public.motion_questions q WHERE q.poll = NEW.poll_id)
        OR EXISTS (SELECT FROM public.motion_questions q
                   WHERE q.poll = NEW.poll_id AND public.motion_state(q.motion) = 'put'
                     AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = q.motion)
                     AND position(encode(q.sha256, 'hex') IN convert_from(NEW.manifest, 'UTF8')::jsonb ->> 'question') > 0)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the question of this poll does not name the text that was put'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_on_the_text';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_poll() IS 'Guard of poll_openings: a poll on a motion names the digest of its text.';
CREATE TRIGGER guard_motion BEFORE INSERT ON poll_openings FOR EACH ROW EXECUTE FUNCTION guard_motion_poll();
ALTER TABLE poll_openings ENABLE ALWAYS TRIGGER guard_motion;

-- A poll on a motion is counted by the rule, whatever its draft says: by the majority of that motion.
CREATE FUNCTION poll_majority(of_poll uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.value
    FROM public.motion_questions q JOIN public.motions m ON m.id = q.motion
    CROSS JOIN LATERAL (SELECT coalesce((SELECT o.recorded_at FROM public.poll_openings o WHERE o.poll_id = q.poll),
                                        clock_timestamp()) AS at) i
    CROSS JOIN LATERAL (SELECT public.rule_keys(m.body, public.motion_matter(m.body, m.kind, i.at), m.kind = 'bylaws', i.at) AS keys) k
    CROSS JOIN LATERAL public.rule_in_force(k.keys[3], i.at) f
    WHERE q.poll = of_poll
$$;
COMMENT ON FUNCTION poll_majority(uuid) IS
    'The threshold by which the poll on a motion is counted: the rule as of its opening, or as it is now; none for other polls.';
REVOKE ALL ON FUNCTION poll_majority(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION poll_majority(uuid) TO commonhold_app, commonhold_certifier;

CREATE FUNCTION guard_motion_vote() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    m public.motions;
BEGIN
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = NEW.question;
    IF q.id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM public.lock_motion(q.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = q.motion;
    IF (NEW.sha256 = q.sha256) IS NOT TRUE THEN
        RAISE EXCEPTION 'this vote is on another text'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'vote_is_on_the_text';
    END IF;
    IF public.question_is_open(q.id) IS NOT TRUE THEN
        RAISE EXCEPTION 'the vote is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'vote_is_in_time';
    END IF;
    IF EXISTS (SELECT FROM public.roster(m.body, clock_timestamp()) r
               WHERE r.person = NEW.person AND r.standing = 'in office') IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever is in office and not suspended votes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'vote_of_one_in_office';
    END IF;
    IF (NOT public.is_recused(m.id, NEW.person)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever keeps out of a matter does not vote on it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'vote_of_one_who_takes_part';
    END IF;
    IF (NEW.recorded_by = NEW.person OR public.keeps_minutes(NEW.recorded_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a vote is given by whoever has it, or written down by who keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'vote_is_theirs';
    END IF;
    -- Of a secret ballot it is only written down who was there.
    IF (q.form <> 'secret' OR NEW.vote IN ('not_voting', 'absent')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a secret ballot is not written down by name'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'secret_ballot_has_no_names';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_vote() IS
    'Guard of motion_votes: on the text that was put, in time, of one in office who is neither suspended nor recused, by themselves or who keeps the minutes.';
CREATE TRIGGER guard BEFORE INSERT ON motion_votes FOR EACH ROW EXECUTE FUNCTION guard_motion_vote();
ALTER TABLE motion_votes ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_demand() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    m public.motions;
BEGIN
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = NEW.question;
    IF q.id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM public.lock_motion(q.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = q.motion;
    -- Until the result is final, that is until the decision counts.
    IF (q.form IN ('voice', 'consent') AND public.motion_state(m.id) = 'put'
        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a division is asked for before the result is final'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'demand_is_in_time';
    END IF;
    IF (EXISTS (SELECT FROM public.roster(m.body, clock_timestamp()) r
                WHERE r.person = NEW.person AND r.standing = 'in office')
        AND NOT public.is_recused(m.id, NEW.person)
        AND (NEW.recorded_by = NEW.person OR public.keeps_minutes(NEW.recorded_by))) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever takes part in a vote can object or ask for a division'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'demand_is_theirs';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_demand() IS
    'Guard of motion_demands: of one who takes part, before the result is final.';
CREATE TRIGGER guard BEFORE INSERT ON motion_demands FOR EACH ROW EXECUTE FUNCTION guard_motion_demand();
ALTER TABLE motion_demands ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_post() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    now timestamptz;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    now := clock_timestamp();
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF (public.motion_state(m.id) IN ('submitted', 'moved', 'seconded', 'in_debate', 'referred', 'postponed', 'put')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the debate on this motion is not open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'debate_is_open';
    END IF;
    IF (public.speaks_in(m.body, NEW.author)
        OR m.body = 'members' AND m.confidential = ''
           AND EXISTS (SELECT FROM public.memberships x
                       WHERE (x.party = NEW.author
                              OR x.party IN (SELECT r.organisation FROM public.representations r WHERE r.person = NEW.author))
                         AND public.votes_for(NEW.author, x.id, now)
                         AND public.votes_of_membership(x.id, public.legal_day(now)) > 0)) IS NOT TRUE THEN
        RAISE EXCEPTION 'who sits on the body speaks in its debate, and before the members each who votes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'debate_by_the_body';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_post() IS
    'Guard of motion_posts: while the motion is open, by whoever sits on its body, and on motions of the members each who votes for a membership.';
CREATE TRIGGER guard BEFORE INSERT ON motion_posts FOR EACH ROW EXECUTE FUNCTION guard_motion_post();
ALTER TABLE motion_posts ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_post_text() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.version = (SELECT coalesce(max(t.version), 0) + 1 FROM public.motion_post_texts t WHERE t.post = NEW.post)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a text follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'post_text_is_next';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_post_text() IS 'Guard of motion_post_texts: the next version.';
CREATE TRIGGER guard BEFORE INSERT ON motion_post_texts FOR EACH ROW EXECUTE FUNCTION guard_motion_post_text();
ALTER TABLE motion_post_texts ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_motion_moderation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF public.keeps_minutes(NEW.moderated_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'who keeps the minutes keeps the debate in order'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_by_minute_keeper';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_moderation() IS 'Guard of motion_moderations: by the secretary, the chair, or a deputy.';
CREATE TRIGGER guard BEFORE INSERT ON motion_moderations FOR EACH ROW EXECUTE FUNCTION guard_motion_moderation();
ALTER TABLE motion_moderations ENABLE ALWAYS TRIGGER guard;
