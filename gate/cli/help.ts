const text = `preflight: checks a backend against every claim of a deployment guide

  gate [options]          run the checks and answer GO, NO-GO or INCONCLUSIVE
    --target FILE         the target config (default preflight.config.ts)
    --only ID|SECTION …   check only these claims; the verdict then covers only them
    --engine NAME         auto, docker or local (default auto)
    --quick               fewer samples, shorter load
    --allow load,disrupt  what the checks may do to an attached target
    --strict              treat "should" and "beyond" claims as blocking too
    --waivers FILE        accepted failures, each with an owner and an expiry date
    --at DATE             judge waivers as of this date
    --out DIR             parent folder of the run's folder (default runs)
    --json                one JSON document on stdout, progress on stderr
  list [--json] [--uncovered]   all claims, with their checks and mutants
  explain ID              what a claim means, how it is checked and how to fix it
    --target FILE         say it with the variables and paths of this target
  mutants [options]       prove that every check can fail, and only for a reason
    --only ID|SECTION …   only these mutants, or those that kill these claims
    --engine NAME         auto, docker or local (default auto)
    --quick               check each mutant on its own claims and two others
    --cover               run the smallest set of mutants that kills every claim once
    --full                check each mutant on every claim that has a check
    --no-control          skip the unmutated deployment: the gate has just passed on it
    --generated N         instead, N mutants that general operators make, chosen by a seed
    --seed S              which ones (default 1); a run that was interrupted goes on
    --list                with --generated: print them, run none
    --json                one JSON document on stdout, progress on stderr
  load ROW|all [options]  run the load of a row of the tuning table and judge the result
    --target FILE         the target config (default preflight.config.ts)
    --url URL             load a backend that already runs on this machine
    --distributed N       split the load over N k6 processes; write a k6-operator manifest
    --quick               10 s instead of 60 s per row
    --engine NAME, --out DIR, --json   as above
  tune --rate R --instances I --workers W   measure which pool size this backend needs
    --target FILE, --quick, --engine NAME, --out DIR, --json   as above
  report RUN [--format F] render a stored run again
  verify RUN              recompute the verdict of a stored run from its evidence
  doctor [--json]         what this machine has, and which claims cannot be measured on it

Exit codes: 0 GO, 1 NO-GO, 2 INCONCLUSIVE, 3 usage or configuration, 4 the gate itself failed.
`

/** Prints how to use the command line. */
export async function help(): Promise<number> {
  process.stdout.write(text)
  return 0
}
