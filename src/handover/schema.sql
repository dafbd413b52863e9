-- Transfers of responsibility between organisations and areas.
CREATE SCHEMA handover;
GRANT USAGE ON SCHEMA handover TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA handover TO weft_keeper;

CREATE TABLE handover.transfer (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('release', 'area move')),
  from_organisation text NOT NULL REFERENCES directory.organisation,
  from_area text NOT NULL REFERENCES directory.area,
  to_organisation   text NOT NULL REFERENCES directory.organisation,
  to_area text NOT NULL REFERENCES directory.area,
  state text NOT NULL CHECK (state IN ('draft', 'offered', 'returned', 'accepted', 'effective', 'landed', 'declined', 'withdrawn')),
  reason text NOT NULL, own_words text,
  made_by text NOT NULL, made_at timestamptz NOT NULL,
  first_offered_at timestamptz, offered_at timestamptz, answered_at timestamptz,
  effective_on date, officer text REFERENCES directory.worker, land_by timestamptz,
  took_effect_at timestamptz, landed_at timestamptz, ended_at timestamptz,
  return_words text, decline_reason text, answer_words text,
  completeness_at_effect numeric(5,4),
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, reference),
  CHECK (from_organisation <> to_organisation),
  CHECK (state IN ('draft', 'withdrawn') OR first_offered_at IS NOT NULL),
  CHECK (state NOT IN ('accepted', 'effective', 'landed')
    OR (effective_on IS NOT NULL AND officer IS NOT NULL AND land_by IS NOT NULL AND answered_at IS NOT NULL)),
  CHECK ((state IN ('effective', 'landed')) = (took_effect_at IS NOT NULL)),
  CHECK ((state = 'landed') = (landed_at IS NOT NULL)),
  CHECK ((state IN ('declined', 'withdrawn')) = (ended_at IS NOT NULL))
);
COMMENT ON TABLE handover.transfer IS
  'A hand-over of responsibility, offered by one organisation and accepted by another; effective at an instant; landed at the first contact after. '
  'from_area: where the case was when it was drafted; effective_on: a day in London; land_by: the instant before which first contact is in time.';
CREATE UNIQUE INDEX transfer_reference ON handover.transfer (area, reference);
CREATE INDEX transfer_to ON handover.transfer (to_organisation, state);
CREATE INDEX transfer_from ON handover.transfer (from_organisation, state);
CREATE INDEX transfer_due ON handover.transfer (effective_on) WHERE state = 'accepted';
CREATE INDEX transfer_from_area ON handover.transfer (from_area);
CREATE INDEX transfer_to_area ON handover.transfer (to_area);
CREATE UNIQUE INDEX transfer_one_open ON handover.transfer (area, case_id) WHERE state IN ('draft', 'offered', 'returned', 'accepted');
SELECT access.keep('handover.transfer');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON handover.transfer TO weft_app USING (' || access.seen('handover.transfer',
    '(l.responsible OR transfer.from_organisation = l.organisation'
    ' OR (transfer.to_organisation = l.organisation AND transfer.first_offered_at IS NOT NULL))',
    '(p.classes & 16384 <> 0 OR transfer.from_organisation = p.organisation'
    ' OR (transfer.to_organisation = p.organisation AND transfer.first_offered_at IS NOT NULL))') || ')';
END $$;
GRANT SELECT, INSERT, UPDATE ON handover.transfer TO weft_app;
GRANT SELECT ON handover.transfer TO weft_jobs;

-- Only who is responsible drafts and offers, only who was offered it answers, each move only from a state that allows it, and
-- nobody takes effect by hand: whoever may write the row.
CREATE FUNCTION handover.guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  acting text := access.organisation();
  was text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE 'nothing' END;
  move text := was || ' to ' || NEW.state;
  mover text := CASE
    WHEN move IN ('nothing to draft', 'draft to draft', 'draft to offered', 'draft to withdrawn', 'offered to withdrawn',
                  'returned to returned', 'returned to offered', 'returned to withdrawn') THEN NEW.from_organisation
    WHEN move IN ('offered to accepted', 'offered to returned', 'offered to declined', 'effective to landed') THEN NEW.to_organisation END;
BEGIN
  IF acting IS NULL OR mover IS DISTINCT FROM acting THEN
    RAISE EXCEPTION 'not this organisation''s move' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state IN ('draft', 'offered') THEN
    IF acting IS DISTINCT FROM (SELECT r.organisation FROM casework.responsibility r WHERE r.area = NEW.area AND r.case_id = NEW.case_id
                                 ORDER BY r.from_at DESC LIMIT 1) THEN
      RAISE EXCEPTION 'only the responsible organisation hands over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM directory.role_in_area r WHERE r.organisation = NEW.to_organisation AND r.area = NEW.to_area
                     AND r.role IN ('lead provider', 'probation service', 'prison') AND (r.to_day IS NULL OR r.to_day >= current_date)) THEN
      RAISE EXCEPTION 'the receiver cannot be responsible in the area' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.area, NEW.case_id, NEW.reference, NEW.kind, NEW.from_organisation, NEW.from_area, NEW.to_organisation, NEW.to_area,
                           NEW.made_by, NEW.made_at, NEW.took_effect_at, NEW.completeness_at_effect)
     IS DISTINCT FROM (OLD.area, OLD.case_id, OLD.reference, OLD.kind, OLD.from_organisation, OLD.from_area, OLD.to_organisation, OLD.to_area,
                       OLD.made_by, OLD.made_at, OLD.took_effect_at, OLD.completeness_at_effect) THEN
    RAISE EXCEPTION 'the parties and the making of a hand-over stay' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON handover.transfer FOR EACH ROW
  WHEN (current_user = 'weft_app') EXECUTE FUNCTION handover.guard_transfer();
REVOKE ALL ON FUNCTION handover.guard_transfer() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handover.guard_transfer() TO weft_app;

-- What belongs to a hand-over is seen with it: the sub-query below is itself under the law of transfer.
CREATE TABLE handover.check_item (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, item text NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'missing', 'gap accepted')),
  ticked_by text NOT NULL CHECK (ticked_by IN ('weft', 'sender', 'receiver')),
  words text, gap_closer text REFERENCES directory.organisation, gap_by date, gap_closed_at timestamptz,
  PRIMARY KEY (area, case_id, reference, item),
  CHECK ((state = 'gap accepted') = (gap_closer IS NOT NULL AND gap_by IS NOT NULL)),
  CHECK (gap_closed_at IS NULL OR state = 'gap accepted')
);
COMMENT ON TABLE handover.check_item IS
  'An item of the minimum-information list. Before acceptance only what the sender ticked; at acceptance the whole list as it stood: '
  'held, or accepted as a gap with who closes it by when, and when it was closed.';
SELECT access.keep('handover.check_item');
CREATE POLICY with_its_transfer ON handover.check_item FOR SELECT TO weft_app USING (
  EXISTS (SELECT FROM handover.transfer t WHERE t.area = check_item.area AND t.case_id = check_item.case_id AND t.reference = check_item.reference));
CREATE POLICY added_before_answer ON handover.check_item FOR INSERT TO weft_app WITH CHECK (
  EXISTS (SELECT FROM handover.transfer t WHERE t.area = check_item.area AND t.case_id = check_item.case_id AND t.reference = check_item.reference
    AND ((t.state IN ('draft', 'returned') AND t.from_organisation = (SELECT access.organisation()) AND check_item.ticked_by = 'sender')
      OR (t.state = 'offered' AND t.to_organisation = (SELECT access.organisation()) AND check_item.ticked_by <> 'sender'))));
CREATE POLICY changed_before_answer ON handover.check_item FOR UPDATE TO weft_app
  USING (ticked_by = 'sender' AND EXISTS (SELECT FROM handover.transfer t WHERE t.area = check_item.area AND t.case_id = check_item.case_id
    AND t.reference = check_item.reference AND t.state IN ('draft', 'returned') AND t.from_organisation = (SELECT access.organisation())))
  WITH CHECK (ticked_by = 'sender' AND state = 'held');
CREATE POLICY closed_by_the_receiver ON handover.check_item FOR UPDATE TO weft_app
  USING (state = 'gap accepted' AND gap_closed_at IS NULL AND EXISTS (SELECT FROM handover.transfer t WHERE t.area = check_item.area
    AND t.case_id = check_item.case_id AND t.reference = check_item.reference AND t.to_organisation = (SELECT access.organisation())))
  WITH CHECK (state = 'gap accepted');
CREATE POLICY taken_back_before_answer ON handover.check_item FOR DELETE TO weft_app
  USING (ticked_by = 'sender' AND EXISTS (SELECT FROM handover.transfer t WHERE t.area = check_item.area AND t.case_id = check_item.case_id
    AND t.reference = check_item.reference AND t.state IN ('draft', 'returned') AND t.from_organisation = (SELECT access.organisation())));
GRANT SELECT, INSERT, UPDATE, DELETE ON handover.check_item TO weft_app;

CREATE TABLE handover.returned_item (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, returned_at timestamptz NOT NULL, item text NOT NULL,
  PRIMARY KEY (area, case_id, reference, returned_at, item)
);
COMMENT ON TABLE handover.returned_item IS 'What was missing each time a hand-over was returned, by the item of the list.';
SELECT access.keep('handover.returned_item');
CREATE POLICY with_its_transfer ON handover.returned_item FOR SELECT TO weft_app USING (
  EXISTS (SELECT FROM handover.transfer t WHERE t.area = returned_item.area AND t.case_id = returned_item.case_id AND t.reference = returned_item.reference));
CREATE POLICY by_the_receiver ON handover.returned_item FOR INSERT TO weft_app WITH CHECK (
  EXISTS (SELECT FROM handover.transfer t WHERE t.area = returned_item.area AND t.case_id = returned_item.case_id AND t.reference = returned_item.reference
    AND t.state = 'offered' AND t.to_organisation = (SELECT access.organisation())));
GRANT SELECT, INSERT ON handover.returned_item TO weft_app;

CREATE VIEW handover.reason AS
  SELECT area, case_id, 'offered ' || reference AS involvement, to_organisation AS organisation,
         'consider a hand-over' AS purpose, 'Offender Management Act 2007 s.14' AS lawful_basis,
         'hand-over ' || reference AS source, first_offered_at AS from_at,
         CASE WHEN state IN ('offered', 'returned', 'accepted') THEN 'infinity' ELSE coalesce(took_effect_at, ended_at) END AS to_at
  FROM handover.transfer WHERE first_offered_at IS NOT NULL;
COMMENT ON VIEW handover.reason IS 'Involvements that offers of responsibility give rise to.';
ALTER VIEW handover.reason OWNER TO weft_keeper;
GRANT SELECT ON handover.reason TO weft_loader;

CREATE FUNCTION handover.plan_completeness(of_area text, of_case text) RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, casework AS $$
  SELECT coalesce(sum(g.weight * coalesce(s.achieved, 0)) / nullif(sum(g.weight), 0), 0)
    FROM casework.goal g
    LEFT JOIN LATERAL (SELECT sum(x.weight) FILTER (WHERE x.state = 'achieved')::numeric / sum(x.weight) AS achieved
                         FROM casework.step x WHERE x.area = g.area AND x.case_id = g.case_id AND x.goal = g.goal) s ON true
   WHERE g.area = of_area AND g.case_id = of_case AND g.state = 'open'
$$;
ALTER FUNCTION handover.plan_completeness OWNER TO weft_keeper;
COMMENT ON FUNCTION handover.plan_completeness IS 'Completeness of the open goals of the plan, 0 to 1, as casework''s planCompleteness: for the instant of effect alone.';
REVOKE ALL ON FUNCTION handover.plan_completeness FROM PUBLIC;

CREATE FUNCTION handover.take_effect(of_area text, of_case text, of_reference text, at_instant timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, handover, casework, access AS $$
DECLARE
  moved handover.transfer;
  last casework.responsibility;
  taken_at timestamptz;
BEGIN
  -- The jobs role keeps its own clock, so that a replay may run ahead; nobody else dates a move into the days to come.
  IF session_user <> 'weft_jobs' AND at_instant > clock_timestamp() + interval '1 minute' THEN RETURN NULL; END IF;
  SELECT * INTO moved FROM handover.transfer
   WHERE area = of_area AND case_id = of_case AND reference = of_reference AND state = 'accepted' AND answered_at <= at_instant
     AND effective_on <= (at_instant AT TIME ZONE 'Europe/London')::date
   FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT * INTO last FROM casework.responsibility WHERE area = of_area AND case_id = of_case ORDER BY from_at DESC LIMIT 1;
  IF last.organisation IS DISTINCT FROM moved.from_organisation THEN
    UPDATE handover.transfer SET state = 'withdrawn', ended_at = at_instant, version = version + 1
     WHERE area = of_area AND case_id = of_case AND reference = of_reference;
    PERFORM access.refresh(of_area, of_case);
    RETURN 'withdrawn';
  END IF;
  taken_at := greatest(at_instant, last.from_at + interval '1 microsecond');
  UPDATE handover.transfer
     SET state = 'effective', took_effect_at = taken_at, version = version + 1,
         completeness_at_effect = handover.plan_completeness(of_area, of_case)
   WHERE area = of_area AND case_id = of_case AND reference = of_reference;
  INSERT INTO casework.responsibility (area, case_id, from_at, organisation, officer, reason, source)
  VALUES (of_area, of_case, taken_at, moved.to_organisation, moved.officer, moved.kind, 'hand-over ' || of_reference);
  UPDATE casework.case SET current_area = moved.to_area, version = version + 1 WHERE area = of_area AND case_id = of_case;
  -- What the sender had asked of others, and its appointments to come, are the receiver's from now on.
  UPDATE casework.referral r SET sender = moved.to_organisation, sender_worker = moved.officer, version = r.version + 1
   WHERE r.area = of_area AND r.case_id = of_case AND r.sender = moved.from_organisation
     AND (r.state IN ('draft', 'sent', 'returned') OR (r.state = 'accepted' AND EXISTS (
       SELECT FROM casework.service s WHERE s.area = r.area AND s.case_id = r.case_id AND s.reference = r.reference AND s.state <> 'ended')));
  UPDATE casework.session SET provider = moved.to_organisation, worker = moved.officer, version = version + 1
   WHERE area = of_area AND case_id = of_case AND reference IS NULL AND provider = moved.from_organisation
     AND state = 'booked' AND starts_at >= taken_at;
  PERFORM access.assign_from_facts(of_area, of_case);
  RETURN 'effective';
END $$;
ALTER FUNCTION handover.take_effect OWNER TO weft_keeper;
COMMENT ON FUNCTION handover.take_effect IS
  'Moves responsibility of an accepted hand-over whose day has come, with open referrals and appointments to come: effective. Where the sender is '
  'no longer responsible the hand-over ends: withdrawn. Nothing to move, or an instant that has not come: null. Harmless to call by anyone.';
REVOKE ALL ON FUNCTION handover.take_effect FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handover.take_effect TO weft_app, weft_jobs;

-- Volumes, not people: to those who oversee the area, and to an organisation its own part.
CREATE FUNCTION handover.flows(of_area text, at_instant timestamptz)
RETURNS TABLE (from_organisation text, to_organisation text, offered bigint, answered bigint, effective bigint,
               median_days double precision, times_returned bigint, declined bigint, landing_due bigint, landed_in_time bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, handover AS $$
  SELECT t.from_organisation, t.to_organisation, count(*),
         count(t.answered_at) FILTER (WHERE t.state <> 'withdrawn'), count(t.took_effect_at),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.answered_at - t.first_offered_at) / 86400)
           FILTER (WHERE t.answered_at IS NOT NULL),
         coalesce(sum((SELECT count(DISTINCT x.returned_at) FROM handover.returned_item x
                        WHERE x.area = t.area AND x.case_id = t.case_id AND x.reference = t.reference)), 0)::bigint,
         count(*) FILTER (WHERE t.state = 'declined'),
         count(*) FILTER (WHERE t.took_effect_at IS NOT NULL AND (t.landed_at IS NOT NULL OR t.land_by <= at_instant)),
         count(*) FILTER (WHERE t.landed_at < t.land_by)
    FROM handover.transfer t
   WHERE t.first_offered_at IS NOT NULL AND of_area IN (t.from_area, t.to_area)
     AND (of_area = ANY ((SELECT access.areas_overseen())::text[])
       OR (SELECT access.organisation()) IN (t.from_organisation, t.to_organisation))
   GROUP BY 1, 2
$$;
ALTER FUNCTION handover.flows OWNER TO weft_keeper;
COMMENT ON FUNCTION handover.flows IS
  'Hand-overs from or into an area by pair of organisations, counts and the median days from first offer to answer only: every pair to who oversees the '
  'area, its own pairs to an organisation. Everyone is counted, limited cases too; no case is named.';

CREATE FUNCTION handover.returned_for(of_area text)
RETURNS TABLE (from_organisation text, to_organisation text, item text, times bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, handover AS $$
  SELECT t.from_organisation, t.to_organisation, x.item, count(*)
    FROM handover.transfer t JOIN handover.returned_item x USING (area, case_id, reference)
   WHERE of_area IN (t.from_area, t.to_area)
     AND (of_area = ANY ((SELECT access.areas_overseen())::text[])
       OR (SELECT access.organisation()) IN (t.from_organisation, t.to_organisation))
   GROUP BY 1, 2, 3
$$;
ALTER FUNCTION handover.returned_for OWNER TO weft_keeper;
COMMENT ON FUNCTION handover.returned_for IS 'For what hand-overs of an area were returned, by pair and item; counts only, to those to whom flows answers.';
REVOKE ALL ON FUNCTION handover.flows, handover.returned_for FROM PUBLIC;
GRANT EXECUTE ON FUNCTION handover.flows, handover.returned_for TO weft_app;
