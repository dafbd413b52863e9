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
  state      text NOT NULL DEFAULT 'adopted' CHECK (state IN ('draft', 'adopted', 'dropped')),
  drafted_by text REFERENCES directory.worker,
  drafted_at timestamptz,
  adopted_by text REFERENCES directory.worker,
  signed_on  date,
  edits      int NOT NULL DEFAULT 1,
  PRIMARY KEY (agreement, version)
);
COMMENT ON TABLE agreements.version IS
  'A version of an agreement: drafted with its reason, changed while a draft (edits counts the saves), adopted from a month on and then frozen.';
CREATE UNIQUE INDEX one_draft ON agreements.version (agreement) WHERE state = 'draft';

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
  'A charge term; parameters as term.ts reads them. fee for service {annual_pence, year_from (month), expected_volume, least_volume, most_volume, adjusts (excess|whole), '
  'fixed_share, cap, floor (shares in ten-thousandths)}; unit price {per (start|session|completion), tiers: [{up_to, pence}], least_pence, most_pence}.';

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
REVOKE ALL ON FUNCTION agreements.guard_term() FROM PUBLIC;
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
  women        boolean NOT NULL, men boolean NOT NULL,
  least_age    int NOT NULL DEFAULT 18, most_age int,
  highest_risk text NOT NULL DEFAULT 'medium' CHECK (highest_risk IN ('low', 'medium', 'high', 'very high')),
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

CREATE TABLE agreements.offer_activity (
  offer text NOT NULL REFERENCES agreements.offer, number int NOT NULL,
  activity text NOT NULL, method text, place_words text,
  PRIMARY KEY (offer, number)
);
COMMENT ON TABLE agreements.offer_activity IS 'What is done under an offer, how and where, in the words of its source.';

-- Agreements are seen by their parties and by who oversees their areas. A subcontractor of a services agreement sees its own lines
-- only: those of the others are their business with the prime. Offers are for everybody signed in.
CREATE FUNCTION agreements.seen() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT agreement FROM agreements.party WHERE organisation = access.organisation()
  UNION SELECT agreement FROM agreements.reach WHERE area = ANY (access.areas_overseen())
$$;
COMMENT ON FUNCTION agreements.seen IS 'Agreements that the organisation acted for is bound by or oversees.';

CREATE FUNCTION agreements.seen_whole() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT p.agreement FROM agreements.party p JOIN agreements.agreement a USING (agreement)
   WHERE p.organisation = access.organisation() AND (p.part <> 'subcontractor' OR a.kind = 'subcontract')
  UNION SELECT agreement FROM agreements.reach WHERE area = ANY (access.areas_overseen())
$$;
COMMENT ON FUNCTION agreements.seen_whole IS 'Agreements of which every line, price and volume may be seen.';

CREATE FUNCTION agreements.own_lines() RETURNS TABLE (agreement text, version int, line int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT l.agreement, l.version, l.line FROM agreements.line l JOIN agreements.party p USING (agreement)
   WHERE l.provider = access.organisation() AND p.organisation = access.organisation()
$$;
COMMENT ON FUNCTION agreements.own_lines IS 'Lines that the organisation acted for delivers, in agreements it is bound by.';

CREATE FUNCTION agreements.led() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT agreement FROM agreements.party
   WHERE organisation = access.organisation() AND part IN ('prime', 'payer') AND access.holds('supply-chain manager')
$$;
COMMENT ON FUNCTION agreements.led IS 'Agreements whose variations the supply-chain manager acting drafts: of the prime, or of the payer of a subcontract.';

CREATE FUNCTION agreements.drafts() RETURNS TABLE (agreement text, version int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT agreement, version FROM agreements.version WHERE state = 'draft' AND agreement IN (SELECT agreements.led())
$$;
COMMENT ON FUNCTION agreements.drafts IS 'Versions that may still be changed, by who is acting. An adopted version is frozen.';

CREATE FUNCTION agreements.count_of(of_organisation text) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, agreements AS $$
  SELECT count(DISTINCT agreement)::int FROM agreements.party WHERE organisation = of_organisation
$$;
COMMENT ON FUNCTION agreements.count_of IS 'How many agreements an organisation is bound by: a count for those who may not see them all.';

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['seen', 'seen_whole', 'own_lines', 'led', 'drafts', 'count_of'] LOOP
    EXECUTE format('ALTER FUNCTION agreements.%I OWNER TO weft_keeper', name);
    EXECUTE format('REVOKE ALL ON FUNCTION agreements.%I FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION agreements.%I TO weft_app, weft_jobs, weft_keeper', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['agreement', 'party', 'reach', 'version', 'line', 'volume', 'term', 'clause'] LOOP
    PERFORM access.keep(format('agreements.%I', name)::regclass);
    EXECUTE format('GRANT SELECT ON agreements.%I TO weft_app, weft_jobs', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['agreement', 'party', 'reach', 'version', 'clause'] LOOP
    EXECUTE format('CREATE POLICY parties ON agreements.%I FOR SELECT TO weft_app USING (agreement IN (SELECT agreements.seen()))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['line', 'volume', 'term'] LOOP
    EXECUTE format('CREATE POLICY parties ON agreements.%I FOR SELECT TO weft_app USING (agreement IN (SELECT agreements.seen_whole()) '
      'OR (agreement, version, line) IN (SELECT * FROM agreements.own_lines()))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['line', 'volume', 'term', 'clause'] LOOP
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON agreements.%I TO weft_app', name);
    EXECUTE format('CREATE POLICY drafts ON agreements.%I TO weft_app USING ((agreement, version) IN (SELECT * FROM agreements.drafts())) '
      'WITH CHECK ((agreement, version) IN (SELECT * FROM agreements.drafts()))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['offer', 'offer_need', 'offer_place', 'offer_activity'] LOOP
    PERFORM access.keep(format('agreements.%I', name)::regclass);
    EXECUTE format('GRANT SELECT ON agreements.%I TO weft_app, weft_jobs', name);
    EXECUTE format('CREATE POLICY everyone_reads ON agreements.%I FOR SELECT TO weft_app USING ((SELECT access.organisation()) IS NOT NULL)', name);
  END LOOP;
END $$;

GRANT UPDATE (version) ON agreements.agreement TO weft_app;
CREATE POLICY lead_adopts ON agreements.agreement FOR UPDATE TO weft_app USING (agreement IN (SELECT agreements.led()));
GRANT INSERT ON agreements.version TO weft_app;
GRANT UPDATE (from_month, reason, state, adopted_by, signed_on, edits) ON agreements.version TO weft_app;
CREATE POLICY lead_drafts ON agreements.version FOR INSERT TO weft_app WITH CHECK (state = 'draft' AND agreement IN (SELECT agreements.led()));
CREATE POLICY lead_changes_drafts ON agreements.version FOR UPDATE TO weft_app
  USING (state = 'draft' AND agreement IN (SELECT agreements.led())) WITH CHECK (agreement IN (SELECT agreements.led()));
GRANT UPDATE (capacity, wait_days, paused, version) ON agreements.offer TO weft_app;
CREATE POLICY own ON agreements.offer FOR UPDATE TO weft_app
  USING (organisation = (SELECT access.organisation()) AND (SELECT access.holds('partner manager')));
