/** A schema as the names of its definitions: their text may change whenever it is dumped. */

/** Each kind of definition, up to its name; of a constraint with its table. */
const named = [
  /^CREATE TABLE \S+/,
  /^CREATE (?:UNIQUE )?INDEX \S+/,
  /^CREATE (?:MATERIALIZED )?VIEW \S+/,
  /^CREATE (?:SEQUENCE|TYPE|DOMAIN|SCHEMA) \S+/,
  /^CREATE (?:FUNCTION|PROCEDURE|AGGREGATE) [^\s(]+/,
  /^CREATE (?:CONSTRAINT )?TRIGGER \S+/,
  /^CREATE POLICY \S+/,
  /^ALTER TABLE (?:ONLY )?\S+ ADD CONSTRAINT \S+/,
  /^ALTER TABLE \S+ ENABLE ROW LEVEL SECURITY/,
]

/** The definitions in a dump by pg_dump: `CREATE INDEX notes_title`. */
function definitions(dump: string): string[] {
  const statements = dump.replace(/^(--.*|\\.*)?\n/gm, '').split(/;\n/)
  return statements.flatMap((statement) => {
    const line = statement.replace(/\s+/g, ' ').trim()
    const [name] = named.flatMap((kind) => kind.exec(line)?.[0] ?? [])
    return name === undefined ? [] : [name.replace(/;$/, '')]
  })
}

/** The definitions of one schema that another lacks, in its order. */
export function definitionsLost(before: string, after: string): string[] {
  const kept = new Set(definitions(after))
  return definitions(before).filter((definition) => !kept.has(definition))
}
