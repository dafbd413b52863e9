-- Statements: what one partner is paid for one month, line by line, from the frozen month. No personal data.
CREATE SCHEMA payment;
GRANT USAGE ON SCHEMA payment TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;
GRANT CREATE ON SCHEMA payment TO weft_keeper;

CREATE TABLE payment.statement (
  statement text PRIMARY KEY,
  agreement text NOT NULL REFERENCES agreements.agreement,
  area text NOT NULL REFERENCES directory.area,
  month text NOT NULL,
  payer text NOT NULL REFERENCES directory.organisation,
  payee text NOT NULL REFERENCES directory.organisation,
  total_pence bigint NOT NULL,
  canonical text NOT NULL,
  digest text NOT NULL,
  state text NOT NULL CHECK (state IN ('issued', 'approved once', 'approved')),
  issued_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  UNIQUE (agreement, month)
);
COMMENT ON TABLE payment.statement IS
  'A statement. canonical: the statement itself as canonical JSON (RFC 8785), from which page, PDF and CSV are drawn; digest: its SHA-256. Never edited.';
CREATE INDEX ON payment.statement (payee, month);
CREATE INDEX ON payment.statement (payer, month);
CREATE INDEX ON payment.statement (area, month);
SELECT access.keep('payment.statement');
GRANT SELECT, UPDATE (state, version) ON payment.statement TO weft_app;
GRANT SELECT, INSERT ON payment.statement TO weft_jobs;
CREATE POLICY parties ON payment.statement FOR SELECT TO weft_app USING (
  (SELECT access.organisation()) IN (payer, payee) OR area = ANY ((SELECT access.areas_overseen())::text[]));
CREATE POLICY payer_approves ON payment.statement FOR UPDATE TO weft_app USING (payer = (SELECT access.organisation()));

CREATE TABLE payment.approval (
  statement text NOT NULL REFERENCES payment.statement,
  worker text NOT NULL REFERENCES directory.worker,
  place int NOT NULL CHECK (place IN (1, 2)),
  at timestamptz NOT NULL,
  PRIMARY KEY (statement, worker),
  UNIQUE (statement, place)
);
COMMENT ON TABLE payment.approval IS 'The two approvals of a statement; the key lets nobody give both.';
SELECT access.keep('payment.approval');
GRANT SELECT, INSERT ON payment.approval TO weft_app;
CREATE POLICY parties ON payment.approval FOR SELECT TO weft_app USING (statement IN (SELECT s.statement FROM payment.statement s));
CREATE POLICY as_oneself ON payment.approval FOR INSERT TO weft_app WITH CHECK (worker = (SELECT access.worker())
  AND statement IN (SELECT s.statement FROM payment.statement s WHERE s.payer = (SELECT access.organisation())));

CREATE TABLE payment.line_dispute (
  dispute text PRIMARY KEY,
  statement text NOT NULL REFERENCES payment.statement,
  line int NOT NULL,
  words text NOT NULL,
  made_by text NOT NULL REFERENCES directory.worker, made_for text NOT NULL REFERENCES directory.organisation, made_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'agreed', 'refused')),
  answer text, answered_by text REFERENCES directory.worker, answered_at timestamptz,
  credit_pence bigint NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 1
);
COMMENT ON TABLE payment.line_dispute IS
  'A line that one side disputes. Where the other agrees, credit_pence (plus or minus) is a line of the next statement: a credit note, never an edit.';
CREATE INDEX ON payment.line_dispute (statement);
SELECT access.keep('payment.line_dispute');
GRANT SELECT, INSERT ON payment.line_dispute TO weft_app;
GRANT UPDATE (state, answer, answered_by, answered_at, credit_pence, version) ON payment.line_dispute TO weft_app;
GRANT SELECT ON payment.line_dispute TO weft_jobs;
CREATE POLICY parties ON payment.line_dispute FOR SELECT TO weft_app USING (statement IN (SELECT s.statement FROM payment.statement s));
CREATE POLICY own_side ON payment.line_dispute FOR INSERT TO weft_app WITH CHECK (made_for = (SELECT access.organisation()) AND state = 'open'
  AND statement IN (SELECT s.statement FROM payment.statement s WHERE made_for IN (s.payer, s.payee)));
CREATE POLICY other_side ON payment.line_dispute FOR UPDATE TO weft_app USING (made_for <> (SELECT access.organisation())
  AND statement IN (SELECT s.statement FROM payment.statement s WHERE (SELECT access.organisation()) IN (s.payer, s.payee)));

-- Volumes, not people: what was promised and what came of it is counted once, so that both sides read the same number.
CREATE FUNCTION payment.starts_of(of_agreement text, from_month text, to_month text)
RETURNS TABLE (area text, month text, provider text, line int, starts bigint, disputed bigint, frozen boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, payment AS $$
  WITH cycle AS (
    SELECT c.area, c.month, c.state IN ('frozen', 'reviewed', 'closed') AS frozen FROM performance.cycle c
     WHERE c.area IN (SELECT x.area FROM agreements.reach x WHERE x.agreement = of_agreement) AND c.month BETWEEN from_month AND to_month),
  started AS (
    SELECT r.area, c.month, f.organisation AS provider, coalesce(r.line, 0) AS line, f.disputed, true AS frozen
      FROM cycle c
      JOIN performance.frozen_row f ON f.area = c.area AND f.month = c.month AND f.measure = 'referral-starts' AND f.excluded IS NULL
      JOIN casework.referral r ON r.area = f.area AND r.case_id = f.case_id AND r.reference = substr(f.record, 10)
     WHERE c.frozen AND r.agreement = of_agreement
    UNION ALL
    SELECT r.area, m.month, r.provider, coalesce(r.line, 0), false, false
      FROM casework.referral r
      CROSS JOIN LATERAL (SELECT to_char(r.answered_at AT TIME ZONE 'Europe/London', 'YYYY-MM') AS month) m
     WHERE r.agreement = of_agreement AND r.state = 'accepted' AND m.month BETWEEN from_month AND to_month
       AND r.provider IN (SELECT p.organisation FROM agreements.party p WHERE p.agreement = of_agreement)
       AND r.area IN (SELECT x.area FROM agreements.reach x WHERE x.agreement = of_agreement)
       AND NOT EXISTS (SELECT FROM cycle c WHERE c.area = r.area AND c.month = m.month AND c.frozen))
  SELECT s.area, s.month, s.provider, s.line, count(*) FILTER (WHERE NOT s.disputed), count(*) FILTER (WHERE s.disputed), s.frozen
    FROM started s
   WHERE of_agreement IN (SELECT agreements.seen_whole())
      OR (s.provider = (SELECT access.organisation()) AND of_agreement IN (SELECT agreements.seen()))
   GROUP BY s.area, s.month, s.provider, s.line, s.frozen
$$;
ALTER FUNCTION payment.starts_of OWNER TO weft_keeper;
COMMENT ON FUNCTION payment.starts_of IS
  'Accepted starts under an agreement by month, provider and service line (0: no line), counts only: of a frozen month the rows that its statement counts, of '
  'another month the referrals accepted so far. To who sees the whole agreement; to a subcontractor its own. No case is named.';
REVOKE ALL ON FUNCTION payment.starts_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payment.starts_of TO weft_app;
