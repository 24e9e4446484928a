/** Compose files, each with what Docker Compose 2.40 says of it. Services are `a` and `b`. */

/** A file, and the words of ours that have to be in what is found. */
export type Refused = readonly [text: string, words: string]

const service = (keys: string) => `services: { a: { image: "x:1", ${keys} } }`
const pair = (keys: string, more = '') =>
  `services: { a: { image: "x:1", ${keys} }, b: { image: "y:1" } }\n${more}`

/** What Compose refuses. */
export const refusedByCompose: readonly Refused[] = [
  // The schema: keys that have several forms, and those that have one.
  [
    pair('depends_on: { b: { condition: service_healty } }'),
    'services.a.depends_on.b.condition must be one of service_started, service_healthy',
  ],
  [pair('depends_on: { b: { conditon: service_healthy } }'), 'depends_on.b may not have conditon'],
  [pair('depends_on: b'), 'services.a.depends_on must be a list or a map'],
  [service('ports: [{ target: 80, publishd: 80 }]'), 'ports.0 may not have publishd'],
  [service('ports: "80:80"'), 'services.a.ports must be a list'],
  [service('build: { contxt: . }'), 'services.a.build may not have contxt'],
  [service('build: { context: ., args: 5 }'), 'services.a.build.args must be'],
  [service('volumes: [{ type: bind, src: ./a, target: /a }]'), 'volumes.0 may not have src'],
  [service('volumes: [{ type: bnd, source: ./a, target: /a }]'), 'volumes.0.type must be one of'],
  [pair('networks: { n: { aliass: [x] } }', 'networks: { n: }'), 'networks.n may not have aliass'],
  [service('env_file: [{ pth: .env }]'), 'services.a.env_file.0'],
  [service('healthcheck: { test: [CMD, x], intervall: 5s }'), 'may not have intervall'],
  [service('restrat: always'), 'services.a may not have restrat'],
  [service('pull_policy: sometimes'), 'services.a.pull_policy'],
  [service('deploy: { resources: { limit: {} } }'), 'deploy.resources may not have limit'],
  [service('logging: { driver: [x] }'), 'services.a.logging.driver must be a string'],
  [service('environment: { A: [1] }'), 'services.a.environment'],
  [service('environment: { A: 2024-01-01 }'), 'services.a.environment.A is a date'],
  [service('labels: { a: 2024-01-01 10:00:00 }'), 'services.a.labels.a is a date'],
  [service('command: [x, 2024-1-1]'), 'services.a.command.1 is a date'],
  [
    'x-a: &x { a: 1 }\nservices: { a: { image: "x:1", labels: { <<: *x, <<: *x } } }',
    'services.a.labels has the key << twice',
  ],
  ['services: { a: { image: 5 } }', 'services.a.image must be a string'],
  ['services: { a: }', 'services.a must be a map'],
  ['services: [a]', 'services must be a map'],
  ['servics: { a: { image: "x:1" } }', 'the file may not have servics'],
  ['version: 3.8\nservices: { a: { image: "x:1" } }', 'version must be a string'],
  [pair('depends_on: [b, b]'), 'services.a.depends_on must not have the same item twice'],
  // What one service says.
  ['services: { a: { restart: always } }', 'services.a has neither image nor build'],
  [
    service('container_name: one, deploy: { replicas: 2 }'),
    'services.a.container_name cannot be the name of 2 replicas',
  ],
  [service('container_name: one, scale: 3'), 'container_name cannot be the name of 3 replicas'],
  [service('container_name: one, deploy: { replicas: "2" }'), 'cannot be the name of 2 replicas'],
  [service('container_name: x'), 'services.a.container_name'],
  [service('scale: 2, deploy: { replicas: 3 }'), 'scale is 2, but deploy.replicas is 3'],
  [
    service('mem_limit: 1g, deploy: { resources: { limits: { memory: 2g } } }'),
    'mem_limit is 1g, but deploy.resources.limits.memory is 2g',
  ],
  [
    service('network_mode: host, networks: [default]'),
    'network_mode cannot be set beside networks',
  ],
  [service('healthcheck: { test: [curl, x] }'), 'must begin with CMD, CMD-SHELL or NONE'],
  [
    service('command: "echo it\'s"'),
    'services.a.command must be a command whose quotes are closed',
  ],
  [
    service('build: { context: ., dockerfile: D, dockerfile_inline: FROM x }'),
    'has both dockerfile and dockerfile_inline',
  ],
  [service('gpus: [{ count: 1, device_ids: ["0"] }]'), 'has both count and device_ids'],
  // Values.
  [service('healthcheck: { test: [CMD, x], interval: 5 }'), 'interval must be a string'],
  [service('healthcheck: { test: [CMD, x], interval: "5" }'), 'interval must be a duration'],
  [service('healthcheck: { test: [CMD, x], timeout: 5 s }'), 'timeout must be a duration'],
  [
    service('healthcheck: { test: [CMD, x], start_period: 1min }'),
    'start_period must be a duration',
  ],
  [service('healthcheck: { test: [CMD, x], retries: few }'), 'retries must be a whole number'],
  [service('stop_grace_period: "10"'), 'stop_grace_period must be a duration'],
  [service('deploy: { update_config: { delay: soon } }'), 'delay must be a duration'],
  [service('mem_limit: 1Gx'), 'mem_limit must be a size'],
  [service('deploy: { resources: { limits: { memory: lots } } }'), 'memory must be a size'],
  [service('deploy: { resources: { limits: { cpus: one } } }'), 'cpus must be a number'],
  [service('deploy: { replicas: many }'), 'replicas must be a whole number'],
  [service('deploy: { replicas: -1 }'), 'replicas must not be less than 0'],
  [service('privileged: "maybe"'), 'privileged must be true or false'],
  // Ports and mounts.
  [service('ports: ["99999:80"]'), 'services.a.ports.0 has no host port "99999"'],
  [service('ports: ["80:http"]'), 'has no container port "http"'],
  [service('ports: ["80-82:80-81"]'), 'has ranges of different lengths'],
  [service('ports: ["80:80/tpc"]'), 'has no protocol tpc'],
  [service('ports: ["localhost:80:80"]'), 'has no address localhost'],
  [service('ports: ["300.0.0.1:80:80"]'), 'has no address 300.0.0.1'],
  [service('ports: [{ published: "80" }]'), 'services.a.ports.0'],
  [service('ports: [{ target: 80, host_ip: nowhere }]'), 'has no address nowhere'],
  [service('volumes: ["./a::ro"]'), 'services.a.volumes.0 has an empty part'],
  [service('volumes: [{ type: bind, source: ./a }]'), 'services.a.volumes.0 must have a target'],
  // What services refer to.
  [service('depends_on: [b]'), 'refers to the service b, which does not exist'],
  [service('depends_on: { b: { condition: service_started, required: false } }'), 'service b'],
  [service('links: [b]'), 'refers to the service b'],
  [service('network_mode: service:b'), 'refers to the service b'],
  [service('networks: [n]'), 'refers to the network n, which is not under networks'],
  [service('volumes: ["data:/data"]'), 'refers to the volume data, which is not under volumes'],
  [service('volumes: [{ type: volume, source: data, target: /d }]'), 'refers to the volume data'],
  [service('configs: [c]'), 'refers to the config c, which is not under configs'],
  [service('configs: [{ source: c, target: /c }]'), 'refers to the config c'],
  [service('secrets: [s]'), 'refers to the secret s, which is not under secrets'],
  [service('build: { context: ., secrets: [s] }'), 'refers to the secret s'],
  [service('extends: b'), 'services.a.extends names b, which does not exist'],
  [service('depends_on: [a]'), 'services.a depends on itself: a -> a'],
  [
    `services: { a: { image: "x:1", depends_on: [b] }, b: { image: "y:1", depends_on: [c] },
      c: { image: "z:1", depends_on: [a] } }`,
    'depends on itself: a -> b -> c -> a',
  ],
  [
    `services: { a: { image: "x:1", depends_on: [b] },
      b: { image: "y:1", network_mode: "service:a" } }`,
    'depends on itself',
  ],
  [
    'services: { a: { image: x, container_name: me }, b: { image: y, container_name: me } }',
    'services.b.container_name is that of the service a, too',
  ],
  [
    `services: { a: { image: x, container_name: me, profiles: [p, q] },
      b: { image: y, container_name: me, profiles: [q] } }`,
    'services.b.container_name is that of the service a, too',
  ],
  // Sources.
  [`${service('configs: [c]')}\nconfigs: { c: {} }`, 'configs.c must have one of file'],
  [
    `${service('secrets: [c]')}\nsecrets: { c: { file: ./a, environment: A } }`,
    'has both file and',
  ],
  [
    `${service('tty: true')}\nvolumes: { v: { external: true, driver: local } }`,
    'is external, and',
  ],
  // Variables.
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
  [service('environment: { A: "${B:x}" }'), 'has a variable that Compose cannot read'],
  [service('environment: { A: "${B" }'), 'has a variable that Compose cannot read'],
  [service('environment: { A: "${}" }'), 'has a variable that Compose cannot read'],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
  // YAML.
  ['services: { a: { image: "x:1" }, a: { image: "y:1" } }', 'is not valid YAML'],
  ['services:\n\ta: { image: "x:1" }', 'is not valid YAML'],
  ['- a', 'the file must be a map'],
]

/** What Compose takes, and Docker refuses when it makes the container. */
export const refusedByDocker: readonly Refused[] = [
  [service('restart: alway'), 'services.a.restart must be no, always'],
  [service('restart: on_failure'), 'services.a.restart must be no, always'],
  [service('restart: "on-failure:many"'), 'services.a.restart must be no, always'],
  ['services: { a: { image: "App:1" } }', 'is no name of an image: App:1'],
  ['services: { a: { image: "x:1:2" } }', 'is no name of an image: x:1:2'],
  ['services: { a: { image: "x:1 " } }', 'is no name of an image'],
  [service('ports: ["80:80", "80:81"]'), 'ports.1 publishes 80, which services.a.ports.0'],
  [service('ports: ["80:80", { target: 81, published: "80" }]'), 'publishes 80, which'],
  [service('ports: ["8000-8005:8000-8005", "8003:90"]'), 'publishes 8003, which'],
  [service('ports: ["127.0.0.1:80:80", "80:81"]'), 'publishes 80, which'],
  [
    'services: { a: { image: "x:1", ports: ["80:80"] }, b: { image: "y:1", ports: ["80:8080"] } }',
    'services.b.ports.0 publishes 80, which services.a.ports.0 publishes, too',
  ],
  [service('ports: ["8000:8000"], deploy: { replicas: 2 }'), 'publishes 8000 for 2 replicas'],
  [service('ports: ["127.0.0.1:8000:8000"], scale: 2'), 'publishes 8000 for 2 replicas'],
  [service('ports: ["8000-8001:8000"], scale: 3'), 'publishes 2 ports for 3 replicas'],
  [
    'services: { a: { image: "x:1", profiles: [p] }, b: { image: "y:1", depends_on: [a] } }',
    'services.b.depends_on needs a, which does not start without the profile p',
  ],
  [
    'services: { a: { image: "x:1", profiles: [p, q] }, b: { image: "y:1", links: ["a:db"] } }',
    'services.b.links needs a, which does not start without the profile p, q',
  ],
  [
    'services: { a: { image: "x:1", profiles: [p] }, b: { image: y, network_mode: "service:a" } }',
    'services.b.network_mode needs a, which',
  ],
  [
    `services: { a: { image: "x:1" }, b: { image: "y:1", depends_on: { c: { condition:
      service_completed_successfully } } }, c: { image: "z:1", profiles: [tools] } }`,
    'services.b.depends_on needs c, which does not start without the profile tools',
  ],
]

/** What both take. */
export const accepted: readonly string[] = [
  service('tty: true'),
  service('pull_policy: daily'),
  service('pull_policy: every_12h'),
  service('pull_policy: weekly'),
  service('devices: [{ source: /dev/a, target: /dev/b, permissions: rw }]'),
  service('devices: ["/dev/a:/dev/b:r", "vendor.com/class=name"]'),
  service('gpus: all'),
  service('gpus: [{ driver: nvidia, count: 2 }]'),
  service('post_start: [{ command: ["true"], user: root }]'),
  service('develop: { watch: [{ path: ./src, action: sync, target: /src }] }'),
  service('healthcheck: { test: [CMD, "true"], interval: 1m30s, start_interval: 500ms }'),
  service('healthcheck: { test: curl -f http://localhost, retries: "3", timeout: 1.5h }'),
  service('healthcheck: { disable: true }'),
  service('stop_grace_period: 1d, mem_limit: 1.5gb, memswap_limit: -1, shm_size: 64M'),
  service(
    'deploy: { replicas: "2", resources: { limits: { cpus: "0.50", memory: 1G, pids: 9 } } }',
  ),
  service('deploy: { resources: { limits: { cpus: 1.5 } } }, cpus: 1.5'),
  service('mem_limit: 1g, deploy: { resources: { limits: { memory: 1024m } } }'),
  service('scale: 2, deploy: { replicas: 2 }'),
  service('container_name: one, deploy: { replicas: 1 }'),
  `services: { a: { image: "x:1", container_name: me, profiles: [p] },
    b: { image: "y:1", container_name: me, profiles: [q] } }`,
  service('ports: ["0.0.0.0:53:53/udp", "[::]:53:53/udp"]'),
  service('ports: ["127.0.0.1:80:80", "[::]:80:80"]'),
  service('env_file: .env, environment: [A=1, B, "C="]'),
  service('environment: { A: "2024-01-01", B: 2024-01, C: v2024-01-01 }'),
  service('environment: [A=2024-01-01], x-since: 2024-01-01'),
  service('environment: { A: 2024-13-45, B: 2024-01-01T10:00:00 }'),
  service('env_file: [{ path: .env, required: false, format: raw }]'),
  service('ports: [80, "443", "8080:80", "127.0.0.1:1:1", "[::1]:2:2/udp", "3-5:3-5", "9-19:9"]'),
  service(
    'ports: [":53:53/UDP", "80:80", "80:80/udp", { target: 1, published: "2-3", mode: host }]',
  ),
  service('ports: ["127.0.0.1:80:80", "127.0.0.2:80:80"]'),
  service('ports: ["8000-8001:8000"], deploy: { replicas: 2 }'),
  service('ports: ["8000"], deploy: { replicas: 2 }'),
  service('volumes: [/a, "./b:/b", "~/c:/c:ro,z", "/var/run/docker.sock:/var/run/docker.sock"]'),
  service("volumes: ['C:\\x:/x', { type: tmpfs, target: /t, tmpfs: { size: 1m } }]"),
  service('network_mode: host, restart: "on-failure:5"'),
  service('network_mode: "container:other"'),
  service('restart: "no", init: "yes"'),
  service('networks: [default], extra_hosts: ["a:1.2.3.4", "b=host-gateway"]'),
  service('logging: { driver: json-file, options: { max-size: 10m, max-file: 3 } }'),
  service('ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 5 }, sysctls: { a: 1 }'),
  service('labels: { a: 1, b: true, c: }, annotations: [x=y]'),
  service('command: ["sh", "-c", "it\'s"], entrypoint: "a \'b c\'"'),
  service('command: , entrypoint: , volumes_from: ["container:x"]'),
  service('cap_add: [A, A], dns: [1.1.1.1, 1.1.1.1], ports: [80, 80], expose: [80, 80]'),
  service('depends_on: {}, x-note: { any: thing }'),
  pair('depends_on: { b: { condition: service_healthy, restart: true, required: false } }'),
  pair('depends_on: [b], links: ["b:c"], networks: { n: { aliases: [x] } }', 'networks: { n: }'),
  pair('networks: { n: , m: { ipv4_address: 10.0.0.2, priority: 1 } }', 'networks: { n: {}, m: }'),
  pair('volumes: ["data:/data"]', 'volumes: { data: { external: true, name: other, x-a: 1 } }'),
  pair('volumes: ["data:/data"]', 'volumes: { data: }'),
  pair(
    'configs: [c], secrets: [{ source: s, target: t }]',
    ['configs: { c: { content: "a $$b" } }', 'secrets: { s: { environment: HOME } }'].join('\n'),
  ),
  pair('configs: [c]', 'configs: { c: { external: true } }'),
  pair('configs: [c]', 'configs: { c: { external: { name: old } } }'),
  pair('extends: b, depends_on: [b]'),
  'services: { a: { build: . }, b: { extends: { service: a }, container_name: bb } }',
  'services: { a: { build: { context: ., dockerfile_inline: "FROM x", tags: ["a:1"] } } }',
  `services: { a: { image: "x:1", profiles: [p] }, b: { image: "y:1", links: [c] },
    c: { image: z } }`,
  `services: { a: { image: "x:1", profiles: [p] }, b: { image: "y:1",
    depends_on: { a: { condition: service_healthy, required: false } } } }`,
  `services: { a: { image: "x:1", profiles: [p, q] },
    b: { image: "y:1", profiles: [q], depends_on: [a] } }`,
  'services: { a: { image: "x:1", profiles: [p], depends_on: [b] }, b: { image: "y:1" } }',
  service('ports: ["8000-8001:8000"], deploy: { replicas: 2 }'),
  'services: { a: { provider: { type: model, options: { model: ai/x } } } }',
  'models: { m: { model: ai/x } }\nservices: { a: { image: "x:1", models: [m] } }',
  'name: My_App\nversion: "3.8"\nx-a: 1\nservices: { a: { image: "x:1" } }',
  'services: { a: { image: "x:1", depends_on: !reset [b], ports: !override ["80:80"] } }',
  'services: { a: { image: "x:1" } }\n---\nservices: { b: { image: "y:1", depends_on: [a] } }\n',
  '\uFEFFservices:\r\n  a:\r\n    image: "x:1"\r\n',
  'services: { a: { image: "localhost:5000/team/app__x.y-z:V1.2-rc@sha256:' +
    'a'.repeat(64) +
    '" } }',
  'services: { a: { image: "registry.example.com/app:1" } }',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  service('environment: { A: "${B:-${C:-d}}", D: "$$x ${E-}", F: "${G:+h}" }'),
]
