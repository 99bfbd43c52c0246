-- What owners have ended by hand that otherwise only its device ends, and who it was: a refund, a parked ticket, something taken of an account.
CREATE TABLE owner_act (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    owner   TEXT NOT NULL,   -- the name of the token that they signed in with
    act     TEXT NOT NULL,   -- refund_ended, ticket_freed, value_returned
    device  TEXT NOT NULL,   -- that had it
    subject TEXT NOT NULL    -- in words
) STRICT;

CREATE INDEX owner_act_by_device ON owner_act (device, id);
