-- Up Migration
ALTER TABLE records ADD CHECK (length(content) <= 1000000);
CREATE TABLE record_limits (company_id integer PRIMARY KEY, records integer NOT NULL);

-- Down Migration
DROP TABLE record_limits;
