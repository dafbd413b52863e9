-- What came in from outside: each import as one batch, what it found, what it changed, so that it can be undone.
CREATE SCHEMA exchange;
GRANT USAGE ON SCHEMA exchange TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;

CREATE TABLE exchange.batch (
  batch   text PRIMARY KEY,
  number  int NOT NULL UNIQUE,
  kind    text NOT NULL,
  at      timestamptz NOT NULL,
  by      text NOT NULL,
  folder  text NOT NULL,
  digest  text NOT NULL,
  counts  jsonb NOT NULL,
  state   text NOT NULL CHECK (state IN ('committed', 'undone')),
  undone_at timestamptz
);
COMMENT ON TABLE exchange.batch IS
  'One import, committed as a whole. folder: its name only, never its path. digest: SHA-256 of what was read. counts: as previewed.';

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
CREATE POLICY those_who_answer_for_it ON exchange.batch FOR SELECT TO weft_app
  USING ((SELECT access.holds('administrator')) OR (SELECT access.holds('supply-chain manager')));
CREATE POLICY those_who_answer_for_it ON exchange.finding FOR SELECT TO weft_app
  USING ((SELECT access.holds('administrator')) OR (SELECT access.holds('supply-chain manager')));
