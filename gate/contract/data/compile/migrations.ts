/** Makes the file of a migration. */
import type { MigrationFile } from '../../migrations.ts'
import { compileTemplate } from '../template.ts'

export interface MigrationData {
  file: string
  text: string
  statement?: string
}

/** A semicolon, or what may hold one that ends nothing: texts, bodies of functions, comments. */
const piece =
  /'(?:[^']|'')*'|"[^"]*"|(\$\w*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^;'"$/-]+|[\s\S]/g

/** The statements of a script, without their semicolons. */
export function statementsOf(sql: string): string[] {
  const statements = ['']
  for (const [found] of sql.matchAll(piece)) {
    if (found === ';') statements.push('')
    else statements.push(`${statements.pop()}${found}`)
  }
  return statements.map((each) => each.trim()).filter((each) => each !== '')
}

/** Reads the templates once. */
export function compileMigration(
  data: MigrationData,
): (number: number, sql: string) => MigrationFile {
  const file = compileTemplate(data.file)
  const text = compileTemplate(data.text)
  const statement = data.statement === undefined ? undefined : compileTemplate(data.statement)
  return (number, sql) => {
    const values = { number: String(number), sql }
    const statements = statementsOf(sql).map((each) => statement?.({ ...values, sql: each }) ?? '')
    return { file: file(values), text: text({ ...values, statements: statements.join('\n') }) }
  }
}
