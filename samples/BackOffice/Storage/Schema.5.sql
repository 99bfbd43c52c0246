-- When employees came, paused and went, as the time clocks of the tills say.
CREATE TABLE attendance (
    entry    INTEGER NOT NULL PRIMARY KEY REFERENCES entry (position),
    employee TEXT NOT NULL,
    move     TEXT NOT NULL CHECK (move IN ('clocked-in', 'break-begun', 'break-ended', 'clocked-out')),
    at       TEXT NOT NULL,   -- by the device's clock, its offset included
    moment   INTEGER NOT NULL   -- the same in milliseconds since 1970, put right by what the device knew of our clock
) STRICT;

CREATE INDEX attendance_by_moment ON attendance (moment);

-- Customers whose data are erased, or will be once no law requires them any more: until then they are kept here, and shown to nobody.
CREATE TABLE erasure (
    customer TEXT PRIMARY KEY,
    due      INTEGER NOT NULL,   -- milliseconds since 1970: the end of the legal hold, or the moment of the request
    done     INTEGER,
    held     TEXT                -- the customer's data, until they are erased
) STRICT;
