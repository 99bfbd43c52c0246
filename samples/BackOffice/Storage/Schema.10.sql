-- Customers who turned out to be somebody else: two tills registered them offline, say. Whatever names one of them is about the one who was kept.
CREATE TABLE customer_merge (
    customer TEXT PRIMARY KEY,
    kept     TEXT NOT NULL,
    data     TEXT NOT NULL   -- as it was
) STRICT;

CREATE INDEX customer_merge_by_kept ON customer_merge (kept);
