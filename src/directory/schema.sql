-- Areas, organisations and the people who work. No personal data of people supervised.
CREATE SCHEMA directory;
GRANT USAGE ON SCHEMA directory TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;

CREATE TABLE directory.area (
  area  text PRIMARY KEY,
  name  text NOT NULL
);
COMMENT ON TABLE directory.area IS 'A contract package area, C01 to C21.';
SELECT access.reference('directory.area');

CREATE TABLE directory.force_area (
  force text PRIMARY KEY,
  name  text NOT NULL,
  area  text NOT NULL REFERENCES directory.area
);
COMMENT ON TABLE directory.force_area IS 'A police force area, by its ONS code; each lies in one contract package area.';
SELECT access.reference('directory.force_area');

CREATE TABLE directory.place (
  place text PRIMARY KEY,
  name  text NOT NULL,
  force text NOT NULL REFERENCES directory.force_area
);
COMMENT ON TABLE directory.place IS 'A local-authority district, by its ONS code.';
SELECT access.reference('directory.place');

CREATE TABLE directory.organisation (
  organisation     text PRIMARY KEY,
  name             text NOT NULL,
  sector           text NOT NULL CHECK (sector IN ('public', 'private', 'voluntary', 'unknown')),
  form             text,
  charity_number   text,
  company_number   text,
  size_band        text CHECK (size_band IN ('micro', 'small', 'medium', 'large', 'major')),
  people           int CHECK (people >= 0),
  income_pence     bigint CHECK (income_pence >= 0),
  income_year      int,
  head_office      text REFERENCES directory.place,
  provider_code    text UNIQUE,
  contact          text,
  secure_address   text,
  languages        text[] NOT NULL DEFAULT '{}',
  accessibility    text,
  case_visibility  text NOT NULL DEFAULT 'allocated' CHECK (case_visibility IN ('allocated', 'all')),
  second_factor    text NOT NULL DEFAULT 'chosen' CHECK (second_factor IN ('chosen', 'required')),
  second_factor_since timestamptz NOT NULL DEFAULT now(),
  version          int NOT NULL DEFAULT 1
);
COMMENT ON TABLE directory.organisation IS
  'An organisation of the partnership. case_visibility: practitioners see cases allocated to them or their team, or all. second_factor: chosen '
  'by each person, or required of all, of who signs in from second_factor_since on.';
SELECT access.keep('directory.organisation');
GRANT SELECT, INSERT, UPDATE ON directory.organisation TO weft_app;
GRANT SELECT ON directory.organisation TO weft_jobs;
CREATE POLICY everyone_reads ON directory.organisation FOR SELECT TO weft_app USING (true);
CREATE POLICY own ON directory.organisation FOR UPDATE TO weft_app
  USING (organisation = (SELECT access.organisation()));
CREATE POLICY overseer_adds ON directory.organisation FOR INSERT TO weft_app
  WITH CHECK (cardinality((SELECT access.areas_overseen())) > 0);

CREATE TABLE directory.role_in_area (
  organisation text NOT NULL REFERENCES directory.organisation,
  area         text NOT NULL REFERENCES directory.area,
  role         text NOT NULL CHECK (role IN ('commissioner', 'lead provider', 'integrator', 'delivery partner',
    'probation service', 'police', 'prison', 'health', 'council', 'court', 'police and crime commissioner', 'inspectorate', 'research')),
  from_day     date NOT NULL,
  to_day       date,
  PRIMARY KEY (area, organisation, role, from_day)
);
COMMENT ON TABLE directory.role_in_area IS 'What an organisation is in an area, from a day to a day.';
CREATE INDEX ON directory.role_in_area (organisation);
SELECT access.keep('directory.role_in_area');
GRANT SELECT, INSERT, UPDATE ON directory.role_in_area TO weft_app;
GRANT SELECT ON directory.role_in_area TO weft_jobs;
CREATE POLICY everyone_reads ON directory.role_in_area FOR SELECT TO weft_app USING (true);
CREATE POLICY overseer_writes ON directory.role_in_area TO weft_app USING (area = ANY ((SELECT access.areas_overseen())::text[]));

CREATE TABLE directory.works_in (
  organisation text NOT NULL REFERENCES directory.organisation,
  place        text NOT NULL REFERENCES directory.place,
  PRIMARY KEY (organisation, place)
);
COMMENT ON TABLE directory.works_in IS 'The districts in which an organisation works.';
SELECT access.keep('directory.works_in');
GRANT SELECT, INSERT, DELETE ON directory.works_in TO weft_app;
CREATE POLICY everyone_reads ON directory.works_in FOR SELECT TO weft_app USING (true);
CREATE POLICY own ON directory.works_in TO weft_app USING (organisation = (SELECT access.organisation()));

CREATE TABLE directory.worker (
  worker text PRIMARY KEY,
  name   text NOT NULL,
  email  text NOT NULL UNIQUE CHECK (email = lower(email)),
  phone  text,
  active boolean NOT NULL DEFAULT true,
  version int NOT NULL DEFAULT 1
);
COMMENT ON TABLE directory.worker IS 'A person who works in the partnership, once, whatever organisations they act for.';
SELECT access.keep('directory.worker');
GRANT SELECT ON directory.worker TO weft_jobs;

CREATE TABLE directory.post (
  worker       text NOT NULL REFERENCES directory.worker,
  organisation text NOT NULL REFERENCES directory.organisation,
  role         text NOT NULL CHECK (role IN ('practitioner', 'case manager', 'victim liaison officer', 'partner manager',
    'supply-chain manager', 'commissioner', 'finance', 'CRT member', 'hub member', 'inspector',
    'data-protection officer', 'administrator')),
  area         text REFERENCES directory.area,
  team         text,
  from_day     date NOT NULL,
  to_day       date,
  PRIMARY KEY (worker, organisation, role, from_day)
);
COMMENT ON TABLE directory.post IS 'A role held in an organisation, optionally in one area, from a day to a day.';
CREATE INDEX ON directory.post (organisation);
SELECT access.keep('directory.post');
GRANT SELECT ON directory.post TO weft_app, weft_jobs;
CREATE POLICY own_organisation ON directory.post FOR SELECT TO weft_app USING (organisation = (SELECT access.organisation()));

-- Names of workers stand on cases that pass between organisations, so everybody signed in may read a name, not an address.
CREATE POLICY everyone_reads ON directory.worker FOR SELECT TO weft_app USING ((SELECT coalesce(access.worker(), access.organisation())) IS NOT NULL);
GRANT SELECT (worker, name, active, version) ON directory.worker TO weft_app;
