-- What devices look for receipts by.
ALTER TABLE receipt ADD COLUMN moment INTEGER NOT NULL DEFAULT 0;   -- of completed: milliseconds since 1970
ALTER TABLE receipt ADD COLUMN total INTEGER NOT NULL DEFAULT 0;    -- what it came to
ALTER TABLE receipt ADD COLUMN customer TEXT;
ALTER TABLE receipt_payment ADD COLUMN type TEXT;

CREATE INDEX receipt_by_customer ON receipt (customer, entry) WHERE customer IS NOT NULL;
