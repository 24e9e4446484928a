import type { Mutant } from '../mutant.ts'

export const beanstalkAnotherPort: Mutant = {
  id: 'cloud-beanstalk-another-port',
  defect: 'Beanstalk sends requests to a port on which nobody listens.',
  kills: ['cloud.beanstalk-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/Dockerrun.aws.json',
      find: '"ContainerPort": 8000',
      replace: '"ContainerPort": 8080',
    },
  ],
}
