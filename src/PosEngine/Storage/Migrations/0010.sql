-- What was paid back of a line's price while the goods stay with the customer; 0 where they came back.
ALTER TABLE refund ADD COLUMN amount INTEGER NOT NULL DEFAULT 0;
