-- Changes that the back office was asked for and whose answer is not on record: the same change, asked for again, is that one, after a restart too.
CREATE TABLE asked_change (
    change BLOB PRIMARY KEY, -- the hash of what was asked for, and of which revision
    key    BLOB NOT NULL,
    target BLOB NOT NULL,    -- the id of what changes, or of what is new
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
