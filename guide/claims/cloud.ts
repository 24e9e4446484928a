import { defineClaims, text } from '../claim.ts'

/** Deployment manifests for managed platforms, checked against the same rules. */
export const cloud = defineClaims('cloud', {
  'cloud.ecs-valid': {
    level: 'should',
    impact: 'observe',
    statement: text`The ECS task definition validates, its CPU and memory are a legal Fargate
      pair, and its log configuration is complete.`,
    guideSections: ['AWS (ECS/Fargate)'],
    verification: text`Validate it against the schema, look the pair up in Fargate's table, and
      check the options that the log driver requires.`,
    remedy: text`Correct the field that the schema names: for 512 CPU units memory is 1024 to 4096
      MiB, and awslogs needs group, region and stream prefix.`,
    prevents: text`The release fails when the task is registered, or the task runs and its logs
      are lost.`,
  },
  'cloud.beanstalk-valid': {
    level: 'should',
    impact: 'observe',
    statement: text`The Elastic Beanstalk configuration parses, and names the same port, image and
      region as the other manifests.`,
    guideSections: ['AWS (Elastic Beanstalk)'],
    verification: text`Parse it, and compare what it names with the Dockerfile and the other
      platforms' files.`,
    remedy: text`Fix the syntax, quote booleans and numbers in environment values, and state each
      name once.`,
    prevents: text`The environment comes up with settings ignored, and health checks probe a port
      on which nothing listens.`,
  },
  'cloud.run-valid': {
    level: 'should',
    impact: 'observe',
    statement: text`The Cloud Run build and deployment file parses, and names port, image and
      region consistently.`,
    guideSections: ['Google Cloud Run'],
    verification: text`Parse it, and compare image, port and region across its steps and with the
      Dockerfile.`,
    remedy: text`Use one image name, tagged by commit, in build, push and deploy, and set the port
      that the backend listens on.`,
    prevents: text`The deployment step rolls out a different image from the one just built, or the
      service never passes its startup check.`,
  },
  'cloud.environment-parity': {
    level: 'must',
    impact: 'observe',
    statement: text`Every way of deploying provides every variable that production requires, and
      provides secrets by reference only.`,
    guideSections: [
      'Cloud Deployments',
      'Production Environment Variables',
      'Docker Compose Production',
    ],
    verification: text`Compare the variables in each manifest with the configuration's schema, and
      look for secrets in plain text.`,
    remedy: text`Add what is missing (JWT_SECRET_KEY and REDIS_URL are easily forgotten), and
      refer to the platform's secret store instead of writing values.`,
    prevents: text`The same image that runs on one platform refuses to start on the other, in the
      middle of a move.`,
  },
  'cloud.pool-fits': {
    level: 'must',
    impact: 'observe',
    statement: text`At each platform's maximum instance count the pool formula stays within the
      database's max_connections.`,
    guideSections: ['Cloud Deployments', 'Connection Pool Tuning Guide'],
    verification: text`Read each manifest's maximum instance count and workers, and compute (size
      + overflow) x processes + 10.`,
    remedy: text`Set a maximum instance count, and size the pool for it: max_connections minus 10,
      divided by instances x workers.`,
    prevents: text`Scaling out under load, just when it is needed, exhausts the database for every
      instance.`,
  },
  'cloud.public-access-deliberate': {
    level: 'should',
    impact: 'observe',
    statement: text`Unauthenticated access is allowed only with a stated reason.`,
    guideSections: ['Google Cloud Run'],
    verification: text`Parse the manifests for flags that make a service public, and look for the
      reason beside them or in the target's config.`,
    remedy: text`Require authentication, or write the reason where the flag is set.`,
    prevents: text`A service meant for internal use has been open to the whole internet since its
      first deployment.`,
  },
})
