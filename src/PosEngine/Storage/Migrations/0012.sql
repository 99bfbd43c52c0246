-- Finds receipts by what they share with others. Filled in the background, stretch by stretch, so that no sale writes it: what is newer is read in the tail of receipt.
-- Of a database from before this table nothing is in it at first; it is filled in the same way, from its first receipt on.
CREATE TABLE receipt_index (
    kind  INTEGER NOT NULL, -- 1: the employee; 2: the total; 3: a way it was paid; 4: the shift, of its first and last receipt in each stretch
    value ANY     NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (kind, value, seq)
) STRICT, WITHOUT ROWID;

-- What receipt_index covers, without gaps: entries above after, up to through; and from when to when the receipts among them were completed, in milliseconds of Unix time.
CREATE TABLE receipt_stretch (
    after   INTEGER PRIMARY KEY,
    through INTEGER NOT NULL,
    at_min  INTEGER NOT NULL,
    at_max  INTEGER NOT NULL
) STRICT;
