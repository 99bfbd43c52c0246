-- Refunds that were given up: the back office ends a right by its id, and would end it again for whoever asked with that id anew.
CREATE TABLE released_refund (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
-- The retry schedule, while attempts fail: how many have in a row, and before when the back office wants no other.
CREATE TABLE retry (one INTEGER PRIMARY KEY CHECK (one = 1), failures INTEGER NOT NULL, not_before INTEGER) STRICT;
