-- Parked tickets, which every till of the shop may take up: each parking once. What is known of one before its entry is here stands without ticket and entry.
CREATE TABLE shared_ticket (
    parking     TEXT PRIMARY KEY,
    ticket      TEXT,
    device      TEXT,   -- which parked it
    entry       INTEGER REFERENCES entry (position),
    taker       TEXT,   -- the device that has taken it up; null for none
    takeover    TEXT,   -- by which of its requests
    resumed     INTEGER NOT NULL DEFAULT 0,   -- 1: its own device has taken it up again
    handed_over INTEGER NOT NULL DEFAULT 0    -- 1: its own device knows that it does not have it any more
) STRICT;

CREATE INDEX shared_ticket_by_ticket ON shared_ticket (ticket);
CREATE INDEX shared_ticket_by_takeover ON shared_ticket (takeover);

-- Takeovers that nothing will come of: given back by their device, or ended by an owner.
CREATE TABLE takeover_ended (
    device   TEXT NOT NULL,
    takeover TEXT NOT NULL,
    PRIMARY KEY (device, takeover)
) STRICT;

-- The first receipt of each ticket that was ever parked. Another device's later one is set aside.
CREATE TABLE shared_sale (
    ticket  TEXT PRIMARY KEY,
    device  TEXT NOT NULL,
    receipt TEXT NOT NULL,
    number  TEXT NOT NULL
) STRICT;
