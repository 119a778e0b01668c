DROP TABLE election_rehearsals;
DROP FUNCTION guard_election_rehearsal();
DROP TABLE rehearsals;
DROP FUNCTION guard_rehearsing();
DROP FUNCTION rehearsed_origin(text);
