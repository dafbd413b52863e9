-- Who is asking: the signed scope of a transaction, checked once a statement.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA access TO weft_keeper;

CREATE TABLE access.scope_key (
  name text  PRIMARY KEY,
  key  bytea NOT NULL
);
COMMENT ON TABLE access.scope_key IS 'Keys that sign scopes. Readable by the keeper alone.';
ALTER TABLE access.scope_key OWNER TO weft_keeper;

CREATE TYPE access.scope AS (
  worker       text,
  organisation text,
  roles        text[],
  areas        text[],
  cases        boolean,
  every_case   boolean
);
COMMENT ON TYPE access.scope IS
  'worker and organisation that act; roles held there; areas overseen (commissioner, lead provider, integrator); '
  'cases: a role that may see records at all; every_case: a role that sees all cases of the organisation.';

-- The setting weft.scope is  expiry|backend|worker|organisation|roles,|areas,|flags|signature.
-- The signature is the keyed SHA-256 (HMAC) of all before it. Anything wrong gives a scope that sees nothing.
CREATE FUNCTION access.scope() RETURNS access.scope
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
DECLARE
  setting text := current_setting('weft.scope', true);
  part    text[];
  signed  text;
  secret  bytea;
  inner_pad bytea;
  outer_pad bytea;
  mac     bytea;
  nothing access.scope := ROW(NULL, NULL, '{}'::text[], '{}'::text[], false, false);
BEGIN
  IF setting IS NULL OR setting = '' THEN RETURN nothing; END IF;
  part := string_to_array(setting, '|');
  IF array_length(part, 1) IS DISTINCT FROM 8 THEN RETURN nothing; END IF;
  signed := array_to_string(part[1:7], '|');
  SELECT substr(key, 1, 64), substr(key, 65, 64) INTO inner_pad, outer_pad FROM access.scope_key WHERE name = 'current';
  IF inner_pad IS NULL THEN RETURN nothing; END IF;
  mac := sha256(outer_pad || sha256(inner_pad || convert_to(signed, 'UTF8')));
  IF encode(mac, 'hex') IS DISTINCT FROM part[8] THEN RETURN nothing; END IF;
  IF part[1]::bigint < extract(epoch FROM clock_timestamp()) THEN RETURN nothing; END IF;
  IF part[2] <> '*' AND part[2] <> pg_backend_pid()::text THEN RETURN nothing; END IF;
  RETURN ROW(nullif(part[3], ''), nullif(part[4], ''), string_to_array(part[5], ','), string_to_array(part[6], ','),
             strpos(part[7], 'c') > 0, strpos(part[7], 'e') > 0)::access.scope;
END $$;
ALTER FUNCTION access.scope() OWNER TO weft_keeper;
COMMENT ON FUNCTION access.scope() IS
  'The scope of this transaction, or one that sees nothing. The key holds the two HMAC pads of 64 bytes each.';

CREATE FUNCTION access.worker() RETURNS text LANGUAGE sql STABLE AS $$ SELECT (access.scope()).worker $$;
CREATE FUNCTION access.organisation() RETURNS text LANGUAGE sql STABLE AS $$ SELECT (access.scope()).organisation $$;
COMMENT ON FUNCTION access.organisation() IS 'The organisation acted for. For contract-zone policies.';
CREATE FUNCTION access.case_organisation() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE s access.scope := access.scope();
BEGIN
  RETURN CASE WHEN s.cases THEN s.organisation END;
END $$;
COMMENT ON FUNCTION access.case_organisation() IS
  'The organisation acted for where a role held there may see records; otherwise nothing, so that no record matches.';
CREATE FUNCTION access.every_case_organisation() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE s access.scope := access.scope();
BEGIN
  RETURN CASE WHEN s.cases AND s.every_case THEN s.organisation END;
END $$;
COMMENT ON FUNCTION access.every_case_organisation() IS 'As case_organisation, for roles that see all cases of the organisation.';
CREATE FUNCTION access.case_worker() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE s access.scope := access.scope();
BEGIN
  RETURN CASE WHEN s.cases THEN s.worker END;
END $$;
CREATE FUNCTION access.areas_overseen() RETURNS text[] LANGUAGE sql STABLE AS $$ SELECT coalesce((access.scope()).areas, '{}') $$;
COMMENT ON FUNCTION access.areas_overseen() IS 'Areas whose contract zone the organisation oversees, in the role now acted in.';
CREATE FUNCTION access.holds(role text) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT coalesce(role = ANY ((access.scope()).roles), false) $$;

-- Cluster functions are open by default; here nothing is.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA access TO weft_app, weft_jobs, weft_keeper, weft_owner, weft_loader, weft_backup;

-- One statement gives a table its decision for the roles that do not act for a person.
CREATE FUNCTION access.keep(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY keeper ON %s TO weft_keeper USING (true) WITH CHECK (true)', target);
  EXECUTE format('CREATE POLICY loader ON %s TO weft_loader USING (true) WITH CHECK (true)', target);
  EXECUTE format('CREATE POLICY backup ON %s FOR SELECT TO weft_backup USING (true)', target);
  EXECUTE format('CREATE POLICY jobs ON %s TO weft_jobs USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO weft_keeper', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON %s TO weft_loader', target);
  EXECUTE format('GRANT SELECT ON %s TO weft_backup', target);
END $$;
COMMENT ON FUNCTION access.keep(regclass) IS
  'Turns row security on and forces it, and states what keeper, loader, backup and jobs may do. Jobs still needs its grant.';

CREATE FUNCTION access.reference(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT ON %s TO weft_app, weft_jobs, weft_keeper, weft_backup', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON %s TO weft_loader', target);
END $$;
COMMENT ON FUNCTION access.reference(regclass) IS 'A reference table: public facts that everybody signed in may read.';
REVOKE ALL ON FUNCTION access.keep(regclass), access.reference(regclass) FROM PUBLIC;
