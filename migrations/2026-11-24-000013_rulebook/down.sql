REVOKE INSERT ON member_classes, class_votes FROM commonhold_certifier;
DROP TRIGGER guard ON class_votes;
DROP TRIGGER guard ON member_classes;
DROP FUNCTION guard_class_votes();
DROP FUNCTION rule_in_force(text, timestamptz);
DROP TABLE rules;
DROP FUNCTION guard_rule();
DROP TABLE rulebook_versions;
DROP FUNCTION guard_rulebook_version();
DROP TABLE rulebook_drafts;
DROP FUNCTION is_founding();
CREATE OR REPLACE FUNCTION keep_log_origin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/foundation', 0));
    IF (NOT EXISTS (SELECT 1 FROM public.foundations WHERE log_origin <> NEW.log_origin)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the origin of the log is the same for life'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'log_origin_for_life';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_log_origin() IS 'Guard of foundations: a later version keeps the log''s origin.';
ALTER TABLE foundations DROP COLUMN founded_in;

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
