-- Receipts of a customer. Only those that have one are in it: any other sale writes nothing more.
CREATE INDEX receipt_by_customer ON receipt (customer) WHERE customer IS NOT NULL;

-- Entries that tell of a receipt after it was made: printed again, noted, to be sent. Made from the journal. A sale writes none.
CREATE TABLE receipt_event (
    seq     INTEGER PRIMARY KEY,
    receipt BLOB    NOT NULL,
    kind    TEXT    NOT NULL
) STRICT;

CREATE INDEX receipt_event_by_receipt ON receipt_event (receipt);

INSERT INTO receipt_event (seq, receipt, kind)
SELECT seq, unhex(json_extract(CAST(body AS TEXT), '$.data.receipt'), '-'), kind
FROM journal
WHERE kind IN ('receipt-reprinted', 'email-requested') AND length(body) > 0 AND json_valid(CAST(body AS TEXT))
  AND unhex(json_extract(CAST(body AS TEXT), '$.data.receipt'), '-') IS NOT NULL;

-- When this device heard what the back office has: one row for each move of the watermark, in the transaction that moves it. head is the journal's end then.
-- A row of which went_back is 1 tells of a back office that was restored; between two of them, through rises with id.
CREATE TABLE acknowledgement (
    id        INTEGER PRIMARY KEY,
    through   INTEGER NOT NULL,
    head      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    zone      INTEGER NOT NULL,
    went_back INTEGER NOT NULL
) STRICT;

CREATE INDEX acknowledgement_went_back ON acknowledgement (id) WHERE went_back = 1;

-- What was acknowledged before this table was there: nobody knows when.
INSERT INTO acknowledgement (id, through, head, at, zone, went_back) SELECT 1, max(acked), max(acked), 0, 0, 0 FROM epoch HAVING max(acked) > 0;
