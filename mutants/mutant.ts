/** A mutant: the reference deployment with one planted defect, and the claims that must notice. */
import type { ClaimId, Section } from '#guide/index.ts'

/** Where a mutant stands: with the claims that it kills first of all, or with the harmless ones. */
export type MutantSection = Section | 'harmless'

/** A text that is a file of its own. */
export interface Overlay {
  /** Relative to the project. */
  overlay: string
}

/** One change of a file. The text to find has to stand there exactly once. */
export interface Edit {
  /** Relative to the project; below `reference-app/` or `load/`, or `preflight.config.ts`. */
  file: string
  find: string
  /**
   * Lines of an overlay, and lines that are added, get the indentation of the line at which they
   * come to stand. A string in place of another is taken as it is.
   */
  code: string | Overlay
  /** In place of the text; or on lines before the one in which it begins, after the one it ends. */
  place: 'instead' | 'before' | 'after'
}

/** All that is said of a mutant beside its id and section. */
export interface MutantBody {
  /** What is wrong with it, one sentence; of a harmless variant, what is different. */
  readonly defect: string
  /** The claims that must fail: exactly these. Empty where it is harmless, or an instrument's. */
  readonly kills: readonly ClaimId[]
  /** Claims beyond the ordinary scope that fail as well: demanded wherever they are tried. */
  readonly alsoKills?: readonly ClaimId[]
  /**
   * Claims that this defect keeps from being measured at all. Where it kills none the defect is
   * one of an instrument, such as a load script: then none of these may pass.
   */
  readonly blinds?: readonly ClaimId[]
  /** Sections, or claims, that a harmless variant is tried on, where not on those of all. */
  readonly triedOn?: readonly (Section | ClaimId)[]
  /** Set where only a container shows the defect, though its claims are tried without one, too. */
  readonly needs?: 'docker'
  /** Words of which each has to stand in a failure: one mutant with many defects of a kind. */
  readonly naming?: readonly string[]
  /** In the order in which they are made: one may change what another has put in. */
  readonly edits?: readonly Edit[]
  /** Whole files, by path relative to the project: replaced, or new. See `overlay`. */
  readonly files?: readonly string[]
  /** Variables that the deployment sets differently in every mode; `null` leaves one out. */
  readonly environment?: Readonly<Record<string, string | null>>
}

export interface Mutant extends Omit<MutantBody, 'files'> {
  readonly id: string
  readonly section: MutantSection
  /** Whole files, by path relative to the project: replaced, or new. */
  readonly files?: Readonly<Record<string, Overlay>>
}

/**
 * The mutants of one table, in the order written. Each key is a whole id, so that a search for an
 * id finds its mutant.
 */
export function defineMutants(
  section: MutantSection,
  bodies: Readonly<Record<string, MutantBody>>,
): readonly Mutant[] {
  return Object.entries(bodies).map(([id, { files = [], ...body }]) => ({
    id,
    section,
    ...body,
    files: Object.fromEntries(files.map((file) => [file, overlay(`${id}/${file}`)])),
  }))
}

/** Puts code in the place of a text. */
export function edit(file: string, find: string, code: string | Overlay): Edit {
  return { file, find, code, place: 'instead' }
}

/** Adds lines before the line in which a text begins, indented as that line. */
export function insertBefore(file: string, find: string, code: string | Overlay): Edit {
  return { file, find, code, place: 'before' }
}

/** Adds lines after the line in which a text ends, indented as that line. */
export function insertAfter(file: string, find: string, code: string | Overlay): Edit {
  return { file, find, code, place: 'after' }
}

/**
 * Code of more than three lines is a file below `mutants/overlays/`, where editors and linters see
 * it. A whole file is at `<id>/<its path in the project>` and is named under `files`. The code of
 * an edit is at `<id>/<any name>`, or in a folder of its own if several mutants use it.
 *
 * Code of an edit uses names of the file that it comes into, so TypeScript cannot check it alone:
 * tsconfig.json leaves the folder out, and a test parses every mutated file instead. The formatter
 * leaves it out because its width is that of its place. Code that does not even parse alone, such
 * as a `return` or a member of a class, ends with `.part.ts`, and Biome leaves that out.
 */
export function overlay(path: string): Overlay {
  return { overlay: `mutants/overlays/${path}` }
}

/** A mutant without a defect: what correct backends do differently. Nothing may fail. */
export function isHarmless(mutant: Mutant): boolean {
  return mutant.kills.length === 0 && !isInstrumental(mutant)
}

/** A mutant of what measures, not of what is measured: nothing fails, and nothing may pass. */
export function isInstrumental({ kills, blinds = [] }: Mutant): boolean {
  return kills.length === 0 && blinds.length > 0
}
