-- The rules as dated data, the member classes with their votes, and the
-- memberships from whose history every roll is computed.

CREATE TABLE rules (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
    value text,
    citation text NOT NULL,
    effective_from timestamptz,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT rules_key CHECK (key ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$'),
    CONSTRAINT rules_value CHECK (value <> ''),
    CONSTRAINT rules_citation CHECK (citation <> '')
);
COMMENT ON TABLE rules IS
    'Every number that decides anything, with its source. In force from effective_from (from the beginning where it is null) until the row of the same key that begins next; of two that begin together the later recorded one. Without a value the rule has ceased.';
CREATE INDEX rules_key_from ON rules (key, effective_from DESC NULLS LAST, record DESC);
CALL keep_as_history('rules');

CREATE TABLE member_classes (
    id text PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT member_classes_id CHECK (id ~ '^[a-z][a-z0-9-]{0,31}$'),
    CONSTRAINT member_classes_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 60)
);
COMMENT ON TABLE member_classes IS 'The classes of members, in the order in which pages list them.';
CREATE UNIQUE INDEX member_classes_names ON member_classes (lower(name));
CALL keep_as_member_facts('member_classes');

CREATE TABLE class_votes (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    class text NOT NULL REFERENCES member_classes (id),
    votes bigint NOT NULL,
    citation text NOT NULL,
    starts_on date,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT class_votes_votes CHECK (votes BETWEEN 0 AND 1000000),
    CONSTRAINT class_votes_citation CHECK (citation <> '')
);
COMMENT ON TABLE class_votes IS
    'How many votes each member of a class has, from a legal day on (from the beginning where it is null) until the row that begins next; 0: a class without a vote.';
CALL keep_as_member_facts('class_votes');

CREATE TABLE membership_imports (
    id uuid PRIMARY KEY,
    file_sha256 bytea NOT NULL,
    file_rows integer NOT NULL,
    imported_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_imports_once UNIQUE (file_sha256),
    CONSTRAINT membership_imports_hash CHECK (octet_length(file_sha256) = 32),
    CONSTRAINT membership_imports_rows CHECK (file_rows > 0)
);
COMMENT ON TABLE membership_imports IS 'Files of members taken in, each once and whole, and by whom.';
CALL keep_as_history('membership_imports');

CREATE TABLE membership_import_drafts (
    file_sha256 bytea PRIMARY KEY,
    file bytea NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT membership_import_drafts_hash CHECK (file_sha256 = sha256(file)),
    CONSTRAINT membership_import_drafts_size CHECK (octet_length(file) BETWEEN 1 AND 4194304)
);
COMMENT ON TABLE membership_import_drafts IS
    'A file of members between its dry run and its confirmation; erased by either, or a day after it came.';
GRANT SELECT, INSERT, DELETE ON membership_import_drafts TO commonhold_app;

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    number bigint NOT NULL,
    party uuid NOT NULL REFERENCES parties (id),
    class text NOT NULL REFERENCES member_classes (id),
    member_since date NOT NULL,
    import uuid REFERENCES membership_imports (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT memberships_number UNIQUE (number),
    CONSTRAINT memberships_number_counts CHECK (number > 0)
);
COMMENT ON TABLE memberships IS
    'One party in one class; one entitlement on a roll. Whether it is current on a day stands in its terms and its end.';
CREATE INDEX memberships_party ON memberships (party);
CALL keep_as_member_facts('memberships');

CREATE TABLE membership_terms (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    membership uuid NOT NULL REFERENCES memberships (id),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    import uuid REFERENCES membership_imports (id),
    corrects bigint REFERENCES membership_terms (record),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_terms_order CHECK (starts_on < ends_on)
);
COMMENT ON TABLE membership_terms IS
    'The membership is current from starts_on until the day before ends_on. A renewal is another row; a corrected row no longer counts.';
CREATE INDEX membership_terms_membership ON membership_terms (membership);
CREATE UNIQUE INDEX membership_terms_corrected_once ON membership_terms (corrects);
CALL keep_as_member_facts('membership_terms');

CREATE TABLE membership_ends (
    membership uuid PRIMARY KEY REFERENCES memberships (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_ends_reason CHECK (reason IN ('resigned', 'terminated', 'deceased', 'dissolved', 'recorded_in_error'))
);
COMMENT ON TABLE membership_ends IS 'From ends_on on the membership is over, whatever its terms say.';
CALL keep_as_member_facts('membership_ends');

CREATE TABLE affiliations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    employer text,
    starts_on date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT affiliations_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT affiliations_kind CHECK (person_kind = 'person'),
    CONSTRAINT affiliations_employer CHECK (employer <> '')
);
COMMENT ON TABLE affiliations IS
    'For whom a person works, by the employer''s name, from a day on (unknown where null) until a later record; without an employer, for nobody.';
CREATE INDEX affiliations_person ON affiliations (person, record DESC);
CALL keep_as_history('affiliations');

CREATE TABLE invitations (
    person uuid PRIMARY KEY,
    person_kind text NOT NULL DEFAULT 'person',
    invited_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT invitations_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT invitations_kind CHECK (person_kind = 'person')
);
COMMENT ON TABLE invitations IS 'Who was sent the letter that tells of their account, and by whom; each person once.';
CALL keep_as_history('invitations');
