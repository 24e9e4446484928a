/** The order of the steps of a blue-green release, and what each step verifies. */
import { defineMutants, edit, overlay } from '../mutant.ts'
import { procedure, steps } from '../paths.ts'

export const releaseOrder = defineMutants('release', {
  'release-stopped-before-switch': {
    defect: 'Blue is stopped before traffic is switched: for a moment nobody serves.',
    kills: [
      'release.blue-green-lossless',
      'release.in-flight-drained',
      'release.rollback-lossless',
      'release.blue-stops-last',
    ],
    edits: [
      edit(
        procedure,
        'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
        'const forward: readonly Step[] = [start, migrate, health, stop, switchOver]',
      ),
      edit(
        procedure,
        'const back: readonly Step[] = [start, health, switchOver, drain, stop]',
        'const back: readonly Step[] = [start, health, stop, switchOver]',
      ),
    ],
  },
  'release-joins-another': {
    defect: 'A release does not ask whether another one is running, and goes on where that is.',
    kills: ['release.one-at-a-time'],
    edits: [
      edit(procedure, 'if (state.run && isRunning(state.run)) {', 'if (state.run?.pid === 0) {'),
    ],
  },
  'release-switched-before-health': {
    defect: 'Traffic is switched first, and green is asked for its health afterwards.',
    kills: ['release.order-enforced'],
    edits: [
      edit(
        procedure,
        'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
        'const forward: readonly Step[] = [start, switchOver, migrate, health, drain, stop]',
      ),
      // Nothing is proven before the health check, so nothing is verified here either.
      edit(steps, '    await verify(context)\n', ''),
    ],
  },
  'release-without-health': {
    defect: 'Nobody asks whether green can serve: it was started, so traffic goes to it.',
    kills: ['release.blue-green-lossless', 'release.order-enforced'],
    edits: [
      edit(
        procedure,
        'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
        'const forward: readonly Step[] = [migrate, start, switchOver, drain, stop]',
      ),
      edit(steps, '    await verify(context)\n', ''),
    ],
  },
  'release-liveness-for-health': {
    defect: 'Green is asked whether it lives, and not whether it is ready.',
    kills: ['release.order-enforced'],
    edits: [
      edit(
        steps,
        'await askUntil(plan.colours[to].ready, ({ status }) => status === 200, {',
        `const { ready } = plan.colours[to]
    const alive = { ...ready, url: new URL('/health', ready.url).href }
    await askUntil(alive, ({ status }) => status === 200, {`,
      ),
      edit(
        steps,
        'const { header, ...question } = plan.edge.verify',
        `const { header, ...asked } = plan.edge.verify
  const question = { ...asked, url: new URL('/health', asked.url).href }`,
      ),
    ],
  },
  'release-goes-on-after-failed-migration': {
    defect: 'The exit code of the migration is not looked at.',
    kills: ['release.order-enforced'],
    edits: [
      edit(
        steps,
        'await command(context.plan.colours[context.to].migrate, context)',
        'await command(context.plan.colours[context.to].migrate, context).catch(() => {})',
      ),
    ],
  },
  'release-failure-exits-zero': {
    defect: 'A release that was given up ends with exit code 0.',
    kills: ['release.order-enforced'],
    edits: [
      edit(procedure, 'const exits = { ok: 0, failed: 1,', 'const exits = { ok: 0, failed: 0,'),
    ],
  },
  'release-half-switched': {
    defect: 'Half of the traffic stays on blue until blue is stopped under it.',
    kills: ['release.blue-green-lossless', 'release.version-monotonic', 'release.order-enforced'],
    // Requests fail before the way back begins.
    blinds: ['release.rollback-lossless'],
    edits: [
      // As where one of two edges was told: whoever has an odd digit last still meets blue.
      edit(
        'reference-app/deploy/nginx/edge/switch.conf',
        `if (-f $document_root/green) {
    set $live_backend backend-green;
}`,
        overlay('release-half-switched/switch.conf'),
      ),
      edit(steps, '    await verify(context)\n', ''),
    ],
  },
  'release-never-switched': {
    defect: 'The release says that it is done, and has switched nothing: blue serves on.',
    kills: [
      'release.blue-green-lossless',
      'release.order-enforced',
      'release.sessions-survive',
      'release.version-monotonic',
      'release.websocket-drained',
    ],
    // There is nothing to go back from.
    blinds: ['release.rollback-lossless'],
    edits: [
      edit(
        procedure,
        'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
        'const forward: readonly Step[] = [start, migrate, health]',
      ),
    ],
  },
  'release-tokens-per-colour': {
    defect: 'Each side signs with a key of its own: the other side knows none of its tokens.',
    kills: ['release.blue-green-lossless', 'release.sessions-survive', 'release.rollback-lossless'],
    edits: [
      // A side has an address of its own as a process, and its name as a container.
      edit(
        'reference-app/src/plugins/external/jwt.ts',
        'secret: JWT_SECRET_KEY,',
        "secret: JWT_SECRET_KEY + (/blue|green/.exec(process.env.HOSTNAME ?? '') ?? fastify.settings.HOST),",
      ),
    ],
  },
  'release-rollback-stops-first': {
    defect: 'The way back stops green before blue serves again.',
    kills: ['release.rollback-lossless'],
    edits: [
      edit(
        procedure,
        'const back: readonly Step[] = [start, health, switchOver, drain, stop]',
        'const back: readonly Step[] = [stop, start, health, switchOver]',
      ),
    ],
  },
  'release-migration-drops-column': {
    defect: 'A migration drops a column that the version that serves still writes.',
    // Its code is that version's: on the newest schema it works as little.
    kills: ['release.schema-compatible', 'http.critical-endpoints'],
    files: ['reference-app/migrations/900_contract_too_soon.sql'],
  },
})
