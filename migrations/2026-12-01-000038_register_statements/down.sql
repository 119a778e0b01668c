DROP TRIGGER guard ON registry_statements;
DROP FUNCTION guard_registry_statement();
DROP FUNCTION told_of_asset(uuid, text);
DROP FUNCTION is_of_this_transaction(xid, timestamptz);
