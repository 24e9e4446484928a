/** Services, limits, ports and volumes of the compose file. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { composeFile } from '../paths.ts'

export const compose = defineMutants('container', {
  'container-without-limits': {
    defect: 'Replicas may take all of the machine.',
    kills: ['container.limits'],
    edits: [
      edit(composeFile, '      resources:\n        limits:\n', ''),
      edit(
        composeFile,
        `          # The image's NODE_OPTIONS keep four workers within this memory.
          cpus: "1"
          memory: 1G
`,
        '',
      ),
    ],
  },
  'container-memory-unlimited': {
    defect: 'Replicas have a limit of CPU and none of memory.',
    kills: ['container.limits'],
    edits: [edit(composeFile, '          memory: 1G\n', '')],
  },
  'container-one-replica': {
    defect: 'One replica carries everything.',
    kills: ['container.replicas'],
    edits: [edit(composeFile, 'replicas: 2', 'replicas: 1')],
  },
  'container-root-by-compose': {
    defect: 'The compose file runs the image as root, whatever user it has.',
    kills: ['container.non-root'],
    edits: [insertBefore(composeFile, 'environment:\n      ENVIRONMENT: production', 'user: root')],
  },
  'container-probe-off-by-compose': {
    defect: "The compose file switches the image's health check off.",
    kills: ['container.healthcheck'],
    edits: [
      insertBefore(
        composeFile,
        'environment:\n      ENVIRONMENT: production',
        'healthcheck: { disable: true }',
      ),
    ],
  },
  'container-volume-beside-the-data': {
    defect: 'The volume is mounted above the folder that the image declares as its own volume.',
    kills: ['container.data-survives'],
    edits: [
      edit(
        composeFile,
        'postgres-data:/var/lib/postgresql/data',
        'postgres-data:/var/lib/postgresql',
      ),
    ],
  },
  'container-database-forgets': {
    defect: 'The data of the database goes with its container.',
    kills: ['container.data-survives'],
    edits: [
      edit(
        composeFile,
        `    volumes:
      - postgres-data:/var/lib/postgresql/data
`,
        '',
      ),
    ],
  },
  'container-cache-forgets': {
    defect: 'The data of the cache goes with its container.',
    kills: ['container.data-survives'],
    edits: [
      edit(
        composeFile,
        `    volumes:
      - redis-data:/data
`,
        '',
      ),
    ],
  },
  'container-image-unpinned': {
    defect: 'The edge is whatever nginx is today.',
    kills: ['container.compose-valid'],
    edits: [edit(composeFile, 'nginx:1.28-alpine', 'nginx:alpine')],
  },
  'container-database-published': {
    defect: 'The database answers the network.',
    kills: ['container.compose-valid'],
    edits: [
      insertBefore(
        composeFile,
        `networks: [database]
    healthcheck:
      test: ["CMD-SHELL"`,
        'ports: ["5432:5432"]',
      ),
    ],
  },
  'container-variable-unsettled': {
    defect: 'A variable that nobody sets is an empty string.',
    kills: ['container.compose-valid'],
    edits: [edit(composeFile, '${TRUSTED_HOSTS:?}', '${TRUSTED_HOSTS}')],
  },
  'container-name-for-two': {
    defect: 'Two replicas are to have one name, which Compose refuses.',
    kills: ['container.compose-valid'],
    edits: [
      edit(
        composeFile,
        `image: \${BACKEND_IMAGE:?}
    restart: always`,
        `image: \${BACKEND_IMAGE:?}
    container_name: backend
    restart: always`,
      ),
    ],
  },
  'container-condition-misspelt': {
    defect: 'The condition that the backend waits for is misspelt.',
    kills: ['container.compose-valid'],
    edits: [
      edit(
        composeFile,
        `db:
        condition: service_healthy`,
        `db:
        condition: service_healty`,
      ),
    ],
  },
  'container-volume-undefined': {
    defect: 'The volume of the cache is defined under another name.',
    kills: ['container.compose-valid'],
    edits: [edit(composeFile, '- redis-data:/data', '- redis-files:/data')],
  },
  'container-key-misspelt': {
    defect: 'A key of the compose file is misspelt, so that it says nothing.',
    kills: ['container.compose-valid'],
    edits: [
      edit(
        composeFile,
        `image: redis:7-alpine
    restart: always`,
        `image: redis:7-alpine
    restrat: always`,
      ),
    ],
  },
})
