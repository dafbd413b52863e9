-- The roles of Weft, each with exactly its work. Run once in a cluster by a role that may create roles.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['weft_owner', 'weft_app', 'weft_jobs'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role_name);
    END IF;
  END LOOP;
  FOREACH role_name IN ARRAY ARRAY['weft_keeper', 'weft_loader', 'weft_backup'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role_name);
    END IF;
  END LOOP;
END $$;

-- Compiling a statement costs seconds where many tables are asked at once and each row is found by its key; here it never pays.
ALTER ROLE weft_owner SET jit = off;
ALTER ROLE weft_app SET jit = off;
ALTER ROLE weft_jobs SET jit = off;

-- The owner migrates, loads and backs up; it never serves. It takes on these three by SET ROLE.
GRANT weft_keeper, weft_loader, weft_backup TO weft_owner;
