-- A closing set is what was cast, byte for byte: its lines, its root and who took part are computed
-- here from envelopes and roll, and not its numbers alone. The certifier computes them once more,
-- before it counts and before it certifies.

CREATE FUNCTION tree_root(leaves bytea[]) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hashes bytea[];
BEGIN
    SELECT array_agg(sha256('\x00'::bytea || l.leaf) ORDER BY l.place) INTO hashes
        FROM unnest(leaves) WITH ORDINALITY l (leaf, place);
    IF hashes IS NULL THEN
        RETURN sha256(''::bytea);
    END IF;
    -- A node without a sibling stands in the next row as it is.
    WHILE cardinality(hashes) > 1 LOOP
        SELECT array_agg(n.hash ORDER BY n.place) INTO hashes
        FROM (SELECT (h.place - 1) / 2 AS place,
                     CASE count(*) WHEN 2 THEN sha256('\x01'::bytea || string_agg(h.hash, ''::bytea ORDER BY h.place))
                                   ELSE string_agg(h.hash, ''::bytea) END AS hash
              FROM unnest(hashes) WITH ORDINALITY h (hash, place) GROUP BY 1) n;
    END LOOP;
    RETURN hashes[1];
END
$$;
COMMENT ON FUNCTION tree_root(bytea[]) IS 'The Merkle tree hash (RFC 6962) over leaves in the order given.';

CREATE OR REPLACE FUNCTION guard_closing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
    envelopes bigint;
    voted bigint;
    weight bigint;
    root bytea;
    lines text;
    part text;
BEGIN
    SELECT * INTO poll FROM public.polls p WHERE p.id = NEW.poll_id;
    SELECT count(*) INTO envelopes FROM public.envelopes e WHERE e.poll_id = NEW.poll_id;
    WITH latest AS (
        SELECT DISTINCT ON (e.entitlement) e.entitlement, e.digest, e.weight
        FROM public.envelopes e WHERE e.poll_id = NEW.poll_id ORDER BY e.entitlement, e.seq DESC
    ), roll AS (
        SELECT r.entitlement, row_number() OVER (ORDER BY r.commitment) - 1 AS place
        FROM public.roll_entitlements r WHERE r.roll_id = poll.roll_id
    )
    SELECT count(*), coalesce(sum(l.weight), 0),
           public.tree_root(array_agg(l.digest || int8send(l.weight) ORDER BY l.digest)),
           coalesce(string_agg(format(E'{"d":"%s","w":%s}\n', encode(l.digest, 'hex'), l.weight), '' ORDER BY l.digest), ''),
           format('{"poll":"%s","v":1,"voted":[%s]}', encode(poll.eid, 'hex'), string_agg(r.place::text, ',' ORDER BY r.place))
    INTO voted, weight, root, lines, part
    FROM latest l LEFT JOIN roll r ON r.entitlement = l.entitlement;
    IF (NEW.cast_count = envelopes AND NEW.live = voted AND NEW.votes = weight
        AND NEW.live_root = root AND NEW.live_lines = lines AND NEW.participation = part) IS NOT TRUE THEN
        RAISE EXCEPTION 'the closing set is not what was cast'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_is_what_was_cast';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_closing() IS
    'Guard of poll_closings: numbers, root, live.jsonl and participation.json are those of the latest envelope of each entitlement, and of its place on the roll.';
