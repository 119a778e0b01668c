-- A proxy from paper counts once a second officer confirmed it.
--
-- Until then nobody votes by it, and it takes no other's place. From then on its place among those of
-- its membership is the one at which it was recorded: what the member granted since then stays. Those
-- that were recorded before a second officer was asked for count as they did.

CREATE TABLE proxy_confirmations (
    proxy uuid PRIMARY KEY REFERENCES proxies (id),
    confirmed_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE proxy_confirmations IS
    'A second officer confirms a proxy that was recorded from paper: it counts from then on.';
COMMENT ON COLUMN proxy_confirmations.confirmed_by IS
    'Null of a proxy that was recorded before a second officer was asked for; it counts since it was recorded.';

-- Before the table is history, whose rows the database dates itself: a vote that is closed keeps its figure.
INSERT INTO proxy_confirmations (proxy, recorded_at)
    SELECT p.id, p.recorded_at FROM proxies p WHERE p.recorded_by IS NOT NULL;
CALL keep_as_history('proxy_confirmations');

COMMENT ON TABLE proxies IS
    'Who may vote for a membership beside the member: granted by whoever votes for it, or recorded from paper by the secretary and confirmed by a second officer (proxy_confirmations). Of those that count and whose scope fits a vote the latest rules, and while it is revoked or over, none. The id is the form''s. History, but for what an erasure takes of it.';
COMMENT ON COLUMN proxies.instructions IS
    'Words of the member to the holder; whoever confirms one from paper is shown them while it waits, and nobody else. An erasure takes them.';

CREATE FUNCTION proxy_counts(asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.proxies p WHERE p.id = asked AND p.recorded_by IS NULL)
        OR EXISTS (SELECT FROM public.proxy_confirmations c WHERE c.proxy = asked AND c.recorded_at <= at)
$$;
COMMENT ON FUNCTION proxy_counts(uuid, timestamptz) IS
    'Whether a proxy that is on record counts at an instant: granted by the member here, or confirmed by then.';
REVOKE ALL ON FUNCTION proxy_counts(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proxy_counts(uuid, timestamptz) TO commonhold_app;

-- Below, only those that count are asked about: what waits neither rules nor replaces.
CREATE OR REPLACE FUNCTION proxy_holder(asked uuid, in_poll uuid, at timestamptz)
    RETURNS TABLE (proxy uuid, number integer, holder uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT x.id, x.number, x.holder
    FROM (SELECT p.* FROM public.proxies p
          WHERE p.membership = asked AND (p.poll IS NULL OR p.poll = in_poll) AND p.recorded_at <= at
            AND public.proxy_counts(p.id, at)
            AND NOT EXISTS (SELECT FROM public.polls o, public.memberships m
                            WHERE o.id = in_poll AND m.id = asked AND m.party <> p.grantor
                              AND o.opens_at < coalesce((SELECT c.recorded_at FROM public.proxy_confirmations c WHERE c.proxy = p.id), p.recorded_at)
                              AND public.casting_representative(m.party, in_poll, at) IS DISTINCT FROM p.grantor)
          ORDER BY p.recorded_at DESC, p.number DESC LIMIT 1) x
    WHERE at < x.ends_at
      AND NOT EXISTS (SELECT FROM public.proxy_revocations r WHERE r.proxy = x.id AND r.recorded_at <= at)
      AND EXISTS (SELECT FROM public.rule_in_force('proxies.members',
                      least(at, (SELECT o.opens_at FROM public.polls o WHERE o.id = in_poll))) f
                  WHERE f.value = 'allowed')
$$;
COMMENT ON FUNCTION proxy_holder(uuid, uuid, timestamptz) IS
    'The proxy of a membership that is in effect in a poll at an instant, and who holds it: the latest of fitting scope that counts, where it is neither revoked nor over and the rules in force when the poll opened allow proxies. One that somebody granted, or that was confirmed, after the opening is passed over where whoever gave it does not cast in that poll.';

CREATE FUNCTION proxy_lasts(asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.proxies x
        WHERE x.id = asked AND x.recorded_at <= at AND at < x.ends_at
          AND NOT EXISTS (SELECT FROM public.proxy_revocations r WHERE r.proxy = x.id AND r.recorded_at <= at)
          AND NOT EXISTS (SELECT FROM public.proxies l
                          WHERE l.membership = x.membership AND (l.poll IS NULL OR l.poll = x.poll)
                            AND l.recorded_at <= at AND (l.recorded_at, l.number) > (x.recorded_at, x.number)
                            AND public.proxy_counts(l.id, at))
          AND (x.poll IS NULL
               OR EXISTS (SELECT FROM public.polls p WHERE p.id = x.poll AND p.state = 'open' AND at < p.closes_at
                          AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = p.id))))
$$;
COMMENT ON FUNCTION proxy_lasts(uuid, timestamptz) IS
    'Whether a proxy, confirmed or not, is neither revoked nor over at an instant, no later one that counts took its whole place, and its poll is not over.';
REVOKE ALL ON FUNCTION proxy_lasts(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proxy_lasts(uuid, timestamptz) TO commonhold_app;

CREATE OR REPLACE FUNCTION proxy_stands(asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.proxy_lasts(asked, at) AND public.proxy_counts(asked, at)
$$;
COMMENT ON FUNCTION proxy_stands(uuid, timestamptz) IS
    'Whether a proxy counts at an instant, is neither revoked nor over, no later one took its whole place, and its poll is not over.';

-- Who votes for the membership, and how many the holder has, may be otherwise than when it was recorded:
-- of several that wait for one holder, each was within the rule by itself.
CREATE FUNCTION guard_proxy_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    recorded public.proxies;
    now timestamptz;
    most integer;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO recorded FROM public.proxies p WHERE p.id = NEW.proxy;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/proxies/' || recorded.membership::text, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/proxies of/' || recorded.holder::text, 0));
    now := clock_timestamp();
    IF (recorded.recorded_by IS NOT NULL AND public.proxy_lasts(NEW.proxy, now)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy from paper is confirmed while it is neither revoked nor replaced nor over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_waits';
    END IF;
    IF (EXISTS (SELECT FROM public.rule_in_force('proxies.members', now) f WHERE f.value = 'allowed')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the rulebook allows no proxies'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxies_are_allowed';
    END IF;
    IF (NEW.confirmed_by <> recorded.recorded_by AND NEW.confirmed_by <> recorded.holder) IS NOT TRUE THEN
        RAISE EXCEPTION 'who recorded a proxy from paper, or holds it, does not confirm it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_confirmed_by_another';
    END IF;
    IF (public.may_change_addresses(NEW.confirmed_by, now)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proxy from paper is confirmed by an officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_confirmed_by_an_officer';
    END IF;
    IF (public.votes_for(recorded.grantor, recorded.membership, now)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever gave this proxy does not vote for the membership any more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_is_of_its_member_still';
    END IF;
    SELECT f.value::integer INTO most FROM public.rule_in_force('proxies.max_per_holder', now) f;
    IF (most IS NULL
        OR (SELECT count(DISTINCT p.membership) FROM public.proxies p
            WHERE p.holder = recorded.holder AND p.membership <> recorded.membership AND public.proxy_stands(p.id, now)) < most) IS NOT TRUE THEN
        RAISE EXCEPTION 'the holder has as many proxies meanwhile as the rule allows'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxies_of_holder_are_few_still';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_proxy_confirmation() IS
    'Guard of proxy_confirmations: of a proxy from paper that is neither revoked nor replaced nor over, while the rules allow proxies, by an officer who neither recorded nor holds it, while whoever gave it votes for the membership and its holder has no more than the rule allows.';
CREATE TRIGGER guard BEFORE INSERT ON proxy_confirmations FOR EACH ROW EXECUTE FUNCTION guard_proxy_confirmation();
ALTER TABLE proxy_confirmations ENABLE ALWAYS TRIGGER guard;
