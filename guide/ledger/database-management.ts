import { defineItems } from './entry.ts'

/** “Database Management”. */
export const databaseManagement = [
  ...defineItems(
    ['Database Management', 'Running Migrations'],
    [
      [
        369,
        'code block',
        'd5791c5ecc4e',
        '0e1314232430516b7378',
        ['database.migrate-concurrent', 'database.migrate-atomic'],
      ],
      [
        371,
        'command',
        'f57b25cb6e48',
        '142324517896c2d3d5f0',
        [
          'database.migrate-upgrade',
          'database.migrate-concurrent',
          'database.migrate-atomic',
          'database.migrate-under-load',
          'database.pending-migration-not-ready',
        ],
      ],
      [
        374,
        'command',
        '2767d4d4e280',
        '14232451788396c2c9d5',
        ['database.migrate-downgrade', 'release.schema-compatible'],
      ],
      [377, 'command', '8966062934f0', '142324517896c2d5dd', ['database.migrate-upgrade']],
    ],
  ),
  ...defineItems(
    ['Database Management', 'Database Backup'],
    [
      [382, 'code block', 'b7a87c2e1c9d', '234a4e53636d78798ba9', ['database.backup-restores']],
      [
        384,
        'command',
        '1db489f017af',
        '234a4e536d788bb3bac2',
        ['database.backup-restores', 'database.backup-consistent'],
      ],
      [387, 'command', 'ef8ec80a4476', '234e636d788ba9b1c2d0', ['database.backup-restores']],
    ],
  ),
]
