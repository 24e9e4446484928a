import type { Mutant } from '../mutant.ts'

export const ecsNoSuchPair: Mutant = {
  id: 'cloud-ecs-no-such-pair',
  defect: 'The ECS task wants memory that Fargate has not with so much CPU.',
  kills: ['cloud.ecs-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/ecs-task.json',
      find: '"memory": "2048"',
      replace: '"memory": "1024"',
    },
  ],
}
