-- Figures kept from the work, and the month. The figures hold no personal data; evidence rows live under the law of the case zone.
CREATE SCHEMA performance;
GRANT USAGE ON SCHEMA performance TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA performance TO weft_keeper;

CREATE TABLE performance.figure (
  area text NOT NULL, month text NOT NULL, measure text NOT NULL, organisation text NOT NULL,
  version int NOT NULL,
  numerator bigint NOT NULL, denominator bigint NOT NULL,
  records bigint NOT NULL,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (area, month, measure, organisation)
);
COMMENT ON TABLE performance.figure IS
  'A measure of one organisation in one area and month, as last recomputed; version: of the definition in force in that month. '
  'organisation ''*'': the area as a whole. records: how many records the denominator is made of; it may weigh them.';
CREATE INDEX ON performance.figure (organisation, measure, month);
CREATE INDEX figure_changes ON performance.figure (area, as_of);
SELECT access.keep('performance.figure');
GRANT SELECT ON performance.figure TO weft_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON performance.figure TO weft_jobs;
CREATE POLICY parties ON performance.figure FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation()) OR area = ANY ((SELECT access.areas_overseen())::text[])
  OR (organisation = '*' AND (SELECT access.organisation()) IS NOT NULL));

CREATE TABLE performance.figure_count (
  area text NOT NULL, month text NOT NULL, measure text NOT NULL, organisation text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('excluded', 'part')),
  reason text NOT NULL,
  records bigint NOT NULL CHECK (records > 0),
  PRIMARY KEY (area, month, measure, organisation, kind, reason)
);
COMMENT ON TABLE performance.figure_count IS
  'Beside a figure, recomputed with it: how many records were excluded and why, and how those that count divide (part), such as the reasons of declines.';
SELECT access.keep('performance.figure_count');
GRANT SELECT ON performance.figure_count TO weft_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON performance.figure_count TO weft_jobs;
CREATE POLICY parties ON performance.figure_count FOR SELECT TO weft_app USING (
  organisation = (SELECT access.organisation()) OR area = ANY ((SELECT access.areas_overseen())::text[])
  OR (organisation = '*' AND (SELECT access.organisation()) IS NOT NULL));
