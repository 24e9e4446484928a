/** The part of a check's evidence that the kit uses: observations and floors. */
export interface Recorder {
  observe(kind: string, data: unknown): void
  floor(kind: string, min: number): void
}
