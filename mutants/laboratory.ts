/** Opens what all mutants of one command share: one set of servers, one handler of Ctrl-C. */
import { join } from 'node:path'
import { preflightVersion, projectRoot } from '#gate/cli/project.ts'
import { wiring } from '#gate/cli/wiring.ts'
import { openSession } from '#gate/run/session.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { loadTarget } from '#gate/system/load-target.ts'
import { listenForInterrupts } from './interrupt.ts'
import type { Laboratory } from './run.ts'

/** @throws PreflightError PREFLIGHT_E_ENGINE if the chosen engine cannot work */
export async function openLaboratory(
  engine: EngineName | 'auto',
): Promise<Laboratory & { close(): Promise<void> }> {
  const target = await loadTarget(join(projectRoot, 'preflight.config.ts'))
  const interrupts = listenForInterrupts()
  // Each run brings folders of its own.
  const places = { runDir: projectRoot, evidenceDir: projectRoot }
  const kind = { target, engine, quick: true, samples: 'few' as const }
  const session = await openSession({ ...kind, ...places, ...wiring })
  return {
    root: projectRoot,
    session,
    version: preflightVersion(),
    at: new Date().toISOString().slice(0, 10),
    interrupts,
    close: async () => {
      await session.close()
      interrupts.stop()
    },
  }
}
