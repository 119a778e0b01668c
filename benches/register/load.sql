-- Motions that were adopted, and their resolutions, written set by set by the superuser
-- of the bench's own cluster: every guard of these tables rests meanwhile, as each looks
-- at one row at a time and dates it now. $MANY is how many there are, $ADA, $BEN and $CHI
-- the parties who move, second and vote.
BEGIN;
DO $$
DECLARE
    of_table text;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['motions', 'motion_texts', 'motion_steps', 'motion_questions', 'motion_links',
        'decision_entries', 'decision_votes', 'decision_rules', 'recorded_decisions', 'resolutions',
        'resolution_tasks', 'resolution_evidence'] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', of_table);
    END LOOP;
END
$$;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT i AS number, gen_random_uuid() AS motion, gen_random_uuid() AS question, gen_random_uuid() AS entry,
       gen_random_uuid() AS decision, gen_random_uuid() AS resolution,
       timestamptz '2006-01-01 12:00Z' + i * (interval '20 years' / $MANY) AS at,
       (ARRAY['Mirror', 'Archive', 'Grant', 'Charter', 'Travel', 'Server', 'Trademark', 'Audit', 'Conference', 'Licence'])[1 + i % 10]
           || ' ' || (ARRAY['budget', 'report', 'policy', 'committee', 'agreement', 'fund', 'review'])[1 + i % 7]
           || ' ' || to_hex(i * 7919) AS title
FROM generate_series(1, $MANY) i;
ALTER TABLE made ADD COLUMN words text;
UPDATE made SET words = 'It is resolved: ' || title || E'.\n\n' || (
    SELECT string_agg((ARRAY['foundation', 'members', 'secretary', 'treasurer', 'mirror', 'network', 'euros', 'contract',
                             'signed', 'published', 'within', 'thirty', 'days', 'report', 'quarter', 'decided', 'vote', 'open'])
                      [1 + (made.number * 31 + w * w * 7) % 18] || CASE WHEN w % 12 = 0 THEN substr(md5(made.number || '/' || w), 1, 6) ELSE '' END, ' ')
    FROM generate_series(1, 120) w);

-- Before the members and in debate: what everybody may read, below all that only the founders may.
INSERT INTO motions (id, body, kind, title, confidential, forum, opened_by, recorded_at)
    SELECT gen_random_uuid(), 'members', 'policy', 'Question ' || i, '', '', '$CHI', '2005-01-01 12:00Z' FROM generate_series(1, 60) i;
INSERT INTO motion_texts (motion, version, text, sha256, written_by, recorded_at)
    SELECT id, 1, 'Shall it be so?', sha256('Shall it be so?'), '$CHI', recorded_at FROM motions;
INSERT INTO motion_steps (motion, step, state, person, note, recorded_at)
    SELECT m.id, s.step, s.state, '$CHI'::uuid, '', m.recorded_at FROM motions m, (VALUES
        (1, 'open', 'draft'), (2, 'submit', 'submitted'), (3, 'move', 'moved'), (4, 'debate', 'in_debate')) AS s (place, step, state)
    ORDER BY m.number, s.place;

INSERT INTO motions (id, body, kind, title, confidential, forum, opened_by, recorded_at)
    SELECT motion, 'founders', 'ordinary', title, CASE WHEN number % 50 = 0 THEN 'Bylaws § 4.14' ELSE '' END, '', '$CHI', at FROM made ORDER BY number;
INSERT INTO motion_texts (motion, version, text, sha256, written_by, recorded_at)
    SELECT motion, 1, words, sha256(convert_to(words, 'UTF8')), '$CHI', at FROM made;
INSERT INTO motion_steps (motion, step, state, person, note, recorded_at)
    SELECT m.motion, s.step, s.state, s.person::uuid, '', m.at FROM made m, (VALUES
        (1, 'open', 'draft', '$CHI'), (2, 'submit', 'submitted', '$CHI'), (3, 'move', 'moved', '$CHI'), (4, 'second', 'seconded', '$ADA'),
        (5, 'debate', 'in_debate', '$CHI'), (6, 'put', 'put', '$CHI'), (7, 'adopt', 'adopted', '$ADA')) AS s (place, step, state, person)
    ORDER BY m.number, s.place;
INSERT INTO motion_questions (id, motion, round, form, version, sha256, put_by, recorded_at)
    SELECT question, motion, 1, 'roll_call', 1, sha256(convert_to(words, 'UTF8')), '$CHI', at FROM made;
INSERT INTO decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, entered_by, question, entered_in, recorded_at)
    SELECT entry, 'founders', at::date, title, words, '', 'ordinary', true, '$CHI', question, pg_current_xact_id(), at FROM made ORDER BY number;
INSERT INTO decision_votes (entry, person, vote, recorded_at)
    SELECT entry, p.person::uuid, 'yes', at FROM made, (VALUES ('$ADA'), ('$BEN'), ('$CHI')) AS p (person);
INSERT INTO decision_rules (entry, key, value, citation, recorded_at)
    SELECT m.entry, r.key, r.value, r.citation, m.at FROM made m, rules r
    WHERE r.key IN ('board.quorum', 'board.recusal', 'board.majority') AND r.version = (SELECT max(version) FROM rules);
INSERT INTO recorded_decisions (id, title, decision, decided_by, decided_on, citation, entry, confirmed_by, adopted, body, recorded_at)
    SELECT decision, title, words, 'The founders', at::date, '', entry, '$ADA', true, 'founders', at FROM made ORDER BY number;
INSERT INTO resolutions (id, decision, body, year, number, motion, effective_on, confidential, words, recorded_at)
    SELECT resolution, decision, 'founders', extract(year FROM at), row_number() OVER (PARTITION BY extract(year FROM at) ORDER BY number),
           motion, at::date, CASE WHEN number % 50 = 0 THEN 'Bylaws § 4.14' ELSE '' END, to_tsvector('simple', title || ' ' || words), at
    FROM made;
-- Every tenth does something to the one before it.
INSERT INTO motion_links (motion, relation, resolution, linked_by, recorded_at)
    SELECT m.motion, (ARRAY['supersedes', 'rescinds', 'ratifies', 'amends', 'implements'])[1 + m.number / 10 % 5], o.resolution, '$CHI', m.at
    FROM made m JOIN made o ON o.number = m.number - 1 WHERE m.number % 10 = 0;
INSERT INTO motion_steps (motion, step, state, person, note, recorded_at)
    SELECT l.motion, 'rescind', 'rescinded', '$ADA', '', l.recorded_at FROM motion_links x
    JOIN resolutions r ON r.id = x.resolution, LATERAL (SELECT r.motion, x.recorded_at) l WHERE x.relation IN ('supersedes', 'rescinds');
INSERT INTO resolution_tasks (resolution, responsible, due_on, recorded_by, recorded_at)
    SELECT resolution, '$BEN', at::date + 30, '$CHI', at FROM made WHERE number % 5 = 0;
INSERT INTO resolution_evidence (resolution, note, completes, recorded_by, recorded_at)
    SELECT resolution, 'It was done.', true, '$CHI', at FROM made WHERE number % 15 = 0;

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT g.tgname, g.tgrelid::regclass AS of_table FROM pg_trigger g
             WHERE NOT g.tgisinternal AND g.tgenabled = 'D' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.of_table, t.tgname);
    END LOOP;
END
$$;
COMMIT;
