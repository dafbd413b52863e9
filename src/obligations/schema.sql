-- Promises with a clock and, at every moment, one holder.
CREATE SCHEMA obligations;
GRANT USAGE ON SCHEMA obligations TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA obligations TO weft_keeper;

CREATE TABLE obligations.definition (
  code text NOT NULL, version int NOT NULL,
  from_day date NOT NULL,
  title text NOT NULL, words text NOT NULL,
  owed_by text NOT NULL, owed_to text,
  due_unit text NOT NULL CHECK (due_unit IN ('business days', 'the day named')),
  due_count int CHECK (due_count > 0),
  due_count_of jsonb NOT NULL DEFAULT '{}',
  pauses text, satisfied_by text NOT NULL, ended_by text,
  source text NOT NULL,
  PRIMARY KEY (code, version),
  CHECK ((due_count IS NULL) = (due_unit = 'the day named'))
);
COMMENT ON TABLE obligations.definition IS
  'A definition, versioned: who owes it to whom, and when it is due after its trigger. due_count_of: the count of a kind that has '
  'one of its own ({"release": 1}). What opens, pauses and settles it is in rules of the same code.';
SELECT access.reference('obligations.definition');

CREATE TABLE obligations.obligation (
  area text NOT NULL, case_id text NOT NULL, obligation text NOT NULL,
  code text NOT NULL, version int NOT NULL,
  subject text NOT NULL,
  owed_by text NOT NULL REFERENCES directory.organisation,
  owed_to text REFERENCES directory.organisation,
  holder text NOT NULL REFERENCES directory.organisation,
  worker text REFERENCES directory.worker,
  started_at timestamptz NOT NULL,
  allowed int,
  due_at timestamptz NOT NULL,
  month text NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('open', 'met', 'met late', 'missed', 'excused', 'void')),
  settled_at timestamptz,
  settled_because text,
  fell_due boolean NOT NULL DEFAULT false,
  link text NOT NULL,
  PRIMARY KEY (area, case_id, obligation),
  FOREIGN KEY (code, version) REFERENCES obligations.definition
);
COMMENT ON TABLE obligations.obligation IS
  'One promise. subject: what it is about ("referral AB1234AC"). holder: who has the clock now. month: the month in which it falls due (London). '
  'allowed: the business days allowed, none where a day was named. due_at: exclusive; while paused, as it was before. '
  'fell_due: its due instant has passed and the journal says so. link: the page where it is done.';
CREATE UNIQUE INDEX obligation_subject ON obligations.obligation (area, case_id, code, subject);
CREATE INDEX obligation_holder ON obligations.obligation (holder, due_at, started_at) INCLUDE (code, paused) WHERE state = 'open';
CREATE INDEX obligation_owed_to ON obligations.obligation (owed_to, due_at) WHERE state = 'open';
CREATE INDEX obligation_figure ON obligations.obligation (area, month, code, owed_by) INCLUDE (state, fell_due);
CREATE INDEX obligation_open ON obligations.obligation (area, case_id) WHERE state = 'open';
CREATE INDEX obligation_due ON obligations.obligation (due_at) WHERE state = 'open' AND NOT fell_due;
SELECT access.keep('obligations.obligation');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON obligations.obligation TO weft_app USING (' || access.seen('obligations.obligation',
    '(l.organisation IN (obligation.owed_by, obligation.owed_to, obligation.holder) OR l.classes & 16384 <> 0)',
    '(p.organisation IN (obligation.owed_by, obligation.owed_to, obligation.holder) OR p.classes & 16384 <> 0)') || ')';
END $$;
GRANT SELECT ON obligations.obligation TO weft_app;
GRANT SELECT, UPDATE ON obligations.obligation TO weft_jobs;

CREATE TABLE obligations.segment (
  area text NOT NULL, case_id text NOT NULL, obligation text NOT NULL, from_at timestamptz NOT NULL,
  holder text NOT NULL, joint_from text, joint_to text, paused boolean NOT NULL DEFAULT false,
  PRIMARY KEY (area, case_id, obligation, from_at),
  CHECK ((joint_from IS NULL) = (joint_to IS NULL))
);
COMMENT ON TABLE obligations.segment IS
  'Who held the clock from an instant on (starts only). Between organisations, offered and not yet accepted, the joint takes the overrun.';
SELECT access.keep('obligations.segment');
CREATE POLICY as_its_obligation ON obligations.segment FOR SELECT TO weft_app USING (EXISTS (
  SELECT FROM obligations.obligation o WHERE o.area = segment.area AND o.case_id = segment.case_id AND o.obligation = segment.obligation));
GRANT SELECT ON obligations.segment TO weft_app, weft_jobs;

-- Obligations follow from events, whoever sees the case by then: the provider that declines has lost the case in the same transaction.
-- An event about a case leaves a mark in its transaction, made with the keeper's key, so that no query of the journal is needed.
CREATE FUNCTION obligations.mark(of_area text, of_case text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT encode(sha256(k.key || convert_to(concat_ws('|', pg_current_xact_id(), of_area, of_case), 'UTF8')), 'hex')
    FROM access.scope_key k WHERE k.name = 'current'
$$;
ALTER FUNCTION obligations.mark OWNER TO weft_keeper;
REVOKE ALL ON FUNCTION obligations.mark FROM PUBLIC;

CREATE FUNCTION obligations.leave_mark() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, obligations AS $$
DECLARE marks text := coalesce(current_setting('weft.events', true), '');
DECLARE mark text := obligations.mark(NEW.area, NEW.case_id);
BEGIN
  IF strpos(marks, mark) = 0 THEN PERFORM set_config('weft.events', right(marks || mark, 6400), true); END IF;
  RETURN NULL;
END $$;
ALTER FUNCTION obligations.leave_mark OWNER TO weft_keeper;
REVOKE ALL ON FUNCTION obligations.leave_mark FROM PUBLIC;
GRANT EXECUTE ON FUNCTION obligations.leave_mark TO weft_app, weft_jobs;
CREATE TRIGGER leave_mark AFTER INSERT ON journal.event FOR EACH ROW
  WHEN (NEW.case_id IS NOT NULL AND current_user IN ('weft_app', 'weft_jobs')) EXECUTE FUNCTION obligations.leave_mark();

CREATE FUNCTION obligations.happens(of_area text, of_case text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, obligations AS $$
  SELECT strpos(coalesce(current_setting('weft.events', true), ''), obligations.mark(of_area, of_case)) > 0
$$;
ALTER FUNCTION obligations.happens OWNER TO weft_keeper;
COMMENT ON FUNCTION obligations.happens IS 'Whether this very transaction has written an event about the case.';

CREATE FUNCTION obligations.of_case(of_area text, of_case text) RETURNS SETOF obligations.obligation
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, obligations AS $$
  SELECT * FROM obligations.obligation WHERE area = of_area AND case_id = of_case AND obligations.happens(of_area, of_case)
$$;
ALTER FUNCTION obligations.of_case OWNER TO weft_keeper;
COMMENT ON FUNCTION obligations.of_case IS 'Every obligation of a case that an event of this transaction is about; otherwise none.';

CREATE FUNCTION obligations.segments_of(of_area text, of_case text, of_obligation text) RETURNS SETOF obligations.segment
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, obligations AS $$
  SELECT * FROM obligations.segment WHERE area = of_area AND case_id = of_case AND obligation = of_obligation
     AND obligations.happens(of_area, of_case) ORDER BY from_at
$$;
ALTER FUNCTION obligations.segments_of OWNER TO weft_keeper;

CREATE FUNCTION obligations.put(row_given jsonb, starts_given jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, obligations AS $$
DECLARE given obligations.obligation := jsonb_populate_record(NULL::obligations.obligation, row_given);
BEGIN
  IF NOT obligations.happens(given.area, given.case_id) THEN
    RAISE EXCEPTION 'an obligation changes only beside an event of its case' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO obligations.obligation SELECT given.*
  ON CONFLICT (area, case_id, obligation) DO UPDATE SET
    owed_by = excluded.owed_by, holder = excluded.holder, worker = excluded.worker, started_at = excluded.started_at,
    due_at = excluded.due_at, month = excluded.month, paused = excluded.paused, state = excluded.state,
    settled_at = excluded.settled_at, settled_because = excluded.settled_because, fell_due = excluded.fell_due;
  DELETE FROM obligations.segment s WHERE (s.area, s.case_id, s.obligation) = (given.area, given.case_id, given.obligation)
     AND s.from_at NOT IN (SELECT (g ->> 'from_at')::timestamptz FROM jsonb_array_elements(starts_given) g);
  INSERT INTO obligations.segment
  SELECT given.area, given.case_id, given.obligation, g.from_at, g.holder, g.joint_from, g.joint_to, g.paused
    FROM jsonb_to_recordset(starts_given) AS g (from_at timestamptz, holder text, joint_from text, joint_to text, paused boolean)
  ON CONFLICT (area, case_id, obligation, from_at) DO UPDATE SET
    holder = excluded.holder, joint_from = excluded.joint_from, joint_to = excluded.joint_to, paused = excluded.paused;
END $$;
ALTER FUNCTION obligations.put OWNER TO weft_keeper;
COMMENT ON FUNCTION obligations.put IS
  'Writes one obligation and its segments as the rules made them, beside an event of this transaction about its case.';

-- What an organisation's managers may know without seeing records: how many, never whose.
CREATE FUNCTION obligations.held_now(at_instant timestamptz) RETURNS TABLE (code text, open_now int, overdue int, next_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, obligations AS $$
  SELECT o.code, count(*)::int, count(*) FILTER (WHERE o.due_at <= at_instant)::int, min(o.due_at)
    FROM obligations.obligation o
   WHERE o.state = 'open' AND NOT o.paused AND o.started_at <= at_instant AND o.holder = (SELECT access.organisation())
   GROUP BY o.code
$$;
ALTER FUNCTION obligations.held_now OWNER TO weft_keeper;
COMMENT ON FUNCTION obligations.held_now IS 'Open obligations that the organisation acted for holds, counted by definition.';

REVOKE ALL ON FUNCTION obligations.happens, obligations.of_case, obligations.segments_of, obligations.put, obligations.held_now FROM PUBLIC;
GRANT EXECUTE ON FUNCTION obligations.happens, obligations.of_case, obligations.segments_of, obligations.put, obligations.held_now
  TO weft_app, weft_jobs, weft_keeper;
