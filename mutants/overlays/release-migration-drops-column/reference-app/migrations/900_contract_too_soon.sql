-- Up Migration
ALTER TABLE records DROP COLUMN content;

-- Down Migration
ALTER TABLE records ADD COLUMN content text NOT NULL DEFAULT '';
