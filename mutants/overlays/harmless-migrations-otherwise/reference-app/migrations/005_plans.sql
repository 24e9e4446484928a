-- Up Migration
CREATE TABLE plans (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  api_key_hash text NOT NULL
);
INSERT INTO plans (name, api_key_hash)
  SELECT name, md5(random()::text) FROM unnest(ARRAY['free', 'paid']) AS name;

-- Down Migration
DROP TABLE plans;
