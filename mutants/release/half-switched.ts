import type { Mutant } from '../mutant.ts'

export const releaseHalfSwitched: Mutant = {
  id: 'release-half-switched',
  defect: 'Half of the traffic stays on blue until blue is stopped under it.',
  kills: ['release.blue-green-lossless', 'release.version-monotonic', 'release.order-enforced'],
  // Requests fail before the way back begins.
  blinds: ['release.rollback-lossless'],
  edits: [
    {
      // As where one of two edges was told: whoever has an odd digit last still meets blue.
      file: 'reference-app/deploy/nginx/edge/switch.conf',
      find: `if (-f $document_root/green) {
    set $live_backend backend-green;
}`,
      replace: `set $half $document_root/$request_id;
if ($request_id ~ "[02468ace]$") {
    set $half $document_root/green;
}
if (-f $half) {
    set $live_backend backend-green;
}
if (-f $document_root/blue) {
    set $live_backend backend-blue;
}`,
    },
    {
      file: 'reference-app/deploy/blue-green/steps.ts',
      find: '    await verify(site)\n',
      replace: '',
    },
  ],
}
