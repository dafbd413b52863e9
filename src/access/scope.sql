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
CREATE FUNCTION access.said(place int, flag text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  setting text := current_setting('weft.scope', true);
  signed  text := left(setting, -65);
  pads    bytea;
BEGIN
  IF signed IS NULL OR signed = '' THEN RETURN NULL; END IF;
  SELECT k.key INTO pads FROM access.scope_key k WHERE k.name = 'current';
  IF pads IS NULL
     OR encode(sha256(substr(pads, 65, 64) || sha256(substr(pads, 1, 64) || convert_to(signed, 'UTF8'))), 'hex')
        IS DISTINCT FROM right(setting, 64)
     OR split_part(signed, '|', 1)::bigint < extract(epoch FROM clock_timestamp())
     OR split_part(signed, '|', 2) NOT IN ('*', pg_backend_pid()::text)
  THEN RETURN NULL; END IF;
  IF place = 0 THEN RETURN signed; END IF;
  IF strpos(split_part(signed, '|', 7), flag) = 0 THEN RETURN NULL; END IF;
  RETURN nullif(split_part(signed, '|', place), '');
END $$;
ALTER FUNCTION access.said(int, text) OWNER TO weft_keeper;
COMMENT ON FUNCTION access.said(int, text) IS
  'One part of the signed scope by its place, where it carries the flags; nothing where it is not what was signed, has ended or is '
  'another connection''s. Place 0 is all that was signed. The key holds the two HMAC pads of 64 bytes each.';

CREATE FUNCTION access.scope() RETURNS access.scope LANGUAGE plpgsql STABLE AS $$
DECLARE part text[] := string_to_array(access.said(0, ''), '|');
BEGIN
  IF part IS NULL THEN RETURN ROW(NULL, NULL, '{}'::text[], '{}'::text[], false, false)::access.scope; END IF;
  RETURN ROW(nullif(part[3], ''), nullif(part[4], ''), string_to_array(part[5], ','), string_to_array(part[6], ','),
             strpos(part[7], 'c') > 0, strpos(part[7], 'e') > 0)::access.scope;
END $$;
COMMENT ON FUNCTION access.scope() IS 'The scope of this transaction, or one that sees nothing.';

-- These are written into the statement that asks them, so that each costs one check of the signature.
CREATE FUNCTION access.worker() RETURNS text LANGUAGE sql STABLE AS $$ SELECT access.said(3, '') $$;
CREATE FUNCTION access.organisation() RETURNS text LANGUAGE sql STABLE AS $$ SELECT access.said(4, '') $$;
COMMENT ON FUNCTION access.organisation() IS 'The organisation acted for. For contract-zone policies.';
CREATE FUNCTION access.case_organisation() RETURNS text LANGUAGE sql STABLE AS $$ SELECT access.said(4, 'c') $$;
COMMENT ON FUNCTION access.case_organisation() IS
  'The organisation acted for where a role held there may see records; otherwise nothing, so that no record matches.';
CREATE FUNCTION access.every_case_organisation() RETURNS text LANGUAGE sql STABLE AS $$ SELECT access.said(4, 'ce') $$;
COMMENT ON FUNCTION access.every_case_organisation() IS 'As case_organisation, for roles that see all cases of the organisation.';
CREATE FUNCTION access.case_worker() RETURNS text LANGUAGE sql STABLE AS $$ SELECT access.said(3, 'c') $$;
CREATE FUNCTION access.areas_overseen() RETURNS text[] LANGUAGE sql STABLE AS $$ SELECT coalesce(string_to_array(access.said(6, ''), ','), '{}') $$;
COMMENT ON FUNCTION access.areas_overseen() IS 'Areas whose contract zone the organisation oversees, in the role now acted in.';
CREATE FUNCTION access.holds(role text) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT coalesce(role = ANY (string_to_array(access.said(5, ''), ',')), false) $$;

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
