import type { Mutant } from '../mutant.ts'

export const releaseWithoutHealth: Mutant = {
  id: 'release-without-health',
  defect: 'Nobody asks whether green can serve: it was started, so traffic goes to it.',
  kills: ['release.blue-green-lossless', 'release.order-enforced'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/procedure.ts',
      find: 'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
      replace: 'const forward: readonly Step[] = [migrate, start, switchOver, drain, stop]',
    },
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: '    await verify(site)\n',
      replace: '',
    },
  ],
}
