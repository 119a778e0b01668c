REVOKE SELECT (id, poll_id, officer_key, statement, uploaded_by, recorded_at) ON poll_unsealings FROM commonhold_auditor;
GRANT SELECT ON poll_unsealings TO commonhold_auditor;
DROP TABLE auditor_views;
DROP FUNCTION guard_auditor_view();
