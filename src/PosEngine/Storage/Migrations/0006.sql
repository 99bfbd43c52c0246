-- Whose back office has this journal: one row, from the first hello at which it said so, and the same for ever.
CREATE TABLE account (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT    NOT NULL
) STRICT;
