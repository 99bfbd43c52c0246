-- Customers whose data are erased, or will be once no law requires them any more: until then they are kept here, and shown to nobody.
CREATE TABLE erasure (
    customer TEXT PRIMARY KEY,
    due      INTEGER NOT NULL,   -- milliseconds since 1970: the end of the legal hold, or the moment of the request
    done     INTEGER,
    held     TEXT                -- the customer's data, until they are erased
) STRICT;
