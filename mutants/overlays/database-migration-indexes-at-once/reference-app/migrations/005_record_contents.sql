-- Up Migration
CREATE INDEX records_content ON records (content);

-- Down Migration
DROP INDEX records_content;
