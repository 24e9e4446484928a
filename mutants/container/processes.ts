/** Health checks, worker processes and restarts. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import { composeFile, dockerfile, primary, readyRoute } from '../paths.ts'

export const processes = defineMutants('container', {
  'container-probe-of-curl': {
    defect: 'The health check calls curl, which the image does not have.',
    kills: ['container.healthcheck'],
    blinds: ['container.unhealthy-detected'],
    edits: [
      edit(
        dockerfile,
        'CMD ["node", "reference-app/deploy/health-check.mjs"]',
        'CMD curl -f http://localhost:8000/health || exit 1',
      ),
    ],
  },
  'container-without-probe': {
    defect: 'The image has no health check.',
    kills: ['container.healthcheck', 'container.unhealthy-detected'],
    edits: [edit(dockerfile, 'HEALTHCHECK --', 'HEALTHCHECK NONE\n# --')],
  },
  'container-probe-rarely': {
    defect: 'The health check looks every five minutes.',
    kills: ['container.healthcheck'],
    edits: [edit(dockerfile, '--interval=30s', '--interval=300s')],
  },
  'container-probe-vacuous': {
    defect: 'The health check succeeds whatever the server does.',
    kills: ['container.unhealthy-detected'],
    edits: [
      edit(
        dockerfile,
        'CMD ["node", "reference-app/deploy/health-check.mjs"]',
        'CMD ["node", "--eval", "0"]',
      ),
    ],
  },
  'container-probe-of-the-port': {
    defect: 'The health check is content with an open port, which a server that hangs has too.',
    kills: ['container.unhealthy-detected'],
    edits: [
      edit(
        dockerfile,
        'CMD ["node", "reference-app/deploy/health-check.mjs"]',
        `CMD node --eval "require('net').connect(8000).on('connect', () => process.exit(0))"`,
      ),
    ],
  },
  'container-worker-not-replaced': {
    defect: 'A worker that dies leaves a gap for good.',
    kills: ['container.workers'],
    edits: [
      edit(primary, 'setTimeout(() => this.fork(), decision.delayMs)', 'void decision.delayMs'),
    ],
  },
  'container-three-workers': {
    defect: 'The composition runs three workers in a container.',
    kills: ['container.workers'],
    edits: [edit(composeFile, 'WORKERS: ${WORKERS:-4}', 'WORKERS: ${WORKERS:-3}')],
  },
  'container-never-restarted': {
    defect: 'Nobody starts the backend again after a crash.',
    kills: ['container.restart'],
    edits: [
      edit(
        composeFile,
        `image: \${BACKEND_IMAGE:?}
    restart: always`,
        `image: \${BACKEND_IMAGE:?}
    restart: "no"`,
      ),
    ],
  },
  'container-gives-up': {
    defect: 'A worker that has no database within 3 s of its start never looks again.',
    kills: ['container.starts-in-order'],
    edits: [
      insertAfter(
        readyRoute,
        "let lastMigrations = 'unknown'",
        `const looked = fastify.pendingMigrations().then(() => false, () => true)
const late = new Promise<boolean>((giveUp) => setTimeout(giveUp, 3_000, true))
const hasGivenUp = await Promise.race([looked, late])`,
      ),
      insertBefore(
        readyRoute,
        `try {
      const pending`,
        "if (hasGivenUp) return { database: 'unavailable', migrations: 'unknown' }",
      ),
    ],
  },
})
