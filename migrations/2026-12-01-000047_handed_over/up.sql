-- What an instrument hands over, it hands over from the holder to the foundation.
--
-- Any link of an asset's chain of title made an item of the hand-over programme "handed over": one
-- of years before, a security interest, an assignment away to somebody else. A link hands an item
-- over now only where title passes by it, from the holder to the foundation, in effect by now, and
-- where it is no history: it was recorded after the item was listed, or executed since the
-- foundation was founded here.

CREATE FUNCTION handover_lacks(of_conveyance uuid, of_item uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT CASE
            WHEN (c.kind IN ('assignment', 'merger', 'court_order')) IS NOT TRUE THEN 'title'
            WHEN (EXISTS (SELECT FROM public.party_records p WHERE p.party = i.holder AND lower(p.name) = lower(c.from_party))
                  OR EXISTS (SELECT FROM public.organisation_records o
                             WHERE o.organisation = i.holder AND lower(o.legal_name) = lower(c.from_party))) IS NOT TRUE THEN 'holder'
            WHEN (EXISTS (SELECT FROM public.foundations f WHERE lower(f.name) = lower(c.to_party))) IS NOT TRUE THEN 'foundation'
            WHEN (c.effective_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN 'effect'
            WHEN (c.recorded_at > i.recorded_at
                  OR c.executed_on >= public.legal_day((SELECT min(f.recorded_at) FROM public.foundations f))) IS NOT TRUE THEN 'older'
            ELSE '' END
        FROM public.handover_items i JOIN public.conveyances c ON c.asset = i.asset
        WHERE i.id = of_item AND c.id = of_conveyance), 'asset')
$$;
COMMENT ON FUNCTION handover_lacks(uuid, uuid) IS
    'What a conveyance lacks to hand an item of the hand-over programme over, nothing where it does: it is of the item''s asset, title passes by it, from the holder to the foundation by any of their names, it is in effect, and it was recorded after the listing or executed since the founding.';
REVOKE ALL ON FUNCTION handover_lacks(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handover_lacks(uuid, uuid) TO commonhold_app;

CREATE OR REPLACE FUNCTION handover_is_shown(r handover_records) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.outcome = 'mistaken' OR CASE i.leaves_by
        WHEN 'instrument' THEN i.asset IS NULL OR public.handover_lacks(r.conveyance, i.id) = ''
        WHEN 'custody' THEN i.asset IS NULL
            OR NOT EXISTS (SELECT FROM public.custody c WHERE c.asset = i.asset AND c.party = i.holder
                             AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = c.id))
        WHEN 'election' THEN EXISTS (SELECT FROM public.seat_incumbencies s
            WHERE s.seat = i.seat AND s.basis = 'election' AND s.recorded_at > i.recorded_at)
        ELSE false END
    FROM public.handover_items i WHERE i.id = r.item
$$;
COMMENT ON FUNCTION handover_is_shown(handover_records) IS
    'Whether the records of the foundation show what a record of the hand-over programme says: a conveyance of the asset from its holder to the foundation, no custody of its holder any more, an election to the seat. Of an item that names neither, its evidence alone speaks.';
