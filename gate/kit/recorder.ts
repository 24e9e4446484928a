/** What the kit needs of a check's evidence: to note what it saw, and the least that means anything. */
export interface Recorder {
  observe(kind: string, data: unknown): void
  floor(kind: string, least: number): void
}
