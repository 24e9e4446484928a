import type { Mutant } from '../mutant.ts'

export const ecsFieldMisspelt: Mutant = {
  id: 'cloud-ecs-field-misspelt',
  defect: 'A field of the ECS task is spelt as its neighbours are not.',
  kills: ['cloud.ecs-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/ecs-task.json',
      find: '"stopTimeout": 30',
      replace: '"stop_timeout": 30',
    },
  ],
}
