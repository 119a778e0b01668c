-- How persons and organisations hang together: what is recorded of an organisation, who
-- works for whom or owns it, who controls whom, what became of it, and which two records
-- are one person.
--
-- Every day named `ends_on` is the first on which the thing holds no more. A later row
-- closes or corrects: all of it is history, but for postal addresses and what is personal
-- of a tie, which go with an erasure. The database refuses what ends before it began, a
-- host name that is another's, and a merge that one officer alone wants.

CREATE TABLE organisation_records (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    legal_name text NOT NULL,
    registration_number text NOT NULL,
    jurisdiction text NOT NULL,
    starts_on date NOT NULL,
    corrects bigint REFERENCES organisation_records (record),
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT organisation_records_kind CHECK (organisation_kind = 'organisation'),
    CONSTRAINT organisation_records_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT organisation_records_name CHECK (legal_name = btrim(legal_name) AND char_length(legal_name) BETWEEN 1 AND 200),
    CONSTRAINT organisation_records_number CHECK (registration_number = btrim(registration_number) AND char_length(registration_number) <= 60),
    CONSTRAINT organisation_records_jurisdiction CHECK (jurisdiction ~ '^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$')
);
COMMENT ON TABLE organisation_records IS
    'How an organisation stands in the register of its jurisdiction, from a day on until a row that begins later; a corrected row counts no longer. Jurisdiction is ISO 3166-1 or 3166-2, empty when not known.';
CREATE INDEX organisation_records_latest ON organisation_records (organisation, starts_on DESC, record DESC);
CREATE UNIQUE INDEX organisation_records_corrected_once ON organisation_records (corrects);
CALL keep_as_history('organisation_records');

CREATE FUNCTION guard_organisation_record() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.corrects IS NULL OR EXISTS (
            SELECT FROM public.organisation_records o
            WHERE o.record = NEW.corrects AND o.organisation = NEW.organisation)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction is of a record of the same organisation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'correction_is_of_the_same';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_organisation_record() IS 'Guard of organisation_records: a correction names a record of the same organisation.';
CREATE TRIGGER guard BEFORE INSERT ON organisation_records FOR EACH ROW EXECUTE FUNCTION guard_organisation_record();
ALTER TABLE organisation_records ENABLE ALWAYS TRIGGER guard;

CREATE TABLE domain_claims (
    id uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    domain text NOT NULL,
    starts_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT domain_claims_kind CHECK (organisation_kind = 'organisation'),
    CONSTRAINT domain_claims_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT domain_claims_domain CHECK (char_length(domain) <= 253 AND
        domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$')
);
COMMENT ON TABLE domain_claims IS
    'Which host name is an organisation''s, from a day on until it is released; one organisation''s at a time.';
CREATE INDEX domain_claims_domain_of ON domain_claims (domain);
CREATE INDEX domain_claims_of ON domain_claims (organisation);
CALL keep_as_history('domain_claims');

CREATE TABLE domain_releases (
    claim uuid PRIMARY KEY REFERENCES domain_claims (id),
    ends_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE domain_releases IS
    'The first day on which a claim of a host name holds no more; the day it began where it was made in error.';
CALL keep_as_history('domain_releases');

CREATE FUNCTION guard_domain_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/domain ' || NEW.domain, 0));
    -- The same form again: the primary key says the rest.
    IF EXISTS (SELECT FROM public.domain_claims c WHERE c.id = NEW.id) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM public.domain_claims c LEFT JOIN public.domain_releases r ON r.claim = c.id
               WHERE c.domain = NEW.domain
                 AND coalesce(r.ends_on, 'infinity') > greatest(c.starts_on, NEW.starts_on)) IS NOT FALSE THEN
        RAISE EXCEPTION 'a domain is claimed by one organisation at a time'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'domain_is_claimed_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_domain_claim() IS 'Guard of domain_claims: no other claim of the name holds then or later.';
CREATE TRIGGER guard BEFORE INSERT ON domain_claims FOR EACH ROW EXECUTE FUNCTION guard_domain_claim();
ALTER TABLE domain_claims ENABLE ALWAYS TRIGGER guard;

CREATE TABLE postal_addresses (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    party uuid NOT NULL REFERENCES parties (id),
    address text NOT NULL,
    country text NOT NULL,
    starts_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT postal_addresses_address CHECK (address = btrim(address) AND char_length(address) BETWEEN 1 AND 400),
    CONSTRAINT postal_addresses_country CHECK (country ~ '^[A-Z]{2}$')
);
COMMENT ON TABLE postal_addresses IS
    'Where letters on paper reach a party, from a day on until a row that begins later; of two that begin together the later recorded one. History, but for an erasure, which takes the row.';
CREATE INDEX postal_addresses_latest ON postal_addresses (party, starts_on DESC, record DESC);
CALL keep_as_history('postal_addresses');
CALL keep_until_erased('postal_addresses', '($1).party', '');
REVOKE SELECT ON postal_addresses FROM commonhold_auditor, commonhold_certifier;

CREATE TABLE ties (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    organisation uuid,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    outside text,
    kind text NOT NULL,
    share_bp integer,
    starts_on date NOT NULL,
    ends_on date,
    source text NOT NULL,
    note text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT ties_kinds CHECK (person_kind = 'person' AND organisation_kind = 'organisation'),
    CONSTRAINT ties_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT ties_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT ties_with CHECK (num_nonnulls(organisation, outside) = 1),
    CONSTRAINT ties_outside CHECK (outside = btrim(outside) AND char_length(outside) BETWEEN 1 AND 200),
    CONSTRAINT ties_kind CHECK (kind IN ('employee', 'officer', 'director', 'consultant', 'owner')),
    CONSTRAINT ties_share CHECK ((kind = 'owner') = (share_bp IS NOT NULL) AND (share_bp IS NULL OR share_bp BETWEEN 1 AND 10000)),
    CONSTRAINT ties_order CHECK (starts_on < ends_on),
    CONSTRAINT ties_source CHECK (source IN ('self', 'employer', 'evidence', 'secretary')),
    CONSTRAINT ties_of_oneself CHECK (source <> 'self' OR recorded_by = person),
    CONSTRAINT ties_note CHECK (note = btrim(note) AND char_length(note) <= 500)
);
COMMENT ON TABLE ties IS
    'Who is employee, officer, director, consultant or owner of which organisation, from when until when and says who; outside is the name of one that is no party here. Where only the employer''s name is known it stands in affiliations. History, but for what an erasure takes of it.';
COMMENT ON COLUMN ties.share_bp IS 'Of an owner: the share, in hundredths of a percent.';
CREATE INDEX ties_of_person ON ties (person);
CREATE INDEX ties_of_organisation ON ties (organisation);
CALL keep_as_history('ties');
CALL keep_until_erased('ties', '($1).person', 'outside,note');

CREATE TABLE tie_ends (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    tie uuid NOT NULL REFERENCES ties (id),
    ends_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE tie_ends IS
    'The first day on which a tie holds no more; the latest row rules. The day it began where it was recorded in error.';
CREATE INDEX tie_ends_latest ON tie_ends (tie, record DESC);
CALL keep_as_history('tie_ends');

CREATE TABLE control_links (
    id uuid PRIMARY KEY,
    parent uuid NOT NULL,
    parent_kind text NOT NULL DEFAULT 'organisation',
    child uuid NOT NULL,
    child_kind text NOT NULL DEFAULT 'organisation',
    percent_bp integer NOT NULL,
    basis text NOT NULL,
    reason text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT control_links_kinds CHECK (parent_kind = 'organisation' AND child_kind = 'organisation'),
    CONSTRAINT control_links_parent FOREIGN KEY (parent, parent_kind) REFERENCES parties (id, kind),
    CONSTRAINT control_links_child FOREIGN KEY (child, child_kind) REFERENCES parties (id, kind),
    CONSTRAINT control_links_two CHECK (parent <> child),
    CONSTRAINT control_links_percent CHECK (percent_bp BETWEEN 1 AND 10000),
    CONSTRAINT control_links_basis CHECK (basis = btrim(basis) AND char_length(basis) BETWEEN 1 AND 200),
    CONSTRAINT control_links_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000),
    CONSTRAINT control_links_order CHECK (starts_on < ends_on)
);
COMMENT ON TABLE control_links IS
    'Which organisation holds how much of the control of which other, in hundredths of a percent, on which basis, and why an officer holds it for true.';
COMMENT ON COLUMN control_links.percent_bp IS 'The share of the control, in hundredths of a percent.';
CREATE INDEX control_links_parents ON control_links (parent);
CREATE INDEX control_links_children ON control_links (child);
CALL keep_as_history('control_links');

CREATE TABLE control_link_ends (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    link uuid NOT NULL REFERENCES control_links (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT control_link_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE control_link_ends IS
    'The first day on which control is held no more; the latest row rules. The day it began where it was recorded in error.';
CREATE INDEX control_link_ends_latest ON control_link_ends (link, record DESC);
CALL keep_as_history('control_link_ends');

-- What ends does not end before it began.
CREATE FUNCTION guard_tie_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    began date;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'tie_ends' THEN SELECT t.starts_on INTO began FROM public.ties t WHERE t.id = NEW.tie;
        WHEN 'control_link_ends' THEN SELECT l.starts_on INTO began FROM public.control_links l WHERE l.id = NEW.link;
        WHEN 'domain_releases' THEN SELECT c.starts_on INTO began FROM public.domain_claims c WHERE c.id = NEW.claim;
    END CASE;
    IF (NEW.ends_on >= began) IS NOT TRUE THEN
        RAISE EXCEPTION 'nothing ends before it began'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'end_follows_beginning';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_tie_end() IS 'Guard of tie_ends, control_link_ends and domain_releases: not before the beginning.';
CREATE TRIGGER guard BEFORE INSERT ON tie_ends FOR EACH ROW EXECUTE FUNCTION guard_tie_end();
ALTER TABLE tie_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON control_link_ends FOR EACH ROW EXECUTE FUNCTION guard_tie_end();
ALTER TABLE control_link_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON domain_releases FOR EACH ROW EXECUTE FUNCTION guard_tie_end();
ALTER TABLE domain_releases ENABLE ALWAYS TRIGGER guard;

CREATE TABLE organisation_events (
    id uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    kind text NOT NULL,
    effective_on date NOT NULL,
    successor uuid,
    successor_kind text NOT NULL DEFAULT 'organisation',
    new_name text,
    source text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT organisation_events_kinds CHECK (organisation_kind = 'organisation' AND successor_kind = 'organisation'),
    CONSTRAINT organisation_events_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT organisation_events_successor FOREIGN KEY (successor, successor_kind) REFERENCES parties (id, kind),
    CONSTRAINT organisation_events_kind CHECK (kind IN ('merged', 'acquired', 'renamed', 'dissolved')),
    CONSTRAINT organisation_events_into CHECK ((kind IN ('merged', 'acquired')) = (successor IS NOT NULL)),
    CONSTRAINT organisation_events_two CHECK (successor <> organisation),
    CONSTRAINT organisation_events_name CHECK ((kind = 'renamed') = (new_name IS NOT NULL)
        AND (new_name IS NULL OR new_name = btrim(new_name) AND char_length(new_name) BETWEEN 1 AND 200)),
    CONSTRAINT organisation_events_source CHECK (source = btrim(source) AND char_length(source) BETWEEN 1 AND 500)
);
COMMENT ON TABLE organisation_events IS
    'What became of an organisation and when: merged into or acquired by a successor, renamed, dissolved; and where it can be read.';
CREATE INDEX organisation_events_of ON organisation_events (organisation);
CREATE INDEX organisation_events_successors ON organisation_events (successor);
CALL keep_as_history('organisation_events');

CREATE TABLE organisation_event_withdrawals (
    event uuid PRIMARY KEY REFERENCES organisation_events (id),
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT organisation_event_withdrawals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE organisation_event_withdrawals IS
    'What was declared of an organisation in error, and why; it counts no longer.';
CALL keep_as_history('organisation_event_withdrawals');

CREATE TABLE cap_breaches (
    id uuid PRIMARY KEY,
    event uuid NOT NULL UNIQUE REFERENCES organisation_events (id),
    survivor uuid NOT NULL REFERENCES parties (id),
    absorbed uuid NOT NULL REFERENCES parties (id),
    rule text NOT NULL,
    rule_value text NOT NULL,
    citation text NOT NULL,
    deadline_on date,
    deadline_citation text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT cap_breaches_deadline CHECK ((deadline_on IS NOT NULL) = (deadline_citation <> ''))
);
COMMENT ON TABLE cap_breaches IS
    'A merger of two members that both have a vote or a director: the rule that it breaks as it stood, and until when it is to be cured. Nobody is unseated by it.';
CALL keep_as_history('cap_breaches');

CREATE TABLE cap_breach_parts (
    breach uuid NOT NULL REFERENCES cap_breaches (id),
    organisation uuid NOT NULL REFERENCES parties (id),
    membership uuid REFERENCES memberships (id),
    director uuid REFERENCES parties (id),
    CONSTRAINT cap_breach_parts_one CHECK (num_nonnulls(membership, director) = 1),
    CONSTRAINT cap_breach_parts_once UNIQUE NULLS NOT DISTINCT (breach, membership, director)
);
COMMENT ON TABLE cap_breach_parts IS
    'The memberships and the seated directors that stand against each other in a breach, and whose they are.';
CALL keep_as_history('cap_breach_parts');

CREATE TABLE cap_breach_choices (
    breach uuid PRIMARY KEY REFERENCES cap_breaches (id),
    director uuid REFERENCES parties (id),
    membership uuid REFERENCES memberships (id),
    note text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT cap_breach_choices_one CHECK (num_nonnulls(membership, director) = 1),
    CONSTRAINT cap_breach_choices_note CHECK (note = btrim(note) AND char_length(note) BETWEEN 1 AND 500)
);
COMMENT ON TABLE cap_breach_choices IS
    'The surviving member''s choice: which director stays, or which membership where no two directors sit; and by what it was told.';
CALL keep_as_history('cap_breach_choices');

CREATE FUNCTION guard_cap_breach() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM public.organisation_events e
               WHERE e.id = NEW.event AND e.kind IN ('merged', 'acquired')
                 AND e.successor = NEW.survivor AND e.organisation = NEW.absorbed) IS NOT TRUE THEN
        RAISE EXCEPTION 'a breach is of the two members that came together'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'breach_is_of_its_event';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_cap_breach() IS 'Guard of cap_breaches: between the organisation of the event and its successor.';
CREATE TRIGGER guard BEFORE INSERT ON cap_breaches FOR EACH ROW EXECUTE FUNCTION guard_cap_breach();
ALTER TABLE cap_breaches ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_cap_breach_choice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM public.cap_breach_parts p
               WHERE p.breach = NEW.breach AND (p.director = NEW.director OR p.membership = NEW.membership)) IS NOT TRUE
        OR EXISTS (SELECT FROM public.cap_breaches b
                   JOIN public.organisation_event_withdrawals w ON w.event = b.event WHERE b.id = NEW.breach) IS NOT FALSE THEN
        RAISE EXCEPTION 'the choice is between those who stand against each other'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'choice_is_of_the_breach';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_cap_breach_choice() IS 'Guard of cap_breach_choices: one of the breach''s own, while its event stands.';
CREATE TRIGGER guard BEFORE INSERT ON cap_breach_choices FOR EACH ROW EXECUTE FUNCTION guard_cap_breach_choice();
ALTER TABLE cap_breach_choices ENABLE ALWAYS TRIGGER guard;

CREATE TABLE party_merges (
    id uuid PRIMARY KEY,
    duplicate uuid NOT NULL REFERENCES parties (id),
    kept uuid NOT NULL REFERENCES parties (id),
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT party_merges_two CHECK (duplicate <> kept),
    CONSTRAINT party_merges_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE party_merges IS
    'Two records that one officer holds for one person or organisation. Nothing follows until another officer confirms; both records stay.';
CREATE INDEX party_merges_duplicates ON party_merges (duplicate);
CREATE INDEX party_merges_kept ON party_merges (kept);
CALL keep_as_history('party_merges');

CREATE TABLE parties_apart (
    id uuid PRIMARY KEY,
    one uuid NOT NULL REFERENCES parties (id),
    other uuid NOT NULL REFERENCES parties (id),
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT parties_apart_order CHECK (one < other),
    CONSTRAINT parties_apart_once UNIQUE (one, other),
    CONSTRAINT parties_apart_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE parties_apart IS
    'Two parties whose names are alike and who are not the same: from then on they are not offered as one.';
CALL keep_as_history('parties_apart');

CREATE TABLE party_merge_confirmations (
    merge uuid PRIMARY KEY REFERENCES party_merges (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE party_merge_confirmations IS
    'A second officer holds the two records for one as well: the duplicate''s memberships are shown with the kept party. Rolls and accounts stay as they are.';
CALL keep_as_history('party_merge_confirmations');

CREATE FUNCTION guard_party_merge() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF ((SELECT p.kind FROM public.parties p WHERE p.id = NEW.duplicate)
        = (SELECT p.kind FROM public.parties p WHERE p.id = NEW.kept)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a person and an organisation are not one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'merge_is_of_one_kind';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_party_merge() IS 'Guard of party_merges: both are persons, or both are organisations.';
CREATE TRIGGER guard BEFORE INSERT ON party_merges FOR EACH ROW EXECUTE FUNCTION guard_party_merge();
ALTER TABLE party_merges ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_party_merge_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/party-merges', 0));
    IF EXISTS (SELECT FROM public.party_merges m
               WHERE m.id = NEW.merge AND NEW.confirmed_by NOT IN (m.proposed_by, m.duplicate, m.kept)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a second officer confirms, whom it does not concern'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'merge_takes_two_officers';
    END IF;
    IF EXISTS (SELECT FROM public.party_merges m
               JOIN public.parties_apart a ON a.one = least(m.duplicate, m.kept) AND a.other = greatest(m.duplicate, m.kept)
               WHERE m.id = NEW.merge) IS NOT FALSE
        -- Nobody is twice a duplicate, and nobody is one of a duplicate: so nobody becomes their own.
        OR EXISTS (SELECT FROM public.party_merges m
                   JOIN public.party_merges o ON o.duplicate IN (m.duplicate, m.kept)
                   JOIN public.party_merge_confirmations c ON c.merge = o.id
                   WHERE m.id = NEW.merge AND o.id <> m.id) IS NOT FALSE THEN
        RAISE EXCEPTION 'the two were told apart, or one of them is a duplicate already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'merge_is_of_two_that_stand';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_party_merge_confirmation() IS
    'Guard of party_merge_confirmations: by another officer, of two that were not told apart and of which none is a duplicate.';
CREATE TRIGGER guard BEFORE INSERT ON party_merge_confirmations
    FOR EACH ROW EXECUTE FUNCTION guard_party_merge_confirmation();
ALTER TABLE party_merge_confirmations ENABLE ALWAYS TRIGGER guard;

-- Who belongs together on a day, as known now. The same verdict as in
-- parties::store::kin, which also answers as known at an earlier instant.
CREATE FUNCTION kin_links(on_day date) RETURNS TABLE (one uuid, other uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.parent, l.child
    FROM public.control_links l
    WHERE l.starts_on <= on_day
      AND coalesce((SELECT x.ends_on FROM public.control_link_ends x WHERE x.link = l.id ORDER BY x.record DESC LIMIT 1),
                   l.ends_on, 'infinity') > on_day
      AND l.percent_bp > (SELECT CASE WHEN r.value ~ '^[0-9]{1,3}$' THEN 100 * r.value::integer END
                          FROM public.rule_in_force('related.percent', public.entry_instant(on_day, clock_timestamp())) r)
    UNION ALL
    SELECT e.organisation, e.successor
    FROM public.organisation_events e
    WHERE e.kind IN ('merged', 'acquired') AND e.effective_on <= on_day
      AND NOT EXISTS (SELECT FROM public.organisation_event_withdrawals w WHERE w.event = e.id)
$$;
COMMENT ON FUNCTION kin_links(date) IS
    'Pairs of organisations that belong together on a day: control above the rule related.percent, mergers and acquisitions. Where the rulebook is silent, no control counts.';
REVOKE ALL ON FUNCTION kin_links(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kin_links(date) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION related_group(of_party uuid, on_day date) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE links AS MATERIALIZED (
        SELECT k.one, k.other FROM public.kin_links(on_day) k
        UNION SELECT k.other, k.one FROM public.kin_links(on_day) k
    ), kin AS (
        SELECT of_party AS it UNION SELECT l.other FROM kin JOIN links l ON l.one = kin.it
    )
    SELECT it FROM kin
$$;
COMMENT ON FUNCTION related_group(uuid, date) IS
    'The related group of a party on a day: itself, and whoever is reached by links of kinship in either direction.';
REVOKE ALL ON FUNCTION related_group(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION related_group(uuid, date) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION is_affiliated(who uuid, with_whom uuid, on_day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT who IS NOT NULL AND (who = with_whom) IS TRUE OR EXISTS (
        SELECT FROM public.related_group(with_whom, on_day) k
        WHERE EXISTS (
                SELECT FROM public.ties t
                WHERE t.person = who AND t.organisation = k AND t.starts_on <= on_day
                  AND coalesce((SELECT x.ends_on FROM public.tie_ends x WHERE x.tie = t.id ORDER BY x.record DESC LIMIT 1),
                               t.ends_on, 'infinity') > on_day)
           OR (SELECT r.person FROM public.representations r
               WHERE r.organisation = k AND r.starts_on <= on_day
                 AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
               ORDER BY r.starts_on DESC, r.record DESC LIMIT 1) = who)
$$;
COMMENT ON FUNCTION is_affiliated(uuid, uuid, date) IS
    'Whether a person is affiliated with a party on a day, as known now: is it, has a tie to it or votes for it, or so with another of its related group.';
REVOKE ALL ON FUNCTION is_affiliated(uuid, uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_affiliated(uuid, uuid, date) TO commonhold_app, commonhold_certifier, commonhold_auditor;
