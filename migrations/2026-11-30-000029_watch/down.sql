DROP TABLE registry_imports;
DROP TABLE registry_import_drafts;
DROP TABLE watch_results;
DROP FUNCTION guard_registry_import();
DROP FUNCTION guard_watch_result();
