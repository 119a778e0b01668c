-- Whose membership lapses can stay as an alumnus, without a vote: where the
-- rulebook names a class for it, and unless they said that they do not want to.

CREATE TABLE alumni_choices (
    id uuid PRIMARY KEY,
    party uuid NOT NULL REFERENCES parties (id),
    wanted boolean NOT NULL,
    chosen_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE alumni_choices IS
    'Whether a member wants to stay as an alumnus after a lapse; the newest row says, and without one they do.';
CREATE INDEX alumni_choices_party ON alumni_choices (party, recorded_at);
CALL keep_as_history('alumni_choices');

CREATE TABLE alumni_conversions (
    from_membership uuid PRIMARY KEY REFERENCES memberships (id),
    to_membership uuid NOT NULL UNIQUE REFERENCES memberships (id),
    citation text NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE alumni_conversions IS
    'Memberships that lapsed, and the membership without a vote that followed by the rule membership.alumni_class.';
CALL keep_as_history('alumni_conversions');
REVOKE INSERT ON alumni_conversions FROM commonhold_app;

CREATE OR REPLACE FUNCTION require_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.import IS NOT NULL
        OR EXISTS (SELECT FROM public.application_admissions a WHERE a.membership = NEW.id)
        OR EXISTS (SELECT FROM public.membership_transfers t WHERE t.to_membership = NEW.id)
        OR EXISTS (SELECT FROM public.alumni_conversions c WHERE c.to_membership = NEW.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership begins by an application that was approved, a transfer, or a file of members'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_has_a_reason';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION convert_alumni() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz := clock_timestamp();
    today date := public.legal_day(now);
    rule public.rules;
    months integer := public.days_by_rule('membership.term_months', now);
    lapsed record;
    new uuid;
    made integer := 0;
BEGIN
    SELECT * INTO rule FROM public.rule_in_force('membership.alumni_class', now) r;
    IF (months > 0 AND EXISTS (SELECT FROM public.member_classes c WHERE c.id = rule.value)
        -- A vote of alumni would have to stand in the bylaws as one.
        AND (SELECT v.votes FROM public.class_votes v WHERE v.class = rule.value AND (v.starts_on IS NULL OR v.starts_on <= today)
             ORDER BY v.starts_on DESC NULLS LAST, v.record DESC LIMIT 1) = 0) IS NOT TRUE THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership-numbers', 0));
    FOR lapsed IN
        SELECT m.id, m.party, m.member_since FROM public.memberships m JOIN public.parties p ON p.id = m.party
        WHERE p.kind = 'person' AND m.class <> rule.value
          AND public.membership_state(m.id, today) = 'lapsed'
          AND coalesce((SELECT r.value FROM public.rule_in_force('class.' || m.class || '.admission', now) r), 'committee') = 'committee'
          AND NOT EXISTS (SELECT FROM public.alumni_conversions c WHERE c.from_membership = m.id)
          AND NOT EXISTS (SELECT FROM public.memberships o WHERE o.party = m.party AND o.id <> m.id
                          AND public.membership_state(o.id, today) IN ('active', 'grace', 'suspended', 'not_yet'))
          AND coalesce((SELECT c.wanted FROM public.alumni_choices c WHERE c.party = m.party ORDER BY c.recorded_at DESC LIMIT 1), true)
        ORDER BY m.number
    LOOP
        new := gen_random_uuid();
        INSERT INTO public.memberships (id, number, party, class, member_since)
            SELECT new, max(x.number) + 1, lapsed.party, rule.value, today FROM public.memberships x;
        INSERT INTO public.membership_terms (membership, starts_on, ends_on)
            VALUES (new, today, (today + make_interval(months => months))::date);
        INSERT INTO public.alumni_conversions (from_membership, to_membership, citation)
            VALUES (lapsed.id, new, rule.citation);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION convert_alumni() IS
    'Makes alumni of whose memberships lapsed, by the rule membership.alumni_class, into a class without a vote; how many.';
REVOKE ALL ON FUNCTION convert_alumni() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION convert_alumni() TO commonhold_app;
