-- Several shops in one back office: each has all these tables for itself. Who has a shop here, and who may call for whom, is written down in the first one's; in the others
-- tenant, token and pairing stay empty.
CREATE TABLE tenant (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

ALTER TABLE token RENAME TO token_of_one;

CREATE TABLE token (
    tenant TEXT NOT NULL,   -- empty for the operator's, which is nobody's
    name   TEXT NOT NULL,
    role   TEXT NOT NULL CHECK (role IN ('device', 'admin', 'operator')),
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    device TEXT,   -- the only installation that it speaks for; null: any
    PRIMARY KEY (tenant, name)
) STRICT;

INSERT INTO token (tenant, name, role, hash, device) SELECT 'main', name, role, hash, device FROM token_of_one;
DROP TABLE token_of_one;
CREATE INDEX token_by_hash ON token (hash);

ALTER TABLE pairing ADD COLUMN tenant TEXT NOT NULL DEFAULT 'main';

-- Receipts that something was refunded of before they were here. When they come, what went back is held against what was sold.
CREATE TABLE refund_awaited (
    receipt TEXT PRIMARY KEY
) STRICT;

-- Refunds by which more went back than was sold, of which receipt. Why is in quarantine, and whether somebody has looked at it.
CREATE TABLE refund_excess (
    entry   INTEGER NOT NULL PRIMARY KEY REFERENCES entry (position),
    receipt TEXT NOT NULL
) STRICT;

-- Whom to tell, with its next push, of what was set aside only after its own.
ALTER TABLE quarantine ADD COLUMN tell TEXT;
CREATE INDEX quarantine_to_tell ON quarantine (tell);

-- The day that a shift and its receipts belong to, where its device says so: yyyy-MM-dd.
ALTER TABLE shift ADD COLUMN business_date TEXT;
