-- Money is INTEGER in 1/100,000; times are INTEGER milliseconds of Unix time, with the zone's offset in minutes beside them; ids are BLOB, 16 bytes in
-- the order of RFC 9562.

-- Who this database belongs to: one row, made with the file.
CREATE TABLE device (
    id       BLOB    NOT NULL,
    number   INTEGER NOT NULL,
    currency TEXT    NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

-- A stretch of the journal that one intact database wrote. acked is the watermark: the back office has committed everything up to it.
CREATE TABLE epoch (
    ordinal      INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE,
    first_seq    INTEGER NOT NULL,
    parent_epoch BLOB,
    parent_seq   INTEGER,
    parent_hash  BLOB,
    tag          TEXT,
    acked        INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The log, and the only truth about what this device did. kind and at are copies of what the body says.
CREATE TABLE journal (
    seq  INTEGER PRIMARY KEY,
    kind TEXT    NOT NULL,
    at   INTEGER NOT NULL,
    body BLOB    NOT NULL,
    hash BLOB    NOT NULL
) STRICT;

-- What a list of receipts shows. Everything else is in the journal's body of the same seq.
CREATE TABLE receipt (
    seq      INTEGER PRIMARY KEY,
    number   INTEGER NOT NULL,
    id       BLOB    NOT NULL,
    ticket   BLOB    NOT NULL,
    at       INTEGER NOT NULL,
    zone     INTEGER NOT NULL,
    shift    BLOB    NOT NULL,
    employee BLOB    NOT NULL,
    customer BLOB,
    total    INTEGER NOT NULL
) STRICT;

-- Finds a receipt by its own id or its ticket's. Filled with every state row, up to that row's seq; what is newer is found in the tail of receipt.
CREATE TABLE receipt_key (
    key BLOB    PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Names and addresses that belong to an entry, apart from it, so that they can be erased and the chain still holds.
CREATE TABLE personal (
    seq  INTEGER PRIMARY KEY,
    salt BLOB    NOT NULL,
    data BLOB    NOT NULL
) STRICT;

-- Entries that the back office has stored and could not make sense of.
CREATE TABLE quarantine (
    seq    INTEGER PRIMARY KEY,
    reason TEXT    NOT NULL
) STRICT;

-- What the journal folds to at seq, so that a start reads only what follows. It can be thrown away at any time. hash vouches for it.
CREATE TABLE state (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  INTEGER NOT NULL,
    data BLOB    NOT NULL,
    hash BLOB    NOT NULL
) STRICT;

-- The Z reports.
CREATE TABLE shift (
    number INTEGER PRIMARY KEY,
    seq    INTEGER NOT NULL,
    report BLOB    NOT NULL
) STRICT;

-- Tickets without a receipt: being rung up (status 0) or parked (status 1).
CREATE TABLE ticket (
    id     BLOB    PRIMARY KEY,
    status INTEGER NOT NULL,
    name   TEXT,
    at     INTEGER NOT NULL,
    zone   INTEGER NOT NULL,
    gross  INTEGER NOT NULL,
    body   BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Copies of what the back office knows. revision rises with every change, so that "most recent" needs no clock.
CREATE TABLE reference (
    revision INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    data     TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT;

-- Where an item is found by what a scanner reads or a cashier types, while the index in memory is not loaded yet. Items that share a code by mistake all have it
-- here, so that it is left to the other one where one of them gives it up.
CREATE TABLE item_code (
    type TEXT NOT NULL,
    code TEXT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (type, code, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX item_code_item ON item_code (item);

-- How far the reference data was pulled: one row, written with the page it tells of. While a snapshot is pulled, everything of a revision up to
-- stale_through is what was there before it, and goes at its end unless it came again.
CREATE TABLE pull (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    cursor        TEXT,
    stale_through INTEGER
) STRICT;
