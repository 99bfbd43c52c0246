-- What receipts move on accounts: what customers owe, and what there is on gift cards and credited to customers. A balance is the sum.
CREATE TABLE account_move (
    entry   INTEGER NOT NULL REFERENCES entry (position),
    ordinal INTEGER NOT NULL,
    kind    TEXT NOT NULL,   -- of the payment that draws on it: on_account, gift_card …
    account TEXT NOT NULL,   -- the number of a gift card, or the customer
    amount  INTEGER NOT NULL,
    PRIMARY KEY (entry, ordinal)
) STRICT;

CREATE INDEX account_move_by_account ON account_move (kind, account);

-- What devices have taken of accounts, or are to put there, for receipts that are not here yet.
CREATE TABLE value_hold (
    device  TEXT NOT NULL,
    key     TEXT NOT NULL,
    receipt TEXT NOT NULL,
    kind    TEXT NOT NULL,
    account TEXT NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (device, key)
) STRICT;

CREATE INDEX value_hold_by_account ON value_hold (kind, account);

-- Moves that were cancelled: whatever of them is still on the way comes to nothing.
CREATE TABLE value_ended (
    device TEXT NOT NULL,
    key    TEXT NOT NULL,
    PRIMARY KEY (device, key)
) STRICT;
