-- Up Migration
CREATE TABLE record_names (name text);
UPDATE records SET content = trim(content);
SELECT pg_sleep(2);

-- Down Migration
DROP TABLE record_names;
