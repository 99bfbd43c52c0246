-- What a receipt gives back, whatever it is set off against: a limit of an offline period counts it. Of receipts before this column nothing but their totals is known here.
ALTER TABLE receipt ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;

UPDATE receipt SET returned = -total WHERE total < 0;

-- Only receipts that give something back are in it: a sale writes nothing more.
CREATE INDEX receipt_by_returned ON receipt (seq, returned) WHERE returned > 0;
