import type { Mutant } from '../mutant.ts'

export const releaseSwitchedBeforeHealth: Mutant = {
  id: 'release-switched-before-health',
  defect: 'Traffic is switched first, and green is asked for its health afterwards.',
  kills: ['release.order-enforced'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
      replace: 'const forward: readonly Step[] = [start, switchOver, migrate, health, drain, stop]',
    },
    {
      // Nothing is proven before the health check, so nothing is verified here either.
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: '    await verify(site)\n',
      replace: '',
    },
  ],
}
