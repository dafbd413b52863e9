-- Sign-in happens before any scope exists. What opens a session or sets a secret must carry a proof signed by the application's key,
-- so that smuggled SQL can open nothing.
CREATE FUNCTION access.proven(proof text) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
  cut int := length(proof) - 65;
  signed text := left(proof, cut);
  mac bytea;
  part text[];
BEGIN
  IF cut < 1 OR substr(proof, cut + 1, 1) <> '|' THEN RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT sha256(substr(key, 65, 64) || sha256(substr(key, 1, 64) || convert_to(signed, 'UTF8'))) INTO mac
    FROM access.scope_key WHERE name = 'current';
  part := string_to_array(signed, '|');
  IF mac IS NULL OR encode(mac, 'hex') <> right(proof, 64) OR part[1]::bigint < extract(epoch FROM clock_timestamp()) THEN
    RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN part[2:];
END $$;
ALTER FUNCTION access.proven OWNER TO weft_keeper;
COMMENT ON FUNCTION access.proven IS 'The parts of  expiry|part|…|signature  where the signature is ours and in time; refuses otherwise.';

CREATE FUNCTION access.account_of(proof text)
RETURNS TABLE (worker text, name text, password_hash text, totp_secret text, totp_confirmed boolean, totp_last_step bigint, email text, locked_until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE part text[] := access.proven(proof);
BEGIN
  -- account|email|address   account|worker|code
  IF part[1] <> 'account' THEN RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege'; END IF;
  RETURN QUERY SELECT a.worker, w.name, CASE WHEN a.given_until <= now() THEN NULL ELSE a.password_hash END, a.totp_secret, a.totp_confirmed,
         a.totp_last_step, w.email, a.locked_until
    FROM access.account a JOIN directory.worker w ON w.worker = a.worker
   WHERE w.active AND ((part[2] = 'email' AND w.email = part[3]) OR (part[2] = 'worker' AND w.worker = part[3]));
END $$;
COMMENT ON FUNCTION access.account_of IS
  'What sign-in compares with. It holds hashes and secrets, so that only the application''s own proof reads it. A given password that has ended is none.';

CREATE FUNCTION access.record_attempt(proof text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE part text[] := access.proven(proof);
BEGIN
  -- attempt|worker|failed or passed|step of the code used
  IF part[1] <> 'attempt' THEN RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF part[3] = 'passed' THEN
    UPDATE access.account SET failures = 0, locked_until = NULL, totp_last_step = greatest(totp_last_step, part[4]::bigint)
     WHERE worker = part[2] AND (locked_until IS NULL OR locked_until <= now())
       AND (CASE WHEN totp_confirmed THEN totp_last_step < part[4]::bigint ELSE true END);
    RETURN FOUND;
  END IF;
  UPDATE access.account SET failures = failures + 1,
    locked_until = CASE WHEN failures + 1 >= 5 THEN now() + least(interval '1 minute' * (2 ^ least(failures - 3, 10)), interval '1 hour') END
   WHERE worker = part[2];
  RETURN false;
END $$;

COMMENT ON FUNCTION access.record_attempt IS 'Counts a try. True: it stands; false for a failure, and for a code used or a lock set by another at the same moment.';

CREATE FUNCTION access.open_session(proof text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE part text[] := access.proven(proof);
BEGIN
  -- session|token hash|worker|organisation|csrf|until (epoch seconds)
  IF part[1] <> 'session' THEN RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege'; END IF;
  INSERT INTO access.session (token_hash, worker, organisation, csrf, started_at, seen_at, until)
  VALUES (decode(part[2], 'hex'), part[3], nullif(part[4], ''), part[5], now(), now(), to_timestamp(part[6]::bigint));
END $$;

CREATE FUNCTION access.roles_of(of_worker text, of_organisation text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT coalesce(array_agg(DISTINCT p.role ORDER BY p.role), '{}') FROM directory.post p
   WHERE p.worker = of_worker AND p.organisation = of_organisation AND p.from_day <= current_date AND (p.to_day IS NULL OR p.to_day >= current_date)
$$;

CREATE FUNCTION access.areas_of(of_organisation text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT coalesce(array_agg(DISTINCT r.area ORDER BY r.area), '{}') FROM directory.role_in_area r
   WHERE r.organisation = of_organisation AND r.role IN ('commissioner', 'lead provider', 'integrator')
     AND r.from_day <= current_date AND (r.to_day IS NULL OR r.to_day >= current_date)
$$;

CREATE FUNCTION access.due_of(of_worker text, signed_in_at timestamptz) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT CASE
    WHEN a.password_origin = 'given' THEN 'password'
    WHEN NOT a.totp_confirmed AND EXISTS (
      SELECT FROM directory.post p JOIN directory.organisation o ON o.organisation = p.organisation
       WHERE p.worker = of_worker AND p.from_day <= current_date AND (p.to_day IS NULL OR p.to_day >= current_date)
         AND o.second_factor = 'required' AND o.second_factor_since <= signed_in_at) THEN 'second factor' END
    FROM access.account a WHERE a.worker = of_worker
$$;
COMMENT ON FUNCTION access.due_of IS
  'What a worker must do before anything else: choose a password of their own, or set up the second factor that one of their organisations requires.';

CREATE FUNCTION access.session_of(hash bytea)
RETURNS TABLE (worker text, name text, organisation text, organisation_name text, csrf text, flash text, started_at timestamptz, seen_at timestamptz,
               roles text[], areas text[], post_areas text[], second_factor boolean, due text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT s.worker, w.name, s.organisation, o.name, s.csrf, s.flash, s.started_at, s.seen_at,
         access.roles_of(s.worker, s.organisation), access.areas_of(s.organisation),
         coalesce((SELECT array_agg(DISTINCT p.area) FROM directory.post p WHERE p.worker = s.worker AND p.organisation = s.organisation AND p.area IS NOT NULL), '{}'),
         coalesce(a.totp_confirmed, false), access.due_of(s.worker, s.started_at)
    FROM access.session s JOIN directory.worker w ON w.worker = s.worker AND w.active
    LEFT JOIN directory.organisation o ON o.organisation = s.organisation
    LEFT JOIN access.account a ON a.worker = s.worker
   WHERE s.token_hash = hash AND s.until > now() AND s.seen_at > now() - interval '60 minutes' AND (a.given_until IS NULL OR a.given_until > now())
$$;

CREATE FUNCTION access.organisations_of(of_worker text) RETURNS TABLE (organisation text, name text, roles text[], second_factor text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT o.organisation, o.name, access.roles_of(of_worker, o.organisation), o.second_factor FROM directory.organisation o
   WHERE o.organisation IN (SELECT p.organisation FROM directory.post p WHERE p.worker = of_worker AND p.from_day <= current_date
     AND (p.to_day IS NULL OR p.to_day >= current_date)) ORDER BY o.name
$$;

CREATE FUNCTION access.touch_session(hash bytea, new_flash text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  UPDATE access.session SET seen_at = now(), flash = new_flash WHERE token_hash = hash
$$;

CREATE FUNCTION access.end_session(hash bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, access AS $$ DELETE FROM access.session WHERE token_hash = hash $$;

CREATE FUNCTION access.my_sessions() RETURNS TABLE (organisation text, started_at timestamptz, seen_at timestamptz, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT o.name, s.started_at, s.seen_at, s.until
    FROM access.session s LEFT JOIN directory.organisation o ON o.organisation = s.organisation
   WHERE s.worker = access.worker() AND s.until > now() AND s.seen_at > now() - interval '60 minutes' ORDER BY s.seen_at DESC
$$;

CREATE FUNCTION access.end_my_sessions() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  WITH ended AS (DELETE FROM access.session WHERE worker = access.worker() RETURNING 1) SELECT count(*) FROM ended
$$;
COMMENT ON FUNCTION access.end_my_sessions IS 'Signs the worker out everywhere.';

CREATE FUNCTION access.act_for(proof text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE part text[] := access.proven(proof);
BEGIN
  -- act|token hash|organisation
  IF part[1] <> 'act' THEN RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege'; END IF;
  UPDATE access.session s SET organisation = part[3] WHERE s.token_hash = decode(part[2], 'hex')
     AND cardinality(access.roles_of(s.worker, part[3])) > 0;
END $$;

CREATE FUNCTION access.set_secret(proof text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE part text[] := access.proven(proof);
BEGIN
  -- password|worker|hash   totp|worker|secret|session   totp-confirmed|worker|step|session   totp-removed|worker|session
  -- (a hash holds $ and never a bar; of a changed second factor, the session by its hash goes on alone)
  IF part[1] = 'password' THEN
    INSERT INTO access.account (worker, password_hash) VALUES (part[2], part[3])
    ON CONFLICT (worker) DO UPDATE SET password_hash = excluded.password_hash, password_origin = 'own', given_until = NULL,
      failures = 0, locked_until = NULL, changed_at = now();
    DELETE FROM access.session WHERE worker = part[2];
    UPDATE access.token SET revoked_at = now() WHERE worker = part[2] AND revoked_at IS NULL;
  ELSIF part[1] = 'totp' THEN
    UPDATE access.account SET totp_secret = part[3], totp_confirmed = false, totp_last_step = 0 WHERE worker = part[2];
    DELETE FROM access.session WHERE worker = part[2] AND token_hash <> decode(part[4], 'hex');
  ELSIF part[1] = 'totp-confirmed' THEN
    UPDATE access.account SET totp_confirmed = true, totp_last_step = part[3]::bigint WHERE worker = part[2] AND totp_secret IS NOT NULL;
    DELETE FROM access.session WHERE worker = part[2] AND token_hash <> decode(part[4], 'hex');
  ELSIF part[1] = 'totp-removed' THEN
    UPDATE access.account SET totp_secret = NULL, totp_confirmed = false, totp_last_step = 0 WHERE worker = part[2];
    DELETE FROM access.session WHERE worker = part[2] AND token_hash <> decode(part[3], 'hex');
  ELSE
    RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE FUNCTION access.give_password(proof text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
  part text[] := access.proven(proof);
  here text := access.organisation();
BEGIN
  -- given|worker|hash|until (epoch seconds)
  IF part[1] <> 'given' OR here IS NULL OR NOT access.holds('administrator') THEN
    RAISE EXCEPTION 'only an administrator does this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE access.account SET password_hash = part[3], password_origin = 'given', given_until = to_timestamp(part[4]::bigint),
    failures = 0, locked_until = NULL, changed_at = now()
   WHERE worker = part[2] AND (password_hash IS NULL OR password_origin = 'given')
     AND cardinality(access.roles_of(part[2], here)) > 0 AND NOT access.works_elsewhere(part[2], here);
  IF FOUND THEN DELETE FROM access.session WHERE worker = part[2]; RETURN true; END IF;
  RETURN false;
END $$;
COMMENT ON FUNCTION access.give_password IS
  'A first password, by the administrator of the only organisation for which the worker works. False: an own one was chosen, or the worker is another''s too.';

CREATE FUNCTION access.works_elsewhere(of_worker text, here text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT EXISTS (SELECT FROM directory.post p WHERE p.worker = of_worker AND p.organisation <> here AND (p.to_day IS NULL OR p.to_day >= current_date))
$$;

CREATE FUNCTION access.make_token(proof text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE part text[] := access.proven(proof);
BEGIN
  -- token|hash|code|name in hex|worker or nothing|organisation|reach|until (epoch seconds)
  IF part[1] <> 'token' THEN RAISE EXCEPTION 'not proven' USING ERRCODE = 'insufficient_privilege'; END IF;
  INSERT INTO access.token (token_hash, token, name, worker, organisation, reach, made_at, until)
  VALUES (decode(part[2], 'hex'), part[3], convert_from(decode(part[4], 'hex'), 'UTF8'), nullif(part[5], ''), part[6], part[7], now(),
          to_timestamp(part[8]::bigint));
END $$;

CREATE FUNCTION access.token_of(hash bytea)
RETURNS TABLE (worker text, name text, organisation text, organisation_name text, reach text, token_name text, roles text[], areas text[], post_areas text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT t.worker, w.name, t.organisation, o.name, t.reach, t.name,
         CASE WHEN t.worker IS NULL THEN ARRAY['partner manager', 'case manager'] ELSE access.roles_of(t.worker, t.organisation) END,
         access.areas_of(t.organisation), '{}'::text[]
    FROM access.token t JOIN directory.organisation o USING (organisation) LEFT JOIN directory.worker w ON w.worker = t.worker
   WHERE t.token_hash = hash AND t.until > now() AND t.revoked_at IS NULL AND (t.worker IS NULL OR w.active)
$$;

CREATE FUNCTION access.revoke_token(of_token text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
BEGIN
  UPDATE access.token SET revoked_at = now() WHERE token = of_token AND organisation = access.organisation() AND revoked_at IS NULL
     AND (worker = access.worker() OR access.holds('administrator'));
  RETURN FOUND;
END $$;

-- The administrator's acts, in own organisation only.
CREATE FUNCTION access.workers_here()
RETURNS TABLE (worker text, name text, email text, roles text[], team text, ended boolean, second_factor boolean, locked_until timestamptz, tokens bigint,
               password text, given_until timestamptz, elsewhere boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT w.worker, w.name, w.email, access.roles_of(w.worker, access.organisation()),
         (SELECT max(p.team) FROM directory.post p WHERE p.worker = w.worker AND p.organisation = access.organisation()
            AND p.from_day <= current_date AND (p.to_day IS NULL OR p.to_day >= current_date)),
         cardinality(access.roles_of(w.worker, access.organisation())) = 0,
         coalesce(a.totp_confirmed, false), a.locked_until,
         (SELECT count(*) FROM access.token t WHERE t.worker = w.worker AND t.organisation = access.organisation() AND t.revoked_at IS NULL AND t.until > now()),
         CASE WHEN a.password_hash IS NULL THEN 'none' ELSE a.password_origin END, a.given_until, access.works_elsewhere(w.worker, access.organisation())
    FROM directory.worker w LEFT JOIN access.account a USING (worker)
   WHERE access.holds('administrator')
     AND w.worker IN (SELECT p.worker FROM directory.post p WHERE p.organisation = access.organisation())
   ORDER BY 6, w.name, w.worker
$$;

CREATE FUNCTION access.set_posts(of_worker text, new_roles text[], new_team text, from_today date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE here text := access.organisation();
BEGIN
  IF here IS NULL OR NOT access.holds('administrator') THEN RAISE EXCEPTION 'only an administrator does this' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF NOT EXISTS (SELECT FROM directory.post p WHERE p.worker = of_worker AND p.organisation = here) THEN RETURN false; END IF;
  PERFORM access.replace_posts(of_worker, here, new_roles, new_team, from_today);
  RETURN true;
END $$;
COMMENT ON FUNCTION access.set_posts IS
  'The roles and team of a member of the administrator''s own organisation from today on; no roles: the membership ends. False: no such member.';

CREATE FUNCTION access.replace_posts(of_worker text, here text, new_roles text[], new_team text, from_today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE teams text[] := ARRAY(SELECT DISTINCT p.team FROM directory.post p WHERE p.worker = of_worker AND p.organisation = here AND p.team IS NOT NULL)
  || nullif(new_team, '');
BEGIN
  DELETE FROM directory.post WHERE worker = of_worker AND organisation = here AND from_day >= from_today;
  UPDATE directory.post SET to_day = from_today - 1 WHERE worker = of_worker AND organisation = here AND (to_day IS NULL OR to_day >= from_today);
  INSERT INTO directory.post (worker, organisation, role, team, from_day)
  SELECT of_worker, here, r, nullif(new_team, ''), from_today FROM unnest(new_roles) r;
  IF cardinality(new_roles) = 0 THEN
    UPDATE access.token SET revoked_at = now() WHERE worker = of_worker AND organisation = here AND revoked_at IS NULL;
  END IF;
  -- Whose sight this changes: what is allocated to the worker or a mate of any team of theirs, and cases opened person by person.
  PERFORM access.refresh(c.area, c.case_id) FROM (
    SELECT a.area, a.case_id FROM access.assignment a
     WHERE a.organisation = here AND a.to_at > now() AND (a.worker = of_worker OR a.worker IN (
       SELECT m.worker FROM directory.post m WHERE m.organisation = here AND m.team = ANY (teams)))
    UNION
    SELECT l.area, l.case_id FROM access.live l WHERE l.organisation = here AND l.openness = 'by person'
    UNION
    SELECT n.area, n.case_id FROM access.named_worker n WHERE n.worker = of_worker) c;
END $$;

CREATE FUNCTION access.add_worker(new_worker text, new_name text, new_email text, new_roles text[], new_team text, from_today date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
  here text := access.organisation();
  known text;
BEGIN
  IF here IS NULL OR NOT access.holds('administrator') THEN RAISE EXCEPTION 'only an administrator does this' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT worker INTO known FROM directory.worker WHERE email = new_email;
  IF known IS NULL THEN
    INSERT INTO directory.worker (worker, name, email) VALUES (new_worker, new_name, new_email);
    INSERT INTO access.account (worker) VALUES (new_worker);
    known := new_worker;
  ELSIF EXISTS (SELECT FROM directory.post p WHERE p.worker = known AND p.organisation = here
                  AND p.from_day <= from_today AND (p.to_day IS NULL OR p.to_day >= from_today)) THEN
    RETURN NULL;
  ELSIF access.works_elsewhere(known, here) THEN
    -- Whoever gave a first password elsewhere must not come in here with it.
    DELETE FROM access.session s USING access.account a WHERE s.worker = known AND a.worker = known AND a.password_origin = 'given';
    UPDATE access.account SET password_hash = NULL, password_origin = 'own', given_until = NULL WHERE worker = known AND password_origin = 'given';
  END IF;
  PERFORM access.replace_posts(known, here, new_roles, new_team, from_today);
  RETURN known;
END $$;
COMMENT ON FUNCTION access.add_worker IS
  'A new member of the administrator''s own organisation, with no password yet. Whoever works elsewhere already keeps name, posts and a password '
  'of their own; a first password given there ends. '
  'Nothing: a member already.';

DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'access'
             AND p.proname IN ('account_of', 'record_attempt', 'open_session', 'session_of', 'due_of', 'roles_of', 'areas_of', 'organisations_of', 'touch_session',
               'end_session', 'my_sessions', 'end_my_sessions', 'act_for', 'set_secret', 'give_password', 'works_elsewhere', 'make_token', 'token_of',
               'revoke_token', 'workers_here', 'set_posts', 'replace_posts', 'add_worker', 'proven') LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO weft_keeper', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO weft_app, weft_keeper', f);
  END LOOP;
  REVOKE EXECUTE ON FUNCTION access.replace_posts, access.proven, access.due_of, access.works_elsewhere FROM weft_app;
END $$;
