-- Whose PIN it may be that was typed: a hash of it with a key that is not in this file, beside the slow hash that it belongs to,
-- hashed with the same key.
CREATE TABLE pin_index (
    employee TEXT PRIMARY KEY,
    mac      BLOB NOT NULL,
    pin      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
