-- What came in from outside: each import as one batch, what it found, what it changed, so that it can be undone.
CREATE SCHEMA exchange;
GRANT USAGE ON SCHEMA exchange TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA exchange TO weft_keeper;

CREATE TABLE exchange.batch (
  batch   text PRIMARY KEY,
  number  int NOT NULL UNIQUE,
  kind    text NOT NULL,
  at      timestamptz NOT NULL,
  by      text NOT NULL,
  organisation text REFERENCES directory.organisation,
  folder  text NOT NULL,
  digest  text NOT NULL,
  counts  jsonb NOT NULL,
  state   text NOT NULL CHECK (state IN ('committed', 'undone')),
  undone_at timestamptz
);
COMMENT ON TABLE exchange.batch IS
  'One import. organisation: whose people it read; none for contracts, which are committed as a whole. folder: its name only, never its path. digest: SHA-256 of what was read. counts: as previewed.';

CREATE TABLE exchange.batch_item (
  batch  text NOT NULL REFERENCES exchange.batch,
  kind   text NOT NULL,
  key    text NOT NULL,
  before jsonb,
  after  jsonb NOT NULL,
  PRIMARY KEY (batch, kind, key)
);
COMMENT ON TABLE exchange.batch_item IS
  'One thing that an import made or changed: its form as imported before (null: it was new) and after.';
CREATE INDEX ON exchange.batch_item (kind, key);

CREATE TABLE exchange.finding (
  batch    text NOT NULL REFERENCES exchange.batch,
  number   int NOT NULL,
  file     text NOT NULL,
  record   text NOT NULL,
  field    text NOT NULL,
  found    text NOT NULL,
  meaning  text NOT NULL CHECK (meaning IN ('dirty', 'unknown', 'wrong')),
  took     text,
  sentence text NOT NULL,
  PRIMARY KEY (batch, number)
);
COMMENT ON TABLE exchange.finding IS 'What was dirty, unknown or wrong in what came in, by file, record and field. No personal data.';

SELECT access.keep('exchange.batch');
SELECT access.keep('exchange.batch_item');
SELECT access.keep('exchange.finding');
GRANT SELECT ON exchange.batch, exchange.finding TO weft_app;
-- What is contracts' is for those who answer for agreements; people read in are a matter of the organisation that read them.
CREATE POLICY those_who_answer_for_it ON exchange.batch FOR SELECT TO weft_app
  USING (CASE WHEN organisation IS NULL THEN (SELECT access.holds('administrator')) OR (SELECT access.holds('supply-chain manager'))
              ELSE organisation = (SELECT access.organisation())
                AND ((SELECT access.holds('administrator')) OR (SELECT access.holds('case manager'))) END);
CREATE POLICY those_who_answer_for_it ON exchange.finding FOR SELECT TO weft_app
  USING (EXISTS (SELECT FROM exchange.batch b WHERE b.batch = finding.batch));

-- Reading people in --------------------------------------------------------------------------------------------------------
CREATE FUNCTION exchange.is_held(exact_identifiers text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, exchange, access AS $$
  SELECT access.holds('case manager') AND EXISTS (SELECT FROM casework.identifier i WHERE i.value = ANY (exact_identifiers)
    AND access.responsible_now(i.area, i.case_id) = access.case_organisation())
$$;
COMMENT ON FUNCTION exchange.is_held IS
  'Whether the organisation is responsible for a case with one of these identifiers, also one that the reader may not see: so that no second one is opened.';

CREATE FUNCTION exchange.officer_with(exact_email text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, exchange, access AS $$
  SELECT min(w.worker) FROM directory.worker w JOIN directory.post p USING (worker)
   WHERE w.email = lower(exact_email) AND w.active AND p.organisation = access.case_organisation() AND p.role IN ('practitioner', 'case manager')
     AND p.from_day <= current_date AND (p.to_day IS NULL OR p.to_day >= current_date) AND access.holds('case manager')
$$;
COMMENT ON FUNCTION exchange.officer_with IS 'Who of the own organisation works on cases under this exact address.';

CREATE FUNCTION exchange.tell_clash(exact_identifiers text[], names_reader boolean, at_instant timestamptz, with_salt bytea, of_request text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, exchange, access AS $$
DECLARE
  here text := access.case_organisation();
  clash record;
BEGIN
  IF here IS NULL OR access.holds('case manager') IS NOT TRUE THEN RETURN; END IF;
  FOR clash IN SELECT i.area, i.case_id, jsonb_build_object('kinds', jsonb_agg(DISTINCT i.kind ORDER BY i.kind)) AS facts
                 FROM casework.identifier i WHERE i.value = ANY (exact_identifiers) AND access.responsible_now(i.area, i.case_id) <> here
                GROUP BY i.area, i.case_id ORDER BY 1, 2 LOOP
    INSERT INTO journal.event (kind, subject, area, case_id, class, organisation, purpose, request, occurred_at, recorded_at, salt, facts, facts_hash)
    VALUES ('identifier.clash', 'case ' || clash.case_id, clash.area, clash.case_id, access.bit('services'), CASE WHEN names_reader THEN here END,
      'import', of_request, at_instant, at_instant, with_salt, clash.facts, journal.facts_hash(with_salt, clash.facts));
  END LOOP;
END $$;
COMMENT ON FUNCTION exchange.tell_clash IS
  'Tells the organisations responsible for other cases with these identifiers that they clash; the caller learns nothing. The reader is not named where their case is limited.';

CREATE FUNCTION exchange.keep_batch(of_kind text, from_folder text, of_digest text, counted jsonb, findings jsonb, at_instant timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, exchange, access AS $$
DECLARE
  next_number int;
  here text := access.case_organisation();
BEGIN
  IF here IS NULL OR access.holds('case manager') IS NOT TRUE OR of_kind NOT IN ('people', 'caseload') THEN
    RAISE EXCEPTION 'only a case manager reads people in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(5331010);
  SELECT coalesce(max(number), 0) + 1 INTO next_number FROM exchange.batch;
  INSERT INTO exchange.batch (batch, number, kind, at, by, organisation, folder, digest, counts, state)
  SELECT 'import-' || next_number, next_number, of_kind, at_instant, w.name, here, from_folder, of_digest, counted, 'committed'
    FROM directory.worker w WHERE w.worker = access.worker();
  INSERT INTO exchange.finding (batch, number, file, record, field, found, meaning, took, sentence)
  SELECT 'import-' || next_number, row_number() OVER (), x.file, x.record, x.field, '', x.meaning, NULL, x.sentence
    FROM jsonb_to_recordset(findings) AS x (file text, record text, field text, meaning text, sentence text);
  RETURN 'import-' || next_number;
END $$;
COMMENT ON FUNCTION exchange.keep_batch IS 'Keeps the report of people that were read in; what a field held is not kept, since it is personal.';

ALTER FUNCTION exchange.is_held OWNER TO weft_keeper;
ALTER FUNCTION exchange.officer_with OWNER TO weft_keeper;
ALTER FUNCTION exchange.tell_clash OWNER TO weft_keeper;
ALTER FUNCTION exchange.keep_batch OWNER TO weft_keeper;
REVOKE ALL ON FUNCTION exchange.is_held, exchange.officer_with, exchange.tell_clash, exchange.keep_batch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exchange.is_held, exchange.officer_with, exchange.tell_clash, exchange.keep_batch TO weft_app, weft_keeper;
