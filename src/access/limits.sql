-- Limited access, exclusion and broken glass. The responsible organisation decides; what it decides is a fact from which refresh works.

CREATE FUNCTION access.responsible_now(of_area text, of_case text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT r.organisation FROM casework.responsibility r WHERE r.area = of_area AND r.case_id = of_case ORDER BY r.from_at DESC LIMIT 1
$$;
ALTER FUNCTION access.responsible_now OWNER TO weft_keeper;

CREATE FUNCTION access.may_limit(of_area text, of_case text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT access.responsible_now(of_area, of_case) = access.organisation()
     AND NOT EXISTS (SELECT FROM access.named_worker n WHERE n.area = of_area AND n.case_id = of_case AND n.worker = access.worker() AND n.may = 'never')
     AND (access.holds('data-protection officer')
       OR (access.holds('case manager') AND EXISTS (SELECT FROM access.why(of_area, of_case) w WHERE w.purpose = 'supervise')))
$$;
ALTER FUNCTION access.may_limit OWNER TO weft_keeper;
COMMENT ON FUNCTION access.may_limit IS
  'The data-protection officer of the responsible organisation, and a case manager of it who sees the case; never one who is excluded.';

CREATE FUNCTION access.after_limit(of_area text, of_case text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  UPDATE access.glass SET closely_held =
      EXISTS (SELECT FROM access.limited_case x WHERE x.area = of_area AND x.case_id = of_case)
      OR EXISTS (SELECT FROM access.named_worker n WHERE n.area = of_area AND n.case_id = of_case AND n.may = 'never')
   WHERE area = of_area AND case_id = of_case;
  PERFORM access.refresh(of_area, of_case);
END $$;
ALTER FUNCTION access.after_limit OWNER TO weft_keeper;

CREATE FUNCTION access.limit_case(of_area text, of_case text, because_of text, from_source text, at_instant timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  -- Whoever works on records of the responsible organisation may only ever close: an import does it for those who read it in.
  IF access.responsible_now(of_area, of_case) IS DISTINCT FROM access.organisation() OR access.organisation() IS NULL
     OR NOT (access.holds('data-protection officer') OR access.case_organisation() IS NOT NULL) THEN
    RAISE EXCEPTION 'only the responsible organisation does this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO access.limited_case (area, case_id, reason, source, since) VALUES (of_area, of_case, because_of, from_source, at_instant)
  ON CONFLICT DO NOTHING;
  PERFORM access.after_limit(of_area, of_case);
END $$;
ALTER FUNCTION access.limit_case OWNER TO weft_keeper;
COMMENT ON FUNCTION access.limit_case IS 'Makes a case limited; nobody sees it until someone is named.';

CREATE FUNCTION access.end_limit(of_area text, of_case text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  IF access.may_limit(of_area, of_case) IS NOT TRUE THEN RETURN false; END IF;
  DELETE FROM access.limited_case WHERE area = of_area AND case_id = of_case;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM access.named_worker WHERE area = of_area AND case_id = of_case AND may = 'see';
  PERFORM access.after_limit(of_area, of_case);
  RETURN true;
END $$;
ALTER FUNCTION access.end_limit OWNER TO weft_keeper;
COMMENT ON FUNCTION access.end_limit IS 'Ends a limit and the names on it; exclusions stay.';

CREATE FUNCTION access.name_worker(of_area text, of_case text, named text, answer text, at_instant timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  IF access.may_limit(of_area, of_case) IS NOT TRUE THEN
    RAISE EXCEPTION 'only the responsible organisation''s data-protection officer or case manager does this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF answer = 'see' AND EXISTS (SELECT FROM access.named_worker WHERE area = of_area AND case_id = of_case AND worker = named AND may = 'never') THEN
    RAISE EXCEPTION 'an excluded person is never named' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO access.named_worker (area, case_id, worker, may, by, at) VALUES (of_area, of_case, named, answer, access.worker(), at_instant)
  ON CONFLICT (area, case_id, worker) DO UPDATE SET may = excluded.may, by = excluded.by, at = excluded.at;
  PERFORM access.after_limit(of_area, of_case);
END $$;
ALTER FUNCTION access.name_worker OWNER TO weft_keeper;
COMMENT ON FUNCTION access.name_worker IS 'Names who may see a limited case, or who never may see a case.';

CREATE FUNCTION access.unname_worker(of_area text, of_case text, named text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  IF access.may_limit(of_area, of_case) IS NOT TRUE THEN RETURN false; END IF;
  DELETE FROM access.named_worker WHERE area = of_area AND case_id = of_case AND worker = named
     AND (may = 'see' OR access.holds('data-protection officer'));
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM access.after_limit(of_area, of_case);
  RETURN true;
END $$;
ALTER FUNCTION access.unname_worker OWNER TO weft_keeper;
COMMENT ON FUNCTION access.unname_worker IS 'Takes a name off a case; an exclusion is lifted by the data-protection officer alone.';

CREATE FUNCTION access.limited_here()
RETURNS TABLE (area text, case_id text, identifiers text[], reason text, source text, since timestamptz, named bigint, excluded bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT k.area, k.case_id, (SELECT array_agg(i.value ORDER BY i.kind, i.value) FROM casework.identifier i WHERE i.area = k.area AND i.case_id = k.case_id),
         x.reason, x.source, coalesce(x.since, (SELECT min(n.at) FROM access.named_worker n WHERE n.area = k.area AND n.case_id = k.case_id)),
         (SELECT count(*) FROM access.named_worker n WHERE n.area = k.area AND n.case_id = k.case_id AND n.may = 'see'),
         (SELECT count(*) FROM access.named_worker n WHERE n.area = k.area AND n.case_id = k.case_id AND n.may = 'never')
    FROM (SELECT l.area, l.case_id FROM access.limited_case l UNION SELECT n.area, n.case_id FROM access.named_worker n) k
    -- Those for whom the organisation is responsible, by key: the rest of the nation is not asked one by one.
    JOIN LATERAL (SELECT l.area, l.case_id FROM access.live l WHERE l.organisation = (SELECT access.organisation()) AND l.area = k.area
                     AND l.case_id = k.case_id AND l.responsible LIMIT 1) here ON true
    LEFT JOIN access.limited_case x ON x.area = k.area AND x.case_id = k.case_id
   WHERE access.may_limit(here.area, here.case_id)
   ORDER BY 6 DESC, 1, 2
$$;
ALTER FUNCTION access.limited_here OWNER TO weft_keeper;
COMMENT ON FUNCTION access.limited_here IS 'Cases with a limit or an exclusion on which the viewer decides, by identifier only.';

CREATE FUNCTION access.limit_of(of_area text, of_case text)
RETURNS TABLE (identifiers text[], limited boolean, reason text, source text, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT (SELECT array_agg(i.value ORDER BY i.kind, i.value) FROM casework.identifier i WHERE i.area = of_area AND i.case_id = of_case),
         x.case_id IS NOT NULL, x.reason, x.source, x.since
    FROM (SELECT) one LEFT JOIN access.limited_case x ON x.area = of_area AND x.case_id = of_case
   WHERE access.may_limit(of_area, of_case)
$$;
ALTER FUNCTION access.limit_of OWNER TO weft_keeper;
COMMENT ON FUNCTION access.limit_of IS 'How one case stands, for who decides on it; nothing for anyone else.';

CREATE FUNCTION access.named_on(of_area text, of_case text) RETURNS TABLE (worker text, name text, organisation text, may text, by_name text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT n.worker, w.name, (SELECT string_agg(DISTINCT o.name, ', ') FROM directory.post p JOIN directory.organisation o USING (organisation) WHERE p.worker = n.worker),
         n.may, b.name, n.at
    FROM access.named_worker n JOIN directory.worker w USING (worker) LEFT JOIN directory.worker b ON b.worker = n.by
   WHERE n.area = of_area AND n.case_id = of_case AND access.may_limit(of_area, of_case)
   ORDER BY n.may DESC, w.name, n.worker
$$;
ALTER FUNCTION access.named_on OWNER TO weft_keeper;

CREATE FUNCTION access.workers_involved(of_area text, of_case text, words text) RETURNS TABLE (worker text, name text, organisation text, organisation_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT DISTINCT w.worker, w.name, o.organisation, o.name
    FROM access.live l
    JOIN directory.post p ON p.organisation = l.organisation AND p.role IN ('practitioner', 'case manager') AND (p.to_day IS NULL OR p.to_day >= current_date)
    JOIN directory.worker w ON w.worker = p.worker AND w.active
    JOIN directory.organisation o ON o.organisation = l.organisation
   WHERE l.area = of_area AND l.case_id = of_case AND l.until > statement_timestamp()
     AND strpos(lower(w.name), lower(words)) > 0 AND access.may_limit(of_area, of_case)
   ORDER BY w.name, w.worker LIMIT 50
$$;
ALTER FUNCTION access.workers_involved OWNER TO weft_keeper;
COMMENT ON FUNCTION access.workers_involved IS 'Workers of the organisations involved in a case whose name holds these words, for who decides on its limit.';

CREATE FUNCTION access.case_to_limit(exact_identifier text) RETURNS TABLE (area text, case_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT DISTINCT i.area, i.case_id FROM casework.identifier i WHERE i.value = exact_identifier AND access.may_limit(i.area, i.case_id)
$$;
ALTER FUNCTION access.case_to_limit OWNER TO weft_keeper;

CREATE FUNCTION access.break_glass(new_glass text, exact_identifier text, because_of text, at_instant timestamptz, review_by timestamptz)
RETURNS TABLE (area text, case_id text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
  found_area text;
  found_case text;
  how_many int;
  hidden boolean;
BEGIN
  IF access.case_worker() IS NULL OR access.case_organisation() IS NULL OR length(because_of) < 10 THEN RETURN; END IF;
  SELECT count(*), min(i.area), min(i.case_id) INTO how_many, found_area, found_case
    FROM (SELECT DISTINCT x.area, x.case_id FROM casework.identifier x WHERE x.value = exact_identifier) i;
  IF how_many <> 1 OR EXISTS (SELECT FROM access.named_worker n WHERE n.area = found_area AND n.case_id = found_case
                                AND n.worker = access.worker() AND n.may = 'never') THEN RETURN; END IF;
  hidden := EXISTS (SELECT FROM access.limited_case x WHERE x.area = found_area AND x.case_id = found_case)
         OR EXISTS (SELECT FROM access.named_worker n WHERE n.area = found_area AND n.case_id = found_case AND n.may = 'never');
  -- The hour runs from the clock of the work, and never from one that is ahead of the database's.
  INSERT INTO access.glass (glass, area, case_id, worker, organisation, owner, identifier, reason, at, until, review_due, closely_held)
  VALUES (new_glass, found_area, found_case, access.worker(), access.organisation(), access.responsible_now(found_area, found_case),
          exact_identifier, because_of, at_instant, least(at_instant, now()) + interval '1 hour', review_by, hidden);
  PERFORM access.refresh(found_area, found_case);
  RETURN QUERY SELECT found_area, found_case;
END $$;
ALTER FUNCTION access.break_glass OWNER TO weft_keeper;
COMMENT ON FUNCTION access.break_glass IS
  'Opens one case to one worker for an hour, by exact identifier and reason; nothing where it is unknown, not unique, or the worker is excluded.';

CREATE FUNCTION access.administered() RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF access.organisation() IS NULL OR NOT access.holds('administrator') THEN
    RAISE EXCEPTION 'only an administrator does this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN access.organisation();
END $$;
ALTER FUNCTION access.administered OWNER TO weft_keeper;
COMMENT ON FUNCTION access.administered IS 'The organisation whose administrator asks; refused to anybody else.';

CREATE FUNCTION access.set_case_visibility(wanted text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE here text := access.administered();
BEGIN
  UPDATE directory.organisation SET case_visibility = wanted, version = version + 1 WHERE organisation = here AND case_visibility <> wanted;
  UPDATE access.live SET openness = wanted WHERE organisation = here AND openness IN ('all', 'allocated') AND openness <> wanted;
  PERFORM access.refresh(c.area, c.case_id)
     FROM (SELECT DISTINCT area, case_id FROM access.live WHERE organisation = here AND openness = 'by person') c;
END $$;
ALTER FUNCTION access.set_case_visibility OWNER TO weft_keeper;
COMMENT ON FUNCTION access.set_case_visibility IS 'Whether practitioners see all cases of the organisation or those allocated; the administrator''s, and at once.';

CREATE FUNCTION access.set_second_factor(wanted text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE here text := access.administered();
BEGIN
  UPDATE directory.organisation SET second_factor = wanted, second_factor_since = clock_timestamp(), version = version + 1
   WHERE organisation = here AND second_factor <> wanted;
END $$;
ALTER FUNCTION access.set_second_factor OWNER TO weft_keeper;
COMMENT ON FUNCTION access.set_second_factor IS
  'Whether a second factor is each person''s choice or required of all in the organisation; the administrator''s, and for who signs in from then on.';

CREATE FUNCTION access.guard_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'only an administrator does this' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER guard_settings BEFORE UPDATE ON directory.organisation FOR EACH ROW
  WHEN (current_user = 'weft_app' AND (NEW.case_visibility, NEW.second_factor, NEW.second_factor_since)
    IS DISTINCT FROM (OLD.case_visibility, OLD.second_factor, OLD.second_factor_since)) EXECUTE FUNCTION access.guard_settings();

REVOKE ALL ON FUNCTION access.responsible_now, access.may_limit, access.after_limit, access.limit_case, access.end_limit, access.name_worker,
  access.unname_worker, access.limited_here, access.limit_of, access.named_on, access.workers_involved, access.case_to_limit, access.break_glass,
  access.administered, access.set_case_visibility, access.set_second_factor, access.guard_settings FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.responsible_now, access.may_limit, access.after_limit, access.administered TO weft_keeper;
GRANT EXECUTE ON FUNCTION access.limit_case, access.end_limit, access.name_worker, access.unname_worker, access.limited_here, access.limit_of,
  access.named_on, access.workers_involved, access.case_to_limit, access.break_glass, access.set_case_visibility,
  access.set_second_factor, access.guard_settings TO weft_app, weft_keeper;
