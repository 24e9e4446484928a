import { defineItems } from './entry.ts'

/** “Zero-Downtime Deployment”. */
export const zeroDowntimeDeployment = [
  ...defineItems(
    ['Zero-Downtime Deployment', 'Blue-Green Deployment'],
    [
      [
        470,
        'code block',
        'bd63cf1dcaea',
        '020e14172324282b3641',
        [
          'release.blue-green-lossless',
          'release.order-enforced',
          'release.one-at-a-time',
          'release.version-monotonic',
          'release.sessions-survive',
          'release.rollback-lossless',
        ],
      ],
      [472, 'command', '16288918ce3f', '23242b4c5178ba', ['release.blue-green-lossless']],
      [
        475,
        'command',
        'fcb0f93e7e79',
        '1423244c5178c2d3d5f0',
        ['release.order-enforced', 'release.schema-compatible', 'database.migrate-under-load'],
      ],
      [
        478,
        'command',
        '4f4651040f51',
        '174a4c7091fa',
        ['release.order-enforced', 'observability.readiness-honest'],
      ],
      [
        484,
        'command',
        '146e87a5b164',
        '232428415178',
        [
          'release.blue-stops-last',
          'release.in-flight-drained',
          'release.websocket-drained',
          'container.graceful-stop',
        ],
      ],
    ],
  ),
  ...defineItems(
    ['Zero-Downtime Deployment', 'Rolling Deployment (Docker Swarm)'],
    [
      [489, 'code block', 'e9ec8744a78f', '0e2d2e33366b6d7883a8', ['release.rolling-lossless']],
      [
        491,
        'command',
        '19ff2d2744b4',
        '0e2d2e33366b6d7883b6',
        ['release.rolling-lossless', 'release.rolling-halts'],
      ],
    ],
  ),
]
