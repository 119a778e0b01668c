DROP VIEW party_records;
DROP TABLE representations;
DROP TABLE party_names;
DROP TABLE party_facts;
DROP TABLE parties;
DROP FUNCTION record_party();
