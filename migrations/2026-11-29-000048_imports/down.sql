DROP TABLE registry_imports;
DROP FUNCTION guard_registry_import();
DROP TABLE registry_import_drafts;
