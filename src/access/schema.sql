-- Sign-in, and the key of the case zone: involvement.

-- Accounts -----------------------------------------------------------------------------------------------------
CREATE TABLE access.account (
  worker         text PRIMARY KEY REFERENCES directory.worker,
  password_hash  text,
  password_origin text NOT NULL DEFAULT 'own' CHECK (password_origin IN ('own', 'given')),
  given_until    timestamptz,
  totp_secret    text,
  totp_confirmed boolean NOT NULL DEFAULT false,
  totp_last_step bigint NOT NULL DEFAULT 0,
  failures       int NOT NULL DEFAULT 0,
  locked_until   timestamptz,
  changed_at     timestamptz NOT NULL DEFAULT now(),
  CHECK ((password_origin = 'given') = (given_until IS NOT NULL))
);
COMMENT ON TABLE access.account IS
  'How a worker signs in. password_hash is argon2id. password_origin given: set by another, good until given_until and only for choosing '
  'an own one. Reached only through the keeper''s functions.';
SELECT access.keep('access.account');

CREATE TABLE access.session (
  token_hash   bytea PRIMARY KEY,
  worker       text NOT NULL REFERENCES directory.worker,
  organisation text REFERENCES directory.organisation,
  csrf         text NOT NULL,
  started_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  until        timestamptz NOT NULL,
  flash        text
);
COMMENT ON TABLE access.session IS 'A signed-in browser, by the SHA-256 of its cookie. Reached only through the keeper''s functions.';
CREATE INDEX ON access.session (worker);
SELECT access.keep('access.session');

CREATE TABLE access.token (
  token_hash   bytea PRIMARY KEY,
  token        text NOT NULL UNIQUE,
  name         text NOT NULL,
  worker       text REFERENCES directory.worker,
  organisation text NOT NULL REFERENCES directory.organisation,
  reach        text NOT NULL CHECK (reach IN ('read', 'write')),
  made_at      timestamptz NOT NULL,
  until        timestamptz NOT NULL,
  revoked_at   timestamptz
);
COMMENT ON TABLE access.token IS 'An API token of a person, or of an organisation''s own system (no worker), with what it reaches and an end.';
SELECT access.keep('access.token');
GRANT SELECT (token, name, worker, organisation, reach, made_at, until, revoked_at) ON access.token TO weft_app;
CREATE POLICY own ON access.token FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation())
  AND (worker = (SELECT access.worker()) OR (SELECT access.holds('administrator'))));

CREATE TABLE access.done (
  worker  text NOT NULL,
  route   text NOT NULL,
  key     text NOT NULL,
  request_hash bytea NOT NULL,
  result  text NOT NULL,
  at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (worker, route, key)
);
COMMENT ON TABLE access.done IS 'Requests already carried out, by idempotency key: a reference to the result, never the answer. Kept 7 days.';
SELECT access.keep('access.done');
GRANT SELECT, INSERT ON access.done TO weft_app;
GRANT SELECT, DELETE ON access.done TO weft_jobs;
CREATE POLICY own ON access.done TO weft_app USING (worker = (SELECT coalesce(access.worker(), 'system of ' || access.organisation())));

-- Information classes ------------------------------------------------------------------------------------------
CREATE TABLE access.class (
  class text PRIMARY KEY,
  bit   int NOT NULL UNIQUE,
  words text NOT NULL
);
COMMENT ON TABLE access.class IS 'Classes of information; a part of a class that a purpose may see alone is a class of its own.';
SELECT access.reference('access.class');
INSERT INTO access.class (bit, class, words) VALUES
  (1, 'outline', 'age band, sex and area'),
  (2, 'identity', 'name, date of birth and identifiers'),
  (4, 'contact', 'address, phone and e-mail'),
  (8, 'sentence_outline', 'type of sentence and the month it ends'),
  (16, 'sentence', 'sentences, requirements and conditions'),
  (32, 'offence', 'offences'),
  (64, 'needs_referred', 'the needs referred for'),
  (128, 'needs', 'all needs, the plan and its steps'),
  (256, 'risk_level', 'level of risk and warnings a host must know'),
  (512, 'risk_summary', 'summary of risk'),
  (1024, 'risk', 'full risk assessment'),
  (2048, 'health', 'health'),
  (4096, 'adjustment', 'adjustments needed'),
  (8192, 'characteristics', 'protected characteristics'),
  (16384, 'services', 'all referrals and services of the case'),
  (32768, 'victim', 'victim liaison'),
  (65536, 'sentence_end', 'the day the sentence ends');

CREATE TABLE access.purpose (
  purpose text PRIMARY KEY,
  classes int NOT NULL,
  words   text NOT NULL
);
COMMENT ON TABLE access.purpose IS 'What each purpose may see by itself (domain table of purposes and classes); a recorded decision may add to it.';
SELECT access.reference('access.purpose');
INSERT INTO access.purpose (purpose, classes, words) VALUES
  ('supervise', 131071 - 32768, 'it is responsible for the case'),
  ('consider a referral', 1 + 8 + 64 + 256 + 4096, 'it has been asked to take a referral'),
  ('deliver a service', 1 + 2 + 4 + 8 + 65536 + 64 + 256 + 512 + 4096, 'it delivers a service to this person'),
  ('consider a hand-over', 1 + 2 + 4 + 8 + 65536 + 16 + 32 + 64 + 128 + 256 + 512 + 1024 + 4096 + 16384, 'it has been offered responsibility for the case'),
  ('resettle', 1 + 2 + 4 + 8 + 65536 + 16 + 64 + 128 + 256 + 512 + 4096, 'it resettles this person from custody'),
  ('break-glass', 1 + 2 + 4 + 8 + 65536 + 16 + 64 + 128 + 256 + 512 + 1024 + 4096, 'the glass was broken in an emergency');

-- Involvement --------------------------------------------------------------------------------------------------
CREATE TABLE access.involvement (
  area         text NOT NULL,
  case_id      text NOT NULL,
  involvement  text NOT NULL,
  organisation text NOT NULL REFERENCES directory.organisation,
  purpose      text NOT NULL REFERENCES access.purpose,
  lawful_basis text NOT NULL,
  classes      int NOT NULL,
  source       text NOT NULL,
  from_at      timestamptz NOT NULL,
  to_at        timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (area, case_id, involvement)
);
COMMENT ON TABLE access.involvement IS
  'Why an organisation may see a case: purpose, lawful basis, classes, from, to, and the source that made it '
  '(responsibility …, referral …, hand-over …). Written only by the keeper''s functions.';
CREATE INDEX ON access.involvement (organisation);
SELECT access.keep('access.involvement');
GRANT SELECT ON access.involvement TO weft_app, weft_jobs;

CREATE TABLE access.assignment (
  area         text NOT NULL,
  case_id      text NOT NULL,
  organisation text NOT NULL REFERENCES directory.organisation,
  worker       text NOT NULL REFERENCES directory.worker,
  source       text NOT NULL,
  from_at      timestamptz NOT NULL,
  to_at        timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (area, case_id, organisation, worker, source, from_at)
);
COMMENT ON TABLE access.assignment IS 'Who in an organisation works on a case; the team of that worker sees it too.';
CREATE INDEX ON access.assignment (worker);
SELECT access.keep('access.assignment');
GRANT SELECT ON access.assignment TO weft_app, weft_jobs;

CREATE TABLE access.limited_case (
  area     text NOT NULL,
  case_id  text NOT NULL,
  reason   text NOT NULL,
  source   text NOT NULL,
  since    timestamptz NOT NULL,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE access.limited_case IS 'A case that only named users may see.';
SELECT access.keep('access.limited_case');

CREATE TABLE access.named_worker (
  area    text NOT NULL,
  case_id text NOT NULL,
  worker  text NOT NULL REFERENCES directory.worker,
  may     text NOT NULL CHECK (may IN ('see', 'never')),
  by      text,
  at      timestamptz NOT NULL,
  PRIMARY KEY (area, case_id, worker)
);
COMMENT ON TABLE access.named_worker IS 'On a limited case: who may see it. Anywhere: who never may, whatever role they hold.';
SELECT access.keep('access.named_worker');

CREATE TABLE access.glass (
  glass        text PRIMARY KEY,
  area         text NOT NULL,
  case_id      text NOT NULL,
  worker       text NOT NULL REFERENCES directory.worker,
  organisation text NOT NULL REFERENCES directory.organisation,
  owner        text REFERENCES directory.organisation,
  identifier   text NOT NULL,
  reason       text NOT NULL,
  at           timestamptz NOT NULL,
  until        timestamptz NOT NULL,
  review_due   timestamptz NOT NULL,
  reviewed_at  timestamptz,
  reviewed_by  text,
  finding      text CHECK (finding IN ('justified', 'not justified')),
  review_note  text,
  closely_held boolean NOT NULL DEFAULT false,
  version      int NOT NULL DEFAULT 1
);
COMMENT ON TABLE access.glass IS
  'Each breaking of the glass: by exact identifier and reason, one hour, reviewed in two business days. closely_held: the case is '
  'limited or somebody is excluded from it, so that only a data-protection officer reviews it.';
CREATE INDEX ON access.glass (area, case_id);
SELECT access.keep('access.glass');
GRANT SELECT ON access.glass TO weft_app, weft_jobs;
GRANT UPDATE (reviewed_at, reviewed_by, finding, review_note, version) ON access.glass TO weft_app;
CREATE POLICY own_or_owner ON access.glass TO weft_app USING (
  (organisation = (SELECT access.organisation()) OR owner = (SELECT access.organisation()))
  AND ((SELECT access.holds('data-protection officer')) OR ((SELECT access.holds('case manager')) AND NOT closely_held)
    OR worker = (SELECT access.worker())));

CREATE POLICY never_by_who_broke_it ON access.glass AS RESTRICTIVE FOR UPDATE TO weft_app
  USING (worker IS DISTINCT FROM (SELECT access.worker()) AND ((SELECT access.holds('data-protection officer')) OR (SELECT access.holds('case manager'))));

CREATE TABLE access.sharing_decision (
  area         text NOT NULL,
  case_id      text NOT NULL,
  decision     text NOT NULL,
  organisation text NOT NULL REFERENCES directory.organisation,
  class        text NOT NULL REFERENCES access.class,
  lawful_basis text NOT NULL,
  reason       text NOT NULL,
  by           text NOT NULL,
  from_at      timestamptz NOT NULL,
  to_at        timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (area, case_id, decision)
);
COMMENT ON TABLE access.sharing_decision IS 'A recorded decision to share one more class with an organisation that is involved.';

-- What may be seen now -----------------------------------------------------------------------------------------
CREATE TABLE access.live (
  organisation text NOT NULL,
  area         text NOT NULL,
  case_id      text NOT NULL,
  until        timestamptz NOT NULL,
  classes      int NOT NULL,
  openness     text NOT NULL CHECK (openness IN ('all', 'allocated', 'by person', 'limited')),
  responsible  boolean NOT NULL,
  listed       boolean NOT NULL,
  sort_name    text,
  since        timestamptz NOT NULL,
  PRIMARY KEY (organisation, area, case_id, until)
);
COMMENT ON TABLE access.live IS
  'One row per case, organisation and expiry: what the organisation may see now. listed marks the row that lists show. openness '
  '''by person'': somebody of the organisation is excluded, so that person_live alone says who sees it. '
  'Written only by access.refresh.';
CREATE INDEX live_list ON access.live (organisation, sort_name COLLATE "C", area, case_id) WHERE listed;
-- What the rows' law probes: everything it asks stands in the index.
CREATE INDEX live_case ON access.live (area, case_id, organisation, until) INCLUDE (openness, classes, responsible);
SELECT access.keep('access.live');
GRANT SELECT ON access.live TO weft_app, weft_jobs;
CREATE POLICY own ON access.live FOR SELECT TO weft_app USING (
  organisation = (SELECT access.case_organisation()) AND until > statement_timestamp()
  AND (openness = 'all' OR (openness = 'allocated' AND organisation = (SELECT access.every_case_organisation()))));

CREATE TABLE access.person_live (
  worker       text NOT NULL,
  organisation text NOT NULL,
  area         text NOT NULL,
  case_id      text NOT NULL,
  until        timestamptz NOT NULL,
  classes      int NOT NULL,
  listed       boolean NOT NULL,
  mine         boolean NOT NULL,
  sort_name    text,
  since        timestamptz NOT NULL,
  PRIMARY KEY (worker, organisation, area, case_id, until)
);
COMMENT ON TABLE access.person_live IS
  'As live, for one worker: allocated to them (mine) or their team, named on a limited case, or through broken glass.';
CREATE INDEX person_live_list ON access.person_live (worker, organisation, sort_name COLLATE "C", area, case_id) WHERE listed;
CREATE INDEX person_live_case ON access.person_live (area, case_id, worker, organisation, until) INCLUDE (classes, mine);
SELECT access.keep('access.person_live');
GRANT SELECT ON access.person_live TO weft_app, weft_jobs;
CREATE POLICY own ON access.person_live FOR SELECT TO weft_app USING (
  worker = (SELECT access.case_worker()) AND organisation = (SELECT access.case_organisation()) AND until > statement_timestamp());

-- The law of rows ----------------------------------------------------------------------------------------------
CREATE FUNCTION access.bit(of_class text) RETURNS int LANGUAGE sql STABLE AS $$ SELECT bit FROM access.class WHERE class = of_class $$;

CREATE FUNCTION access.seen(target regclass, condition_live text, condition_person text) RETURNS text LANGUAGE sql AS $$
  SELECT format(
    'EXISTS (SELECT FROM access.live l WHERE l.area = %1$I.area AND l.case_id = %1$I.case_id AND (%2$s) OFFSET 0)'
    ' OR EXISTS (SELECT FROM access.person_live p WHERE p.area = %1$I.area AND p.case_id = %1$I.case_id AND (%3$s) OFFSET 0)',
    (SELECT relname FROM pg_class WHERE oid = target), condition_live, condition_person)
$$;
COMMENT ON FUNCTION access.seen IS
  'The one condition of the case zone: the organisation sees the case, or the worker does. For whom, how openly and until when is '
  'said by the policies of live and person_live themselves, and there alone: to ask it twice costs the signed scope twice. OFFSET 0 '
  'keeps it a probe by key: without it the planner may hash every case of the organisation to look at one.';

CREATE FUNCTION access.protect_case(target regclass, of_class text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE bits int := access.bit(of_class);
BEGIN
  PERFORM access.keep(target);
  EXECUTE format('CREATE POLICY involved ON %s TO weft_app USING (%s)', target,
    access.seen(target, format('l.classes & %s <> 0', bits), format('p.classes & %s <> 0', bits)));
END $$;
COMMENT ON FUNCTION access.protect_case IS 'Rows of a case that the holder of one information class sees.';

CREATE FUNCTION access.protect_case_any(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM access.keep(target);
  EXECUTE format('CREATE POLICY involved ON %s TO weft_app USING (%s)', target, access.seen(target, 'true', 'true'));
END $$;
COMMENT ON FUNCTION access.protect_case_any IS 'Rows of a case that whoever may see anything of the case sees.';

CREATE FUNCTION access.protect_service(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  services int := access.bit('services');
  relation text := (SELECT relname FROM pg_class WHERE oid = target);
BEGIN
  PERFORM access.keep(target);
  EXECUTE format('CREATE POLICY involved ON %s TO weft_app USING (%s)', target, access.seen(target,
    format('(l.classes & %s <> 0 OR %s.provider = l.organisation)', services, relation),
    format('(p.classes & %s <> 0 OR %s.provider = p.organisation)', services, relation)));
END $$;
COMMENT ON FUNCTION access.protect_service IS
  'Rows of a referral or service: seen by its provider, and by who sees all services of the case.';

REVOKE ALL ON FUNCTION access.protect_case, access.protect_case_any, access.protect_service, access.seen FROM PUBLIC;

CREATE FUNCTION access.is_responsible(of_area text, of_case text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT EXISTS (SELECT FROM access.live l WHERE l.organisation = (access.scope()).organisation AND l.area = of_area AND l.case_id = of_case
    AND l.responsible AND l.until > statement_timestamp())
$$;
ALTER FUNCTION access.is_responsible OWNER TO weft_keeper;
COMMENT ON FUNCTION access.is_responsible IS 'Whether the organisation acted for is responsible for the case now.';

CREATE FUNCTION access.was_involved(of_area text, of_case text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access AS $$
  SELECT EXISTS (SELECT FROM access.involvement i WHERE i.area = of_area AND i.case_id = of_case AND i.organisation = (access.scope()).organisation)
      OR EXISTS (SELECT FROM access.glass g WHERE g.area = of_area AND g.case_id = of_case AND g.organisation = (access.scope()).organisation)
$$;
ALTER FUNCTION access.was_involved OWNER TO weft_keeper;
COMMENT ON FUNCTION access.was_involved IS 'Whether the organisation acted for is or was involved, so that an event about the case is its own to write.';
REVOKE ALL ON FUNCTION access.is_responsible, access.was_involved FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.is_responsible, access.was_involved TO weft_app, weft_keeper;

SELECT access.keep('access.sharing_decision');
CREATE POLICY responsible_decides ON access.sharing_decision AS RESTRICTIVE FOR INSERT TO weft_app
  WITH CHECK (class <> 'victim' AND access.is_responsible(area, case_id));
GRANT SELECT, INSERT ON access.sharing_decision TO weft_app;
DO $$
DECLARE target regclass;
BEGIN
  -- Who else has to do with a person is itself a fact about the person: an organisation sees its own part, and who sees all services sees all.
  FOREACH target IN ARRAY ARRAY['access.involvement', 'access.assignment', 'access.sharing_decision']::regclass[] LOOP
    EXECUTE format('CREATE POLICY involved ON %s TO weft_app USING (%s)', target, access.seen(target,
      format('(l.classes & %s <> 0 OR %s.organisation = l.organisation)', access.bit('services'), (SELECT relname FROM pg_class WHERE oid = target)),
      format('(p.classes & %s <> 0 OR %s.organisation = p.organisation)', access.bit('services'), (SELECT relname FROM pg_class WHERE oid = target))));
  END LOOP;
  -- The timeline of a case: the events about it whose class the viewer may see (class 0: everybody involved).
  EXECUTE 'CREATE POLICY involved ON journal.event FOR SELECT TO weft_app USING (case_id IS NOT NULL AND ('
    || access.seen('journal.event', '(event.class = 0 OR l.classes & event.class <> 0)', '(event.class = 0 OR p.classes & event.class <> 0)') || '))';
END $$;
-- Nobody writes into the history of a case with which their organisation never had to do.
CREATE POLICY own_cases ON journal.event AS RESTRICTIVE FOR INSERT TO weft_app
  WITH CHECK (case_id IS NULL OR access.was_involved(area, case_id));
