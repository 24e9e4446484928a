/** Which files of a backend's folder describe it. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The kinds of files, each with the names that it usually has, the likeliest first. */
const usualNames = {
  compose: [
    '{compose,docker-compose}{.,-,_}{prod,production}.{yaml,yml}',
    '{compose,docker-compose}.{yaml,yml}',
    '{deploy,deployment,docker,infra,ops}/{compose,docker-compose}*.{yaml,yml}',
    '{deploy,docker,infra}/{prod,production,docker}/{compose,docker-compose}*.{yaml,yml}',
    '{contrib,packaging,deploy,examples}/{compose,docker-compose}/*.{yaml,yml}',
    'production.{yaml,yml}',
  ],
  stack: [
    '{docker-stack,stack}{,.prod,.production}.{yaml,yml}',
    '{deploy,deployment,docker,infra,ops}/{docker-stack,stack}*.{yaml,yml}',
  ],
  dockerfile: [
    'Dockerfile',
    'Dockerfile.{prod,production}',
    '{deploy,docker,build}/Dockerfile',
    '{deploy,build,packaging}/docker/{,*/}Dockerfile',
  ],
  environment: [
    '{.env,env}.{production,prod}.{example,sample,template,dist}',
    '{.env,env}.{example,sample,template,dist}',
    '{example,sample}.env',
    '{deploy,config,docker}/{.env,env}*.{example,sample,template}',
  ],
  openapi: [
    '{openapi,swagger}.{json,yaml,yml}',
    '{docs,api,doc}/{openapi,swagger}.{json,yaml,yml}',
  ],
  nginx: [
    'nginx.conf{,.template}',
    '{nginx,deploy,docker,conf,config}/{nginx,default}.conf',
    '{deploy,docker,.docker,infra,config}/nginx/{nginx,default}.conf',
    '{,deploy/,docker/,.docker/,infra/}nginx/{conf.d,templates}/default.conf{,.template}',
  ],
  ecsTask: [
    '{deploy,ecs,aws,.aws,infra,.github}/{task[-_]definition,ecs-task,taskdef}.{json,yaml,yml}',
    '{task[-_]definition,ecs-task,taskdef}.{json,yaml,yml}',
    '{deploy,infra,ops}/{aws,ecs}/{task[-_]definition,ecs-task,taskdef}.{json,yaml,yml}',
  ],
  cloudBuild: [
    'cloudbuild.{yaml,yml,json}',
    '{deploy,infra,ops,ci,build,gcp}/{,gcp/,cloud{,-}run/}cloudbuild.{yaml,yml,json}',
  ],
  beanstalk: ['Dockerrun.aws.json'],
  package: ['package.json'],
  pyproject: ['pyproject.toml'],
  requirements: ['requirements.txt', 'requirements/{prod,production,base}.txt'],
  procfile: ['Procfile'],
  goModule: ['go.mod'],
  gemfile: ['Gemfile'],
  composer: ['composer.json'],
  manage: ['manage.py'],
  alembic: ['alembic.ini'],
  paste: ['{production,prod}.ini', '*.ini'],
  startScript: [
    '{run,start,entrypoint,docker-entrypoint}{,.sh}',
    '{bin,scripts}/{run,start}{,.sh}',
  ],
  prisma: ['prisma/schema.prisma'],
} as const

export type FileKind = keyof typeof usualNames

/** What a file has to say where its name tells less than what is in it. */
const telling: readonly [name: RegExp, text: RegExp][] = [
  // Other tools have their settings of production, and their hosts, in such a file.
  [/^production\.ya?ml$/, /^services:(?:.*\n)+?[ \t]+(?:image|build):/m],
]

/** Larger files are not what they seem. */
const maxBytes = 4 * 1024 * 1024

/** A backend's folder, with the files in it that describe it. */
export class Folder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** The first file of a kind, relative to the folder. */
  find(kind: FileKind): string | undefined {
    for (const pattern of usualNames[kind]) {
      const [found] = globSync(pattern, { cwd: this.path })
        .filter((file) => this.has(file) && this.#isMeant(file))
        .sort()
      if (found !== undefined) return found.replaceAll('\\', '/')
    }
    return undefined
  }

  /** All files that match a pattern, relative to the folder. */
  all(pattern: string): string[] {
    return globSync(pattern, { cwd: this.path }).sort()
  }

  /** Whether it is there, and small enough to be what it seems. */
  has(file: string): boolean {
    const stat = statSync(join(this.path, file), { throwIfNoEntry: false })
    return stat?.isFile() === true && stat.size <= maxBytes
  }

  #isMeant(file: string): boolean {
    return telling.every(([name, text]) => !name.test(file) || text.test(this.read(file)))
  }

  /** The text of a file. */
  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8')
  }

  /** The first file of a kind with its text. */
  open(kind: FileKind): { file: string; text: string } | undefined {
    const file = this.find(kind)
    return file === undefined ? undefined : { file, text: this.read(file) }
  }
}
