DROP TABLE auditor_views;
DROP FUNCTION guard_auditor_view();
