/** What a shell answers for a program that it cannot run, or does not find. */
const notRunnable: readonly (number | null)[] = [126, 127]

/** Whether a command did not even run, so that its failure says nothing of what it does. */
export function couldNotRun(exitCode: number | null): boolean {
  return notRunnable.includes(exitCode)
}
