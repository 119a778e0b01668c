-- Motions: a question put to a body, from its draft to what came of it; and the
-- register of resolutions.
--
-- A motion of the board or a committee is voted on by name (motion_questions,
-- motion_votes) and entered as a decision like any other, whose guards hold it
-- against these rows. A motion of the members is put by a poll; the certifier enters
-- what its count decides. Every adopted decision gets its number in the register in
-- the transaction that adopts it, by the database itself.

ALTER TABLE decision_entries
    DROP CONSTRAINT decision_entries_decision,
    ADD CONSTRAINT decision_entries_decision CHECK (decision <> '' AND char_length(decision) <= 40000);

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
COMMENT ON TABLE motion_steps IS 'What was done with a motion, by whom and when; the state of the latest step is the motion''s.';
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
COMMENT ON TABLE motion_documents IS 'What is attached to a motion, by its digest.';
CALL keep_as_history('motion_documents');

CREATE TABLE motion_petitions (
    motion uuid PRIMARY KEY REFERENCES motions (id),
    petition uuid NOT NULL UNIQUE REFERENCES petitions (id),
    brought_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE motion_petitions IS 'Which motion of the members puts what a petition asked for, word by word.';
CALL keep_as_history('motion_petitions');

CREATE TABLE resolutions (
    id uuid PRIMARY KEY,
    decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    body text NOT NULL REFERENCES bodies (id),
    year integer NOT NULL,
    number integer NOT NULL,
    motion uuid REFERENCES motions (id),
    effective_on date NOT NULL,
    confidential text NOT NULL,
    words tsvector NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT resolutions_number UNIQUE (body, year, number)
);
COMMENT ON TABLE resolutions IS
    'What bodies resolved: each adopted decision under a number without a gap for its body and year, given by the database in the transaction that adopts it.';
CREATE INDEX resolutions_words ON resolutions USING gin (words);
CREATE INDEX resolutions_latest ON resolutions (recorded_at DESC);
CREATE INDEX resolutions_motion ON resolutions (motion) WHERE motion IS NOT NULL;
CALL keep_as_history('resolutions');
REVOKE INSERT ON resolutions FROM commonhold_app;

CREATE TABLE motion_links (
    motion uuid NOT NULL REFERENCES motions (id),
    relation text NOT NULL,
    resolution uuid NOT NULL REFERENCES resolutions (id),
    linked_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (motion, relation, resolution),
    CONSTRAINT motion_links_relation CHECK (relation IN ('supersedes', 'rescinds', 'ratifies', 'amends', 'implements'))
);
COMMENT ON TABLE motion_links IS 'What a motion would do to an earlier resolution; it is done with its adoption.';
CREATE INDEX motion_links_resolution ON motion_links (resolution);
CALL keep_as_history('motion_links');

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
COMMENT ON TABLE motion_questions IS 'A motion put to the vote: on one text, in one form; anew after it was recalled or reconsidered.';
CALL keep_as_history('motion_questions');

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
COMMENT ON TABLE motion_post_texts IS 'What was said in a debate, in versions; the latest is shown, the earlier ones can be read.';
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
COMMENT ON TABLE motion_moderations IS 'What of a debate was folded away or brought back, by whom and why: said on the page itself.';
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

CREATE TABLE decision_ballots (
    entry uuid PRIMARY KEY REFERENCES decision_entries (id),
    votes_yes integer NOT NULL,
    votes_no integer NOT NULL,
    votes_abstain integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_ballots_votes CHECK (votes_yes >= 0 AND votes_no >= 0 AND votes_abstain >= 0)
);
COMMENT ON TABLE decision_ballots IS
    'What tellers counted of a secret ballot of a body; by name it is only known who was there.';
CALL keep_as_history('decision_ballots');

ALTER TABLE decision_entries ADD COLUMN question uuid REFERENCES motion_questions (id);

CREATE TABLE resolution_tasks (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resolution uuid NOT NULL REFERENCES resolutions (id),
    responsible uuid NOT NULL REFERENCES parties (id),
    due_on date,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE resolution_tasks IS 'Who carries out a resolution, and by when; the latest counts.';
CREATE INDEX resolution_tasks_resolution ON resolution_tasks (resolution, record DESC);
CALL keep_as_history('resolution_tasks');

CREATE TABLE resolution_evidence (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resolution uuid NOT NULL REFERENCES resolutions (id),
    note text NOT NULL,
    name text,
    document bytea,
    sha256 bytea GENERATED ALWAYS AS (sha256(document)) STORED,
    completes boolean NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT resolution_evidence_note CHECK (note = btrim(note) AND char_length(note) BETWEEN 1 AND 500),
    CONSTRAINT resolution_evidence_document CHECK ((document IS NULL) = (name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 1048576) AND char_length(name) <= 120)
);
COMMENT ON TABLE resolution_evidence IS 'What shows that a resolution was carried out, or how far.';
CREATE INDEX resolution_evidence_resolution ON resolution_evidence (resolution, record);
CALL keep_as_history('resolution_evidence');

CREATE TABLE authority_uses (
    decision uuid PRIMARY KEY REFERENCES recorded_decisions (id),
    act text NOT NULL,
    subject text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT authority_uses_act CHECK (act ~ '^[a-z_]{1,40}$'),
    CONSTRAINT authority_uses_subject CHECK (char_length(subject) <= 200)
);
COMMENT ON TABLE authority_uses IS 'What a decision authorised and was used for: once. The database itself writes it, with the act.';
CALL keep_as_history('authority_uses');
REVOKE INSERT ON authority_uses FROM commonhold_app;

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

GRANT EXECUTE ON FUNCTION keeps_minutes(uuid) TO commonhold_app, commonhold_auditor;

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
CREATE INDEX decision_entries_question ON decision_entries (question) WHERE question IS NOT NULL;

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

-- Whether a step is only written down with the thing itself.
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

CREATE FUNCTION guard_motion_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid := coalesce(to_jsonb(NEW) ->> 'linked_by', to_jsonb(NEW) ->> 'added_by')::uuid;
    m public.motions;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF (m.id IS NULL OR public.motion_state(m.id) IN ('draft', 'submitted')
        AND (who = m.opened_by OR public.keeps_minutes(who))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what belongs to a motion is there when it is moved'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_part() IS 'Guard of what belongs to a motion: before it is moved, by its author or who keeps the minutes.';
CREATE TRIGGER guard BEFORE INSERT ON motion_links FOR EACH ROW EXECUTE FUNCTION guard_motion_part();
ALTER TABLE motion_links ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON motion_documents FOR EACH ROW EXECUTE FUNCTION guard_motion_part();
ALTER TABLE motion_documents ENABLE ALWAYS TRIGGER guard;

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

CREATE FUNCTION guard_resolution_followup() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, clock_timestamp()) o WHERE o <> 'auditor') IS NOT TRUE THEN
        RAISE EXCEPTION 'officers record what becomes of a resolution'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'followup_by_officer';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_resolution_followup() IS 'Guard of what follows a resolution: recorded by an officer who is not an auditor.';
CREATE TRIGGER guard BEFORE INSERT ON resolution_tasks FOR EACH ROW EXECUTE FUNCTION guard_resolution_followup();
ALTER TABLE resolution_tasks ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON resolution_evidence FOR EACH ROW EXECUTE FUNCTION guard_resolution_followup();
ALTER TABLE resolution_evidence ENABLE ALWAYS TRIGGER guard;

CREATE TRIGGER guard BEFORE INSERT ON decision_ballots FOR EACH ROW EXECUTE FUNCTION guard_part_of_entry();
ALTER TABLE decision_ballots ENABLE ALWAYS TRIGGER guard;

-- The members have a majority of their own for reserved matters, where a rule says so.
CREATE FUNCTION rule_keys(of_body text, matter text, amends boolean, at timestamptz) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN of_body = 'members' AND matter = 'reserved'
                     AND EXISTS (SELECT FROM public.rule_in_force('members.super.majority', at))
                THEN ARRAY['quorum.members', 'quorum.votes', 'members.super.majority']
                WHEN of_body IN ('board', 'founders') AND matter = 'reserved' AND amends
                     AND EXISTS (SELECT FROM public.rule_in_force('bylaws.amendment', at))
                THEN ARRAY['board.super.quorum', 'board.recusal', 'bylaws.amendment']
                ELSE public.rule_keys(of_body, matter) END
$$;
COMMENT ON FUNCTION rule_keys(text, text, boolean, timestamptz) IS
    'By which rules a decision of a body is judged, as rules are at an instant, and where it amends the bylaws; the last is its majority.';
REVOKE ALL ON FUNCTION rule_keys(text, text, boolean, timestamptz) FROM PUBLIC;

CREATE FUNCTION amends_bylaws(e decision_entries) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(e.effect::jsonb ->> 'act' = 'adopt_rulebook', false)
        OR EXISTS (SELECT FROM public.motion_questions q JOIN public.motions m ON m.id = q.motion
                   WHERE q.id = e.question AND m.kind = 'bylaws')
$$;
COMMENT ON FUNCTION amends_bylaws(decision_entries) IS
    'Whether an entry adopts a rulebook, or decides a motion on the bylaws.';
REVOKE ALL ON FUNCTION amends_bylaws(decision_entries) FROM PUBLIC;

-- A casting vote breaks a tie; it is nobody more.
CREATE OR REPLACE FUNCTION is_carried_by_name(votes jsonb, quorum text, recusal text, majority text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE recusal
               WHEN 'lowers the quorum' THEN p.present >= n.quorum - v.recused AND p.present >= 1
               WHEN 'counts in the quorum' THEN p.present + v.recused >= n.quorum AND p.present + v.recused >= 1 END
        AND v.yes + v.casting >= public.needed_for(majority, c.counts)
        AND v.yes + v.casting > v.no
    FROM (SELECT coalesce((votes ->> 'yes')::bigint, 0) AS yes, coalesce((votes ->> 'no')::bigint, 0) AS no,
                 coalesce((votes ->> 'abstain')::bigint, 0) AS abstain,
                 coalesce((votes ->> 'not_voting')::bigint, 0) AS silent,
                 coalesce((votes ->> 'absent')::bigint, 0) AS absent,
                 coalesce((votes ->> 'recused')::bigint, 0) AS recused,
                 coalesce((votes ->> 'casting')::bigint, 0) AS casting) v,
         LATERAL (SELECT v.yes + v.no + v.abstain + v.silent AS present) p,
         LATERAL (SELECT jsonb_build_object('yes and no', v.yes + v.no, 'cast', v.yes + v.no + v.abstain,
                      'present', p.present, 'in office', p.present + v.absent + v.recused,
                      'entitled', p.present + v.absent) AS counts) c,
         LATERAL (SELECT public.needed_for(quorum, c.counts) AS quorum) n
$$;
COMMENT ON FUNCTION is_carried_by_name(jsonb, text, text, text) IS
    'Whether votes of a roster, how many by the word of each vote, meet quorum and majority; a tie is lost, unless a casting vote is for it. Whoever is vacant or suspended is not in office.';

CREATE FUNCTION votes_by_name(of_entry uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    ballots public.decision_ballots;
    votes jsonb;
    at timestamptz;
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    at := public.entry_instant(e.decided_on, e.recorded_at);
    SELECT coalesce(jsonb_object_agg(v.vote, v.many), '{}') INTO votes
    FROM (SELECT d.vote, count(*) AS many FROM public.decision_votes d WHERE d.entry = of_entry GROUP BY d.vote) v;
    SELECT * INTO ballots FROM public.decision_ballots b WHERE b.entry = of_entry;
    IF ballots.entry IS NOT NULL THEN
        votes := votes || jsonb_build_object('yes', ballots.votes_yes, 'no', ballots.votes_no, 'abstain', ballots.votes_abstain,
            'not_voting', coalesce((votes ->> 'not_voting')::bigint, 0)
                          - ballots.votes_yes - ballots.votes_no - ballots.votes_abstain);
    ELSIF e.body = 'board' AND votes ->> 'yes' = votes ->> 'no'
          AND EXISTS (SELECT FROM public.rule_in_force('board.casting_vote', at) r WHERE r.value = 'chair')
          AND EXISTS (SELECT FROM public.decision_votes d
                      WHERE d.entry = of_entry AND d.vote = 'yes'
                        AND EXISTS (SELECT FROM public.offices_held(d.person, at) o WHERE o = 'chair')) THEN
        votes := votes || '{"casting": 1}';
    END IF;
    RETURN votes;
END
$$;
COMMENT ON FUNCTION votes_by_name(uuid) IS
    'How many of a roster did what by an entry, with what tellers counted of a secret ballot, and the chair''s casting vote in a tie where the rule gives one.';
REVOKE ALL ON FUNCTION votes_by_name(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION votes_by_name(uuid) TO commonhold_app, commonhold_auditor;

CREATE OR REPLACE FUNCTION is_carried(of_entry uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    rule jsonb;
    keys text[];
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    SELECT jsonb_object_agg(r.key, r.value) INTO rule FROM public.decision_rules r WHERE r.entry = of_entry;
    keys := public.rule_keys(e.body, e.matter);
    IF e.body = 'members' THEN
        RETURN (SELECT public.is_carried_by_number(to_jsonb(n), rule ->> keys[1], rule ->> keys[2],
                           coalesce(rule ->> 'members.super.majority', rule ->> keys[3]))
                       AND (rule ->> 'referendum.turnout' IS NULL OR e.question IS NULL
                            OR n.votes_present >= public.needed_for('at least ' || (rule ->> 'referendum.turnout') || ' of entitled',
                                                                    jsonb_build_object('entitled', n.votes_entitled)))
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    -- Which of the two there must be, require_sound_entry asks.
    RETURN public.is_carried_by_name(public.votes_by_name(of_entry), rule ->> keys[1], rule ->> keys[2],
               coalesce(rule ->> 'bylaws.amendment', rule ->> keys[3]));
END
$$;

CREATE FUNCTION has_quorum(of_entry uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    rule jsonb;
    keys text[];
    votes jsonb;
    all_for bigint;
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    SELECT jsonb_object_agg(r.key, r.value) INTO rule FROM public.decision_rules r WHERE r.entry = of_entry;
    keys := public.rule_keys(e.body, e.matter);
    -- Whether it would be carried if everybody who is there agreed, and one were enough.
    IF e.body = 'members' THEN
        RETURN (SELECT public.is_carried_by_number(
                           to_jsonb(n) || jsonb_build_object('votes_yes', n.votes_present, 'votes_no', 0, 'votes_abstain', 0),
                           rule ->> keys[1], rule ->> keys[2], 'at least 0/1 of present')
                       AND (rule ->> 'referendum.turnout' IS NULL OR e.question IS NULL
                            OR n.votes_present >= public.needed_for('at least ' || (rule ->> 'referendum.turnout') || ' of entitled',
                                                                    jsonb_build_object('entitled', n.votes_entitled)))
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    votes := public.votes_by_name(of_entry);
    SELECT sum(value::bigint) INTO all_for FROM jsonb_each_text(votes) WHERE key IN ('yes', 'no', 'abstain', 'not_voting');
    RETURN public.is_carried_by_name(
        (votes - 'no' - 'abstain' - 'not_voting' - 'casting') || jsonb_build_object('yes', coalesce(all_for, 0)),
        rule ->> keys[1], rule ->> keys[2], 'at least 0/1 of present');
END
$$;
COMMENT ON FUNCTION has_quorum(uuid) IS 'Whether as many took part in what an entry says as quorum, and turnout of a referendum, ask for.';
REVOKE ALL ON FUNCTION has_quorum(uuid) FROM PUBLIC;

CREATE FUNCTION question_votes(of_question uuid, adopted boolean, at timestamptz) RETURNS TABLE (seat uuid, person uuid, vote text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.seat, r.person,
           CASE WHEN r.standing <> 'in office' THEN r.standing
                WHEN public.is_recused(m.id, r.person) THEN 'recused'
                WHEN v.vote = 'not_voting' AND public.question_form(q.id) IN ('voice', 'consent')
                    THEN CASE WHEN question_votes.adopted THEN 'yes' ELSE 'no' END
                ELSE coalesce(v.vote, 'absent') END
    FROM public.motion_questions q
    JOIN public.motions m ON m.id = q.motion
    CROSS JOIN LATERAL public.roster(m.body, at) r
    LEFT JOIN LATERAL (SELECT x.vote FROM public.motion_votes x
                       WHERE x.question = q.id AND x.person = r.person ORDER BY x.record DESC LIMIT 1) v ON true
    WHERE q.id = of_question
$$;
COMMENT ON FUNCTION question_votes(uuid, boolean, timestamptz) IS
    'How everybody of a body voted on a question. By voice or without objection whoever was there, and did not have another vote written down, is counted with the declared result.';
REVOKE ALL ON FUNCTION question_votes(uuid, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION question_votes(uuid, boolean, timestamptz) TO commonhold_app, commonhold_auditor;

-- An entry that declares what came of a question is held against the question.
CREATE FUNCTION ruled_at(e decision_entries) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT o.recorded_at FROM public.motion_questions q JOIN public.poll_openings o ON o.poll_id = q.poll
                     WHERE q.id = e.question AND q.form = 'poll'),
                    public.entry_instant(e.decided_on, e.recorded_at))
$$;
COMMENT ON FUNCTION ruled_at(decision_entries) IS
    'As of when the rules hold for an entry: of a poll its opening, else the day of the decision.';
REVOKE ALL ON FUNCTION ruled_at(decision_entries) FROM PUBLIC;

CREATE FUNCTION require_declared_question(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    m public.motions;
    words text;
BEGIN
    IF e.question IS NULL THEN
        -- What authorises somebody to act is a motion: its kind fixes the threshold.
        IF (e.effect IS NULL OR e.effect::jsonb ->> 'act' <> 'authorise') IS NOT TRUE THEN
            RAISE EXCEPTION 'an authority comes from a motion'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'authority_has_a_motion';
        END IF;
        RETURN;
    END IF;
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = e.question;
    PERFORM public.lock_motion(q.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = q.motion;
    SELECT t.text INTO words FROM public.motion_texts t WHERE t.motion = q.motion AND t.version = q.version;
    IF (public.motion_state(m.id) = 'put'
        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id)
        AND NOT EXISTS (SELECT FROM public.decision_entries o
                        WHERE o.question = q.id AND o.id <> e.id
                          AND NOT EXISTS (SELECT FROM public.decision_withdrawals w WHERE w.entry = o.id))
        AND e.decided_on >= public.legal_day(q.recorded_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a question that is put is declared once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_is_declared_once';
    END IF;
    IF (e.body = m.body AND e.title = m.title AND e.matter = public.motion_matter(m.body, m.kind, public.ruled_at(e))
        AND e.effect IS NOT DISTINCT FROM CASE WHEN e.adopted THEN m.effect END
        AND CASE q.form WHEN 'poll' THEN starts_with(e.decision, words) ELSE e.decision = words END) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is declared is the motion that was put'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'declaration_is_of_the_motion';
    END IF;
END
$$;
COMMENT ON FUNCTION require_declared_question(decision_entries) IS
    'Refuses an entry that is not of the motion that was put, or a second one; and an authority without a motion.';
REVOKE ALL ON FUNCTION require_declared_question(decision_entries) FROM PUBLIC;

CREATE FUNCTION require_votes_of_question(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    there bigint;
BEGIN
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = e.question;
    IF (q.form IN ('roll_call', 'secret', 'poll') OR public.question_form(q.id) = q.form
        OR (SELECT count(*) FROM public.decision_votes v WHERE v.entry = e.id AND v.vote = 'not_voting')
           = (SELECT count(*) FROM public.question_votes(q.id, e.adopted, public.entry_instant(e.decided_on, e.recorded_at)) v
              WHERE v.vote = 'not_voting')) IS NOT TRUE THEN
        RAISE EXCEPTION 'somebody objected, or asked for a division'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'division_was_asked_for';
    END IF;
    IF (NOT EXISTS ((SELECT v.seat, v.person, v.vote
                     FROM public.question_votes(q.id, e.adopted, public.entry_instant(e.decided_on, e.recorded_at)) v
                     EXCEPT ALL SELECT v.seat, v.person, v.vote FROM public.decision_votes v WHERE v.entry = e.id)
                    UNION ALL
                    (SELECT v.seat, v.person, v.vote FROM public.decision_votes v WHERE v.entry = e.id
                     EXCEPT ALL SELECT v.seat, v.person, v.vote
                     FROM public.question_votes(q.id, e.adopted, public.entry_instant(e.decided_on, e.recorded_at)) v))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the votes of a declaration are those that were given'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_are_those_given';
    END IF;
    SELECT count(*) INTO there FROM public.decision_votes v WHERE v.entry = e.id AND v.vote = 'not_voting';
    IF ((q.form = 'secret') = EXISTS (SELECT FROM public.decision_ballots b
                                      WHERE b.entry = e.id AND b.votes_yes + b.votes_no + b.votes_abstain <= there)) IS NOT TRUE THEN
        RAISE EXCEPTION 'tellers count at most as many ballots as there were people'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ballots_are_of_those_there';
    END IF;
END
$$;
COMMENT ON FUNCTION require_votes_of_question(decision_entries) IS
    'Refuses a declaration whose votes are not those given, or by voice or consent where somebody asked for a count.';
REVOKE ALL ON FUNCTION require_votes_of_question(decision_entries) FROM PUBLIC;

CREATE OR REPLACE FUNCTION guard_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    by_poll boolean := EXISTS (SELECT FROM public.motion_questions q WHERE q.id = NEW.question AND q.form = 'poll');
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    NEW.entered_in := pg_current_xact_id();
    IF (NEW.effect IS NULL OR public.is_plain_effect(NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a decision does is written in one form'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_plain';
    END IF;
    IF by_poll THEN
        PERFORM public.require_certification_of_now((SELECT q.poll FROM public.motion_questions q WHERE q.id = NEW.question));
    ELSIF public.keeps_minutes(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'decisions are entered by the secretary, the chair, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_by_secretary_or_chair';
    END IF;
    IF (NEW.decided_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision is entered when it has been taken'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_not_to_come';
    END IF;
    IF (by_poll OR NEW.effect IS NULL OR NOT public.concerns(NEW.effect::jsonb, NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody enters what is done to themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_concerns_another';
    END IF;
    PERFORM public.require_competence(NEW.body, NEW.effect::jsonb);
    IF (NEW.matter = 'reserved' OR NOT public.is_reserved(NEW.body, NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board removes or suspends a director as a reserved matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_reserved';
    END IF;
    NEW.recorded_at := clock_timestamp();
    PERFORM public.require_declared_question(NEW);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION require_sound_entry(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := public.entry_instant(e.decided_on, e.recorded_at);
    by_poll boolean := EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll');
    ruled timestamptz := public.ruled_at(e);
    keys text[] := public.rule_keys(e.body, e.matter, public.amends_bylaws(e), ruled);
BEGIN
    IF by_poll AND EXISTS (SELECT FROM public.rule_in_force('referendum.turnout', ruled)) THEN
        keys := keys || 'referendum.turnout'::text;
    END IF;
    IF (NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.entry = e.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision is confirmed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_confirmed_once';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.decision_withdrawals w WHERE w.entry = e.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this entry is withdrawn'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_not_withdrawn';
    END IF;
    PERFORM public.require_competence(e.body, e.effect::jsonb);
    IF (e.matter = 'reserved' OR NOT public.is_reserved(e.body, e.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board removes or suspends a director as a reserved matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_reserved';
    END IF;
    PERFORM public.require_declared_question(e);
    -- A majority that takes the place of the body's own stands there only where it is the one to judge by.
    IF (NOT EXISTS (SELECT FROM unnest(keys) k
                    WHERE NOT EXISTS (SELECT FROM public.decision_rules r, public.rule_in_force(k, ruled) f
                                      WHERE r.entry = e.id AND r.key = k AND r.value = f.value AND r.citation = f.citation))
        AND NOT EXISTS (SELECT FROM public.decision_rules r
                        WHERE r.entry = e.id AND r.key IN ('members.super.majority', 'bylaws.amendment')
                          AND r.key <> ALL (keys))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision is held against the rules that were in force'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rules_are_those_of_the_day';
    END IF;
    IF (NOT EXISTS ((SELECT r.seat, r.person, r.standing FROM public.roster(e.body, at) r
                     EXCEPT ALL
                     SELECT v.seat, v.person, CASE WHEN v.vote IN ('vacant', 'suspended') THEN v.vote ELSE 'in office' END
                     FROM public.decision_votes v WHERE v.entry = e.id)
                    UNION ALL
                    (SELECT v.seat, v.person, CASE WHEN v.vote IN ('vacant', 'suspended') THEN v.vote ELSE 'in office' END
                     FROM public.decision_votes v WHERE v.entry = e.id
                     EXCEPT ALL
                     SELECT r.seat, r.person, r.standing FROM public.roster(e.body, at) r))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision counts everybody who belonged to the body that day, and nobody else'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_are_those_of_the_roster';
    END IF;
    IF e.question IS NOT NULL AND NOT by_poll THEN
        PERFORM public.require_votes_of_question(e);
    END IF;
    -- A poll may be lost by its own method where the rules would carry it, and not the other way round.
    IF ((e.body = 'members') = EXISTS (SELECT FROM public.decision_numbers n WHERE n.entry = e.id)
        AND CASE WHEN by_poll AND NOT e.adopted THEN public.is_carried(e.id) IS NOT NULL
                 ELSE public.is_carried(e.id) = e.adopted END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the votes do not say what the entry says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_meet_the_threshold';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION guard_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF NEW.entry IS NULL THEN
        IF (public.is_founding() AND NOT EXISTS (SELECT FROM public.recorded_decisions)
            AND NEW.recorded_by IS NULL AND NEW.confirmed_by IS NULL AND NEW.body IS NULL AND NEW.adopted) IS NOT TRUE THEN
            RAISE EXCEPTION 'a decision is entered by one officer and confirmed by another'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_two';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = NEW.entry;
    -- What a poll decided its certification confirms. Each confirmation of an entry was
    -- judged by its own guard when it came.
    IF EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll') THEN
        PERFORM public.require_certification_of_now((SELECT q.poll FROM public.motion_questions q WHERE q.id = e.question));
    ELSIF (e.id IS NOT NULL
        AND EXISTS (SELECT FROM public.decision_confirmations c
                    WHERE c.entry = e.id AND c.confirmed_by = NEW.confirmed_by
                      AND c.recorded_at >= transaction_timestamp())
        AND (SELECT count(*) FROM public.decision_confirmations c WHERE c.entry = e.id)
            >= public.officers_of_decision(clock_timestamp()) - 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision counts with the last confirmation that it needs'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_its_officers';
    END IF;
    PERFORM public.require_sound_entry(e);
    NEW.number := e.number;
    NEW.title := e.title;
    NEW.decision := e.decision;
    NEW.decided_on := e.decided_on;
    NEW.citation := e.citation;
    NEW.body := e.body;
    NEW.recorded_by := e.entered_by;
    NEW.adopted := e.adopted;
    SELECT c.name INTO NEW.decided_by FROM public.body_charters c
    WHERE c.body = e.body ORDER BY c.record DESC LIMIT 1;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION guard_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = NEW.entry;
    IF (e.id IS NOT NULL AND NEW.confirmed_by <> e.entered_by
        AND NOT EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll')) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever entered a decision does not confirm it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_two';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.confirmed_by, clock_timestamp()) o WHERE o <> 'auditor') IS NOT TRUE THEN
        RAISE EXCEPTION 'decisions are confirmed by an officer who is not an auditor'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_by_officer';
    END IF;
    IF (e.effect IS NULL OR NOT public.concerns(e.effect::jsonb, NEW.confirmed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody confirms what is done to themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_concerns_another';
    END IF;
    PERFORM public.require_sound_entry(e);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION require_competence(of_body text, effect jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    own text[];
    target text := effect ->> 'body';
    power text;
BEGIN
    IF (of_body <> 'founders' OR NOT EXISTS (
            SELECT FROM public.seat_incumbencies i JOIN public.seats s ON s.id = i.seat
            WHERE s.body = 'board' AND i.starts_at <= clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'the founders decide until the first director sits'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'founders_decide_no_more';
    END IF;
    IF effect IS NULL THEN
        RETURN;
    END IF;
    SELECT c.powers INTO own FROM public.body_charters c WHERE c.body = of_body ORDER BY c.record DESC LIMIT 1;
    power := CASE effect ->> 'act'
        WHEN 'appoint' THEN CASE effect ->> 'office' WHEN 'auditor' THEN 'appoint_auditor' ELSE 'appoint_officers' END
        WHEN 'end_office' THEN (SELECT CASE t.office WHEN 'auditor' THEN 'appoint_auditor' ELSE 'appoint_officers' END
                                FROM public.office_terms t
                                WHERE t.id = (effect ->> 'term')::uuid AND t.person = (effect ->> 'person')::uuid)
        WHEN 'seat' THEN CASE target WHEN 'board' THEN 'seat_directors' ELSE 'appoint_committees' END
        WHEN 'unseat' THEN (SELECT CASE s.body WHEN 'board' THEN 'seat_directors' ELSE 'appoint_committees' END
                            FROM public.seat_incumbencies i JOIN public.seats s ON s.id = i.seat
                            WHERE i.id = (effect ->> 'incumbency')::uuid AND i.person = (effect ->> 'person')::uuid)
        WHEN 'charter' THEN 'appoint_committees'
        WHEN 'suspend' THEN 'suspend'
        WHEN 'lift_suspension' THEN (SELECT 'suspend' FROM public.suspensions u
                                     WHERE u.id = (effect ->> 'suspension')::uuid AND u.person = (effect ->> 'person')::uuid)
        WHEN 'adopt_rulebook' THEN 'adopt_rulebook' END;
    -- The board and the members authorise what others carry out.
    IF (power = ANY (own) OR effect ->> 'act' = 'authorise' AND of_body IN ('board', 'members', 'founders')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the charter of this body does not give it this power'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'body_is_competent';
    END IF;
    -- Nobody gives what they have not, or writes the charter of board, members or founders.
    IF (effect ->> 'act' <> 'charter'
        OR target NOT IN ('board', 'members', 'founders')
           AND ARRAY(SELECT jsonb_array_elements_text(effect -> 'powers')) <@ (own || 'admit_members'::text)
           -- What the board decides as a reserved matter it does not hand to a committee.
           AND NOT ARRAY(SELECT jsonb_array_elements_text(effect -> 'powers'))
                   && ARRAY['seat_directors', 'suspend', 'adopt_rulebook']) IS NOT TRUE THEN
        RAISE EXCEPTION 'a charter of a committee gives powers of the body that makes it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'charter_gives_own_powers';
    END IF;
    IF (effect ->> 'act' NOT IN ('seat', 'suspend')
        OR EXISTS (SELECT FROM public.bodies b WHERE b.id = target AND b.kind IN ('board', 'committee'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this body has no seats'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'body_has_seats';
    END IF;
    -- A committee of the board is no way round it. Where the next election is near
    -- enough, the board may all the same.
    IF (NOT (of_body NOT IN ('members', 'founders') AND effect ->> 'act' = 'seat' AND target = 'board')
        OR EXISTS (SELECT FROM public.rule_in_force('board.vacancy.filled_by', clock_timestamp()) r WHERE r.value <> 'members')
        OR of_body = 'board' AND public.election_is_near(public.legal_day(clock_timestamp()))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the members fill the seats of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'members_fill_vacancies';
    END IF;
    IF (effect ->> 'act' <> 'authorise'
        OR effect ->> 'kind' IN ('in_kind', 'asset_disposition', 'expense', 'merger', 'asset_sale', 'dissolution', 'certificate')
           AND btrim(effect ->> 'subject') <> '' AND jsonb_typeof(effect -> 'parameters') = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'an authority says for what, and of which kind'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'authority_is_named';
    END IF;
    IF (effect ->> 'act' <> 'adopt_rulebook'
        OR effect ->> 'sha256' ~ '^[0-9a-f]{64}$' AND (effect ->> 'effective_on')::date IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a rulebook is named by its digest and the day it takes effect'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rulebook_is_named';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION carry_out(by_decision uuid, effect jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    act text := effect ->> 'act';
    ends timestamptz := public.end_of_legal_day((effect ->> 'last_day')::date);
    taken jsonb;
    place uuid;
BEGIN
    IF act = 'appoint' THEN
        INSERT INTO public.office_terms (id, person, office, starts_at, ends_at, decision)
        VALUES (gen_random_uuid(), (effect ->> 'person')::uuid, effect ->> 'office', clock_timestamp(), ends, by_decision);
    ELSIF act = 'end_office' THEN
        INSERT INTO public.office_ends (term, ends_at, decision)
        VALUES ((effect ->> 'term')::uuid, coalesce(ends, clock_timestamp()), by_decision);
    ELSIF act = 'seat' THEN
        FOR taken IN SELECT jsonb_array_elements(effect -> 'seats') LOOP
            -- The person's own seat, a vacant one, or one that is held over; else a new one.
            SELECT s.id INTO place FROM public.seats s
            LEFT JOIN public.seated(clock_timestamp()) x ON x.seat = s.id
            WHERE s.body = effect ->> 'body' AND s.cohort = coalesce(taken ->> 'cohort', '')
              AND (x.seat IS NULL OR x.holdover)
            ORDER BY x.person = (taken ->> 'person')::uuid DESC NULLS LAST, x.seat IS NULL DESC, s.recorded_at, s.name LIMIT 1;
            IF place IS NULL THEN
                place := gen_random_uuid();
                INSERT INTO public.seats (id, body, cohort, name, decision)
                SELECT place, effect ->> 'body', coalesce(taken ->> 'cohort', ''), 'Seat ' || (count(*) + 1), by_decision
                FROM public.seats s WHERE s.body = effect ->> 'body';
            END IF;
            INSERT INTO public.seat_incumbencies (id, seat, person, starts_at, ends_at, basis, affiliation, decision)
            VALUES (gen_random_uuid(), place, (taken ->> 'person')::uuid, clock_timestamp(),
                    public.end_of_legal_day((taken ->> 'last_day')::date), effect ->> 'basis', coalesce(taken ->> 'affiliation', ''), by_decision);
        END LOOP;
    ELSIF act = 'unseat' THEN
        INSERT INTO public.incumbency_ends (incumbency, ends_at, reason, decision)
        VALUES ((effect ->> 'incumbency')::uuid, coalesce(ends, clock_timestamp()), effect ->> 'reason', by_decision);
    ELSIF act = 'suspend' THEN
        INSERT INTO public.suspensions (id, body, person, starts_at, ends_at, reason, decision)
        VALUES (gen_random_uuid(), effect ->> 'body', (effect ->> 'person')::uuid, clock_timestamp(), ends, effect ->> 'reason', by_decision);
    ELSIF act = 'lift_suspension' THEN
        INSERT INTO public.suspension_ends (suspension, ends_at, reason, decision)
        VALUES ((effect ->> 'suspension')::uuid, clock_timestamp(), effect ->> 'reason', by_decision);
    ELSIF act = 'charter' THEN
        IF NOT EXISTS (SELECT FROM public.bodies b WHERE b.id = effect ->> 'body') THEN
            INSERT INTO public.bodies (id, kind, decision) VALUES (effect ->> 'body', 'committee', by_decision);
        END IF;
        INSERT INTO public.body_charters
            (body, name, charter, citation, min_size, max_size, odd, directors_min, directors_max, powers, withheld, decision)
        VALUES (effect ->> 'body', effect ->> 'name', effect ->> 'charter', effect ->> 'citation',
                (effect ->> 'min_size')::integer, (effect ->> 'max_size')::integer, effect ->> 'odd' = 'yes',
                (effect ->> 'directors_min')::integer, (effect ->> 'directors_max')::integer,
                ARRAY(SELECT jsonb_array_elements_text(effect -> 'powers')),
                ARRAY(SELECT jsonb_array_elements_text(effect -> 'withheld')), by_decision);
    ELSE
        -- A rulebook is taken up by the act that officers sign, and what is authorised by
        -- whoever does it; the decision is what either rests on.
        IF (act IN ('adopt_rulebook', 'authorise')) IS NOT TRUE THEN
            RAISE EXCEPTION 'nobody knows how to do this'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_known';
        END IF;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION carry_out_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    effect text;
BEGIN
    SELECT e.effect INTO effect FROM public.decision_entries e WHERE e.id = NEW.entry AND NEW.adopted;
    IF effect IS NOT NULL THEN
        PERFORM public.carry_out(NEW.id, effect::jsonb);
        -- What is done with the decision has used it up.
        IF effect::jsonb ->> 'act' NOT IN ('adopt_rulebook', 'authorise') THEN
            INSERT INTO public.authority_uses (decision, act, subject)
            VALUES (NEW.id, effect::jsonb ->> 'act', coalesce(effect::jsonb ->> 'person', effect::jsonb ->> 'body', ''));
        END IF;
    END IF;
    RETURN NULL;
END
$$;

-- Every adopted decision is a resolution under the next number of its body and year.
-- The lock of decisions makes the next number the next for everybody.
CREATE FUNCTION guard_resolution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.recorded_decisions;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO d FROM public.recorded_decisions x WHERE x.id = NEW.decision;
    IF (d.id IS NULL OR d.adopted AND d.recorded_at >= transaction_timestamp() AND d.body = NEW.body
        AND NEW.year = extract(year FROM public.legal_day(d.recorded_at))
        AND (d.entry IS NULL OR public.is_carried(d.entry))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a resolution is numbered in the transaction that adopts it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'resolution_comes_with_its_adoption';
    END IF;
    IF (NEW.number = (SELECT coalesce(max(r.number), 0) + 1 FROM public.resolutions r
                      WHERE r.body = NEW.body AND r.year = NEW.year)) IS NOT TRUE THEN
        RAISE EXCEPTION 'resolutions are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'resolution_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_resolution() IS
    'Guard of resolutions: of a decision adopted in this transaction whose votes carry it, under the next number of its body and year.';

CREATE FUNCTION register_decision(d recorded_decisions, closed text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    in_year integer := extract(year FROM public.legal_day(d.recorded_at));
BEGIN
    SELECT x.* INTO m FROM public.decision_entries e
    JOIN public.motion_questions q ON q.id = e.question
    JOIN public.motions x ON x.id = q.motion WHERE e.id = d.entry;
    IF d.adopted AND d.body IS NOT NULL AND m.parent IS NULL AND m.kind IS DISTINCT FROM 'advisory' THEN
        INSERT INTO public.resolutions (id, decision, body, year, number, motion, effective_on, confidential, words)
        SELECT gen_random_uuid(), d.id, d.body, in_year, coalesce(max(r.number), 0) + 1, m.id,
               coalesce(m.effective_on, d.decided_on), coalesce(m.confidential, closed),
               to_tsvector('simple', d.title || ' ' || d.decision)
        FROM public.resolutions r WHERE r.body = d.body AND r.year = in_year;
    END IF;
END
$$;
COMMENT ON FUNCTION register_decision(recorded_decisions, text) IS
    'Numbers an adopted decision as a resolution; amendments and advisory answers get none. closed is what closes one without a motion to others.';
REVOKE ALL ON FUNCTION register_decision(recorded_decisions, text) FROM PUBLIC;

-- Decisions from before there was a register get their numbers now, in their order.
DO $$
DECLARE
    d recorded_decisions;
BEGIN
    FOR d IN SELECT * FROM recorded_decisions x WHERE x.entry IS NOT NULL ORDER BY x.recorded_at, x.number LOOP
        -- Only officers have read them so far.
        PERFORM register_decision(d, 'Recorded before the register was kept');
    END LOOP;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON resolutions FOR EACH ROW EXECUTE FUNCTION guard_resolution();
ALTER TABLE resolutions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION resolve() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    link record;
    step text;
BEGIN
    -- What a body did to somebody is for those alone whom it concerns, where no motion says otherwise.
    PERFORM public.register_decision(NEW, CASE
        WHEN (SELECT e.effect::jsonb ->> 'act' FROM public.decision_entries e WHERE e.id = NEW.entry)
             IN ('suspend', 'lift_suspension', 'unseat', 'end_office') THEN 'About a person' ELSE '' END);
    SELECT x.* INTO q FROM public.decision_entries e JOIN public.motion_questions x ON x.id = e.question WHERE e.id = NEW.entry;
    IF q.id IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.motion_steps (motion, step, state, person, note)
    VALUES (q.motion, CASE WHEN NEW.adopted THEN 'adopt' WHEN public.has_quorum(NEW.entry) THEN 'lose' ELSE 'lack_quorum' END,
            '', NEW.confirmed_by, '');
    IF NEW.adopted THEN
        FOR link IN SELECT r.motion, l.relation FROM public.motion_links l JOIN public.resolutions r ON r.id = l.resolution
                    WHERE l.motion = q.motion AND r.motion IS NOT NULL AND l.relation IN ('rescinds', 'supersedes', 'ratifies') LOOP
            step := CASE link.relation WHEN 'ratifies' THEN 'ratify' ELSE 'rescind' END;
            -- What was rescinded before stays so.
            IF public.motion_next(public.motion_state(link.motion), step) IS NOT NULL THEN
                INSERT INTO public.motion_steps (motion, step, state, person, note)
                VALUES (link.motion, step, '', NEW.confirmed_by, '');
            END IF;
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION resolve() IS 'What follows a decision: its number, and the next step of its motion and of those that it rescinds or ratifies.';
CREATE TRIGGER resolve AFTER INSERT ON recorded_decisions FOR EACH ROW EXECUTE FUNCTION resolve();
ALTER TABLE recorded_decisions ENABLE ALWAYS TRIGGER resolve;

-- The certifier's part: what the members decided by a poll, in the transaction that
-- certifies its count.
CREATE FUNCTION decide_by_poll(of_question uuid, numbers jsonb, rules jsonb, is_adopted boolean, chosen text, officers uuid[]) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    m public.motions;
    words text;
    result jsonb;
    new_entry uuid := gen_random_uuid();
    decision uuid := gen_random_uuid();
BEGIN
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = of_question;
    SELECT * INTO m FROM public.motions x WHERE x.id = q.motion;
    SELECT t.text INTO words FROM public.motion_texts t WHERE t.motion = q.motion AND t.version = q.version;
    SELECT r.result::jsonb INTO result FROM public.poll_results r WHERE r.poll_id = q.poll;
    PERFORM public.require_certification_of_now(q.poll);
    IF (cardinality(officers) >= 2
        AND (result ->> 'method' <> 'motion-1'
             OR (result #>> '{rounds,0,votes,yes}')::numeric = (numbers ->> 'votes_yes')::numeric
                AND (result #>> '{rounds,0,votes,no}')::numeric = (numbers ->> 'votes_no')::numeric
                AND (NOT is_adopted OR result ->> 'verdict' = 'adopted'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what the members decided is what was counted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_the_count';
    END IF;
    INSERT INTO public.decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by, question)
    VALUES (new_entry, m.body, public.legal_day(clock_timestamp()), m.title,
            CASE WHEN chosen = '' THEN words ELSE words || E'\n\n' || chosen END,
            'Poll ' || (SELECT p.number FROM public.polls p WHERE p.id = q.poll),
            public.motion_matter(m.body, m.kind, (SELECT o.recorded_at FROM public.poll_openings o WHERE o.poll_id = q.poll)), is_adopted,
            CASE WHEN is_adopted THEN m.effect END, officers[1], q.id);
    INSERT INTO public.decision_numbers (entry, members_entitled, members_present, votes_entitled, votes_present, votes_yes, votes_no, votes_abstain)
    SELECT new_entry, n.members_entitled, n.members_present, n.votes_entitled, n.votes_present, n.votes_yes, n.votes_no, n.votes_abstain
    FROM jsonb_to_record(numbers) AS n (members_entitled integer, members_present integer, votes_entitled bigint,
        votes_present bigint, votes_yes bigint, votes_no bigint, votes_abstain bigint);
    INSERT INTO public.decision_rules (entry, key, value, citation)
    SELECT new_entry, r ->> 'key', r ->> 'value', r ->> 'citation' FROM jsonb_array_elements(rules) r;
    INSERT INTO public.recorded_decisions (id, entry, confirmed_by) VALUES (decision, new_entry, officers[2]);
    RETURN decision;
END
$$;
COMMENT ON FUNCTION decide_by_poll(uuid, jsonb, jsonb, boolean, text, uuid[]) IS
    'Records what a certified poll decided of a motion: numbers as counted, rules as opened, in the names of those who certified it.';
REVOKE ALL ON FUNCTION decide_by_poll(uuid, jsonb, jsonb, boolean, text, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide_by_poll(uuid, jsonb, jsonb, boolean, text, uuid[]) TO commonhold_certifier;

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

-- What became of a petition's question, for the pages of petitions.
CREATE FUNCTION petition_course(asked uuid) RETURNS TABLE (motion bigint, is_public boolean, poll integer, resolution text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m.number, m.confidential = '' AND public.motion_state(m.id) NOT IN ('', 'draft'),
           (SELECT p.number FROM public.motion_questions q JOIN public.polls p ON p.id = q.poll
            WHERE q.motion = m.id ORDER BY q.round DESC LIMIT 1),
           (SELECT r.year || '-M-' || lpad(r.number::text, 3, '0')
            FROM public.motion_questions q JOIN public.decision_entries e ON e.question = q.id
            JOIN public.recorded_decisions d ON d.entry = e.id JOIN public.resolutions r ON r.decision = d.id
            WHERE q.motion = m.id ORDER BY q.round DESC LIMIT 1)
    FROM public.motion_petitions x JOIN public.motions m ON m.id = x.motion
    WHERE x.petition = asked
$$;
COMMENT ON FUNCTION petition_course(uuid) IS
    'The motion that puts what a petition asked for: whether everybody may read it, the latest poll on it, and the resolution of the members that it became.';
REVOKE ALL ON FUNCTION petition_course(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION petition_course(uuid) TO commonhold_app, commonhold_auditor;

-- What rests on a decision uses it up.
CREATE FUNCTION use_for_rulebook() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = NEW.decision AND d.entry IS NOT NULL) THEN
        INSERT INTO public.authority_uses (decision, act, subject) VALUES (NEW.decision, 'adopt_rulebook', NEW.version::text);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION use_for_rulebook() IS 'A version of the rulebook uses up the decision it rests on.';
CREATE TRIGGER use_authority AFTER INSERT ON rulebook_versions FOR EACH ROW EXECUTE FUNCTION use_for_rulebook();
ALTER TABLE rulebook_versions ENABLE ALWAYS TRIGGER use_authority;

CREATE FUNCTION use_for_in_kind() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    effect jsonb;
BEGIN
    SELECT e.effect::jsonb INTO effect FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
    WHERE d.id = NEW.decision;
    IF (effect IS NULL OR effect ->> 'act' = 'authorise' AND effect ->> 'kind' = 'in_kind'
                          AND effect ->> 'subject' = NEW.membership::text) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision authorises something else'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'authority_is_of_this';
    END IF;
    INSERT INTO public.authority_uses (decision, act, subject) VALUES (NEW.decision, 'in_kind', NEW.membership::text);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION use_for_in_kind() IS 'A commitment in kind uses up the decision of the board that takes it; one that names its subject serves nobody else.';
CREATE TRIGGER use_authority AFTER INSERT ON dues_in_kind_commitments FOR EACH ROW EXECUTE FUNCTION use_for_in_kind();
ALTER TABLE dues_in_kind_commitments ENABLE ALWAYS TRIGGER use_authority;
