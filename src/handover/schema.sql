-- Transfers of responsibility between organisations and areas.
CREATE SCHEMA handover;
GRANT USAGE ON SCHEMA handover TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA handover TO weft_keeper;

CREATE TABLE handover.transfer (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('release', 'area move')),
  from_organisation text NOT NULL REFERENCES directory.organisation,
  to_organisation   text NOT NULL REFERENCES directory.organisation,
  to_area text NOT NULL REFERENCES directory.area,
  to_force text REFERENCES directory.force_area,
  state text NOT NULL CHECK (state IN ('draft', 'offered', 'returned', 'accepted', 'effective', 'landed', 'declined', 'withdrawn')),
  reason text NOT NULL, own_words text, person_told text,
  made_by text NOT NULL, made_at timestamptz NOT NULL,
  first_offered_at timestamptz, offered_at timestamptz, answered_at timestamptz,
  effective_on date, officer text REFERENCES directory.worker,
  took_effect_at timestamptz, landed_at timestamptz, ended_at timestamptz,
  return_words text, decline_reason text, answer_words text,
  completeness_at_effect numeric(5,4),
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, reference)
);
COMMENT ON TABLE handover.transfer IS
  'A hand-over of responsibility, offered by one organisation and accepted by another; effective at an instant; landed at the first contact after.';
CREATE UNIQUE INDEX transfer_reference ON handover.transfer (area, reference);
CREATE INDEX transfer_to ON handover.transfer (to_organisation, state);
CREATE INDEX transfer_from ON handover.transfer (from_organisation, state);
CREATE UNIQUE INDEX transfer_one_open ON handover.transfer (area, case_id) WHERE state IN ('draft', 'offered', 'returned', 'accepted');
SELECT access.keep('handover.transfer');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON handover.transfer TO weft_app USING (' || access.seen('handover.transfer',
    '(l.responsible OR transfer.from_organisation = l.organisation OR transfer.to_organisation = l.organisation)',
    '(p.classes & 16384 <> 0 OR transfer.from_organisation = p.organisation OR transfer.to_organisation = p.organisation)') || ')';
END $$;
GRANT SELECT, INSERT, UPDATE ON handover.transfer TO weft_app;
GRANT SELECT ON handover.transfer TO weft_jobs;

CREATE TABLE handover.check_item (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, item text NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'missing', 'gap accepted')),
  ticked_by text NOT NULL CHECK (ticked_by IN ('weft', 'sender', 'receiver')),
  words text, gap_closer text, gap_by date,
  PRIMARY KEY (area, case_id, reference, item)
);
COMMENT ON TABLE handover.check_item IS 'An item of the minimum-information list: held, missing, or accepted as a gap with who closes it by when.';
SELECT access.protect_case_any('handover.check_item');
GRANT SELECT, INSERT, UPDATE ON handover.check_item TO weft_app;

-- Only the organisation offered to answers, only the one that offers offers, whoever may write the row.
CREATE FUNCTION handover.guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IS DISTINCT FROM OLD.state AND (
       (NEW.state IN ('accepted', 'declined', 'returned') AND NEW.to_organisation IS DISTINCT FROM access.organisation())
    OR (NEW.state IN ('offered', 'withdrawn') AND NEW.from_organisation IS DISTINCT FROM access.organisation())
    OR NEW.state = 'effective') THEN
    RAISE EXCEPTION 'not this organisation''s move' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.from_organisation, NEW.to_organisation) IS DISTINCT FROM (OLD.from_organisation, OLD.to_organisation) AND OLD.state <> 'draft' THEN
    RAISE EXCEPTION 'the parties of an offer stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON handover.transfer FOR EACH ROW
  WHEN (current_user = 'weft_app') EXECUTE FUNCTION handover.guard_transfer();
GRANT EXECUTE ON FUNCTION handover.guard_transfer() TO weft_app;

CREATE VIEW handover.reason AS
  SELECT area, case_id, 'offered ' || reference AS involvement, to_organisation AS organisation,
         'consider a hand-over' AS purpose, 'Offender Management Act 2007 s.14' AS lawful_basis,
         'hand-over ' || reference AS source, first_offered_at AS from_at,
         CASE WHEN state IN ('offered', 'returned', 'accepted') THEN 'infinity' ELSE coalesce(took_effect_at, ended_at) END AS to_at
  FROM handover.transfer WHERE first_offered_at IS NOT NULL;
COMMENT ON VIEW handover.reason IS 'Involvements that offers of responsibility give rise to.';
ALTER VIEW handover.reason OWNER TO weft_keeper;
GRANT SELECT ON handover.reason TO weft_loader;

CREATE FUNCTION handover.take_effect(of_area text, of_case text, of_reference text, at_instant timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, handover, casework, access AS $$
DECLARE moved handover.transfer;
BEGIN
  UPDATE handover.transfer SET state = 'effective', took_effect_at = at_instant, version = version + 1
   WHERE area = of_area AND case_id = of_case AND reference = of_reference AND state = 'accepted'
     AND effective_on <= (at_instant AT TIME ZONE 'Europe/London')::date
  RETURNING * INTO moved;
  IF NOT FOUND THEN RETURN false; END IF;
  IF (SELECT organisation FROM casework.responsibility WHERE area = of_area AND case_id = of_case AND from_at <= at_instant
      ORDER BY from_at DESC LIMIT 1) IS DISTINCT FROM moved.from_organisation THEN
    RAISE EXCEPTION 'the sender is no longer responsible' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO casework.responsibility (area, case_id, from_at, organisation, officer, reason, source)
  VALUES (of_area, of_case, at_instant, moved.to_organisation, moved.officer, moved.kind, 'hand-over ' || of_reference);
  UPDATE casework.case SET current_area = moved.to_area, version = version + 1 WHERE area = of_area AND case_id = of_case;
  PERFORM access.refresh(of_area, of_case);
  RETURN true;
END $$;
ALTER FUNCTION handover.take_effect OWNER TO weft_keeper;
COMMENT ON FUNCTION handover.take_effect IS
  'Moves responsibility of an accepted hand-over whose day has come; false where there is nothing to move. Harmless to call by anyone.';
REVOKE ALL ON FUNCTION handover.take_effect FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handover.take_effect TO weft_app, weft_jobs;
