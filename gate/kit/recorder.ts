/** What the kit needs of a check's evidence: to record what it observed, and the floor for it. */
export interface Recorder {
  observe(kind: string, data: unknown): void
  floor(kind: string, min: number): void
}
