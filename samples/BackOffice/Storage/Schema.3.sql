-- What the online calls need, and backups.

-- Backups of this database: how far each journal was when one was begun, and since when it is in safety. Only then may devices let go of what it holds.
CREATE TABLE backup (
    id    INTEGER PRIMARY KEY,
    begun INTEGER NOT NULL,
    done  INTEGER
) STRICT;

CREATE TABLE backup_head (
    backup   INTEGER NOT NULL REFERENCES backup (id),
    epoch    INTEGER NOT NULL REFERENCES epoch (key),
    sequence INTEGER NOT NULL,
    PRIMARY KEY (backup, epoch)
) STRICT;

-- Receipts by what was sold. The key is made of the name, so that nobody has to look it up.
CREATE TABLE sold_name (
    key    INTEGER NOT NULL PRIMARY KEY,
    folded TEXT NOT NULL   -- without regard to case
) STRICT;

CREATE TABLE sold_in (
    name  INTEGER NOT NULL REFERENCES sold_name (key),
    entry INTEGER NOT NULL REFERENCES entry (position),
    PRIMARY KEY (name, entry)
) STRICT;

CREATE INDEX receipt_by_number ON receipt (number);

-- What went back of which line, by the entry of the refund's receipt. The receipt that sold it may not be here.
CREATE TABLE refunded (
    entry    INTEGER NOT NULL REFERENCES entry (position),
    ordinal  INTEGER NOT NULL,
    receipt  TEXT NOT NULL,
    line     TEXT NOT NULL,
    quantity INTEGER NOT NULL,   -- thousandths, with the sign that the line was sold with
    PRIMARY KEY (entry, ordinal)
) STRICT;

CREATE INDEX refunded_by_receipt ON refunded (receipt);

-- Who may refund a receipt: the last one who was granted it, ended or not.
CREATE TABLE refund_right (
    receipt  TEXT PRIMARY KEY REFERENCES receipt (id),
    device   TEXT NOT NULL REFERENCES device (id),
    refund   TEXT NOT NULL,
    refunded TEXT NOT NULL,   -- what it was told had gone back before: it is told the same when it asks again
    granted  INTEGER NOT NULL,
    UNIQUE (device, refund)
) STRICT;

-- Refunds that nothing will come of: released by their device, or ended by an owner. Those with a receipt have ended too.
CREATE TABLE refund_ended (
    device TEXT NOT NULL REFERENCES device (id),
    refund TEXT NOT NULL,
    PRIMARY KEY (device, refund)
) STRICT;

-- Items that the owner has counted, and what there is of them since.
CREATE TABLE stock (
    item     TEXT PRIMARY KEY,
    quantity INTEGER NOT NULL   -- thousandths
) STRICT;

-- What became of each change that a device asked for, by its key: asked again, it gets the same answer.
CREATE TABLE device_change (
    device TEXT NOT NULL,   -- whose token it came with; empty for a token of any device
    key    TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (device, key)
) STRICT;

-- Of a customer: what it is found by, without regard to case.
ALTER TABLE reference ADD COLUMN search TEXT;
CREATE INDEX reference_by_kind ON reference (kind, position);
