import type { Mutant } from '../mutant.ts'

export const releaseGoesOnAfterFailedMigration: Mutant = {
  id: 'release-goes-on-after-failed-migration',
  defect: 'The exit code of the migration is not looked at.',
  kills: ['release.order-enforced'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: 'await command(site.plan.colours[site.to].migrate, site)',
      replace: 'await command(site.plan.colours[site.to].migrate, site).catch(() => {})',
    },
  ],
}
