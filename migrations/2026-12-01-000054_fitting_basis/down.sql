CREATE OR REPLACE FUNCTION guard_deed_can_be_done() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made jsonb := NEW.terms::jsonb -> 'to';
    of_kind text := (SELECT a.kind FROM public.assets a WHERE a.id = NEW.asset);
BEGIN
    IF (CASE NEW.act
            WHEN 'transfer' THEN made ->> 'owner' !~ '[[:cntrl:]]' AND made ->> 'instrument' = btrim(made ->> 'instrument')
            WHEN 'identify' THEN made ->> 'title' !~ '[[:cntrl:]]' AND char_length(made ->> 'identifiers') <= 4000
                AND public.asset_identity(of_kind, made ->> 'title', made ->> 'identifiers') IS NOT NULL
            WHEN 'encumber' THEN made ->> 'in_favour_of' = btrim(made ->> 'in_favour_of')
                AND made ->> 'instrument' = btrim(made ->> 'instrument')
            WHEN 'case' THEN char_length(made ->> 'application_no') <= 40 AND char_length(made ->> 'registration_no') <= 40
                -- The day of a registration is entered before; a deed has none.
                AND (made ->> 'registration_no' = '' OR made ->> 'state' NOT IN ('registered', 'renewed', 'in_grace')
                     OR (SELECT w.registered_on FROM public.mark_case_versions w
                         WHERE w.mark_case::text = made ->> 'mark_case' ORDER BY w.version DESC LIMIT 1) IS NOT NULL)
            WHEN 'surrender' THEN NOT EXISTS (SELECT FROM public.nice_class_ends e WHERE e.class::text = made ->> 'class')
            WHEN 'custody' THEN NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody::text = made ->> 'custody')
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register could not take up what these terms say'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_can_be_done';
    END IF;
    IF (NEW.act <> 'identify'
        OR NOT EXISTS (SELECT FROM public.asset_now o
                       WHERE o.kind = of_kind AND o.asset <> NEW.asset
                         AND public.asset_identity(o.kind, o.title, o.identifiers)
                             = public.asset_identity(of_kind, made ->> 'title', made ->> 'identifiers'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is in the register already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_entered_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed_can_be_done() IS
    'Guard of asset_deeds: terms that the register would take up if they were carried out today.';
