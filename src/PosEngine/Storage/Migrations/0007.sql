-- How far the back office had the journal when the last complete pull was asked for: what it told of customers counts at least that.
ALTER TABLE pull ADD COLUMN acked INTEGER;
