import type { Mutant } from '../mutant.ts'

export const beanstalkUnquoted: Mutant = {
  id: 'cloud-beanstalk-unquoted',
  defect: 'A value for Beanstalk is a number to YAML, and no text.',
  kills: ['cloud.beanstalk-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/.ebextensions/options.config',
      find: '    WORKERS: "4"',
      replace: '    WORKERS: 4',
    },
  ],
}
