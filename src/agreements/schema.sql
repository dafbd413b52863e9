-- What was promised: agreements with parts, lines, volumes and charges; service offers. No personal data.
CREATE SCHEMA agreements;
GRANT USAGE ON SCHEMA agreements TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA agreements TO weft_keeper;

CREATE TABLE agreements.agreement (
  agreement   text PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('services agreement', 'subcontract', 'service level agreement',
    'information-sharing agreement', 'rate card', 'consortium agreement', 'charter')),
  title       text NOT NULL,
  about       text,
  contract_type text,
  from_day    date NOT NULL,
  to_day      date,
  state       text NOT NULL CHECK (state IN ('draft', 'in force', 'ended')),
  version     int NOT NULL DEFAULT 1,
  source      text NOT NULL
);
COMMENT ON TABLE agreements.agreement IS 'An agreement by its reference; version: the version in force. source: import batch, or weft.';

CREATE TABLE agreements.party (
  agreement    text NOT NULL REFERENCES agreements.agreement,
  organisation text NOT NULL REFERENCES directory.organisation,
  part         text NOT NULL CHECK (part IN ('commissioner', 'prime', 'subcontractor', 'payer', 'partner')),
  PRIMARY KEY (agreement, organisation, part)
);
COMMENT ON TABLE agreements.party IS 'Who is bound, and as what. On a subcontract the payer is the lead and the subcontractor is paid.';
CREATE INDEX ON agreements.party (organisation);

CREATE TABLE agreements.reach (
  agreement text NOT NULL REFERENCES agreements.agreement,
  area      text NOT NULL REFERENCES directory.area,
  force     text NOT NULL REFERENCES directory.force_area,
  PRIMARY KEY (agreement, force)
);
COMMENT ON TABLE agreements.reach IS 'Police force areas that an agreement covers; a regional contract is one agreement with many.';
CREATE INDEX ON agreements.reach (area);

CREATE TABLE agreements.version (
  agreement  text NOT NULL REFERENCES agreements.agreement,
  version    int NOT NULL,
  from_month text NOT NULL,
  reason     text NOT NULL,
  signed_on  date,
  PRIMARY KEY (agreement, version)
);
COMMENT ON TABLE agreements.version IS 'A version of an agreement, in force from a month on.';

CREATE TABLE agreements.line (
  agreement   text NOT NULL, version int NOT NULL, line int NOT NULL,
  provider    text NOT NULL REFERENCES directory.organisation,
  category    text NOT NULL,
  title       text NOT NULL,
  women       boolean NOT NULL, men boolean NOT NULL,
  least_age   int NOT NULL DEFAULT 18, most_age int,
  highest_risk text NOT NULL DEFAULT 'medium' CHECK (highest_risk IN ('low', 'medium', 'high', 'very high')),
  custody     boolean NOT NULL DEFAULT false,
  community   boolean NOT NULL DEFAULT true,
  PRIMARY KEY (agreement, version, line),
  FOREIGN KEY (agreement, version) REFERENCES agreements.version
);
COMMENT ON TABLE agreements.line IS 'A service line: who provides what to whom.';
CREATE INDEX ON agreements.line (provider, category);

CREATE TABLE agreements.volume (
  agreement text NOT NULL, version int NOT NULL, line int NOT NULL, month text NOT NULL,
  minimum int NOT NULL CHECK (minimum >= 0), expected int NOT NULL, cash_pence bigint NOT NULL CHECK (cash_pence >= 0),
  CHECK (expected >= minimum),
  PRIMARY KEY (agreement, version, line, month),
  FOREIGN KEY (agreement, version, line) REFERENCES agreements.line
);
COMMENT ON TABLE agreements.volume IS 'Minimum and expected starts of a line in a month, and the cash agreed for it.';

CREATE TABLE agreements.term (
  agreement text NOT NULL, version int NOT NULL, term int NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('fee for service', 'unit price', 'payment by results', 'service credit', 'clawback')),
  line      int,
  words     text NOT NULL,
  parameters jsonb NOT NULL,
  asked_for_by text, asked_for_on date, commissioner_agreed_on date,
  PRIMARY KEY (agreement, version, term),
  FOREIGN KEY (agreement, version) REFERENCES agreements.version
);
COMMENT ON TABLE agreements.term IS
  'A charge term. parameters by kind: fee for service {annual_pence, year_from (month), least_volume, most_volume, adjusts (excess|whole), fixed_share, cap, floor}; '
  'unit price {per (start|session|completion), tiers: [{up_to, pence}], least_pence, most_pence}.';

-- A term that passes outcome risk to a voluntary-sector subcontractor is refused, whoever writes it.
CREATE FUNCTION agreements.guard_term() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
BEGIN
  IF NEW.kind IN ('payment by results', 'service credit', 'clawback')
     AND (SELECT kind FROM agreements.agreement WHERE agreement = NEW.agreement) = 'subcontract'
     AND EXISTS (SELECT FROM agreements.party p JOIN directory.organisation o USING (organisation)
                  WHERE p.agreement = NEW.agreement AND p.part = 'subcontractor' AND o.sector = 'voluntary')
     AND (NEW.asked_for_by IS NULL OR NEW.asked_for_on IS NULL OR NEW.commissioner_agreed_on IS NULL) THEN
    RAISE EXCEPTION 'a voluntary-sector subcontract carries no outcome risk' USING ERRCODE = 'check_violation', CONSTRAINT = 'no_outcome_risk_on_voluntary';
  END IF;
  RETURN NEW;
END $$;
ALTER FUNCTION agreements.guard_term OWNER TO weft_keeper;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON agreements.term FOR EACH ROW EXECUTE FUNCTION agreements.guard_term();
GRANT EXECUTE ON FUNCTION agreements.guard_term() TO weft_app, weft_loader;

CREATE TABLE agreements.clause (
  agreement text NOT NULL, version int NOT NULL, part text NOT NULL,
  kept boolean NOT NULL, words text,
  PRIMARY KEY (agreement, version, part),
  FOREIGN KEY (agreement, version) REFERENCES agreements.version
);
COMMENT ON TABLE agreements.clause IS 'A clause or schedule of the ISPA in this version: kept, or left out and shown.';

CREATE TABLE agreements.offer (
  offer        text PRIMARY KEY,
  organisation text NOT NULL REFERENCES directory.organisation,
  agreement    text REFERENCES agreements.agreement,
  category     text NOT NULL,
  title        text NOT NULL,
  activity     text, method text, place_words text,
  women        boolean NOT NULL, men boolean NOT NULL,
  least_age    int NOT NULL DEFAULT 18, most_age int,
  highest_risk text NOT NULL DEFAULT 'medium',
  custody      boolean NOT NULL DEFAULT false,
  languages    text[] NOT NULL DEFAULT '{}',
  capacity     int CHECK (capacity >= 0),
  wait_days    int CHECK (wait_days >= 0),
  paused       boolean NOT NULL DEFAULT false,
  from_day     date, to_day date,
  source       text NOT NULL,
  version      int NOT NULL DEFAULT 1
);
COMMENT ON TABLE agreements.offer IS 'What a partner can do: service, to whom, how many a month, how soon. Paused by the partner itself when full.';
CREATE INDEX ON agreements.offer (organisation);
CREATE INDEX ON agreements.offer (category);

CREATE TABLE agreements.offer_need (
  offer text NOT NULL REFERENCES agreements.offer, need text NOT NULL, PRIMARY KEY (offer, need)
);
COMMENT ON TABLE agreements.offer_need IS 'Needs that an offer meets.';
CREATE TABLE agreements.offer_place (
  offer text NOT NULL REFERENCES agreements.offer, area text NOT NULL REFERENCES directory.area, force text NOT NULL REFERENCES directory.force_area,
  place text REFERENCES directory.place, UNIQUE (offer, force, place)
);
COMMENT ON TABLE agreements.offer_place IS 'Where an offer is: a whole police force area, or one district of it.';
CREATE INDEX ON agreements.offer_place (area, force, place);

-- Agreements are seen by their parties and by who oversees their areas; lines, prices and volumes too. Offers are for everybody signed in.
CREATE FUNCTION agreements.seen() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT agreement FROM agreements.party WHERE organisation = access.organisation()
  UNION SELECT agreement FROM agreements.reach WHERE area = ANY (access.areas_overseen())
$$;
ALTER FUNCTION agreements.seen OWNER TO weft_keeper;
REVOKE ALL ON FUNCTION agreements.seen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agreements.seen TO weft_app, weft_jobs, weft_keeper;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['agreement', 'party', 'reach', 'version', 'line', 'volume', 'term', 'clause'] LOOP
    PERFORM access.keep(format('agreements.%I', name)::regclass);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON agreements.%I TO weft_app', name);
    EXECUTE format('GRANT SELECT ON agreements.%I TO weft_jobs', name);
    EXECUTE format('CREATE POLICY parties ON agreements.%I FOR SELECT TO weft_app USING (agreement IN (SELECT agreements.seen()))', name);
    EXECUTE format('CREATE POLICY overseer ON agreements.%I TO weft_app USING (agreement IN (SELECT agreements.seen()) AND cardinality((SELECT access.areas_overseen())) > 0) '
      'WITH CHECK (cardinality((SELECT access.areas_overseen())) > 0)', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['offer', 'offer_need', 'offer_place'] LOOP
    PERFORM access.keep(format('agreements.%I', name)::regclass);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON agreements.%I TO weft_app', name);
    EXECUTE format('CREATE POLICY everyone_reads ON agreements.%I FOR SELECT TO weft_app USING ((SELECT access.organisation()) IS NOT NULL)', name);
    EXECUTE format('CREATE POLICY overseer ON agreements.%I TO weft_app USING (cardinality((SELECT access.areas_overseen())) > 0)', name);
  END LOOP;
END $$;
CREATE POLICY own ON agreements.offer FOR UPDATE TO weft_app USING (organisation = (SELECT access.organisation()));
