-- Casts: sealed ballots, the first answer to each, and the proxies under which somebody
-- votes for a member.
--
-- No row of a cast bears a time, and nothing that is stored tells which of a member and the
-- holder of their proxy cast a ballot. The database refuses a ballot outside the poll's
-- hours or without an entitlement on its roll, and cast_envelope one under a proxy that is not
-- in effect. It is history, but for the marks, which are forgotten at the close, and for the
-- words and papers of a proxy, which go with an erasure.

-- An envelope has no foreign key to its poll, and neither have its digest and its
-- answer: each would lock the one row of that poll, and all its voters would stand
-- in line for it. What the keys would say is kept in stronger words, by guards that
-- are always on: an envelope finds its poll open, a digest is written by that guard
-- alone, an answer stands for an envelope that is there, and no poll ever goes.
CREATE TABLE envelopes (
    poll_id     uuid NOT NULL,
    entitlement bytea NOT NULL,
    seq         integer NOT NULL,
    envelope_id bytea NOT NULL UNIQUE CONSTRAINT envelopes_id_length CHECK (octet_length(envelope_id) = 16),
    weight      integer NOT NULL,
    enc         bytea NOT NULL,
    ct          bytea NOT NULL,
    digest      bytea NOT NULL UNIQUE CONSTRAINT envelopes_digest_length CHECK (octet_length(digest) = 32),
    PRIMARY KEY (poll_id, entitlement, seq)
);
COMMENT ON TABLE envelopes IS
    'Sealed ballots: inserted, never updated; of each entitlement the highest seq is live. No time stands here on purpose.';
COMMENT ON COLUMN envelopes.seq IS 'Its place among those of the entitlement, from 1.';
COMMENT ON COLUMN envelopes.weight IS 'The votes of the entitlement.';
COMMENT ON COLUMN envelopes.enc IS 'The encapsulated key (HPKE).';
COMMENT ON COLUMN envelopes.ct IS 'The sealed ballot.';
COMMENT ON COLUMN envelopes.digest IS 'What the receipt and the log name.';
ALTER TABLE envelopes ALTER COLUMN enc SET STORAGE PLAIN, ALTER COLUMN ct SET STORAGE PLAIN;
CALL keep_as_history('envelopes');

-- It tells turnout while the poll is open; what of it is public stands in the log, and after the
-- close in poll_closings. The certifier reads it: the digests are the closing set.
REVOKE SELECT ON envelopes FROM commonhold_auditor;

CREATE TABLE digests_to_log (
    poll_id     uuid NOT NULL,
    digest      bytea PRIMARY KEY,
    entitlement bytea NOT NULL
);
COMMENT ON TABLE digests_to_log IS
    'Digests of all casts, to be published in batches. The guard of envelopes writes it.';
COMMENT ON COLUMN digests_to_log.entitlement IS 'Whose cast it is: a batch is of many, and whoever casts often is one.';
CREATE INDEX digests_to_log_of_poll ON digests_to_log (poll_id);
CALL keep_as_history('digests_to_log');
REVOKE INSERT ON digests_to_log FROM commonhold_app;

-- It tells turnout while the poll is open.
REVOKE SELECT ON digests_to_log FROM commonhold_auditor;

-- The lock order of a cast: the poll (shared), then the entitlement. The closer
-- takes the poll alone, so a cast is either committed before the close reads
-- the live set or finds the poll closed.
--
-- The number of an envelope is the latest one's and one more, found by its key: no
-- ballot costs more than the one before it.
CREATE FUNCTION guard_envelope() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || NEW.poll_id::text, 0));
    SELECT * INTO poll FROM public.polls WHERE id = NEW.poll_id;
    IF (poll.state = 'open' AND poll.opens_at <= clock_timestamp() AND clock_timestamp() < poll.closes_at
        AND NOT EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the poll is not open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_open';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_entitlements e
               WHERE e.roll_id = poll.roll_id AND e.entitlement = NEW.entitlement AND e.votes = NEW.weight) IS NOT TRUE THEN
        RAISE EXCEPTION 'the entitlement is not on the roll of this poll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'envelope_is_entitled';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('entitlement ' || encode(NEW.entitlement, 'hex'), 0));
    NEW.seq := 1 + coalesce((SELECT e.seq FROM public.envelopes e
        WHERE e.poll_id = NEW.poll_id AND e.entitlement = NEW.entitlement ORDER BY e.seq DESC LIMIT 1), 0);
    INSERT INTO public.digests_to_log (poll_id, digest, entitlement) VALUES (NEW.poll_id, NEW.digest, NEW.entitlement);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_envelope() IS
    'Guard of envelopes: of an open poll, entitled by its roll; gives the number, and queues the digest for the log.';
CREATE TRIGGER guard BEFORE INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION guard_envelope();
ALTER TABLE envelopes ENABLE ALWAYS TRIGGER guard;

CREATE TABLE cast_receipts (
    cast_key    bytea PRIMARY KEY CONSTRAINT cast_receipts_key_length CHECK (octet_length(cast_key) = 32),
    poll_id     uuid NOT NULL,
    entitlement bytea NOT NULL,
    session     bytea NOT NULL,
    envelope_id bytea NOT NULL,
    digest      bytea NOT NULL,
    signature   bytea NOT NULL CONSTRAINT cast_receipts_signature_length CHECK (octet_length(signature) = 64),
    body_mac    bytea NOT NULL CONSTRAINT cast_receipts_mac_length CHECK (octet_length(body_mac) = 32)
);
COMMENT ON TABLE cast_receipts IS
    'The first answer to each cast, so that a repeat gets the same; keyed by a digest of the form''s key.';
COMMENT ON COLUMN cast_receipts.cast_key IS 'H(cast-key, eid, form key): the same form sent again is recognised.';
COMMENT ON COLUMN cast_receipts.session IS
    'H(cast-session, session, form key): known again by whoever has the form, and by nobody else.';
COMMENT ON COLUMN cast_receipts.body_mac IS
    'HMAC of the body under the form key: the same form with another content is refused.';
CALL keep_as_history('cast_receipts');

-- It binds a session to an envelope.
REVOKE SELECT ON cast_receipts FROM commonhold_auditor, commonhold_certifier;

CREATE FUNCTION guard_receipt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.envelopes e
               WHERE e.envelope_id = NEW.envelope_id AND e.digest = NEW.digest
                 AND e.poll_id = NEW.poll_id AND e.entitlement = NEW.entitlement) IS NOT TRUE THEN
        RAISE EXCEPTION 'a receipt is for an envelope that is there'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'receipt_is_of_an_envelope';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_receipt() IS 'Guard of cast_receipts: the envelope it answers is there.';
CREATE TRIGGER guard BEFORE INSERT ON cast_receipts FOR EACH ROW EXECUTE FUNCTION guard_receipt();
ALTER TABLE cast_receipts ENABLE ALWAYS TRIGGER guard;

-- Proxies: a member lets another person vote for them, for a time, in one vote or in all, and takes
-- it back.

CREATE TABLE proxies (
    id uuid PRIMARY KEY,
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    membership uuid NOT NULL REFERENCES memberships (id),
    grantor uuid NOT NULL REFERENCES parties (id),
    holder uuid NOT NULL REFERENCES parties (id),
    scope text NOT NULL,
    poll uuid REFERENCES polls (id),
    instructions text NOT NULL,
    ends_at timestamptz NOT NULL,
    paper text,
    paper_sha256 bytea,
    recorded_by uuid REFERENCES parties (id),
    citation text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT proxies_scope CHECK (scope IN ('general', 'poll') AND (scope = 'poll') = (poll IS NOT NULL)),
    CONSTRAINT proxies_holder_is_another CHECK (holder <> grantor),
    CONSTRAINT proxies_instructions CHECK (instructions = btrim(instructions) AND char_length(instructions) <= 2000),
    CONSTRAINT proxies_paper CHECK (paper = btrim(paper) AND char_length(paper) BETWEEN 1 AND 200),
    CONSTRAINT proxies_paper_digest CHECK (octet_length(paper_sha256) = 32),
    CONSTRAINT proxies_recorded_from_paper CHECK (num_nonnulls(paper, paper_sha256, recorded_by) IN (0, 3))
);
COMMENT ON TABLE proxies IS
    'Who may vote for a membership beside the member: granted by whoever votes for it, or recorded from paper by the secretary. Of those whose scope fits a vote the latest rules, and while it is revoked or over, none. The id is the form''s. History, but for what an erasure takes of it.';
COMMENT ON COLUMN proxies.ends_at IS 'The midnight at which its last legal day is over.';
COMMENT ON COLUMN proxies.instructions IS 'Words of the member to the holder; nobody else is shown them, and an erasure takes them.';
COMMENT ON COLUMN proxies.paper IS 'What paper it was recorded from; null where the member granted it here.';
COMMENT ON COLUMN proxies.citation IS 'The rule that allows it.';
CREATE INDEX proxies_membership ON proxies (membership, recorded_at DESC);
CREATE INDEX proxies_holder ON proxies (holder);
CREATE INDEX proxies_grantor ON proxies (grantor);
CALL keep_as_history('proxies');
CALL keep_until_erased('proxies', '($1).grantor', 'instructions,paper');
REVOKE SELECT ON proxies FROM commonhold_auditor, commonhold_certifier;
GRANT SELECT (id, number, membership, grantor, holder, scope, poll, ends_at, paper, paper_sha256, recorded_by, citation, recorded_at)
    ON proxies TO commonhold_auditor;

CREATE TABLE proxy_papers (
    proxy uuid PRIMARY KEY REFERENCES proxies (id),
    content bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT proxy_papers_size CHECK (octet_length(content) BETWEEN 1 AND 1048576)
);
COMMENT ON TABLE proxy_papers IS
    'The paper that a proxy was recorded from, where its file was brought; up to 1 MiB. History, but for an erasure, which takes the row.';
CALL keep_as_history('proxy_papers');
CALL keep_until_erased('proxy_papers', '(SELECT p.grantor FROM public.proxies p WHERE p.id = ($1).proxy)', '');
REVOKE SELECT ON proxy_papers FROM commonhold_auditor, commonhold_certifier;

CREATE TABLE proxy_revocations (
    proxy uuid PRIMARY KEY REFERENCES proxies (id),
    revoked_by uuid NOT NULL REFERENCES parties (id),
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT proxy_revocations_reason CHECK (reason = btrim(reason) AND char_length(reason) <= 500)
);
COMMENT ON TABLE proxy_revocations IS
    'A proxy that was taken back, by whoever votes for the membership or, on a written request that the reason names, by the secretary. History, but for what an erasure takes of it.';
CALL keep_as_history('proxy_revocations');
CALL keep_until_erased('proxy_revocations', '(SELECT p.grantor FROM public.proxies p WHERE p.id = ($1).proxy)', 'reason');

-- Whether somebody votes for a membership at an instant: its member, or who votes for the organisation.
CREATE FUNCTION votes_for(who uuid, asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.memberships m
        WHERE m.id = asked
          AND NOT EXISTS (SELECT FROM public.membership_ends e WHERE e.membership = m.id AND e.ends_on <= public.legal_day(at))
          AND (m.party = who
               OR (SELECT r.person FROM public.representations r
                   WHERE r.organisation = m.party AND r.starts_on <= public.legal_day(at)
                     AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
                   ORDER BY r.starts_on DESC, r.record DESC LIMIT 1) = who))
$$;
COMMENT ON FUNCTION votes_for(uuid, uuid, timestamptz) IS
    'Whether a person votes for a membership at an instant, as its member or for the organisation; by a proxy is not meant.';
REVOKE ALL ON FUNCTION votes_for(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION votes_for(uuid, uuid, timestamptz) TO commonhold_app;

-- Who is named while a poll is open does not cast in it, and takes nobody's ballot away: whoever voted for
-- the organisation when the poll opened goes on until its close. Where nobody did, whoever votes for it now.
CREATE FUNCTION casting_representative(of_organisation uuid, in_poll uuid, at timestamptz) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(
        public.voting_representative(of_organisation,
            (SELECT public.legal_day(least(p.opens_at, at)) FROM public.polls p WHERE p.id = in_poll)),
        public.voting_representative(of_organisation, public.legal_day(at)))
$$;
COMMENT ON FUNCTION casting_representative(uuid, uuid, timestamptz) IS
    'Who casts for an organisation in a poll at an instant: who voted for it when the poll opened; before that, or where nobody did, who votes for it then.';
REVOKE ALL ON FUNCTION casting_representative(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casting_representative(uuid, uuid, timestamptz) TO commonhold_app, commonhold_certifier;

-- A vote goes by what its rules said when it opened. A later proxy ends an earlier one as far as both
-- reach, also where it is over itself: nothing that a member has replaced comes to life again. One that was
-- granted after the opening counts in that vote where whoever casts in it granted it.
CREATE FUNCTION proxy_holder(asked uuid, in_poll uuid, at timestamptz)
    RETURNS TABLE (proxy uuid, number integer, holder uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT x.id, x.number, x.holder
    FROM (SELECT p.* FROM public.proxies p
          WHERE p.membership = asked AND (p.poll IS NULL OR p.poll = in_poll) AND p.recorded_at <= at
            AND NOT EXISTS (SELECT FROM public.polls o, public.memberships m
                            WHERE o.id = in_poll AND o.opens_at < p.recorded_at AND m.id = asked AND m.party <> p.grantor
                              AND public.casting_representative(m.party, in_poll, at) IS DISTINCT FROM p.grantor)
          ORDER BY p.recorded_at DESC, p.number DESC LIMIT 1) x
    WHERE at < x.ends_at
      AND NOT EXISTS (SELECT FROM public.proxy_revocations r WHERE r.proxy = x.id AND r.recorded_at <= at)
      AND EXISTS (SELECT FROM public.rule_in_force('proxies.members',
                      least(at, (SELECT o.opens_at FROM public.polls o WHERE o.id = in_poll))) f
                  WHERE f.value = 'allowed')
$$;
COMMENT ON FUNCTION proxy_holder(uuid, uuid, timestamptz) IS
    'The proxy of a membership that is in effect in a poll at an instant, and who holds it: the latest of fitting scope, where it is neither revoked nor over and the rules in force when the poll opened allow proxies. One that somebody granted after the opening who does not cast in that poll is passed over.';
REVOKE ALL ON FUNCTION proxy_holder(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proxy_holder(uuid, uuid, timestamptz) TO commonhold_app, commonhold_certifier;

-- Whether a proxy still stands: not revoked, not over, not replaced whole, its poll not over.
CREATE FUNCTION proxy_stands(asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.proxies x
        WHERE x.id = asked AND x.recorded_at <= at AND at < x.ends_at
          AND NOT EXISTS (SELECT FROM public.proxy_revocations r WHERE r.proxy = x.id AND r.recorded_at <= at)
          AND NOT EXISTS (SELECT FROM public.proxies l
                          WHERE l.membership = x.membership AND (l.poll IS NULL OR l.poll = x.poll)
                            AND l.recorded_at <= at AND (l.recorded_at, l.number) > (x.recorded_at, x.number))
          AND (x.poll IS NULL
               OR EXISTS (SELECT FROM public.polls p WHERE p.id = x.poll AND p.state = 'open' AND at < p.closes_at
                          AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = p.id))))
$$;
COMMENT ON FUNCTION proxy_stands(uuid, timestamptz) IS
    'Whether a proxy is neither revoked nor over at an instant, no later one took its whole place, and its poll is not over.';
REVOKE ALL ON FUNCTION proxy_stands(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proxy_stands(uuid, timestamptz) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_proxy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz;
    allowed public.rules;
    months integer;
    most integer;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/proxies/' || NEW.membership::text, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/proxies of/' || NEW.holder::text, 0));
    now := clock_timestamp();
    SELECT * INTO allowed FROM public.rule_in_force('proxies.members', now);
    IF (allowed.value = 'allowed') IS NOT TRUE THEN
        RAISE EXCEPTION 'no rule allows members to vote by proxy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxies_are_allowed';
    END IF;
    NEW.citation := allowed.citation;
    IF (public.votes_for(NEW.grantor, NEW.membership, now)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy is granted by whoever votes for the membership'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_of_its_member';
    END IF;
    IF (EXISTS (SELECT FROM public.accounts a WHERE a.person = NEW.holder)
        AND NEW.holder <> NEW.grantor AND NOT public.votes_for(NEW.holder, NEW.membership, now)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy is held by another person, who can sign in and does not vote for the membership anyhow'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_holder_is_another';
    END IF;
    SELECT f.value::integer INTO months FROM public.rule_in_force('proxies.max_months', now) f;
    IF (months IS NOT NULL AND NEW.ends_at > now
        AND NEW.ends_at = public.end_of_legal_day(public.legal_day(NEW.ends_at) - 1)
        AND NEW.ends_at <= public.end_of_legal_day((public.legal_day(now) + make_interval(months => months))::date - 1)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy ends with a legal day to come, within the months that the rule gives'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_ends_in_time';
    END IF;
    SELECT f.value::integer INTO most FROM public.rule_in_force('proxies.max_per_holder', now) f;
    IF (most IS NULL
        OR (SELECT count(DISTINCT p.membership) FROM public.proxies p
            WHERE p.holder = NEW.holder AND p.membership <> NEW.membership AND public.proxy_stands(p.id, now)) < most) IS NOT TRUE THEN
        RAISE EXCEPTION 'this person holds as many proxies as the rule allows'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxies_of_holder_are_few';
    END IF;
    IF (NEW.poll IS NULL
        OR EXISTS (SELECT FROM public.polls p WHERE p.id = NEW.poll AND p.state = 'open' AND now < p.closes_at
                   AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = p.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy for one vote is granted before that is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_poll_is_not_over';
    END IF;
    IF (NEW.recorded_by IS NULL
        OR (NEW.recorded_by <> NEW.holder
            AND EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, now) o (office)
                        WHERE o.office IN ('secretary', 'deputy_secretary')))) IS NOT TRUE THEN
        RAISE EXCEPTION 'from paper the secretary records, or a deputy, and nobody for themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_recorded_by_the_secretary';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_proxy() IS
    'Guard of proxies: where the rules allow them, by whoever votes for the membership, to another who can sign in, ending in time, of a vote that is not over; from paper by the secretary.';
CREATE TRIGGER guard BEFORE INSERT ON proxies FOR EACH ROW EXECUTE FUNCTION guard_proxy();
ALTER TABLE proxies ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_proxy_paper() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF EXISTS (SELECT FROM public.proxies p
               WHERE p.id = NEW.proxy AND p.paper_sha256 = sha256(NEW.content)
                 AND p.recorded_at >= transaction_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a paper comes with its proxy, and is the one named there'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_paper_is_its_own';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_proxy_paper() IS 'Guard of proxy_papers: with its proxy, and with the digest named there.';
CREATE TRIGGER guard BEFORE INSERT ON proxy_papers FOR EACH ROW EXECUTE FUNCTION guard_proxy_paper();
ALTER TABLE proxy_papers ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_proxy_revocation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    revoked public.proxies;
    now timestamptz;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO revoked FROM public.proxies p WHERE p.id = NEW.proxy;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/proxies/' || revoked.membership::text, 0));
    now := clock_timestamp();
    IF (now < revoked.ends_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'this proxy is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_not_over';
    END IF;
    IF (public.votes_for(NEW.revoked_by, revoked.membership, now)
        OR (NEW.reason <> ''
            AND EXISTS (SELECT FROM public.offices_held(NEW.revoked_by, now) o (office)
                        WHERE o.office IN ('secretary', 'deputy_secretary')))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy is revoked by whoever votes for the membership, or by the secretary with a reason'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_revoked_by_its_member';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_proxy_revocation() IS
    'Guard of proxy_revocations: of a proxy that is not over, by whoever votes for the membership, or by the secretary with a reason.';
CREATE TRIGGER guard BEFORE INSERT ON proxy_revocations FOR EACH ROW EXECUTE FUNCTION guard_proxy_revocation();
ALTER TABLE proxy_revocations ENABLE ALWAYS TRIGGER guard;

-- Whether the latest ballot of an entitlement with a proxy was cast by the member, for the server
-- alone: the tag is a digest under a key that no database holds, or random bytes. Each cast writes
-- it anew, so that neither tag tells anything of whoever cast, nor of whoever cast before.
CREATE TABLE cast_marks (
    poll_id uuid NOT NULL REFERENCES polls (id),
    entitlement bytea NOT NULL,
    salt bytea NOT NULL,
    tag bytea NOT NULL,
    CONSTRAINT cast_marks_pkey PRIMARY KEY (poll_id, entitlement),
    CONSTRAINT cast_marks_entitlement CHECK (octet_length(entitlement) = 16),
    CONSTRAINT cast_marks_salt CHECK (octet_length(salt) = 16),
    CONSTRAINT cast_marks_tag CHECK (octet_length(tag) = 32)
);
COMMENT ON TABLE cast_marks IS
    'Of entitlements for which a proxy was granted: a tag by which a server with the receipt key, and nobody else, knows whether the member has voted themselves. It bears no time, is written anew by each cast, and goes with the close. Not history.';
GRANT SELECT, INSERT, UPDATE (salt, tag), DELETE ON cast_marks TO commonhold_app;

-- A holder casts while the proxy is in effect and the member has not voted themselves: a ballot
-- without a mark was cast when nobody held a proxy. Asked under the entitlement's lock, so that of
-- two casts at one time the second sees the first.
CREATE FUNCTION cast_envelope(
    poll uuid, entitlement bytea, weight integer, envelope_id bytea, enc bytea, ct bytea, digest bytea,
    cast_key bytea, session bytea, signature bytea, body_mac bytea,
    by_proxy uuid, mark_key bytea, salt bytea, noise bytea
) RETURNS TABLE (first boolean, answer public.cast_receipts)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    earlier public.cast_receipts;
    membership uuid;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || cast_envelope.poll::text, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('entitlement ' || encode(cast_envelope.entitlement, 'hex'), 0));
    SELECT * INTO earlier FROM public.cast_receipts r WHERE r.cast_key = cast_envelope.cast_key;
    IF FOUND THEN
        RETURN QUERY SELECT false, earlier;
        RETURN;
    END IF;
    SELECT e.membership_id INTO membership FROM public.polls p JOIN public.roll_entitlements e ON e.roll_id = p.roll_id
        WHERE p.id = cast_envelope.poll AND e.entitlement = cast_envelope.entitlement
          AND EXISTS (SELECT FROM public.proxies x WHERE x.membership = e.membership_id AND (x.poll IS NULL OR x.poll = p.id));
    IF cast_envelope.by_proxy IS NOT NULL THEN
        IF EXISTS (SELECT FROM public.proxy_holder(membership, cast_envelope.poll, clock_timestamp()) h
                   WHERE h.proxy = cast_envelope.by_proxy) IS NOT TRUE THEN
            RAISE EXCEPTION 'this proxy is not in effect in this poll'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_in_effect';
        END IF;
        IF (EXISTS (SELECT FROM public.envelopes e
                    WHERE e.poll_id = cast_envelope.poll AND e.entitlement = cast_envelope.entitlement)
            AND NOT EXISTS (SELECT FROM public.cast_marks m
                            WHERE m.poll_id = cast_envelope.poll AND m.entitlement = cast_envelope.entitlement
                              AND m.tag <> sha256(cast_envelope.mark_key || m.salt))) IS NOT FALSE THEN
            RAISE EXCEPTION 'the member has voted themselves'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_has_not_voted';
        END IF;
    END IF;
    INSERT INTO public.envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
        VALUES (cast_envelope.poll, cast_envelope.entitlement, 0, cast_envelope.envelope_id, cast_envelope.weight,
                cast_envelope.enc, cast_envelope.ct, cast_envelope.digest);
    INSERT INTO public.cast_receipts
        VALUES (cast_envelope.cast_key, cast_envelope.poll, cast_envelope.entitlement, cast_envelope.session,
                cast_envelope.envelope_id, cast_envelope.digest, cast_envelope.signature, cast_envelope.body_mac)
        RETURNING * INTO earlier;
    IF membership IS NOT NULL THEN
        INSERT INTO public.cast_marks AS m (poll_id, entitlement, salt, tag)
            VALUES (cast_envelope.poll, cast_envelope.entitlement, cast_envelope.salt,
                    CASE WHEN cast_envelope.by_proxy IS NULL THEN sha256(cast_envelope.mark_key || cast_envelope.salt)
                         ELSE cast_envelope.noise END)
            ON CONFLICT (poll_id, entitlement) DO UPDATE SET salt = excluded.salt, tag = excluded.tag;
    END IF;
    RETURN QUERY SELECT true, earlier;
END
$$;
COMMENT ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea, uuid, bytea, bytea, bytea) IS
    'One cast: the first answer if this form was sent before, else the envelope, its answer and, where a proxy was granted, its mark. Runs with the caller''s rights: the guard of envelopes decides.';
REVOKE ALL ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea, uuid, bytea, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea, uuid, bytea, bytea, bytea) TO commonhold_app;

-- How many lines of a roll had a proxy in effect when its poll closed.
CREATE FUNCTION proxies_at_close(asked uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*) FROM public.polls p JOIN public.roll_entitlements e ON e.roll_id = p.roll_id
    WHERE p.id = asked AND p.state = 'closed'
      AND e.membership_id IN (SELECT x.membership FROM public.proxies x)
      AND EXISTS (SELECT FROM public.proxy_holder(e.membership_id, p.id, p.closes_at - interval '1 microsecond'))
$$;
COMMENT ON FUNCTION proxies_at_close(uuid) IS
    'How many lines of the roll of a closed poll had a proxy in effect at its close; whether their members voted themselves is not asked.';
REVOKE ALL ON FUNCTION proxies_at_close(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proxies_at_close(uuid) TO commonhold_app;
