import type { Mutant } from '../mutant.ts'

export const releaseHalfSwitched: Mutant = {
  id: 'release-half-switched',
  defect: 'Half of the traffic stays on blue until blue is stopped under it.',
  kills: [
    'release.blue-green-lossless',
    'release.version-monotonic',
    'release.rollback-lossless',
    'release.order-enforced',
  ],
  edits: [
    {
      // As where one of two edges was reloaded: by the client's port, each half sees another side.
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: "edge.upstream.replaceAll('{address}', colours[colour].address)",
      replace:
        '`split_clients $remote_port$request_id $live_backend { 50% ${colours.blue.address}; * ${colours.green.address}; }\\n`',
    },
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: '    await verify(site)\n',
      replace: '',
    },
  ],
}
