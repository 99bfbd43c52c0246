-- Ids are text (UUIDs in lower case), hashes are 32 bytes, money is whole hundred-thousandths, times are milliseconds since 1970 in UTC.

-- Who may call. Only hashes of tokens are kept.
CREATE TABLE token (
    name   TEXT PRIMARY KEY,
    role   TEXT NOT NULL CHECK (role IN ('device', 'admin')),
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    device TEXT   -- the only installation that it speaks for; null: any
) STRICT;

-- Codes that people carry to a new till. Each gives one token, once.
CREATE TABLE pairing (
    hash    BLOB PRIMARY KEY CHECK (length(hash) = 32),
    expires INTEGER NOT NULL
) STRICT;

-- An installation, and the number it took with its first hello (null for one that pushes without having been let in under its number).
CREATE TABLE device (
    id         TEXT PRIMARY KEY,
    number     INTEGER UNIQUE,
    software   TEXT,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    told_head  INTEGER   -- its last entry, as of its last hello: what is above ours is still on the device
) STRICT;

-- The journal, as it was sent. Nothing here is ever changed or deleted.
CREATE TABLE epoch (
    key             INTEGER PRIMARY KEY,
    device          TEXT NOT NULL REFERENCES device (id),
    id              TEXT NOT NULL,
    first_sequence  INTEGER NOT NULL,
    parent          TEXT,
    parent_sequence INTEGER,
    parent_hash     BLOB,
    UNIQUE (device, id)
) STRICT;

CREATE TABLE entry (
    position INTEGER PRIMARY KEY,   -- in the order of arrival; what other tables call the entry
    epoch    INTEGER NOT NULL REFERENCES epoch (key),
    sequence INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    body     BLOB NOT NULL,
    received INTEGER NOT NULL,
    UNIQUE (epoch, sequence)
) STRICT;

-- Personal data beside the journal: may be erased, and the chain still verifies.
CREATE TABLE personal (
    entry INTEGER PRIMARY KEY REFERENCES entry (position),
    salt  BLOB NOT NULL,
    data  BLOB NOT NULL
) STRICT;

-- Projections: what can be told from the journal. How far they are, what they could not digest, and what they made of the rest.
CREATE TABLE projected (
    epoch   INTEGER PRIMARY KEY REFERENCES epoch (key),
    through INTEGER NOT NULL
) STRICT;

CREATE TABLE quarantine (
    entry   INTEGER PRIMARY KEY REFERENCES entry (position),
    reason  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    cleared INTEGER   -- when somebody had looked at it
) STRICT;

-- How far the chain was computed again over the bytes that are stored, and the hash there.
CREATE TABLE audit (
    epoch   INTEGER PRIMARY KEY REFERENCES epoch (key),
    through INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    broken  INTEGER   -- the first entry that does not follow; nothing after it is verified
) STRICT;

CREATE TABLE receipt (
    id            TEXT PRIMARY KEY,
    entry         INTEGER NOT NULL UNIQUE REFERENCES entry (position),
    number        TEXT NOT NULL,
    shift         TEXT NOT NULL,
    completed     TEXT NOT NULL,   -- by the device's clock, with its offset
    day           TEXT NOT NULL,   -- of that clock: yyyy-MM-dd
    currency      TEXT NOT NULL,
    net           INTEGER NOT NULL,
    tax           INTEGER NOT NULL,
    gross         INTEGER NOT NULL,
    cash_rounding INTEGER NOT NULL,
    change        INTEGER NOT NULL,
    note          TEXT
) STRICT;

CREATE INDEX receipt_by_day ON receipt (day);

CREATE TABLE receipt_tax (
    receipt TEXT NOT NULL REFERENCES receipt (id),
    ordinal INTEGER NOT NULL,
    name    TEXT NOT NULL,
    net     INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (receipt, ordinal)
) STRICT;

CREATE TABLE receipt_line (
    receipt  TEXT NOT NULL REFERENCES receipt (id),
    ordinal  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    quantity INTEGER NOT NULL,   -- thousandths
    gross    INTEGER NOT NULL,
    PRIMARY KEY (receipt, ordinal)
) STRICT;

CREATE TABLE receipt_payment (
    receipt TEXT NOT NULL REFERENCES receipt (id),
    ordinal INTEGER NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (receipt, ordinal)
) STRICT;

CREATE TABLE shift (
    id            TEXT PRIMARY KEY,
    device        TEXT NOT NULL REFERENCES device (id),
    number        INTEGER NOT NULL,
    opened        TEXT,
    opening_float INTEGER,
    closed        TEXT,
    expected      INTEGER,
    counted       INTEGER,
    difference    INTEGER,
    receipts      INTEGER,
    gross         INTEGER,
    tax           INTEGER
) STRICT;

CREATE TABLE cash_movement (
    entry  INTEGER PRIMARY KEY REFERENCES entry (position),
    shift  TEXT NOT NULL,
    amount INTEGER NOT NULL,   -- above zero: paid in
    reason TEXT NOT NULL,
    at     TEXT NOT NULL
) STRICT;

-- E-mails to send. The address stays in personal, so that erasing it there is enough.
CREATE TABLE email_outbox (
    entry    INTEGER PRIMARY KEY REFERENCES entry (position),
    receipt  TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'erased')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due      INTEGER NOT NULL DEFAULT 0,
    problem  TEXT
) STRICT;

-- Reference data, each with the place of its last change in the feed. The feed's id is in every cursor: a cursor of another database has expired.
CREATE TABLE feed (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    id       TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE reference (
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    data     TEXT,   -- null: removed
    position INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (kind, id)
) STRICT;
