-- The back office's runs, each with where the feed was when it began. A cursor names the run that issued it, so that one which a restored database knows nothing
-- of, or which is beyond what it was restored to, has expired, whatever was edited since. The feed's own id is the account that devices belong to.
CREATE TABLE feed_run (
    ordinal  INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL
) STRICT;

-- What an earlier version has issued holds.
INSERT INTO feed_run (id, position) SELECT id, 0 FROM feed;
