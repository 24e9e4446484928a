import { writeFile } from 'node:fs/promises'
import { type Claim, claims, sections } from '#guide/index.ts'
import { folders, joint, layers } from './import-rules.ts'

/** Where the generated page lies. */
export const claimsPageUrl = new URL('../docs/claims.md', import.meta.url)

/** The same for the page of import rules. */
export const rulesPageUrl = new URL('../docs/import-rules.md', import.meta.url)

/** docs/import-rules.md: which folder may import which, as Markdown tables. */
export function rulesPage(): string {
  const named = (paths: readonly string[]) =>
    paths.length === 0 ? 'nothing of ours' : paths.map((path) => `\`${path}\``).join(', ')
  const table = (head: string, rules: Record<string, readonly string[]>, end: string) => [
    `| ${head} | may import |`,
    '| --- | --- |',
    ...Object.entries(rules).map(([place, may]) => `| \`${place}${end}\` | ${named(may)} |`),
    '',
  ]
  const { '.': root = [], ...top } = folders
  return [
    '# Import rules',
    '',
    'Generated from `scripts/import-rules.ts` by `npm run docs`; `test/tidy.test.ts` enforces it.',
    'Every folder may import from itself. The linter refuses circles.',
    '',
    ...table('folder', top, '/'),
    `Files in the root may import ${named(root)}; \`${joint.folder}\` may also import`,
    `${named(joint.may)}, for its commands.`,
    '',
    '## Layers of `gate/`',
    '',
    'Every layer may import `gate/errors.ts`, `gate/redact.ts` and the other files in `gate/`',
    'itself.',
    '',
    ...table('layer', layers, '/'),
  ].join('\n')
}

/** docs/claims.md: every claim by section, as Markdown tables. Pure, so that it can be compared. */
export function claimsPage(): string {
  const parts = sections.map((section) => {
    const ofSection = claims.filter((claim) => claim.section === section)
    return sectionPart(section, ofSection)
  })
  return [`${introduction}\n`, ...parts].join('\n')
}

const introduction = `# The claims

What the deployment guide demands of a backend: ${claims.length} claims in ${sections.length}
sections. Generated from \`guide/claims/\` by \`npm run docs\`, so change it there.

A claim's level says what a failure means: **must** is NO-GO, **should** a warning, **beyond** more
than the guide asks for. Its impact says what verifying it does to the target: **observe** only
looks, **load** puts load on, **disrupt** stops, locks, cuts or writes. How a claim is verified,
what to do when it fails and what it prevents: \`npm run -s preflight -- explain ID\`.`

function sectionPart(section: string, ofSection: readonly Claim[]): string {
  const rows = ofSection.map(
    ({ id, level, impact, statement }) =>
      `| \`${id}\` | ${level} | ${impact} | ${inTable(statement)} |`,
  )
  const head = ['| id | level | impact | statement |', '| --- | --- | --- | --- |']
  return [`## ${section} (${ofSection.length})`, '', ...head, ...rows, ''].join('\n')
}

/** Prose in a cell: what Markdown would read as mark-up or as the cell's end is escaped. */
function inTable(prose: string): string {
  return prose.replace(/[\\|*<>[\]`]/g, '\\$&')
}

if (import.meta.main) {
  await writeFile(claimsPageUrl, claimsPage())
  await writeFile(rulesPageUrl, rulesPage())
  console.error(`docs/claims.md: ${claims.length} claims`)
}
