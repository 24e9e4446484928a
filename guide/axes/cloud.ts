import { text } from '../claim.ts'
import { defineAxes } from './axis.ts'

export const cloud = defineAxes('cloud', {
  'cloud.ecs-valid': {
    'form of the file': {
      tried: ['a task definition in JSON', 'a template of CloudFormation with one in it'],
      untried: text`CDK, SAM, Terraform and Copilot: they make the definition elsewhere. Declare the
        template or the task that they print.`,
    },
    'container of the backend': {
      tried: ['by its port', 'by the setting of its pool', 'by deployment.services.backend'],
    },
    'launch type': {
      tried: ['Fargate, with its legal pairs of CPU and memory', 'EC2, without them'],
      untried: 'Limits of an account and of a cluster: only AWS knows them.',
    },
    'log driver': {
      tried: ['awslogs with its options', 'the other drivers that ECS knows'],
      untried: 'Whether the group exists: nothing is asked of AWS.',
    },
  },
  'cloud.beanstalk-valid': {
    platform: {
      tried: [
        'Docker, with a compose file or Dockerrun of either version',
        'the platforms of source code by name',
      ],
      untried: 'A custom platform: an unknown name is inconclusive and told.',
    },
    'value of an option': {
      tried: ['policies and types that are words of a list', 'MinSize above MaxSize'],
      untried: 'Names of options within a namespace: nobody publishes all of them.',
    },
    'form of the options': {
      tried: ['a list with namespaces', 'a map of namespaces', 'a list without namespaces'],
    },
    'place of the options': {
      tried: ['.ebextensions', 'the eb command', 'saved configurations'],
      untried: 'Options that somebody has set in the console.',
    },
  },
  'cloud.run-valid': {
    'form of a step': {
      tried: ['arguments in a list', 'a script', 'a shell with -c', 'substitutions'],
      untried: text`A script file or a program that is not read, Terraform and Cloud Deploy: they
        are inconclusive and named.`,
    },
    'way to deploy': {
      tried: ['gcloud run deploy with flags', 'gcloud run services replace with its file'],
      untried: text`A file that only the build makes is inconclusive and named. Jobs and worker
        pools: the claim is about a service.`,
    },
    'image that is deployed': {
      tried: [
        'of another repository',
        'not pushed',
        'pushed, and built by no step',
        'of a tag that the build does not make',
      ],
      untried: 'A tag that is a substitution without a value: it may be any.',
    },
    'flags of one command': {
      tried: ['that exclude each other', 'PORT, which Cloud Run sets', 'minimum above maximum'],
      untried: '--no-traffic: somebody may send traffic later, by hand.',
    },
    'service of the backend': {
      tried: ['the only one', 'one of several, by its port, image or declared name'],
    },
  },
  'cloud.environment-parity': {
    'way of deploying': {
      tried: ['compose', 'a Swarm stack', 'ECS', 'Beanstalk', 'Cloud Run'],
      untried: 'Kubernetes and Helm: the guide does not deploy there.',
    },
    'way to provide a variable': {
      tried: ['in words', 'by reference to a secret store', 'as NAME_FILE', 'composed of others'],
      untried: text`A file on the platform, an env_file nobody described, a parent template: what
        may be there is a doubt, and makes a missing variable inconclusive.`,
    },
    'way to write a secret': {
      tried: [
        'the value',
        'a default of a substitution',
        'a password within an address',
        'under a name that only says so: WEBHOOK_SECRET, POSTGRES_PASSWORD of the database',
      ],
      untried: 'Words of a command (--requirepass), and random values under an ordinary name.',
    },
    'place of a secret in its store': {
      tried: ['crossed between two platforms', 'one for two variables'],
      untried: 'Whether the store has it: nothing is asked of a cloud.',
    },
  },
  'cloud.pool-fits': {
    'source of the instance count': {
      tried: ['the manifest', 'cloud.maxInstances', 'replicas of a compose file or stack'],
      untried: 'An autoscaler that is defined outside of the manifest: declare its maximum.',
    },
    "source of the server's limit": {
      tried: [
        "the server's command in the manifest",
        'cloud.maxConnections',
        'deployment.maxConnections',
      ],
      untried: 'The default of an instance class: it depends on memory, and the platform knows it.',
    },
    'connections beside the pool': {
      tried: ['10, as in the guide'],
      untried: text`Migrators, jobs and the old instances of a rolling release, which for a moment
        have their pools as well: the guide's formula does not count them.`,
    },
  },
  'cloud.public-access-deliberate': {
    'way to open a service': {
      tried: ['--allow-unauthenticated', '--no-invoker-iam-check', 'allUsers in a binding'],
      untried: text`A console, Terraform, or a step whose program is not read; security groups and
        listeners of ECS and Beanstalk, which other files than these describe.`,
    },
    'place of the reason': {
      tried: ['a comment beside it', 'comments above it or its command', 'cloud.publicAccess'],
    },
    'wording of the reason': {
      tried: ['at least three words'],
      untried: 'Whether the reason is a good one: only people can tell.',
    },
  },
})
