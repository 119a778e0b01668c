CREATE OR REPLACE FUNCTION handover_is_shown(r handover_records) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.outcome = 'mistaken' OR CASE i.leaves_by
        WHEN 'instrument' THEN i.asset IS NULL
            OR EXISTS (SELECT FROM public.conveyances c WHERE c.id = r.conveyance AND c.asset = i.asset)
        WHEN 'custody' THEN i.asset IS NULL
            OR NOT EXISTS (SELECT FROM public.custody c WHERE c.asset = i.asset AND c.party = i.holder
                             AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = c.id))
        WHEN 'election' THEN EXISTS (SELECT FROM public.seat_incumbencies s
            WHERE s.seat = i.seat AND s.basis = 'election' AND s.recorded_at > i.recorded_at)
        ELSE false END
    FROM public.handover_items i WHERE i.id = r.item
$$;
COMMENT ON FUNCTION handover_is_shown(handover_records) IS
    'Whether the records of the foundation show what a record of the hand-over programme says: a conveyance of the asset, no custody of its holder any more, an election to the seat. Of an item that names neither, its evidence alone speaks.';
DROP FUNCTION handover_lacks(uuid, uuid);
