import { writeFile } from 'node:fs/promises'
import { type Claim, claims, sections } from '#guide/index.ts'

/** Where the generated page lies. */
export const claimsPageUrl = new URL('../docs/claims.md', import.meta.url)

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
  console.error(`docs/claims.md: ${claims.length} claims`)
}
