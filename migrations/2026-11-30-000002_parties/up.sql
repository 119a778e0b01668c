-- Persons and organisations, and who votes for an organisation.
--
-- Name and country stand apart from what else was recorded of a party. What a name
-- was is nobody's proof of anything: rolls, entries of the log and decisions stand
-- on identities, days and numbers. So a name may go while they stay, by an erasure
-- that two officers bring about, and by nothing else.

CREATE TABLE parties (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT parties_kind CHECK (kind IN ('person', 'organisation')),
    CONSTRAINT parties_id_kind UNIQUE (id, kind)
);
COMMENT ON TABLE parties IS
    'Persons and organisations the foundation deals with; what is known of each stands in party_records.';
CALL keep_as_member_facts('parties');

CREATE TABLE party_facts (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    party uuid NOT NULL REFERENCES parties (id),
    disclosed boolean NOT NULL,
    corrects bigint REFERENCES party_facts (record),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE party_facts IS
    'That something was recorded of a party, when, and whether the party is named in public: one row for each record, its name and country in party_names. A party that is not disclosed is named to officers only. Written through the view party_records.';
CREATE INDEX party_facts_latest ON party_facts (party, record DESC);
CALL keep_as_member_facts('party_facts');
REVOKE INSERT ON party_facts FROM commonhold_app;

CREATE TABLE party_names (
    record bigint PRIMARY KEY REFERENCES party_facts (record),
    name text NOT NULL,
    country text NOT NULL,
    CONSTRAINT party_records_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT party_records_country CHECK (country ~ '^([A-Z]{2})?$')
);
COMMENT ON TABLE party_names IS
    'Name and country of a party as of a record. Kept apart from the record, so that a person''s can be erased: a pseudonym stands there then. Written through the view party_records; history, but for what an erasure takes of it.';
COMMENT ON COLUMN party_names.country IS 'ISO 3166-1 alpha-2, empty when not known.';
CALL keep_references('party_names');
CALL keep_until_erased('party_names', '(SELECT f.party FROM public.party_facts f WHERE f.record = ($1).record)', 'name,country');

-- Without a look at the name, this is a look at the facts alone.
CREATE VIEW party_records AS
    SELECT f.record, f.party, n.name, n.country, f.disclosed, f.corrects, f.recorded_at
    FROM party_facts f LEFT JOIN party_names n ON n.record = f.record;
COMMENT ON VIEW party_records IS 'What is known of a party: the latest record rules. Facts and name together, to read and to extend.';
GRANT SELECT, INSERT ON party_records TO commonhold_app;
GRANT SELECT ON party_records TO commonhold_certifier, commonhold_auditor;

CREATE FUNCTION record_party() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.party_facts (party, disclosed, corrects) VALUES (NEW.party, NEW.disclosed, NEW.corrects)
        RETURNING record, recorded_at INTO NEW.record, NEW.recorded_at;
    INSERT INTO public.party_names (record, name, country) VALUES (NEW.record, NEW.name, NEW.country);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION record_party() IS 'A record of a party goes to party_facts, its name and country to party_names.';
CREATE TRIGGER record_party INSTEAD OF INSERT ON party_records FOR EACH ROW EXECUTE FUNCTION record_party();

CREATE TABLE representations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    person uuid,
    person_kind text NOT NULL DEFAULT 'person',
    starts_on date NOT NULL,
    corrects bigint REFERENCES representations (record),
    recorded_by uuid NOT NULL REFERENCES parties (id),
    change uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT representations_kinds CHECK (organisation_kind = 'organisation' AND person_kind = 'person'),
    CONSTRAINT representations_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT representations_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind)
);
COMMENT ON TABLE representations IS
    'Who votes for an organisation from a day on, until a row with a later day; without a person nobody does. The first is named by one, but of whoever a membership went to by a transfer; every other row stands on a change that two officers made.';
COMMENT ON COLUMN representations.recorded_by IS
    'Whose act it was: of the first the officer who recorded it or brought the file of members, or the applicant who applied for the organisation; of a change the second officer, and where it was stopped whoever stopped it.';
COMMENT ON COLUMN representations.change IS 'The change by which one came in place of another; none of the first.';
CREATE INDEX representations_latest ON representations (organisation, starts_on DESC, record DESC);
CREATE INDEX representations_person ON representations (person);
CREATE INDEX representations_corrections ON representations (corrects, recorded_at) WHERE corrects IS NOT NULL;
CALL keep_as_member_facts('representations');
