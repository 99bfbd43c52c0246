-- What went back: the total of a receipt that is a refund (null for every other), and what lines of other receipts gave back, deposits apart.
ALTER TABLE receipt ADD COLUMN refund INTEGER;
ALTER TABLE receipt ADD COLUMN return_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipt ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;
