-- Refunds that were given up: the back office ends a right by its id, and would end it again for whoever asked with that id anew.
CREATE TABLE released_refund (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
