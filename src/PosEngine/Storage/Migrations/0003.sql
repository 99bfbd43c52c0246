-- What went back of which line of which receipt, and with which entry: how much is left to refund is known without reading receipts.
CREATE TABLE refund (
    receipt  BLOB    NOT NULL,
    line     BLOB    NOT NULL,
    seq      INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (receipt, line, seq)
) STRICT, WITHOUT ROWID;
