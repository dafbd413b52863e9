-- Promises with a clock and, at every moment, one holder.
CREATE SCHEMA obligations;
GRANT USAGE ON SCHEMA obligations TO weft_app, weft_jobs, weft_keeper, weft_loader, weft_backup;

CREATE TABLE obligations.definition (
  code text NOT NULL, version int NOT NULL,
  from_day date NOT NULL,
  title text NOT NULL, words text NOT NULL,
  owed_by text NOT NULL, owed_to text NOT NULL,
  due_count int NOT NULL CHECK (due_count > 0), due_unit text NOT NULL CHECK (due_unit IN ('business days', 'hours')),
  source text NOT NULL,
  PRIMARY KEY (code, version)
);
COMMENT ON TABLE obligations.definition IS 'A definition, versioned: who owes it to whom, and when it is due after its trigger. What opens, pauses and settles it is in rules of the same code.';
SELECT access.reference('obligations.definition');

CREATE TABLE obligations.obligation (
  area text NOT NULL, case_id text NOT NULL, obligation text NOT NULL,
  code text NOT NULL, version int NOT NULL,
  subject text NOT NULL,
  owed_by text NOT NULL REFERENCES directory.organisation,
  owed_to text REFERENCES directory.organisation,
  holder text NOT NULL REFERENCES directory.organisation,
  worker text REFERENCES directory.worker,
  started_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  month text NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('open', 'met', 'met late', 'missed', 'excused', 'void')),
  settled_at timestamptz,
  settled_because text,
  fell_due boolean NOT NULL DEFAULT false,
  link text NOT NULL,
  PRIMARY KEY (area, case_id, obligation),
  FOREIGN KEY (code, version) REFERENCES obligations.definition
);
COMMENT ON TABLE obligations.obligation IS
  'One promise. subject: what it is about ("referral AB1234AC"). holder: who has the clock now. month: the month in which it falls due (London). '
  'fell_due: its due instant has passed and the journal says so. link: the page where it is done.';
CREATE UNIQUE INDEX obligation_subject ON obligations.obligation (area, case_id, code, subject);
CREATE INDEX obligation_holder ON obligations.obligation (holder, due_at) WHERE state = 'open';
CREATE INDEX obligation_figure ON obligations.obligation (area, month, code, owed_by);
CREATE INDEX obligation_due ON obligations.obligation (due_at) WHERE state = 'open' AND NOT fell_due;
SELECT access.keep('obligations.obligation');
DO $$ BEGIN
  EXECUTE 'CREATE POLICY involved ON obligations.obligation TO weft_app USING (' || access.seen('obligations.obligation',
    '(l.organisation IN (obligation.owed_by, obligation.owed_to, obligation.holder) OR l.classes & 16384 <> 0)',
    '(p.organisation IN (obligation.owed_by, obligation.owed_to, obligation.holder) OR p.classes & 16384 <> 0)') || ')';
END $$;
GRANT SELECT, INSERT, UPDATE ON obligations.obligation TO weft_app;
GRANT SELECT, UPDATE ON obligations.obligation TO weft_jobs;

CREATE TABLE obligations.segment (
  area text NOT NULL, case_id text NOT NULL, obligation text NOT NULL, from_at timestamptz NOT NULL,
  holder text NOT NULL, joint_from text, joint_to text, paused boolean NOT NULL DEFAULT false,
  PRIMARY KEY (area, case_id, obligation, from_at)
);
COMMENT ON TABLE obligations.segment IS
  'Who held the clock from an instant on (starts only). Between organisations, offered and not yet accepted, the joint takes the overrun.';
SELECT access.protect_case_any('obligations.segment');
GRANT SELECT, INSERT ON obligations.segment TO weft_app;
GRANT SELECT ON obligations.segment TO weft_jobs;
