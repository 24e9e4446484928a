const text = `preflight: tries every claim of a deployment guide against a backend

  gate [options]          run the checks, answer GO, NO-GO or INCONCLUSIVE
    --target FILE         the target's config (default preflight.config.ts)
    --only ID|SECTION …   these claims alone; the verdict then speaks of them alone
    --engine NAME         auto, docker or local (default auto)
    --quick               fewer samples, shorter load
    --allow load,disrupt  what may be done to an attached target
    --strict              lesser claims bind as musts do
    --waivers FILE        accepted failures, with owner and expiry
    --at DATE             judge waivers as on that day
    --out DIR             where the run's folder goes (default runs)
    --json                one JSON document on stdout, progress on stderr
  list [--json] [--uncovered]   every claim, with its checks and mutants
  explain ID              what a claim means, how it is checked, what to do
  mutants [options]       prove that every check can fail, and none without a reason
    --only ID|SECTION …   these mutants, or those that kill these claims
    --engine NAME         auto, docker or local (default auto)
    --quick               try each on its kills and two looks at the whole
    --cover               the fewest with which every claim is seen to fail, as npm test does
    --full                try each on every claim that has a check
    --no-control          trust that the unmutated deployment passes: it was gated just now
    --json                one JSON document on stdout, progress on stderr
  load ROW|all [options]  offer a row of the tuning table, judge what comes back
    --target FILE         the target's config (default preflight.config.ts)
    --url URL             one that runs already, on this machine, in place of a start
    --distributed N       N k6 processes by execution segment, and a k6-operator manifest
    --quick               10 s in place of 60 s for each row
    --engine NAME, --out DIR, --json   as above
  tune --rate R --instances I --workers W   the pool that this backend needs, measured
    --target FILE, --quick, --engine NAME, --out DIR, --json   as above
  report RUN [--format F] render a stored run again
  verify RUN              compute the verdict of a stored run again
  doctor [--json]         what this machine has and lacks

Exit codes: 0 GO, 1 NO-GO, 2 INCONCLUSIVE, 3 usage or configuration, 4 the gate itself failed.
`

/** Prints how to use the command line. */
export async function help(): Promise<number> {
  process.stdout.write(text)
  return 0
}
