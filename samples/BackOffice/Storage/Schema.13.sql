-- Why the law still requires what is known of a customer who asked to be forgotten, and when that was.
ALTER TABLE erasure ADD COLUMN rule TEXT;
ALTER TABLE erasure ADD COLUMN requested INTEGER;

-- E-mails to somebody who is to be forgotten once the law lets go: until then they are not sent, and their addresses shown to nobody.
CREATE TABLE email_held (
    entry    INTEGER PRIMARY KEY REFERENCES email_outbox (entry),
    customer TEXT NOT NULL REFERENCES erasure (customer)
) STRICT;

CREATE INDEX email_held_by_customer ON email_held (customer);
CREATE INDEX email_outbox_by_receipt ON email_outbox (receipt);
