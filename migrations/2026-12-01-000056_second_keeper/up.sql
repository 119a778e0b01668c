-- The rules of letting go, where they let through what they were made to hold, and held what they
-- were not.

-- Another event says the same if it is of the same day, and if it is nowhere the young word of
-- whoever withdraws: an action of another year, or one that was entered for it, ended what is to be done.
CREATE OR REPLACE FUNCTION is_relied_on(of_event uuid, against uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE chain AS (
        SELECT e.id, e.asset, e.mark_case, e.code, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e WHERE e.id = of_event
        UNION
        SELECT e.id, e.asset, e.mark_case, e.code, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e JOIN chain c ON e.id = c.corrects
    ), same AS (
        -- The same happened to the same on the same day, as another event says, with what it corrects.
        SELECT e.id AS event, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events w
        JOIN public.asset_events_now o ON o.asset = w.asset AND o.mark_case IS NOT DISTINCT FROM w.mark_case
            AND o.code = w.code AND o.happened_on = w.happened_on AND o.id <> w.id
        JOIN public.asset_events e ON e.id = o.id
        WHERE w.id = of_event
        UNION
        SELECT s.event, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e JOIN same s ON e.id = s.corrects
    )
    SELECT EXISTS (SELECT FROM chain c JOIN public.docket_now n ON n.asset = c.asset
                   WHERE n.kind = 'mandatory' AND n.state = 'running'
                     AND (n.source = c.id OR c.code = 'REGISTRATION' AND n.mark_case = c.mark_case))
       AND NOT EXISTS (SELECT FROM same s GROUP BY s.event
                       HAVING bool_and(s.entered_by <> against OR s.recorded_at <= clock_timestamp() - interval '14 days'))
       AND (NOT EXISTS (SELECT FROM chain c WHERE c.corrects IS NULL AND c.entered_by = against
                          AND c.recorded_at > clock_timestamp() - interval '14 days')
            OR EXISTS (SELECT FROM chain c JOIN public.deadlines d ON d.event = c.id
                       JOIN public.deadline_confirmations k ON k.deadline = d.id))
$$;
COMMENT ON FUNCTION is_relied_on(uuid, uuid) IS
    'Whether something that must be done follows from an event, no other event says the same of the same day by another''s word or one older than 14 days, and it is not a word that whoever entered it may still take back: theirs, younger than 14 days, and confirmed by nobody.';
