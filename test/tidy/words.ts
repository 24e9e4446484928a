/** Words that have no place here, each with the reason and the few files that may use it. */

import type { Source } from './sources.ts'

export interface Ban {
  pattern: RegExp
  because: string
  /** Which files are looked at. */
  within: RegExp
  /** File → why it may. An entry that is not needed any more is a finding too. */
  except: Record<string, string>
}

const code = /\.(ts|mts|js|mjs)$/

export const bans: readonly Ban[] = [
  {
    pattern: /\bsetTimeout\(|timers\/promises/,
    because: 'waits for luck: use waitFor or within of gate/host/process/wait.ts',
    // A backend has timers of its own, and mutants are pieces of one.
    within: /^(?!reference-app\/|mutants\/).*\.(ts|mts|js|mjs)$/,
    except: {
      'gate/host/process/wait.ts': 'the one place that lets time pass',
      'gate/host/process/spawn.ts': 'the grace that an asked process gets',
      'gate/kit/release/built-in.mjs': 'a program of its own: the pause between two questions',
      'gate/run/run-gate.ts': 'the time that interrupted checks get for their last results',
      'gate/stack/docker/daemon.ts': 'the interval at which the daemon is asked whether it lives',
      'gate/system/first-answer.ts': 'the pause before a starting process is asked again',
      'gate/system/refusal.ts': 'the interval at which a starting process is looked at',
      'gate/system/testing/master.mjs': 'a fake server that takes time to load',
      'suites/configuration/probes/backing.ts': 'a deadline for a start that must not succeed',
      'suites/configuration/probes/pool.ts': 'the age of a connection, and a deadline',
      'suites/configuration/probes/tokens.ts': 'the age of a token, which only time brings about',
      'test/support/killing.ts': 'the moment of the kill',
      'gate/host/reaper/clear.ts': 'the pause between sweeps, of a program that outlives the gate',
      'gate/host/reaper/watcher.ts': 'polls a process that is not its child',
      'gate/host/reaper/testing/fake-gate.ts':
        'paces the processes that it starts until it is killed',
      'gate/host/reaper/reaper.test.ts': 'the random moment of the kill',
      'test/reaper.docker.test.ts': 'the random moment of the kill',
    },
  },
  {
    pattern: /\bAbortSignal\.timeout\(/,
    because: 'throws at a time with a fraction: use deadlineAfter of gate/host/process/wait.ts',
    within: /^(gate|suites)\/.*(?<!\.test)\.(ts|mts|js|mjs)$/,
    except: { 'gate/host/process/wait.ts': 'the one place that rounds' },
  },
  {
    pattern: /\b(test|it|describe|suite|check)\.(skip|only|todo|fails)\b|\bretry: *[1-9]/,
    because: 'hides a test',
    within: code,
    except: {},
  },
  {
    pattern: /(?<![\w.$}-])\/(work|root|home\/\w|Users\/\w|tmp\/\w)/,
    because: 'names a folder of one machine',
    within: /./,
    except: { 'gate/stack/nginx-config.test.ts': 'a file name in a text that is only parsed' },
  },
  {
    pattern: /\b(TODO|FIXME|XXX)\b/,
    because: 'is work not done',
    within: /./,
    except: {
      'gate/init/write/render.ts': 'the mark of what `init` leaves to a person',
      'gate/init/init.test.ts': 'that mark',
    },
  },
]

/** Uses of a banned word, and exceptions that are not needed. */
export function bannedWords(sources: readonly Source[], ban: Ban): string[] {
  const findings: string[] = []
  const needed = new Set<string>()
  for (const { path, text } of sources) {
    if (!ban.within.test(path) || path.startsWith('test/tidy')) continue
    for (const [index, line] of text.split('\n').entries()) {
      const found = ban.pattern.exec(line)
      if (!found) continue
      if (path in ban.except) needed.add(path)
      else findings.push(`${path}:${index + 1}: "${found[0]}" ${ban.because}`)
    }
  }
  const unneeded = Object.keys(ban.except).filter((path) => !needed.has(path))
  return [...findings, ...unneeded.map((path) => `${path}: needs no exception from ${ban.pattern}`)]
}
