-- The keeper's functions: the few that must act across organisations. Each works from facts, so that calling one gives nobody a right.

CREATE FUNCTION access.refresh(of_area text, of_case text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  -- The history of involvement is a pure function of the facts.
  DELETE FROM access.involvement i WHERE i.area = of_area AND i.case_id = of_case
    AND NOT EXISTS (SELECT FROM access.reason r WHERE r.area = of_area AND r.case_id = of_case AND r.involvement = i.involvement
                      AND r.to_at > r.from_at);
  INSERT INTO access.involvement (area, case_id, involvement, organisation, purpose, lawful_basis, classes, source, from_at, to_at)
  SELECT r.area, r.case_id, r.involvement, r.organisation, r.purpose, r.lawful_basis, p.classes, r.source, r.from_at, r.to_at
    FROM access.reason r JOIN access.purpose p USING (purpose)
   WHERE r.area = of_area AND r.case_id = of_case AND r.to_at > r.from_at
  ON CONFLICT (area, case_id, involvement) DO UPDATE SET to_at = excluded.to_at, classes = excluded.classes
    WHERE (involvement.to_at, involvement.classes) IS DISTINCT FROM (excluded.to_at, excluded.classes);
  DELETE FROM access.live WHERE area = of_area AND case_id = of_case;
  INSERT INTO access.live SELECT * FROM access.live_now WHERE area = of_area AND case_id = of_case;
  DELETE FROM access.person_live WHERE area = of_area AND case_id = of_case;
  INSERT INTO access.person_live SELECT * FROM access.person_live_now WHERE area = of_area AND case_id = of_case;
END $$;
ALTER FUNCTION access.refresh OWNER TO weft_keeper;
COMMENT ON FUNCTION access.refresh IS 'Makes involvement, live and person_live of one case what the facts say. Idempotent; gives nothing that the facts do not.';

CREATE VIEW access.reason AS
  SELECT * FROM casework.reason WHERE organisation IS NOT NULL
  UNION ALL SELECT * FROM handover.reason;
ALTER VIEW access.reason OWNER TO weft_keeper;

CREATE VIEW access.live_now AS
  -- One row where anything ends, a decision to share included. The windows are over one case and organisation, so that asking for
  -- one case reads one case.
  SELECT s.organisation, s.area, s.case_id, s.until, s.classes,
         CASE WHEN EXISTS (SELECT FROM access.limited_case x WHERE x.area = s.area AND x.case_id = s.case_id) THEN 'limited'
              WHEN EXISTS (SELECT FROM access.named_worker n JOIN directory.post p ON p.worker = n.worker AND p.organisation = s.organisation
                WHERE n.area = s.area AND n.case_id = s.case_id AND n.may = 'never') THEN 'by person'
              ELSE g.case_visibility END AS openness,
         s.responsible,
         s.until = max(s.until) OVER (PARTITION BY s.organisation, s.area, s.case_id) AS listed,
         CASE WHEN s.classes & 2 <> 0 THEN (SELECT lower(n.last_name || ' ' || n.first_name) FROM casework.identity n
              WHERE n.area = s.area AND n.case_id = s.case_id) END AS sort_name,
         s.since
    FROM (
      SELECT DISTINCT o.organisation, o.area, o.case_id, o.until,
             bit_or(o.classes) OVER lasting AS classes, bool_or(o.responsible) OVER lasting AS responsible, min(o.since) OVER lasting AS since
        FROM (
          SELECT i.organisation, i.area, i.case_id, i.to_at AS until, i.classes, i.purpose = 'supervise' AS responsible, i.from_at AS since
            FROM access.involvement i WHERE i.to_at > now()
          UNION ALL
          SELECT i.organisation, i.area, i.case_id, least(i.to_at, d.to_at), c.bit, false, i.from_at
            FROM access.involvement i
            JOIN access.sharing_decision d ON d.area = i.area AND d.case_id = i.case_id AND d.organisation = i.organisation
            JOIN access.class c USING (class)
           WHERE i.to_at > now() AND d.to_at > now()) o
      WINDOW lasting AS (PARTITION BY o.organisation, o.area, o.case_id ORDER BY o.until DESC)) s
    JOIN directory.organisation g ON g.organisation = s.organisation;
ALTER VIEW access.live_now OWNER TO weft_keeper;
COMMENT ON VIEW access.live_now IS 'What live should hold, from involvement, decisions, limits, exclusions and the organisation''s setting.';

CREATE VIEW access.post_now AS
  SELECT worker, organisation, role, team, coalesce((to_day + 1)::timestamp AT TIME ZONE 'UTC', 'infinity') AS until
    FROM directory.post
   WHERE role IN ('practitioner', 'case manager') AND from_day <= current_date AND (to_day IS NULL OR to_day >= current_date);
ALTER VIEW access.post_now OWNER TO weft_keeper;
COMMENT ON VIEW access.post_now IS 'Posts held today in which records may be seen, until the end of their last day.';

CREATE VIEW access.assigned_now AS
  -- The worker assigned, and the practitioners and case managers of the team in which that worker is a practitioner.
  SELECT a.area, a.case_id, a.organisation, m.worker, true AS mine, least(a.to_at, m.until) AS until
    FROM access.assignment a JOIN access.post_now m ON m.worker = a.worker AND m.organisation = a.organisation
   WHERE a.to_at > now()
  UNION ALL
  SELECT a.area, a.case_id, a.organisation, m.worker, false, least(a.to_at, p.until, m.until)
    FROM access.assignment a
    JOIN access.post_now p ON p.worker = a.worker AND p.organisation = a.organisation AND p.role = 'practitioner'
    JOIN access.post_now m ON m.organisation = a.organisation AND m.team = p.team AND m.worker <> a.worker
   WHERE a.to_at > now();
ALTER VIEW access.assigned_now OWNER TO weft_keeper;

CREATE VIEW access.person_live_now AS
  SELECT s.worker, s.organisation, s.area, s.case_id, s.until, s.classes,
         s.until = max(s.until) OVER (PARTITION BY s.worker, s.organisation, s.area, s.case_id) AS listed, s.mine,
         CASE WHEN s.classes & 2 <> 0 THEN (SELECT lower(n.last_name || ' ' || n.first_name) FROM casework.identity n
              WHERE n.area = s.area AND n.case_id = s.case_id) END AS sort_name,
         s.since
    FROM (
      SELECT DISTINCT e.worker, e.organisation, e.area, e.case_id, e.until, bit_or(e.classes) OVER lasting AS classes,
             bool_or(e.mine) OVER (PARTITION BY e.worker, e.organisation, e.area, e.case_id) AS mine, min(e.since) OVER lasting AS since
        FROM (
          SELECT w.worker, l.organisation, l.area, l.case_id, least(l.until, w.until) AS until, l.classes, w.mine, l.since
            FROM access.live l JOIN access.assigned_now w ON w.area = l.area AND w.case_id = l.case_id AND w.organisation = l.organisation
           WHERE l.openness <> 'limited' AND l.until > now()
          UNION ALL
          SELECT m.worker, l.organisation, l.area, l.case_id, least(l.until, m.until), l.classes, false, l.since
            FROM access.live l
            JOIN directory.organisation g ON g.organisation = l.organisation
            JOIN access.post_now m ON m.organisation = l.organisation AND (m.role = 'case manager' OR g.case_visibility = 'all')
           WHERE l.openness = 'by person' AND l.until > now()
          UNION ALL
          SELECT m.worker, l.organisation, l.area, l.case_id, least(l.until, m.until), l.classes,
                 EXISTS (SELECT FROM access.assignment a WHERE a.area = l.area AND a.case_id = l.case_id AND a.organisation = l.organisation
                   AND a.worker = m.worker AND a.to_at > now()), l.since
            FROM access.live l
            JOIN access.named_worker n ON n.area = l.area AND n.case_id = l.case_id AND n.may = 'see'
            JOIN access.post_now m ON m.worker = n.worker AND m.organisation = l.organisation
           WHERE l.openness = 'limited' AND l.until > now()
          UNION ALL
          SELECT g.worker, g.organisation, g.area, g.case_id, g.until, p.classes, false, g.at
            FROM access.glass g JOIN access.purpose p ON p.purpose = 'break-glass' WHERE g.until > now()) e
       WHERE NOT EXISTS (SELECT FROM access.named_worker v
               WHERE v.area = e.area AND v.case_id = e.case_id AND v.worker = e.worker AND v.may = 'never')
      WINDOW lasting AS (PARTITION BY e.worker, e.organisation, e.area, e.case_id ORDER BY e.until DESC)) s;
ALTER VIEW access.person_live_now OWNER TO weft_keeper;
COMMENT ON VIEW access.person_live_now IS 'What person_live should hold, from assignment and team, names on limited cases, and broken glass; an excluded worker never.';

CREATE FUNCTION access.why(of_area text, of_case text)
RETURNS TABLE (reason text, source text, purpose text, lawful_basis text, classes text[], until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT p.words, i.source, i.purpose, i.lawful_basis,
         (SELECT array_agg(c.words ORDER BY c.bit) FROM access.class c WHERE i.classes & c.bit <> 0), i.to_at
    FROM access.involvement i JOIN access.purpose p USING (purpose)
   WHERE i.area = of_area AND i.case_id = of_case AND i.to_at > statement_timestamp()
     AND i.organisation = (SELECT access.case_organisation())
     AND (EXISTS (SELECT FROM access.live l WHERE l.area = of_area AND l.case_id = of_case AND l.organisation = i.organisation
                    AND l.until > statement_timestamp()
                    AND (l.openness = 'all' OR (l.openness = 'allocated' AND l.organisation = (SELECT access.every_case_organisation()))))
       OR EXISTS (SELECT FROM access.person_live x WHERE x.area = of_area AND x.case_id = of_case AND x.organisation = i.organisation
                    AND x.worker = (SELECT access.case_worker()) AND x.until > statement_timestamp()))
  UNION ALL
  SELECT p.words, 'broken glass ' || g.glass, 'break-glass', 'Vital interests', (SELECT array_agg(c.words ORDER BY c.bit) FROM access.class c WHERE p.classes & c.bit <> 0), g.until
    FROM access.glass g JOIN access.purpose p ON p.purpose = 'break-glass'
   WHERE g.area = of_area AND g.case_id = of_case AND g.worker = (SELECT access.case_worker())
     AND g.organisation = (SELECT access.case_organisation()) AND g.until > statement_timestamp()
$$;
ALTER FUNCTION access.why OWNER TO weft_keeper;
COMMENT ON FUNCTION access.why IS 'The chain of reasons for which the viewer sees this case; empty where the viewer does not.';

-- Opening, closing and the officer of a case ---------------------------------------------------------------------
CREATE FUNCTION casework.open_case(of_area text, of_case text, officer_worker text, at_instant timestamptz, because_of text, from_source text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, casework, access AS $$
DECLARE opener text := access.case_organisation();
BEGIN
  IF NOT EXISTS (SELECT FROM directory.role_in_area r WHERE r.organisation = opener AND r.area = of_area
                   AND r.role IN ('lead provider', 'probation service', 'prison') AND (r.to_day IS NULL OR r.to_day >= current_date)) THEN
    RAISE EXCEPTION 'this organisation cannot be responsible in this area' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO casework.case (area, case_id, current_area, opened_at, source) VALUES (of_area, of_case, of_area, at_instant, from_source);
  INSERT INTO casework.responsibility (area, case_id, from_at, organisation, officer, reason, source)
  VALUES (of_area, of_case, at_instant, opener, officer_worker, because_of, from_source);
  IF officer_worker IS NOT NULL THEN
    INSERT INTO access.assignment (area, case_id, organisation, worker, source, from_at)
    VALUES (of_area, of_case, opener, officer_worker, 'responsibility', at_instant);
  END IF;
  PERFORM access.refresh(of_area, of_case);
END $$;
ALTER FUNCTION casework.open_case OWNER TO weft_keeper;
COMMENT ON FUNCTION casework.open_case IS 'Opens a case under the organisation acted for, which must be one that can be responsible in the area.';

CREATE FUNCTION casework.start_responsibility(of_area text, of_case text, officer_worker text, closes boolean, at_instant timestamptz, because_of text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, casework, access AS $$
DECLARE last casework.responsibility;
BEGIN
  SELECT * INTO last FROM casework.responsibility WHERE area = of_area AND case_id = of_case ORDER BY from_at DESC LIMIT 1;
  -- Whoever names an officer sees the case already; otherwise they could name themselves and see it then.
  IF last.organisation IS NULL OR last.organisation IS DISTINCT FROM access.case_organisation()
     OR NOT EXISTS (SELECT FROM access.why(of_area, of_case) w WHERE w.purpose = 'supervise') THEN
    RAISE EXCEPTION 'only who sees the case for the responsible organisation does this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO casework.responsibility (area, case_id, from_at, organisation, officer, reason, source)
  VALUES (of_area, of_case, greatest(at_instant, last.from_at + interval '1 microsecond'),
          CASE WHEN closes THEN NULL ELSE last.organisation END, CASE WHEN closes THEN NULL ELSE officer_worker END, because_of, 'casework');
  PERFORM access.assign_from_facts(of_area, of_case);
END $$;
ALTER FUNCTION casework.start_responsibility OWNER TO weft_keeper;
COMMENT ON FUNCTION casework.start_responsibility IS 'Another officer of the responsible organisation, or the close of the case, by one who sees it.';

CREATE FUNCTION access.assign_from_facts(of_area text, of_case text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  DELETE FROM access.assignment WHERE area = of_area AND case_id = of_case;
  INSERT INTO access.assignment (area, case_id, organisation, worker, source, from_at, to_at)
  SELECT area, case_id, organisation, worker, source, from_at, to_at FROM access.assignment_fact WHERE area = of_area AND case_id = of_case;
  PERFORM access.refresh(of_area, of_case);
END $$;
ALTER FUNCTION access.assign_from_facts OWNER TO weft_keeper;
COMMENT ON FUNCTION access.assign_from_facts IS 'Makes the assignments of a case what responsibility and allocation say, then refreshes it.';

CREATE VIEW access.assignment_fact AS
  SELECT area, case_id, organisation, officer AS worker, 'responsibility' AS source, from_at, to_at FROM (
    SELECT area, case_id, organisation, officer, from_at,
           coalesce(lead(from_at) OVER (PARTITION BY area, case_id ORDER BY from_at), 'infinity') AS to_at FROM casework.responsibility) r
   WHERE officer IS NOT NULL AND organisation IS NOT NULL
  UNION ALL
  SELECT area, case_id, provider, worker, 'referral ' || reference, from_at, to_at FROM casework.allocation;
ALTER VIEW access.assignment_fact OWNER TO weft_keeper;

CREATE FUNCTION access.who_looked(exact_identifier text)
RETURNS TABLE (at timestamptz, worker text, organisation text, purpose text, what text, event bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT k.at, k.worker, k.organisation, k.purpose, k.what, k.event
    FROM casework.identifier i JOIN journal.look k USING (area, case_id)
   WHERE i.value = exact_identifier AND (SELECT access.holds('data-protection officer'))
     AND (k.organisation = (SELECT access.organisation())
       OR (SELECT r.organisation FROM casework.responsibility r WHERE r.area = i.area AND r.case_id = i.case_id ORDER BY r.from_at DESC LIMIT 1)
          = (SELECT access.organisation()))
   ORDER BY k.at DESC, k.event DESC
$$;
ALTER FUNCTION access.who_looked OWNER TO weft_keeper;
COMMENT ON FUNCTION access.who_looked IS
  'Looks at the person with this identifier: all of them for the data-protection officer of the responsible organisation, else own organisation''s.';

REVOKE ALL ON FUNCTION access.refresh, access.why, casework.open_case, casework.start_responsibility, access.assign_from_facts, access.who_looked FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.refresh, access.why, casework.open_case, casework.start_responsibility, access.assign_from_facts, access.who_looked TO weft_app, weft_jobs, weft_keeper;
GRANT SELECT ON access.reason, access.live_now, access.post_now, access.assigned_now, access.person_live_now, access.assignment_fact TO weft_loader;
