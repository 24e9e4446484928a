import type { Mutant } from '../mutant.ts'

export const ecsLogsNowhere: Mutant = {
  id: 'cloud-ecs-logs-nowhere',
  defect: 'The ECS task sends its logs to no group.',
  kills: ['cloud.ecs-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/ecs-task.json',
      find: `          "awslogs-group": "/ecs/reference-backend",
`,
      replace: '',
    },
  ],
}
