import type { Mutant } from '../mutant.ts'

export const ecsWithoutJwtKey: Mutant = {
  id: 'cloud-ecs-without-jwt-key',
  defect: 'The ECS task lacks a variable without which production does not start.',
  kills: ['cloud.environment-parity'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/ecs-task.json',
      find: '"name": "JWT_SECRET_KEY"',
      replace: '"name": "JWT_KEY"',
    },
  ],
}
