-- The month: gathered, confirmed or disputed, frozen, reviewed, closed.
CREATE TABLE performance.cycle (
  area text NOT NULL REFERENCES directory.area, month text NOT NULL,
  state text NOT NULL CHECK (state IN ('gathering', 'freezing', 'frozen', 'reviewed', 'closed')),
  gather_by date NOT NULL, freeze_by date NOT NULL, plan_by date NOT NULL, review_by date NOT NULL,
  frozen_at timestamptz, frozen_for text, evidence_hash text,
  review_words text, reviewed_at timestamptz, reviewed_by text,
  closed_at timestamptz, closed_by text,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (area, month)
);
COMMENT ON TABLE performance.cycle IS
  'The cycle of one area and month, worked during the next month. frozen_for: the worker who asked for the freeze; evidence_hash: SHA-256 of the frozen rows.';
SELECT access.keep('performance.cycle');
GRANT SELECT, UPDATE ON performance.cycle TO weft_app;
GRANT SELECT, INSERT, UPDATE ON performance.cycle TO weft_jobs;
CREATE POLICY everyone_reads ON performance.cycle FOR SELECT TO weft_app USING ((SELECT access.organisation()) IS NOT NULL);
CREATE POLICY overseer ON performance.cycle FOR UPDATE TO weft_app USING (area = ANY ((SELECT access.areas_overseen())::text[]));

CREATE TABLE performance.confirmation (
  area text NOT NULL, month text NOT NULL, organisation text NOT NULL REFERENCES directory.organisation,
  answer text NOT NULL CHECK (answer IN ('confirmed', 'silent')),
  by text, at timestamptz NOT NULL,
  PRIMARY KEY (area, month, organisation),
  FOREIGN KEY (area, month) REFERENCES performance.cycle
);
COMMENT ON TABLE performance.confirmation IS 'What an organisation said of its figures; silence after the date is recorded as silence.';
SELECT access.keep('performance.confirmation');
GRANT SELECT, INSERT ON performance.confirmation TO weft_app;
GRANT SELECT, INSERT ON performance.confirmation TO weft_jobs;
CREATE POLICY parties ON performance.confirmation FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation()) OR area = ANY ((SELECT access.areas_overseen())::text[]));
CREATE POLICY own ON performance.confirmation FOR INSERT TO weft_app WITH CHECK (organisation = (SELECT access.organisation()));

CREATE TABLE performance.dispute (
  dispute text PRIMARY KEY,
  area text NOT NULL, month text NOT NULL, measure text NOT NULL, organisation text NOT NULL REFERENCES directory.organisation,
  reason text NOT NULL CHECK (reason IN ('recorded wrongly', 'not ours', 'held by another', 'excused by the agreement', 'another reason')),
  words text NOT NULL,
  by_row boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'upheld', 'not upheld')),
  effect text CHECK (effect IN ('counts as met', 'does not count')),
  made_by text NOT NULL, made_at timestamptz NOT NULL,
  settled_by text, settled_at timestamptz, settled_words text,
  version int NOT NULL DEFAULT 1,
  FOREIGN KEY (area, month) REFERENCES performance.cycle
);
COMMENT ON TABLE performance.dispute IS
  'A figure, or one row of it, that an organisation disputes. Its words name nobody; the row it is about stands in dispute_row, in the case zone.';
CREATE INDEX ON performance.dispute (area, month);
SELECT access.keep('performance.dispute');
GRANT SELECT, INSERT, UPDATE ON performance.dispute TO weft_app;
GRANT SELECT ON performance.dispute TO weft_jobs;
CREATE POLICY parties ON performance.dispute FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation()) OR area = ANY ((SELECT access.areas_overseen())::text[]));
CREATE POLICY own ON performance.dispute FOR INSERT TO weft_app WITH CHECK (organisation = (SELECT access.organisation()) AND state = 'open');
CREATE POLICY overseer ON performance.dispute FOR UPDATE TO weft_app USING (area = ANY ((SELECT access.areas_overseen())::text[]));

CREATE TABLE performance.dispute_row (
  area text NOT NULL, case_id text NOT NULL, dispute text NOT NULL REFERENCES performance.dispute, record text NOT NULL,
  PRIMARY KEY (area, case_id, dispute)
);
COMMENT ON TABLE performance.dispute_row IS 'The record that a dispute is about.';
SELECT access.protect_case_any('performance.dispute_row');
GRANT SELECT, INSERT ON performance.dispute_row TO weft_app;
GRANT SELECT ON performance.dispute_row TO weft_jobs;

CREATE TABLE performance.frozen_figure (
  area text NOT NULL, month text NOT NULL, measure text NOT NULL, organisation text NOT NULL,
  version int NOT NULL, numerator bigint NOT NULL, denominator bigint NOT NULL,
  disputed bigint NOT NULL, as_of timestamptz NOT NULL,
  PRIMARY KEY (area, month, measure, organisation),
  FOREIGN KEY (area, month) REFERENCES performance.cycle
);
COMMENT ON TABLE performance.frozen_figure IS 'A figure as frozen; rows still disputed are counted apart and are in neither numerator nor denominator.';
SELECT access.keep('performance.frozen_figure');
GRANT SELECT ON performance.frozen_figure TO weft_app;
GRANT SELECT, INSERT, DELETE ON performance.frozen_figure TO weft_jobs;
CREATE POLICY parties ON performance.frozen_figure FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation()) OR area = ANY ((SELECT access.areas_overseen())::text[])
  OR (organisation = '*' AND (SELECT access.organisation()) IS NOT NULL));

CREATE TABLE performance.frozen_row (
  area text NOT NULL, case_id text NOT NULL, month text NOT NULL, measure text NOT NULL, organisation text NOT NULL,
  record text NOT NULL,
  numerator int NOT NULL, denominator int NOT NULL, excluded text,
  disputed boolean NOT NULL,
  PRIMARY KEY (area, month, measure, organisation, case_id, record)
);
COMMENT ON TABLE performance.frozen_row IS 'The evidence of a frozen figure: its records as they counted.';
SELECT access.keep('performance.frozen_row');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON performance.frozen_row FOR SELECT TO weft_app USING (' || access.seen('performance.frozen_row',
    '(frozen_row.organisation = l.organisation OR l.classes & 16384 <> 0)',
    '(frozen_row.organisation = p.organisation OR p.classes & 16384 <> 0)') || ')';
END $$;
GRANT SELECT ON performance.frozen_row TO weft_app;
GRANT SELECT, INSERT, DELETE ON performance.frozen_row TO weft_jobs;

CREATE TABLE performance.attribution (
  area text NOT NULL, month text NOT NULL, measure text NOT NULL, organisation text NOT NULL,
  part int NOT NULL,
  holder text NOT NULL, joint_from text, joint_to text,
  records bigint NOT NULL, days bigint NOT NULL, points numeric(12,6) NOT NULL,
  PRIMARY KEY (area, month, measure, organisation, part),
  FOREIGN KEY (area, month) REFERENCES performance.cycle
);
COMMENT ON TABLE performance.attribution IS
  'Where the lateness of a frozen figure was born: by holder, or by the joint of two organisations. points: percentage points of the measure; the parts add up to the share not met.';
SELECT access.keep('performance.attribution');
GRANT SELECT ON performance.attribution TO weft_app;
GRANT SELECT, INSERT, DELETE ON performance.attribution TO weft_jobs;
CREATE POLICY parties ON performance.attribution FOR SELECT TO weft_app USING (
  area = ANY ((SELECT access.areas_overseen())::text[])
  OR (SELECT access.organisation()) IN (organisation, holder, joint_from, joint_to));

CREATE TABLE performance.adjustment (
  dispute text PRIMARY KEY REFERENCES performance.dispute,
  area text NOT NULL, of_month text NOT NULL, in_month text NOT NULL, measure text NOT NULL, organisation text NOT NULL,
  numerator_change bigint NOT NULL, denominator_change bigint NOT NULL,
  by text NOT NULL, at timestamptz NOT NULL
);
COMMENT ON TABLE performance.adjustment IS
  'A dispute settled after its month was frozen changes nothing that is frozen: it is shown, and paid, in the open month.';
CREATE INDEX ON performance.adjustment (area, of_month);
CREATE INDEX ON performance.adjustment (area, in_month);
SELECT access.keep('performance.adjustment');
GRANT SELECT, INSERT ON performance.adjustment TO weft_app;
GRANT SELECT ON performance.adjustment TO weft_jobs;
CREATE POLICY parties ON performance.adjustment FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation()) OR area = ANY ((SELECT access.areas_overseen())::text[]));
CREATE POLICY overseer ON performance.adjustment FOR INSERT TO weft_app WITH CHECK (area = ANY ((SELECT access.areas_overseen())::text[]));

-- What the row of a dispute weighs in its frozen figure, for who settles it and may not see it.
CREATE FUNCTION performance.weight_of(of_dispute text) RETURNS TABLE (numerator bigint, denominator bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, performance AS $$
  SELECT f.numerator::bigint, f.denominator::bigint
    FROM performance.dispute d JOIN performance.dispute_row r USING (dispute)
    JOIN performance.frozen_row f ON f.area = d.area AND f.month = d.month AND f.measure = d.measure AND f.organisation = d.organisation
     AND f.case_id = r.case_id AND f.record = r.record
   WHERE d.dispute = of_dispute AND f.excluded IS NULL AND d.area = ANY (access.areas_overseen())
$$;
ALTER FUNCTION performance.weight_of OWNER TO weft_keeper;
COMMENT ON FUNCTION performance.weight_of IS 'Numerator and denominator of the disputed row, and nothing else of it; for who oversees the area.';
REVOKE ALL ON FUNCTION performance.weight_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION performance.weight_of TO weft_app;
