/** One line about a build that takes minutes: what is built, for which claims, how far it is. */

/** Where lines go: on a terminal one line is written over and over, elsewhere every tenth. */
export interface Output {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

export interface BuildProgress {
  /** Modules that were fetched so far. */
  downloaded(modules: number): void
  /** Packages that will be compiled. */
  toCompile(packages: number): void
  /** Packages that were compiled so far. */
  compiled(packages: number): void
  /** The last word on it. */
  end(outcome: string): void
}

const notTTYStep = 10

/**
 * Shows the progress of a build.
 * @param what what is built and what for: `k6 v1.8.1 for load.light`
 */
export function showBuild(what: string, output: Output = process.stderr): BuildProgress {
  const startMs = performance.now()
  let total = 0
  let lastPercent = -notTTYStep
  const seconds = () => `${Math.round((performance.now() - startMs) / 1000)} s`
  const line = (text: string) => {
    const full = `setup: building ${what}: ${text}`
    if (!output.isTTY) output.write(`${full}\n`)
    else output.write(`\r\u001B[2K${full.slice(0, (output.columns ?? 80) - 1)}`)
  }
  line('fetching its modules')
  return {
    downloaded: (modules) => {
      if (output.isTTY) line(`${modules} modules fetched, ${seconds()}`)
    },
    toCompile: (packages) => {
      total = packages
    },
    compiled: (packages) => {
      const percent = Math.floor((100 * Math.min(packages, total)) / Math.max(total, 1))
      if (!output.isTTY && percent < lastPercent + notTTYStep) return
      lastPercent = percent
      line(`${percent} % of ${total} packages, ${seconds()}`)
    },
    end: (outcome) => {
      line(`${outcome}, ${seconds()}`)
      if (output.isTTY) output.write('\n')
    },
  }
}
