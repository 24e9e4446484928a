/** What a service looks like: a server, or what only works beside one. Pure. */
import { isMap, mapOf } from '#gate/yaml-map.ts'
import { wordsWithin } from './command-words.ts'
import type { ComposeService } from './compose-file.ts'

export type Server = 'database' | 'cache' | 'edge'

/** Words in the name of an image that is the server. */
const names: Readonly<Record<Server, RegExp>> = {
  database: new RegExp(
    `^(?:postgres|postgresql|postgresql\\d+|postgis|timescaledb|timescale|pgvector|pgvecto|spilo
    |vchord|citus|paradedb|pgautoupgrade|pgsql|alloydbomni|cloudnative)$`.replace(/\s+/g, ''),
  ),
  cache: /^(?:redis|valkey|keydb|dragonfly|redict)$/,
  edge: new RegExp(
    `^(?:nginx|traefik|caddy|haproxy|envoy|openresty|httpd|angie|freenginx|kong|apisix|krakend|tyk
    |pomerium|bunkerweb|modsecurity)$`.replace(/\s+/g, ''),
  ),
}

/** Words in the name of an image that only works beside a server, or watches it. */
const beside = new RegExp(
  `^(?:exporter|backup|backups|dump|dumper|restore|restorer|admin|pgadmin|pgadmin4|adminer|cron|job
  |migrate|migrator|migrations|init|initdb|seed|seeder|client|cli|commander|insight|redisinsight
  |ui|web|gui|console|monitor|monitoring|metrics|prometheus|bouncer|pgbouncer|pgcat|pooler|pgpool
  |proxy|sentinel|barman|wal|walg|pgbackrest|sync|upgrade|companion|gen|agent|sidecar|test|tests
  |operator|meta|awscli|tools|tool|util|utils|watcher|reloader|certbot|acme)$`.replace(/\s+/g, ''),
)
/** Names that have such a word and are servers all the same. */
const servers =
  /^(?:nginx-proxy|nginx-proxy-manager|swag|nginx-unprivileged|caddy-docker-proxy|tyk-gateway)$/

/** Where PostgreSQL and its images keep their data. */
const dataFolder = /^\/(?:var\/lib\/(?:postgresql|pgsql)|bitnami\/postgresql|home\/postgres)\b/

/** The words of an image's name, without registry, owner, tag and digest. */
function wordsOf(image: string): { name: string; words: string[] } {
  const name = (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '').toLowerCase()
  return { name, words: name.split(/[-_.]/) }
}

/** The image of a service; one that is built without a name is called after the service. */
const imageOf = ({ image, name, written }: ComposeService): string =>
  image === '' && written.build !== undefined ? name : image

/** Whether the image is that of a server, by its name. */
function isServerImage(server: Server, service: ComposeService): boolean {
  const { name, words } = wordsOf(imageOf(service))
  if (server === 'edge' && servers.test(name)) return true
  return words.some((word) => names[server].test(word)) && !words.some((word) => beside.test(word))
}

/** Whether a service only works beside a server, by the name of its image. */
export function worksBeside({ image }: ComposeService): boolean {
  return wordsOf(image).words.some((word) => beside.test(word))
}

/** Programs between backends and PostgreSQL that share its connections out. */
const poolers = /^(?:pgbouncer|bouncer|pgcat|pgpool|odyssey|supavisor|pgdog|pooler)$/

/** Whether a service shares out the connections of a database, by the name of its image. */
export function isPooler(service: ComposeService): boolean {
  return wordsOf(imageOf(service)).words.some((word) => poolers.test(word))
}

/** Words in the name of an image that other programs of a deployment come from. */
const foreign = new RegExp(
  `^(?:mysql|mariadb|mongo|mongodb|mssql|memcached|rabbitmq|kafka|redpanda|zookeeper|nats|mosquitto
  |elasticsearch|opensearch|meilisearch|typesense|solr|clickhouse|influxdb|cassandra|couchdb
  |neo4j
  |minio|seaweedfs|qdrant|weaviate|milvus|etcd|consul|vault|mailhog|mailpit|mailcatcher|maildev
  |exim4|postfix|mailserver|grafana|prometheus|loki|promtail|jaeger|zipkin|otel|opentelemetry
  |alertmanager|cadvisor|portainer|watchtower|autoheal|dozzle|netdata|ofelia|busybox|alpine|bash
  |imgproxy|gotenberg|tika|clamav|browserless|selenium|ollama|cloudflared|ngrok
  |localstack)$`.replace(/\s+/g, ''),
)

/** Whether a service runs a program that many deployments have beside their own. */
export function isForeign({ image }: ComposeService): boolean {
  return wordsOf(image).words.some((word) => foreign.test(word))
}

/** Words that teams call the service with their backend, and hardly another one. */
const backendName = new RegExp(
  `(?:^|[-_.])(?:back-?end|back|api|server|django|rails|flask|fastapi|laravel|express|nestjs|spring
  |phoenix)(?=$|[-_.\\d])`.replace(/\s+/g, ''),
  'i',
)

/** Whether a service is called what backends are called. */
export function isCalledBackend({ name }: Pick<ComposeService, 'name'>): boolean {
  return backendName.test(name)
}

/** Whether a service has the image of a data store, whatever it starts from it. */
export function hasStoreImage(service: ComposeService): boolean {
  return isServerImage('database', service) || isServerImage('cache', service)
}

/** What works through a queue or a timetable, as words of a service's name or command. */
const background = new RegExp(
  `(?:^|[-_:./])(?:celery\\w*|sidekiq|resque|rq|rqworker|huey|dramatiq|arq|faktory|flower|good_job
  |solid_queue|jobs|delayed_job|shoryuken|horizon|\\w*workers?|beat|scheduler?|cron\\w*|consumers?
  |queues?|messenger|migrat(?:e|ions?|or))(?=$|[-_:.])`.replace(/\s+/g, ''),
  'i',
)
/** What serves requests, in the command of a service whose script does other things before. */
const serving = new RegExp(
  `(?:^|[-_:./])(?:gunicorn|uvicorn|hypercorn|daphne|uwsgi|granian|puma|unicorn|rails|runserver
  |serve)$`.replace(/\s+/g, ''),
  'i',
)

/** Whether a service is called what those are called that work through a queue or a timetable. */
export function isCalledWorker({ name }: Pick<ComposeService, 'name'>): boolean {
  return background.test(name)
}

/** Whether a service shares the backend's image and settings, and serves nobody. */
export function worksInBackground(service: ComposeService): boolean {
  const { entrypoint, command } = service
  if (isCalledWorker(service)) return true
  const words = wordsWithin([...entrypoint, ...command]).filter((word) => !word.startsWith('-'))
  return words.some((word) => background.test(word)) && !words.some((word) => serving.test(word))
}

/** Programs that an image of a server starts it with, beside those with the server's own name. */
const starters = /^(?:.*\/)?(?:docker-entrypoint\.sh|postgres|redis-server|valkey-server|nginx)$/
const clients =
  /^(?:.*\/)?(?:pg_dump|pg_dumpall|pg_basebackup|psql|pg_restore|redis-cli|valkey-cli)$/

/** Whether a service with a server's image starts something else: a backup, a migration. */
function startsClient({ entrypoint, command, mounts }: ComposeService): boolean {
  const words = wordsWithin([...entrypoint, ...command])
  if (words.some((word) => starters.test(word))) return false
  if (words.some((word) => clients.test(word))) return true
  // It has the server's data: what starts it is the operator's own.
  if (mounts.some((path) => dataFolder.test(path))) return false
  const [first = ''] = entrypoint
  // Another entrypoint than the image's own, or a shell: a script of the operator's.
  return entrypoint.length > 0 || /^(?:.*\/)?(?:ba|da|a)?sh$/.test(words[0] ?? first)
}

/** Where a client finds the server: backends are often given the names of the image's variables. */
const serverName = /^(?:POSTGRES(?:QL)?|PG|DB|DATABASE)_?(?:HOST(?:NAME)?|SERVER|ADDR(?:ESS)?|URL)$/

/** A database of one's own making, by what every PostgreSQL has. */
function hasData(service: ComposeService): boolean {
  const { mounts, environment } = service
  const isClient = Object.keys(environment).some((name) => serverName.test(name))
  const isInitialised = 'POSTGRES_DB' in environment || 'POSTGRES_USER' in environment
  const hasFolder = mounts.some((path) => dataFolder.test(path))
  return !worksBeside(service) && (hasFolder || (isInitialised && !isClient))
}

/** The program that a service starts, without its path; undefined where its image chooses. */
function programOf({ entrypoint, command }: ComposeService): string | undefined {
  const [first] = entrypoint.length > 0 ? entrypoint : command
  return first?.replace(/^.*\//, '').toLowerCase()
}

/** Proxies started from an image that another service starts something else from. */
function proxiesOfSharedImage(services: readonly ComposeService[]): readonly ComposeService[] {
  const isProxy = (service: ComposeService) => names.edge.test(programOf(service) ?? '')
  return services.filter(
    (service) =>
      isProxy(service) &&
      services.some((other) => imageOf(other) === imageOf(service) && !isProxy(other)),
  )
}

/** Hosts that the variables of services name as addresses: `postgres://user@db:5432`. */
export function hostsIn(services: readonly ComposeService[]): Set<string> {
  const values = services.flatMap(({ written, environment }) => [
    ...Object.values(environment),
    JSON.stringify(written.environment ?? {}),
  ])
  const hosts = values.flatMap((value) =>
    [...value.matchAll(/:\/\/(?:[^\s"@/]*@)?([a-z0-9][\w.-]*)/gi)].map(([, host = '']) => host),
  )
  const bare = values.filter((value) => /^[a-z0-9][\w.-]*$/i.test(value))
  return new Set([...hosts, ...bare])
}

/** Narrows candidates down by one sign after the other, as long as one of them has it. */
export function narrowed(
  candidates: readonly ComposeService[],
  signs: readonly ((service: ComposeService) => boolean)[],
): readonly ComposeService[] {
  return signs.reduce((left, sign) => {
    const having = left.filter(sign)
    return left.length > 1 && having.length > 0 ? having : left
  }, candidates)
}

/** Whether it runs without being asked for: a service with profiles is no part of what serves. */
export function isUnconditional({ written }: ComposeService): boolean {
  return !Array.isArray(written.profiles) || written.profiles.length === 0
}

const isReplica = ({ environment, name }: ComposeService) =>
  /^(?:slave|replica|standby)$/i.test(environment.POSTGRESQL_REPLICATION_MODE ?? '') ||
  /(?:replica|standby|slave|secondary)/i.test(name)

/** The services that are a server; several if nothing tells them apart. */
export function serversAmong(
  server: Server,
  services: readonly ComposeService[],
): readonly ComposeService[] {
  const byImage = services.filter(
    (service) => isServerImage(server, service) && !startsClient(service),
  )
  const byData = server === 'database' ? services.filter(hasData) : []
  const bySign =
    server === 'edge'
      ? proxiesOfSharedImage(services)
      : byData.filter((each) => !startsClient(each))
  const candidates = byImage.length > 0 ? byImage : bySign
  const others = services.filter((service) => !candidates.includes(service))
  const hosts = hostsIn(others)
  return narrowed(candidates, [
    isUnconditional,
    (service) => !isReplica(service),
    ...(server === 'edge'
      ? [({ written }: ComposeService) => Array.isArray(written.ports) && written.ports.length > 0]
      : [({ name }: ComposeService) => hosts.has(name)]),
  ])
}

/** Names under which a service is found on its networks, as written. */
export function namesOnNetworks({ name, written }: ComposeService): string[] {
  const { container_name: container, hostname, networks } = written
  const aliases = isMap(networks)
    ? Object.values(networks).flatMap((network) => mapOf(network).aliases ?? [])
    : []
  return [name, container, hostname, ...aliases].filter((each) => typeof each === 'string')
}
