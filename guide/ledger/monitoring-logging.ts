import { defineItems } from './entry.ts'

/** “Monitoring & Logging”. */
export const monitoringLogging = [
  ...defineItems(
    ['Monitoring & Logging', 'Structured Logging'],
    [
      [
        394,
        'code block',
        'f2080b0d69c4',
        '002830383a4345516169',
        ['observability.logs-structured', 'observability.request-traced'],
      ],
      [399, 'statement', '2361bab02d16', '306181a2', ['observability.logs-structured']],
      [400, 'statement', 'f62bf6a35c05', '6eeaf3fd', 'structure'],
      [402, 'setting', 'f3d9329525db', 'c3c7eafd', ['observability.logs-structured']],
      [
        403,
        'setting',
        'f780c96f60e1',
        '389efd',
        ['observability.logs-structured', 'observability.log-level'],
      ],
      [404, 'setting', 'bedc5886deb1', '3a9afd', ['observability.logs-structured']],
      [405, 'setting', '585fbbd2111f', '45fd', ['observability.logs-structured']],
      [406, 'setting', 'a01e2d4a55c2', '43aafd', ['observability.logs-structured']],
    ],
  ),
  ...defineItems(
    ['Monitoring & Logging', 'Health Check Endpoint'],
    [
      [
        415,
        'code block',
        'a87ceeae231d',
        '000e1d3151696e909199',
        [
          'observability.health-shape',
          'observability.health-independent',
          'observability.readiness-honest',
          'database.pending-migration-not-ready',
        ],
      ],
      [
        417,
        'statement',
        '55c3875450cf',
        '91a8da',
        [
          'observability.health-shape',
          'observability.health-independent',
          'pool.exhaustion-contained',
        ],
      ],
      [418, 'statement', '5e163a855873', '6e9199', 'structure'],
      [420, 'setting', '4bb8436ea043', '3169', ['observability.health-shape']],
      [421, 'setting', '3151987b6626', '0e1d', ['observability.health-shape']],
      [422, 'setting', '044828df5ea7', '001d', ['observability.health-shape']],
    ],
  ),
  ...defineItems(
    ['Monitoring & Logging', 'Prometheus Metrics (Optional)'],
    [
      [428, 'code block', '41bf4fb62b1c', '0a1436517f82909dadda', ['observability.metrics']],
      [
        432,
        'statement',
        '1f85583cca0c',
        '1436daf7',
        [
          'observability.metrics',
          'observability.metrics-private',
          'observability.counters-never-fall',
          'cache.hit-ratio-visible',
        ],
      ],
    ],
  ),
]
