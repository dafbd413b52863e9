-- People, supervision, needs, risk, plan, referrals, sessions, outcomes. Every key begins with the area in which the case opened.
CREATE SCHEMA casework;
GRANT USAGE ON SCHEMA casework TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA casework TO weft_keeper;

CREATE TABLE casework.case (
  area         text NOT NULL REFERENCES directory.area,
  case_id      text NOT NULL,
  current_area text NOT NULL REFERENCES directory.area,
  opened_at    timestamptz NOT NULL,
  source       text NOT NULL,
  version      int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.case IS 'A person worked with, once. area: where the case opened, for good; current_area follows responsibility.';
SELECT access.protect_case_any('casework.case');
GRANT SELECT ON casework.case TO weft_app, weft_jobs;

CREATE TABLE casework.identity_outline (
  area     text NOT NULL, case_id text NOT NULL,
  age_band text NOT NULL CHECK (age_band IN ('under 18', '18 to 24', '25 to 34', '35 to 44', '45 to 54', '55 and over', 'not known')),
  sex      text NOT NULL CHECK (sex IN ('female', 'male', 'other', 'not known')),
  force    text REFERENCES directory.force_area,
  place    text REFERENCES directory.place,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.identity_outline IS 'What an organisation that has only been asked may know of who it is.';
SELECT access.protect_case('casework.identity_outline', 'outline');
GRANT SELECT, INSERT, UPDATE ON casework.identity_outline TO weft_app;
GRANT SELECT, UPDATE ON casework.identity_outline TO weft_jobs;

CREATE TABLE casework.identity (
  area          text NOT NULL, case_id text NOT NULL,
  first_name    text NOT NULL,
  middle_names  text,
  last_name     text NOT NULL,
  known_as      text,
  date_of_birth date,
  language      text,
  version       int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.identity IS 'Name and date of birth.';
SELECT access.protect_case('casework.identity', 'identity');
GRANT SELECT, INSERT, UPDATE ON casework.identity TO weft_app;
GRANT SELECT ON casework.identity TO weft_jobs;

CREATE TABLE casework.alias (
  area text NOT NULL, case_id text NOT NULL, alias int NOT NULL,
  first_name text, last_name text, date_of_birth date,
  PRIMARY KEY (area, case_id, alias)
);
COMMENT ON TABLE casework.alias IS 'Other names the person is known by.';
SELECT access.protect_case('casework.alias', 'identity');
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.alias TO weft_app;

CREATE TABLE casework.identifier (
  area    text NOT NULL, case_id text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('crn', 'prison number', 'pnc', 'cro')),
  value   text NOT NULL,
  current boolean NOT NULL DEFAULT true,
  PRIMARY KEY (area, case_id, kind, value)
);
COMMENT ON TABLE casework.identifier IS 'CRN, prison number, PNC, CRO. Not unique across cases, so that a clash tells nobody anything.';
CREATE INDEX identifier_value ON casework.identifier (value COLLATE "C", area, case_id);
SELECT access.protect_case('casework.identifier', 'identity');
GRANT SELECT, INSERT, UPDATE ON casework.identifier TO weft_app;

CREATE TABLE casework.search_key (
  area    text NOT NULL, case_id text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('word', 'sound')),
  key     text COLLATE "C" NOT NULL,
  PRIMARY KEY (area, case_id, kind, key)
);
COMMENT ON TABLE casework.search_key IS 'Folded words and sounds-alike codes of every name of the person.';
CREATE INDEX search_key_key ON casework.search_key (area, kind, key, case_id);
SELECT access.protect_case('casework.search_key', 'identity');
GRANT SELECT, INSERT, DELETE ON casework.search_key TO weft_app;

CREATE TABLE casework.contact (
  area    text NOT NULL, case_id text NOT NULL,
  address text, phone text, email text, release_address text,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.contact IS 'Where and how to reach the person.';
SELECT access.protect_case('casework.contact', 'contact');
GRANT SELECT, INSERT, UPDATE ON casework.contact TO weft_app;

CREATE TABLE casework.sentence (
  area        text NOT NULL, case_id text NOT NULL, sentence text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('community order', 'suspended sentence order', 'licence', 'post-sentence supervision', 'custody', 'other')),
  words       text,
  started_on  date NOT NULL,
  ends_on     date,
  allocated_at timestamptz,
  release_on  date,
  active      boolean NOT NULL DEFAULT true,
  source      text NOT NULL,
  version     int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, sentence)
);
COMMENT ON TABLE casework.sentence IS 'A sentence or order. allocated_at: when it was allocated to the responsible organisation; release_on: release on licence.';
SELECT access.protect_case('casework.sentence', 'sentence');
GRANT SELECT, INSERT, UPDATE ON casework.sentence TO weft_app;

CREATE TABLE casework.sentence_outline (
  area      text NOT NULL, case_id text NOT NULL,
  kind      text NOT NULL,
  ends_month text,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.sentence_outline IS 'Type of the active sentence and the month it ends, for who has only been asked.';
SELECT access.protect_case('casework.sentence_outline', 'sentence_outline');
GRANT SELECT, INSERT, UPDATE ON casework.sentence_outline TO weft_app;

CREATE TABLE casework.sentence_end (
  area    text NOT NULL, case_id text NOT NULL,
  ends_on date,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.sentence_end IS 'The day the active sentence ends.';
SELECT access.protect_case('casework.sentence_end', 'sentence_end');
GRANT SELECT, INSERT, UPDATE ON casework.sentence_end TO weft_app;

CREATE TABLE casework.requirement (
  area     text NOT NULL, case_id text NOT NULL, requirement text NOT NULL,
  sentence text NOT NULL,
  kind     text NOT NULL,
  amount   int CHECK (amount >= 0),
  unit     text CHECK (unit IN ('days', 'hours', 'months')),
  done     int NOT NULL DEFAULT 0 CHECK (done >= 0),
  due_by   date,
  state    text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'completed', 'ended')),
  PRIMARY KEY (area, case_id, requirement)
);
COMMENT ON TABLE casework.requirement IS 'A requirement of a sentence with its own progress.';
SELECT access.protect_case('casework.requirement', 'sentence');
GRANT SELECT, INSERT, UPDATE ON casework.requirement TO weft_app;

CREATE TABLE casework.need (
  area        text NOT NULL, case_id text NOT NULL,
  need        text NOT NULL,
  score       int,
  severity    text NOT NULL CHECK (severity IN ('none', 'standard', 'severe', 'not scored')),
  to_offending boolean, to_harm boolean,
  assessed_at timestamptz NOT NULL,
  source      text NOT NULL,
  version     int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, need)
);
COMMENT ON TABLE casework.need IS 'One of the ten needs (or two women''s pathways) as last assessed.';
SELECT access.protect_case('casework.need', 'needs');
GRANT SELECT, INSERT, UPDATE ON casework.need TO weft_app;

CREATE TABLE casework.risk_level (
  area        text NOT NULL, case_id text NOT NULL,
  level       text NOT NULL CHECK (level IN ('low', 'medium', 'high', 'very high', 'not assessed')),
  mappa_category int, mappa_level int,
  warnings    text[] NOT NULL DEFAULT '{}',
  assessed_at timestamptz,
  version     int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.risk_level IS 'Level of risk of serious harm, MAPPA, and the warnings a host must know (to staff, to children, arson, must not meet).';
SELECT access.protect_case('casework.risk_level', 'risk_level');
GRANT SELECT, INSERT, UPDATE ON casework.risk_level TO weft_app;

CREATE TABLE casework.risk_summary (
  area text NOT NULL, case_id text NOT NULL,
  who_is_at_risk text, nature text, imminence text, increases text, reduces text,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.risk_summary IS 'Summary of the risk of serious harm.';
SELECT access.protect_case('casework.risk_summary', 'risk_summary');
GRANT SELECT, INSERT, UPDATE ON casework.risk_summary TO weft_app;

CREATE TABLE casework.risk (
  area text NOT NULL, case_id text NOT NULL,
  community jsonb NOT NULL, custody jsonb NOT NULL, to_self jsonb NOT NULL, scores jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.risk IS 'Full assessment: level by group in community and custody, risk to self, scores as the source holds them.';
SELECT access.protect_case('casework.risk', 'risk');
GRANT SELECT, INSERT, UPDATE ON casework.risk TO weft_app;

CREATE TABLE casework.adjustment (
  area text NOT NULL, case_id text NOT NULL, adjustment int NOT NULL, words text NOT NULL,
  PRIMARY KEY (area, case_id, adjustment)
);
COMMENT ON TABLE casework.adjustment IS 'What the person needs so that they can take part.';
SELECT access.protect_case('casework.adjustment', 'adjustment');
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.adjustment TO weft_app;

CREATE TABLE casework.health (
  area text NOT NULL, case_id text NOT NULL, words text NOT NULL, version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.health IS 'Health, as the person agreed to share.';
SELECT access.protect_case('casework.health', 'health');
GRANT SELECT, INSERT, UPDATE ON casework.health TO weft_app;

CREATE TABLE casework.characteristics (
  area text NOT NULL, case_id text NOT NULL, ethnicity text, disability text, religion text, orientation text,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.characteristics IS 'Protected characteristics.';
SELECT access.protect_case('casework.characteristics', 'characteristics');
GRANT SELECT, INSERT, UPDATE ON casework.characteristics TO weft_app;

CREATE TABLE casework.unparsed (
  area text NOT NULL, case_id text NOT NULL, unparsed int NOT NULL,
  path text NOT NULL, field text NOT NULL, found text NOT NULL, sentence text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (area, case_id, unparsed)
);
COMMENT ON TABLE casework.unparsed IS 'What a source sent that could not be read: kept and shown, never dropped.';
SELECT access.protect_case('casework.unparsed', 'risk');
GRANT SELECT, INSERT, DELETE ON casework.unparsed TO weft_app;

-- Responsibility: starts only, so that a gap or an overlap cannot be written --------------------------------------
CREATE TABLE casework.responsibility (
  area         text NOT NULL, case_id text NOT NULL,
  from_at      timestamptz NOT NULL,
  organisation text REFERENCES directory.organisation,
  officer      text REFERENCES directory.worker,
  reason       text NOT NULL,
  source       text NOT NULL,
  PRIMARY KEY (area, case_id, from_at)
);
COMMENT ON TABLE casework.responsibility IS
  'Who is responsible from an instant on: the last start not after t is responsible at t. No organisation: the case closes. Starts only append, and only through the keeper''s functions.';
SELECT access.protect_case_any('casework.responsibility');
GRANT SELECT ON casework.responsibility TO weft_app, weft_jobs;

-- Plan -------------------------------------------------------------------------------------------------------------
CREATE TABLE casework.plan (
  area text NOT NULL, case_id text NOT NULL,
  own_words text, made_at timestamptz NOT NULL, complete_at timestamptz, review_on date,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id)
);
COMMENT ON TABLE casework.plan IS 'The person''s plan; own_words: what they said matters to them. complete_at: when the responsible officer declared it complete.';
SELECT access.protect_case('casework.plan', 'needs');
GRANT SELECT, INSERT, UPDATE ON casework.plan TO weft_app;

CREATE TABLE casework.goal (
  area text NOT NULL, case_id text NOT NULL, goal text NOT NULL,
  words text NOT NULL, need text, weight int NOT NULL DEFAULT 1 CHECK (weight > 0), place int NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ended')),
  PRIMARY KEY (area, case_id, goal)
);
COMMENT ON TABLE casework.goal IS 'A goal in the person''s words.';
SELECT access.protect_case('casework.goal', 'needs');
GRANT SELECT, INSERT, UPDATE ON casework.goal TO weft_app;

CREATE TABLE casework.step (
  area text NOT NULL, case_id text NOT NULL, goal text NOT NULL, step text NOT NULL,
  words text NOT NULL, weight int NOT NULL DEFAULT 1 CHECK (weight > 0), place int NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'achieved')),
  achieved_on date, evidence text, undone_reason text, by_organisation text, by_worker text,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, goal, step)
);
COMMENT ON TABLE casework.step IS 'A small win towards a goal, achieved with evidence and date; un-achieved with a reason.';
SELECT access.protect_case('casework.step', 'needs');
GRANT SELECT, INSERT, UPDATE ON casework.step TO weft_app;

-- Referral and service ------------------------------------------------------------------------------------------------
CREATE TABLE casework.referral (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL,
  category text NOT NULL,
  sender text NOT NULL REFERENCES directory.organisation,
  sender_worker text NOT NULL REFERENCES directory.worker,
  provider text REFERENCES directory.organisation,
  agreement text, line int,
  funding text NOT NULL DEFAULT 'not checked' CHECK (funding IN ('not checked', 'agreed', 'unfunded')),
  unfunded_reason text,
  state text NOT NULL CHECK (state IN ('draft', 'sent', 'returned', 'accepted', 'declined', 'withdrawn')),
  tasks_done text[] NOT NULL DEFAULT '{}',
  complexity text CHECK (complexity IN ('low', 'medium', 'high')),
  most_days int CHECK (most_days > 0), finish_by date,
  access_needs text, interpreter text, unfunded_by text REFERENCES directory.worker, warned_at timestamptz,
  made_at timestamptz NOT NULL, first_sent_at timestamptz, sent_at timestamptz, answered_at timestamptz,
  answered_by text, decline_reason text, answer_words text, start_on date, waiting_place int,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, reference)
);
COMMENT ON TABLE casework.referral IS
  'A request to one provider for one service for one person. answer_words: the question where it was returned, else words to the answer. '
  'waiting_place: place on the waiting list. unfunded_by: who chose to send it without an agreement. warned_at: when the end of a draft was announced.';
CREATE UNIQUE INDEX referral_reference ON casework.referral (area, reference);
CREATE INDEX referral_provider ON casework.referral (provider, state, sent_at);
CREATE INDEX referral_sender ON casework.referral (sender, state, made_at);
CREATE INDEX referral_sent ON casework.referral (sender, sent_at, reference);
CREATE INDEX referral_answered ON casework.referral (provider, answered_at, reference);
CREATE INDEX referral_month ON casework.referral (area, answered_at);
SELECT access.protect_service('casework.referral');
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.referral TO weft_app;
GRANT SELECT, DELETE, UPDATE (warned_at) ON casework.referral TO weft_jobs;
-- A draft is its sender's alone, also where the provider chosen already works with the person.
CREATE POLICY draft ON casework.referral AS RESTRICTIVE TO weft_app USING (state <> 'draft' OR sender = (SELECT access.organisation()));

CREATE TABLE casework.referral_words (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text,
  reason text, risk_to_share text, told_person text,
  PRIMARY KEY (area, case_id, reference)
);
COMMENT ON TABLE casework.referral_words IS
  'What the sender writes freely, which may name the person: read by the provider from acceptance on. provider is set when it is sent.';
SELECT access.keep('casework.referral_words');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON casework.referral_words TO weft_app USING (' || access.seen('casework.referral_words',
    'l.classes & 16384 <> 0 OR (l.classes & 2 <> 0 AND referral_words.provider = l.organisation)',
    'p.classes & 16384 <> 0 OR (p.classes & 2 <> 0 AND referral_words.provider = p.organisation)') || ')';
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.referral_words TO weft_app;
GRANT SELECT, DELETE ON casework.referral_words TO weft_jobs;

CREATE TABLE casework.referral_need (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text,
  need text NOT NULL, severity text, outcome text NOT NULL,
  PRIMARY KEY (area, case_id, reference, need, outcome)
);
COMMENT ON TABLE casework.referral_need IS 'A need referred for and the outcome wanted.';
SELECT access.protect_service('casework.referral_need');
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.referral_need TO weft_app;
GRANT SELECT, DELETE ON casework.referral_need TO weft_jobs;

CREATE TABLE casework.referral_change (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text, change int NOT NULL,
  topic text NOT NULL, old text, new text NOT NULL, reason text NOT NULL, by text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (area, case_id, reference, change)
);
COMMENT ON TABLE casework.referral_change IS 'A change after sending: topic, old, new, reason, who, when.';
SELECT access.protect_service('casework.referral_change');
DO $$ BEGIN
  -- Topics that may name the person, or say more than the outline, are read by the provider from acceptance on.
  EXECUTE 'CREATE POLICY words ON casework.referral_change AS RESTRICTIVE TO weft_app USING ('
    'topic IN (''complexity'', ''outcomes'', ''finish_date'', ''days'', ''accessibility'', ''interpreter'', ''further_information'') OR '
    || access.seen('casework.referral_change', 'l.classes & 16386 <> 0', 'p.classes & 16386 <> 0') || ')';
END $$;
GRANT SELECT, INSERT ON casework.referral_change TO weft_app;

CREATE TABLE casework.service (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'assessing', 'planned', 'delivering', 'ended')),
  start_on date,
  plan_state text NOT NULL DEFAULT 'none' CHECK (plan_state IN ('none', 'draft', 'submitted', 'agreed', 'sent back')),
  plan_submitted_at timestamptz, plan_agreed_at timestamptz, plan_agreed_by text, plan_words text, plan_answer text, sessions_planned int,
  end_as text CHECK (end_as IN ('completed', 'ended early', 'withdrawn', 'handed over')), end_reason text, end_words text, ended_at timestamptz,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, reference)
);
COMMENT ON TABLE casework.service IS 'The service that follows an accepted referral. plan_answer: what must change, where its plan was sent back.';
CREATE INDEX service_provider ON casework.service (provider, state, ended_at, reference);
SELECT access.protect_service('casework.service');
GRANT SELECT, INSERT, UPDATE ON casework.service TO weft_app;
GRANT SELECT ON casework.service TO weft_jobs;

CREATE TABLE casework.allocation (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text NOT NULL,
  worker text NOT NULL REFERENCES directory.worker, lead boolean NOT NULL,
  from_at timestamptz NOT NULL, to_at timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (area, case_id, reference, worker, from_at)
);
COMMENT ON TABLE casework.allocation IS 'Who delivers a service: several workers, one lead, with history.';
SELECT access.protect_service('casework.allocation');
GRANT SELECT, INSERT, UPDATE ON casework.allocation TO weft_app;
-- Who delivers is said by the provider, of its own workers.
CREATE POLICY own ON casework.allocation AS RESTRICTIVE FOR INSERT TO weft_app WITH CHECK (provider = (SELECT access.organisation()));

CREATE TABLE casework.activity (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text NOT NULL, activity int NOT NULL,
  words text NOT NULL, need text, sessions int NOT NULL CHECK (sessions > 0),
  PRIMARY KEY (area, case_id, reference, activity)
);
COMMENT ON TABLE casework.activity IS 'A line of the service plan, tied to a need referred for.';
SELECT access.protect_service('casework.activity');
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.activity TO weft_app;

CREATE TABLE casework.session (
  area text NOT NULL, case_id text NOT NULL, session text NOT NULL,
  reference text, provider text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('supervision', 'initial assessment', 'session')),
  starts_at timestamptz NOT NULL, minutes int NOT NULL CHECK (minutes BETWEEN 5 AND 720),
  booked_at timestamptz NOT NULL,
  method text NOT NULL CHECK (method IN ('phone', 'video', 'in person at a probation office', 'in person elsewhere')),
  format text NOT NULL CHECK (format IN ('one to one', 'group')),
  state text NOT NULL CHECK (state IN ('booked', 'attended', 'late', 'missed', 'did not happen', 'rescheduled', 'cancelled')),
  absence text CHECK (absence IN ('acceptable', 'not acceptable')),
  no_session_reason text, skills text[] NOT NULL DEFAULT '{}', worker text REFERENCES directory.worker,
  done text, response text, behaviour text, concern text, next text,
  recorded_at timestamptz, recorded_by text,
  moved_to text, moved_by text CHECK (moved_by IN ('person', 'provider', 'responsible officer')), moved_reason text, late_reason text,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, case_id, session)
);
COMMENT ON TABLE casework.session IS 'An appointment, and what came of it: attendance, inputs (minutes, method, skills), what was done. No reference: supervision itself.';
CREATE INDEX session_referral ON casework.session (area, case_id, reference, starts_at);
CREATE INDEX session_provider ON casework.session (provider, starts_at);
CREATE INDEX session_month ON casework.session (area, starts_at);
CREATE INDEX session_figure ON casework.session (area, provider, starts_at) INCLUDE (state, absence);
SELECT access.protect_service('casework.session');
GRANT SELECT, INSERT, UPDATE ON casework.session TO weft_app;
GRANT SELECT ON casework.session TO weft_jobs;

CREATE TABLE casework.report (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text NOT NULL,
  half_points int NOT NULL, outcomes int NOT NULL, further text, submitted_at timestamptz NOT NULL, submitted_by text NOT NULL,
  PRIMARY KEY (area, case_id, reference)
);
COMMENT ON TABLE casework.report IS 'The end-of-service report; score = half_points / 2 of outcomes.';
CREATE INDEX report_month ON casework.report (area, submitted_at);
SELECT access.protect_service('casework.report');
GRANT SELECT, INSERT ON casework.report TO weft_app;
GRANT SELECT ON casework.report TO weft_jobs;

CREATE TABLE casework.report_outcome (
  area text NOT NULL, case_id text NOT NULL, reference text NOT NULL, provider text NOT NULL, outcome text NOT NULL,
  achieved text NOT NULL CHECK (achieved IN ('yes', 'partly', 'no')), comments text,
  PRIMARY KEY (area, case_id, reference, outcome)
);
COMMENT ON TABLE casework.report_outcome IS 'Each outcome wanted: achieved 1, partly 0.5, not 0.';
SELECT access.protect_service('casework.report_outcome');
GRANT SELECT, INSERT ON casework.report_outcome TO weft_app;

CREATE TABLE casework.note (
  area text NOT NULL, case_id text NOT NULL, note text NOT NULL, provider text NOT NULL,
  class text NOT NULL REFERENCES access.class, words text NOT NULL, at timestamptz NOT NULL, by text NOT NULL, corrects text,
  PRIMARY KEY (area, case_id, note)
);
COMMENT ON TABLE casework.note IS 'A case note; a correction is a new note that names the one it corrects. Read by who sees its class.';
SELECT access.keep('casework.note');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON casework.note TO weft_app USING (' || access.seen('casework.note',
    'l.classes & (SELECT bit FROM access.class c WHERE c.class = note.class) <> 0',
    'p.classes & (SELECT bit FROM access.class c WHERE c.class = note.class) <> 0') || ')';
END $$;
GRANT SELECT, INSERT ON casework.note TO weft_app;

-- Only the organisation asked answers a referral, whoever may write the row.
CREATE FUNCTION casework.guard_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('accepted', 'declined', 'returned') AND NEW.state IS DISTINCT FROM OLD.state
     AND NEW.provider IS DISTINCT FROM access.organisation() THEN
    RAISE EXCEPTION 'only the organisation asked answers a referral' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state IN ('sent', 'withdrawn') AND NEW.state IS DISTINCT FROM OLD.state AND NEW.provider = access.organisation() THEN
    RAISE EXCEPTION 'the organisation asked neither sends nor withdraws a referral' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state <> 'draft' AND (NEW.provider, NEW.sender) IS DISTINCT FROM (OLD.provider, OLD.sender) THEN
    RAISE EXCEPTION 'a referral that was sent keeps its sender and its provider' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON casework.referral FOR EACH ROW
  WHEN (current_user = 'weft_app') EXECUTE FUNCTION casework.guard_referral();
GRANT EXECUTE ON FUNCTION casework.guard_referral() TO weft_app;

-- Why an organisation may see a case, read from the facts of this module.
CREATE VIEW casework.reason AS
  SELECT area, case_id, 'responsibility ' || extract(epoch FROM from_at) AS involvement, organisation,
         'supervise' AS purpose, 'Offender Management Act 2007 s.14' AS lawful_basis,
         'responsibility' AS source, from_at,
         coalesce(lead(from_at) OVER (PARTITION BY area, case_id ORDER BY from_at), 'infinity') AS to_at
  FROM casework.responsibility
  UNION ALL
  SELECT area, case_id, 'asked ' || reference, provider, 'consider a referral', 'Offender Management Act 2007 s.14',
         'referral ' || reference, first_sent_at,
         CASE WHEN state IN ('sent', 'returned') THEN 'infinity' ELSE answered_at END
  FROM casework.referral WHERE provider IS NOT NULL AND first_sent_at IS NOT NULL
  UNION ALL
  SELECT s.area, s.case_id, 'service ' || s.reference, s.provider, 'deliver a service', 'Offender Management Act 2007 s.14',
         'referral ' || s.reference, r.answered_at,
         CASE WHEN s.state = 'ended' THEN s.ended_at + interval '28 days' ELSE 'infinity' END
  FROM casework.service s JOIN casework.referral r USING (area, case_id, reference, provider) WHERE r.state = 'accepted';
COMMENT ON VIEW casework.reason IS 'Involvements that responsibility, referrals and services give rise to; a pure function of the facts.';
ALTER VIEW casework.reason OWNER TO weft_keeper;
GRANT SELECT ON casework.reason TO weft_loader;

-- Who may see a limited case is told that it is limited; nobody else learns that there is one.
CREATE FUNCTION casework.is_limited(of_area text, of_case text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, casework, access AS $$
  SELECT EXISTS (SELECT FROM access.limited_case x WHERE x.area = of_area AND x.case_id = of_case)
     AND EXISTS (SELECT FROM access.person_live p WHERE p.area = of_area AND p.case_id = of_case AND p.worker = access.case_worker()
                   AND p.organisation = access.case_organisation() AND p.until > statement_timestamp())
$$;
ALTER FUNCTION casework.is_limited OWNER TO weft_keeper;
REVOKE ALL ON FUNCTION casework.is_limited FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework.is_limited TO weft_app, weft_keeper;
COMMENT ON FUNCTION casework.is_limited IS 'Whether a case that the viewer sees by name is limited.';

-- Volumes, not people: what was asked for where, to organisations at work in the area.
CREATE FUNCTION casework.may_read_demand(of_area text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT of_area = ANY (access.areas_overseen())
      OR EXISTS (SELECT FROM directory.role_in_area x WHERE x.organisation = access.organisation() AND x.area = of_area
                   AND x.from_day <= current_date AND (x.to_day IS NULL OR x.to_day >= current_date))
$$;
COMMENT ON FUNCTION casework.may_read_demand IS 'Whether the organisation acted for has a role in the area today, or oversees it.';
REVOKE ALL ON FUNCTION casework.may_read_demand FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework.may_read_demand TO weft_app, weft_keeper;

CREATE FUNCTION casework.demand(of_area text, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (need text, force text, place text, referrals bigint, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, casework AS $$
  SELECT n.need, o.force, o.place, count(DISTINCT r.case_id || ' ' || r.reference),
         count(DISTINCT r.case_id || ' ' || to_char(r.first_sent_at AT TIME ZONE 'Europe/London', 'YYYY-MM'))
    FROM casework.referral r
    JOIN casework.referral_need n USING (area, case_id, reference)
    LEFT JOIN casework.identity_outline o USING (area, case_id)
   WHERE r.area = of_area AND r.first_sent_at >= from_at AND r.first_sent_at < to_at
     AND (SELECT casework.may_read_demand(of_area))
   GROUP BY n.need, o.force, o.place
$$;
ALTER FUNCTION casework.demand OWNER TO weft_keeper;
COMMENT ON FUNCTION casework.demand IS
  'Referrals first sent in a span, by need and by where the person lives (null: not known), counts only: referrals, and people once in each month. To '
  'organisations with a role in the area. Everyone is counted, limited cases too; no case is named.';
REVOKE ALL ON FUNCTION casework.demand FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework.demand TO weft_app;
