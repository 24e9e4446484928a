import type { Mutant } from '../mutant.ts'

export const releaseLivenessForHealth: Mutant = {
  id: 'release-liveness-for-health',
  defect: 'Green is asked whether it lives, and not whether it is ready.',
  kills: ['release.order-enforced'],
  edits: [
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: 'await askUntil(plan.colours[to].ready, ({ status }) => status === 200, {',
      replace: `const { ready } = plan.colours[to]
    const alive = { ...ready, url: new URL('/health', ready.url).href }
    await askUntil(alive, ({ status }) => status === 200, {`,
    },
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: 'const { header, ...question } = plan.edge.verify',
      replace: `const { header, ...asked } = plan.edge.verify
  const question = { ...asked, url: new URL('/health', asked.url).href }`,
    },
  ],
}
