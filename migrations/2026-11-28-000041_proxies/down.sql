DROP FUNCTION proxies_at_close(uuid);
DROP FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea, uuid, bytea, bytea, bytea);
CREATE FUNCTION cast_envelope(
    poll uuid, entitlement bytea, weight integer, envelope_id bytea, enc bytea, ct bytea, digest bytea,
    cast_key bytea, session bytea, signature bytea, body_mac bytea
) RETURNS TABLE (first boolean, answer public.cast_receipts)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    earlier public.cast_receipts;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || poll::text, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('entitlement ' || encode(entitlement, 'hex'), 0));
    SELECT * INTO earlier FROM public.cast_receipts r WHERE r.cast_key = cast_envelope.cast_key;
    IF FOUND THEN
        RETURN QUERY SELECT false, earlier;
        RETURN;
    END IF;
    INSERT INTO public.envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
        VALUES (poll, entitlement, 0, envelope_id, weight, enc, ct, digest);
    INSERT INTO public.cast_receipts
        VALUES (cast_key, poll, entitlement, session, envelope_id, digest, signature, body_mac)
        RETURNING * INTO earlier;
    RETURN QUERY SELECT true, earlier;
END
$$;
COMMENT ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea) IS
    'Runs with the caller''s rights: the guard of envelopes decides.';
REVOKE ALL ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea) TO commonhold_app;
DROP TABLE cast_marks;
DROP TRIGGER erase_proxies ON erasures;
DROP FUNCTION erase_proxies();
DROP TABLE proxy_revocations;
DROP FUNCTION guard_proxy_revocation();
DROP TABLE proxy_papers;
DROP FUNCTION guard_proxy_paper();
DROP FUNCTION proxy_stands(uuid, timestamptz);
DROP FUNCTION proxy_holder(uuid, uuid, timestamptz);
DROP TABLE proxies;
DROP FUNCTION guard_proxy();
DROP FUNCTION votes_for(uuid, uuid, timestamptz);
