CREATE OR REPLACE FUNCTION is_on_intent(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.mark_cases c JOIN public.mark_case_versions b ON b.mark_case = c.id
        WHERE c.id = of_case AND b.basis = '1(b)'
          AND NOT EXISTS (
              SELECT FROM public.mark_case_versions w
              WHERE w.mark_case = c.id AND w.version > b.version AND w.basis NOT IN ('', '1(b)')
                AND (EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = w.execution AND d.terms::jsonb #>> '{to,basis}' = w.basis)
                     OR (SELECT v.protected FROM public.asset_versions v
                         WHERE v.asset = c.asset AND v.recorded_at <= w.recorded_at ORDER BY v.version DESC LIMIT 1) IS FALSE)))
       -- Given up by a deed or ended by the office, there is nothing left that could be assigned.
       AND (SELECT w.state NOT IN ('abandoned', 'withdrawn', 'surrendered', 'cancelled', 'expired', 'invalidated')
            FROM public.mark_case_versions w WHERE w.mark_case = of_case ORDER BY w.version DESC LIMIT 1)
$$;
COMMENT ON FUNCTION is_on_intent(uuid) IS
    'Whether a case was filed on the intent to use the mark (basis 1(b)) and was neither given up nor ended by its office, and no deed said another basis since.';
DROP TRIGGER guard_us_basis ON mark_case_versions;
DROP FUNCTION guard_us_basis();
DROP TRIGGER guard_loss ON mark_case_versions;
DROP FUNCTION guard_case_loss();
DROP TRIGGER guard_letting_go ON asset_events;
DROP FUNCTION guard_letting_go();
DROP TRIGGER guard_waiver ON deadline_acts;
DROP FUNCTION guard_waiver();
DROP FUNCTION is_relied_on(uuid, uuid);
DROP FUNCTION is_lost(uuid, uuid, text[]);
DROP FUNCTION is_let_go(uuid, uuid);
ALTER TABLE incidents DROP CONSTRAINT incidents_kind;
ALTER TABLE incidents ADD CONSTRAINT incidents_kind CHECK (kind IN ('lapse', 'seizure', 'unauthorised_transfer', 'court_order', 'compromise', 'loss'));
COMMENT ON TABLE incidents IS
    'An outside fact about an asset: lapsed, seized, transferred without right, under a court''s order, compromised or lost. It never changes whose the asset rightfully is; it counts once a second officer confirmed it.';
