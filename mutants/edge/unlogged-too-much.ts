import type { Mutant } from '../mutant.ts'

export const edgeUnloggedTooMuch: Mutant = {
  id: 'edge-unlogged-too-much',
  defect: 'Whatever begins as the health path does leaves no line.',
  kills: ['edge.health-unlogged'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'location = /health {',
      replace: 'location /health {',
    },
  ],
}
