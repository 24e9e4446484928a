import type { Mutant } from '../mutant.ts'

export const ecsKeyInWords: Mutant = {
  id: 'cloud-ecs-key-in-words',
  defect: 'A key stands in the ECS task in words.',
  kills: ['cloud.environment-parity'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/ecs-task.json',
      find: '{ "name": "WORKERS", "value": "4" },',
      replace: `{ "name": "WORKERS", "value": "4" },
        { "name": "SECRET_KEY", "value": "q6Wc0yX1m8s4Zt7Lr2Pn9Vd5Kb3Hj0Gf" },`,
    },
  ],
}
