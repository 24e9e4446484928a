/** One line to whoever watches, with the time of day: at night one compares it with the logs. */
export function say(text: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)
}
