DROP INDEX log_entries_notice_once;
DROP FUNCTION log_notice(bytea);
CREATE OR REPLACE FUNCTION guard_log_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields jsonb := convert_from(NEW.leaf, 'UTF8')::jsonb;
    poll_state text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (fields ->> 'v' = '1' AND fields ->> 'kind' = NEW.kind) IS NOT TRUE
        OR (fields ->> 'eid' IS NOT DISTINCT FROM encode(NEW.eid, 'hex')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry is named otherwise than its leaf says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_named_as_it_is';
    END IF;
    IF (CASE
            WHEN NEW.kind IN ('log.start', 'log.key') THEN session_user = 'commonhold_sequencer'
            WHEN NEW.kind = 'poll.cast' THEN session_user IN ('commonhold_sequencer', 'commonhold_app')
            WHEN NEW.kind IN ('poll.superseded', 'poll.closed') THEN session_user = 'commonhold_app'
            ELSE session_user = 'commonhold_certifier'
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'entries of the kind % are not made by %', NEW.kind, session_user
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'entry_is_of_its_maker';
    END IF;
    IF NEW.kind IN ('poll.cast', 'poll.superseded', 'poll.closed') THEN
        SELECT p.state INTO poll_state FROM public.polls p WHERE p.eid = NEW.eid;
        IF (CASE WHEN session_user = 'commonhold_app' THEN poll_state = 'closed' ELSE poll_state = 'open' END) IS NOT TRUE
            OR EXISTS (SELECT 1 FROM public.log_entries e WHERE e.eid = NEW.eid AND e.kind = 'poll.closed') IS NOT FALSE THEN
            RAISE EXCEPTION 'casts are entered while the poll is open and as it closes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'casts_are_entered_by_the_close';
        END IF;
    END IF;
    IF NEW.kind = 'log.start' AND EXISTS (
        SELECT 1 FROM public.foundations f WHERE f.log_origin = fields ->> 'origin') IS NOT TRUE THEN
        RAISE EXCEPTION 'the log begins with another origin than the foundation''s'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_origin_is_the_foundation_s';
    END IF;
    RETURN NEW;
END
$$;
DROP TABLE notice_certificate_files;
DROP FUNCTION guard_notice_certificate_file();
DROP TABLE notice_certificates;
DROP TABLE mail_objections;
DROP TABLE notice_steps;
DROP FUNCTION guard_notice_step();
DROP TABLE notice_addresses;
DROP TABLE notice_recipients;
DROP TABLE notices;
DROP FUNCTION guard_notice();
DROP TABLE notice_drafts;
