-- Whatever waits would count at once.
DO $$
BEGIN
    IF EXISTS (SELECT FROM proxies p
               WHERE proxy_lasts(p.id, clock_timestamp()) AND NOT proxy_counts(p.id, clock_timestamp())) THEN
        RAISE EXCEPTION 'a proxy from paper waits to be confirmed: confirm or revoke it first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'no_proxy_waits';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION proxy_holder(asked uuid, in_poll uuid, at timestamptz)
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

CREATE OR REPLACE FUNCTION proxy_stands(asked uuid, at timestamptz) RETURNS boolean
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

COMMENT ON TABLE proxies IS
    'Who may vote for a membership beside the member: granted by whoever votes for it, or recorded from paper by the secretary. Of those whose scope fits a vote the latest rules, and while it is revoked or over, none. The id is the form''s. History, but for what an erasure takes of it.';
COMMENT ON COLUMN proxies.instructions IS 'Words of the member to the holder; nobody else is shown them, and an erasure takes them.';

DROP TABLE proxy_confirmations;
DROP FUNCTION guard_proxy_confirmation();
DROP FUNCTION proxy_lasts(uuid, timestamptz);
DROP FUNCTION proxy_counts(uuid, timestamptz);
