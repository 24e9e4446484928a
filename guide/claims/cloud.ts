import { defineClaims, text } from '../claim.ts'

/** Deployment manifests for managed platforms, held against the same rules. */
export const cloud = defineClaims('cloud', {
  'cloud.ecs-valid': {
    level: 'should',
    impact: 'observe',
    statement: text`The ECS task definition validates, its CPU and memory are a legal Fargate
      pair, and its log configuration is complete.`,
    guideSections: ['AWS (ECS/Fargate)'],
    verification: text`Validate it by schema, look the pair up in Fargate's table, and read the
      log driver's required options.`,
    remedy: text`Correct the field that the schema names: for 512 CPU units memory is 1024 to 4096
      MiB, and awslogs needs group, region and stream prefix.`,
    prevents: text`The release fails when the task is registered, or the task runs and its logs
      are nowhere.`,
  },
  'cloud.beanstalk-valid': {
    level: 'should',
    impact: 'observe',
    statement: text`The Elastic Beanstalk configuration parses, and names port, image and region
      as the other manifests do.`,
    guideSections: ['AWS (Elastic Beanstalk)'],
    verification: text`Parse it, and compare what it names with the Dockerfile and the other
      platforms' files.`,
    remedy: text`Mend the syntax, quote booleans and numbers in environment values, and state each
      name once.`,
    prevents: text`The environment comes up with settings ignored, and health checks ask a port on
      which nobody listens.`,
  },
  'cloud.run-valid': {
    level: 'should',
    impact: 'observe',
    statement: text`The Cloud Run build and deployment file parses, and names port, image and
      region consistently.`,
    guideSections: ['Google Cloud Run'],
    verification: text`Parse it, and compare image, port and region over its steps and with the
      Dockerfile.`,
    remedy: text`Use one image name, tagged by commit, in build, push and deploy, and state the
      port that the backend listens on.`,
    prevents: text`The deployment step rolls out another image than the one just built, or the
      service never passes its start-up check.`,
  },
  'cloud.environment-parity': {
    level: 'must',
    impact: 'observe',
    statement: text`Every way of deploying provides every variable that production requires, and
      secrets by reference only.`,
    guideSections: [
      'Cloud Deployments',
      'Production Environment Variables',
      'Docker Compose Production',
    ],
    verification: text`Compare the variables in each manifest with the configuration's schema, and
      look for secret values written out.`,
    remedy: text`Add what is missing (JWT_SECRET_KEY and REDIS_URL are easily forgotten), and
      refer to the platform's secret store in place of values.`,
    prevents: text`The same image that runs under one platform refuses to start on the other, in
      the middle of a move.`,
  },
  'cloud.pool-fits': {
    level: 'must',
    impact: 'observe',
    statement: text`At each platform's largest instance count the pool formula holds for the
      database's max_connections.`,
    guideSections: ['Cloud Deployments', 'Connection Pool Tuning Guide'],
    verification: text`Read each manifest's largest instance count and workers, and compute (size
      + overflow) x processes + 10.`,
    remedy: text`Set a largest instance count, and size the pool by it: max_connections less 10,
      over instances x workers.`,
    prevents: text`Scaling out under load, the moment that it is needed, exhausts the database for
      every instance.`,
  },
  'cloud.public-access-deliberate': {
    level: 'should',
    impact: 'observe',
    statement: text`Unauthenticated access is allowed only with a stated reason.`,
    guideSections: ['Google Cloud Run'],
    verification: text`Parse the manifests for flags that open a service to everybody, and look
      for the reason beside them or in the target's config.`,
    remedy: text`Require authentication, or write the reason where the flag is set.`,
    prevents: text`A service meant for the inside answers the whole internet since the first
      deployment.`,
  },
})
