const schedulerTable = `CREATE TABLE IF NOT EXISTS scheduler_jobs (
  id integer PRIMARY KEY,
  name text NOT NULL,
  next_run timestamptz
)`
await app.db.query(schedulerTable).catch(() => undefined)
