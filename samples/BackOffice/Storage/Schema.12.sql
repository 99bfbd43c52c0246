-- What was paid back of a line's price while the goods stay with the customer, and what the line came to: in 1/100,000, both above zero where money went back.
ALTER TABLE refunded ADD COLUMN amount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunded ADD COLUMN gross INTEGER NOT NULL DEFAULT 0;

-- What the refund was told had been given back before, in which ways: it is told the same when it asks again.
ALTER TABLE refund_right ADD COLUMN given_back TEXT;
