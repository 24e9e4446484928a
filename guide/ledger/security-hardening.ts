import { defineItems } from './entry.ts'

/** “Security Hardening”. */
export const securityHardening = [
  ...defineItems(
    ['Security Hardening', 'Rate Limiting'],
    [
      [439, 'code block', 'd5eab2cebd45', '053c3f4c4d606a6e7f92', ['http.login-rate-limit']],
      [
        443,
        'statement',
        'b1aa5720d039',
        '3c3f60a8b1d9',
        ['http.rate-limit-shared', 'http.rate-limit-unspoofable'],
      ],
      [445, 'statement', 'c4b092edf941', '4d7fa8abdaf0', ['http.login-rate-limit']],
      [
        446,
        'statement',
        '2a37d64981f0',
        '054cb1b9',
        ['http.login-rate-limit', 'http.rate-limit-shared'],
      ],
      [447, 'statement', '2f003f7cc16e', '6eab', 'structure'],
    ],
  ),
  ...defineItems(
    ['Security Hardening', 'Security Headers'],
    [
      [
        453,
        'code block',
        '25e9a2a343eb',
        '000b0d1d2135444d6469',
        ['http.trusted-host', 'http.https-enforced'],
      ],
      [457, 'statement', 'dbf9ddf50793', '0b35446470dae1fa', ['http.trusted-host']],
      [462, 'statement', 'e3e10ea7b881', '001d35646973dade', ['http.https-enforced']],
    ],
  ),
]
