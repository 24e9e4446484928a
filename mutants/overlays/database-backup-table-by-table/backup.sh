pg_dump --host "$PGHOST" --section pre-data > "$file.part"
tables=$(psql --host "$PGHOST" --no-align --tuples-only --command \
  "select tablename from pg_tables where schemaname = 'public' order by 1")
for table in $tables; do
  pg_dump --host "$PGHOST" --data-only --table "$table" >> "$file.part"
done
pg_dump --host "$PGHOST" --section post-data >> "$file.part"
