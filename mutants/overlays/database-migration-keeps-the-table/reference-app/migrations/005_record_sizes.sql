-- Up Migration
ALTER TABLE records ADD COLUMN size integer;
SELECT pg_sleep(2);

-- Down Migration
ALTER TABLE records DROP COLUMN size;
