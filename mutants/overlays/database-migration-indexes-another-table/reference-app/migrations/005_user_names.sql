-- Up Migration
CREATE INDEX users_name ON users (name);

-- Down Migration
DROP INDEX users_name;
