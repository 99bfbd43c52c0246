-- Ranges of the journal whose bodies are not here any more: pruned, or lost to damage after the back office had them. Their hashes stay where they are known,
-- so that the chain verifies over them; an entry without a body anywhere else is damage.
CREATE TABLE absent (
    first  INTEGER PRIMARY KEY,
    last   INTEGER NOT NULL,
    reason TEXT    NOT NULL
) STRICT;

-- What the next start has to see to before anything is sold: 'copy' stands in every backup and snapshot, 'damage' where a check found some. A snapshot of a
-- database before this migration has the table already.
CREATE TABLE IF NOT EXISTS start_mark (
    reason TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- When a chore was last done: backup, verification.
CREATE TABLE chore (
    name TEXT    PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
