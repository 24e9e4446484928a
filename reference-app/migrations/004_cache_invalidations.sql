-- Up Migration
-- Cache keys that a committed change made stale and that Redis has not been told of yet. Written
-- in the transaction of the change, removed once the key is gone from Redis.
CREATE TABLE cache_invalidations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Down Migration
DROP TABLE cache_invalidations;
