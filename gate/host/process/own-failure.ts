/** Programs of the gate that failed in the middle of a check, told to the check that runs. */
let watcher: ((error: Error) => void) | undefined

/** Sets a function that is called with each failure. There is only one. */
export function watchOwnFailures(watch: ((error: Error) => void) | undefined): void {
  watcher = watch
}

/** Tells who watches that a program of the gate failed, for which no target can be blamed. */
export function noteOwnFailure(error: Error): void {
  watcher?.(error)
}
