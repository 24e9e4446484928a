/** Goal: a password in an address is found whatever the scheme, and examples and code are not. */
import { expect, test } from 'vitest'
import { hasAddressWithPassword } from './addresses.ts'

test.each([
  'url = postgresql+asyncpg://app:S3cr3tPassw0rd@db.internal:5432/app',
  'mysql+pymysql://app:S3cr3tPassw0rd@db.internal/app',
  'mssql+pyodbc://sa:S3cr3tPassw0rd@sql.internal:1433/app?driver=ODBC+Driver+18',
  'oracle+cx_oracle://app:S3cr3tPassw0rd@db.internal:1521',
  'mongodb+srv://app:S3cr3tPassw0rd@cluster0.ab1cd.mongodb.net/app',
  'mongodb://app:S3cr3tPassw0rd@a.internal:27017,b.internal:27017/app',
  'rediss://:S3cr3tPassw0rd@cache.internal:6379/0',
  'redis+sentinel://:S3cr3tPassw0rd@cache.internal:26379',
  'amqps://app:S3cr3tPassw0rd@queue.internal/vhost',
  'cockroachdb://app:S3cr3tPassw0rd@db.internal:26257/app',
  'clickhouse+native://app:S3cr3tPassw0rd@ch.internal/app',
  'smtps://mailer:S3cr3tPassw0rd@smtp.internal:465',
  'extra-index-url = https://ci:S3cr3tPassw0rd@pypi.internal/simple',
  'postgres://app:p%40ss%2Fq7Zk2m@db/app',
  'postgres://app:p@ssq7Zk2m@db/app',
  'jdbc:postgresql://app:S3cr3tPassw0rd@db.internal/app',
  'jdbc:postgresql://db.internal:5432/app?user=app&password=S3cr3tPassw0rd',
  'jdbc:sqlserver://sql.internal:1433;databaseName=app;user=sa;password=S3cr3tPassw0rd;',
  'postgresql://db.internal/app?user=app&password=S3cr3tPassw0rd',
  'Server=sql.internal,1433;Database=app;User Id=sa;Password=S3cr3tPassw0rd;',
  'host=db.internal user=app password=S3cr3tPassw0rd dbname=app',
  'dbname=app password=S3cr3tPassw0rd host=db.internal',
  "host=db.internal user=app password='S3cr3t Passw0rd' dbname=app",
  'postgres://app:S3cr3tPassw0rd@[fd12:3456::1]:5432/app',
  'app:S3cr3tPassw0rd@tcp(db.internal:3306)/app?parseTime=true',
])('an address with a password: %s', (text) => {
  expect(hasAddressWithPassword(text)).toBe(true)
  expect(hasAddressWithPassword(`{"url": "${text}"}`)).toBe(true)
})

test('in a manual, a password of examples may be spelt with digits', () => {
  const text = 'postgresql://app:pa55word@db.internal/app'
  expect(hasAddressWithPassword(text, 'app/README.md')).toBe(false)
  expect(hasAddressWithPassword(text, 'app/settings.ini')).toBe(true)
  expect(hasAddressWithPassword(text.replace('pa55word', 'kJ8xQ2mN'), 'app/README.md')).toBe(true)
})

test.each([
  '# e.g. postgresql://user:password@host:5432/db',
  'postgresql+asyncpg://postgres:postgres@db:5432/app',
  'postgresql://app:changeme@db.internal/app',
  'postgresql://app:your-password@db.internal/app',
  'postgresql://app:app@db:5432/app',
  'postgres://app:S3cr3tPassw0rd@localhost:5432/app',
  'mysql+pymysql://app:S3cr3tPassw0rd@127.0.0.1/app',
  'redis://:S3cr3tPassw0rd@redis.example.com:6379',
  `postgresql://\${DB_USER}:\${DB_PASSWORD}@\${DB_HOST}:5432/app`,
  'postgresql://$DB_USER:$DB_PASSWORD@db:5432/app',
  'postgresql+asyncpg://{settings.user}:{settings.password}@{settings.host}/app',
  'postgresql://%s:%s@%s:%d/%s',
  'mongodb://<user>:<password>@cluster0.ab1cd.mongodb.net',
  'postgresql://{{ user }}:{{ password }}@db/app',
  'amqp://guest:guest@rabbitmq:5672',
  'postgresql://app:********@db.internal/app',
  'https://api.internal:8443/v1/users@me',
  'git+ssh://git@github.com:22/org/repo.git',
  'https://registry.npmjs.org/@types/node',
  'postgresql://db.internal:5432/app',
  `jdbc:postgresql://db.internal:5432/app?user=app&password=\${DB_PASSWORD}`,
  'https://app.internal/reset?password=S3cr3tPassw0rd',
  'Server=sql.internal;Database=app;User Id=sa;Password=<password>;',
  'host=db.internal user=app password=$PGPASSWORD',
])('no password of anybody: %s', (text) => {
  expect(hasAddressWithPassword(text)).toBe(false)
})
