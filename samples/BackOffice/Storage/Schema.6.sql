-- What receipts move on accounts: what customers owe. A balance is the sum.
CREATE TABLE account_move (
    entry   INTEGER NOT NULL REFERENCES entry (position),
    ordinal INTEGER NOT NULL,
    kind    TEXT NOT NULL,   -- of the payment that draws on it: on_account …
    account TEXT NOT NULL,   -- the customer
    amount  INTEGER NOT NULL,
    PRIMARY KEY (entry, ordinal)
) STRICT;

CREATE INDEX account_move_by_account ON account_move (kind, account);
