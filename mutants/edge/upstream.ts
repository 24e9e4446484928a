/** How the edge finds the backend, waits for it, and asks for its health. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import { nginxConf, proxyConf, server } from '../paths.ts'

const liveConf = 'reference-app/deploy/nginx/edge/live.conf'

export const upstream = defineMutants('edge', {
  'edge-read-timeout-hidden-in-one-place': {
    defect: 'In one location a backend that does not answer in time is told as a success.',
    kills: ['edge.read-timeout', 'edge.upstream-down'],
    naming: ['location /reports/'],
    edits: [
      insertBefore(
        nginxConf,
        '# Internal only.',
        `location /reports/ {
    proxy_intercept_errors on;
    error_page 504 =202 @later;
    proxy_pass http://$live_backend:8000;
}
location @later {
    return 202;
}
`,
      ),
    ],
  },
  'edge-read-timeout-hidden': {
    defect: 'Who waits for the backend in vain is told another status.',
    kills: ['edge.read-timeout', 'edge.upstream-down'],
    edits: [
      insertAfter(
        proxyConf,
        'proxy_read_timeout 90s;',
        `proxy_intercept_errors on;
error_page 504 =500 @late;`,
      ),
      insertBefore(
        nginxConf,
        '# Internal only.',
        `location @late {
    return 500;
}
`,
      ),
    ],
  },
  'edge-health-logged': {
    defect: 'Every probe leaves a line.',
    kills: ['edge.health-unlogged'],
    edits: [edit(nginxConf, '            access_log off;\n', '')],
  },
  'edge-unlogged-too-much': {
    defect: 'Whatever begins as the health path does leaves no line.',
    kills: ['edge.health-unlogged'],
    edits: [edit(nginxConf, 'location = /health {', 'location /health {')],
  },
  'edge-health-of-the-edge': {
    defect: 'The edge answers for the health of the backend.',
    kills: ['edge.health-unlogged'],
    edits: [
      edit(
        nginxConf,
        `access_log off;
            proxy_pass http://$live_backend:8000;`,
        `access_log off;
            return 200;`,
      ),
    ],
  },
  'edge-name-looked-up-once': {
    defect: 'The name of the backend is looked up once, at the start.',
    kills: ['edge.follows-replacement'],
    edits: [
      edit(
        liveConf,
        `map $host $live_backend {
    default backend;
}`,
        `upstream live_backend {
    server backend:8000;
}`,
      ),
      edit(
        nginxConf,
        `location / {
            proxy_pass http://$live_backend:8000;`,
        `location / {
            proxy_pass http://live_backend;`,
      ),
      edit(
        nginxConf,
        `access_log off;
            proxy_pass http://$live_backend:8000;`,
        `access_log off;
            proxy_pass http://live_backend;`,
      ),
    ],
  },
  'edge-name-looked-up-once-in-one-place': {
    defect: 'One location keeps the address of the backend that was looked up at the start.',
    kills: ['edge.follows-replacement'],
    naming: ['location /reports/'],
    edits: [
      insertBefore(
        nginxConf,
        '# Internal only.',
        `location /reports/ {
    proxy_pass http://backend:8000;
}
`,
      ),
    ],
  },
  'edge-name-remembered': {
    defect: 'The name of the backend is remembered for as long as the DNS allows.',
    kills: ['edge.follows-replacement'],
    edits: [edit(proxyConf, ' valid=2s', '')],
  },
  'edge-connects-for-a-minute': {
    defect: 'A backend that does not answer is waited for for a minute.',
    kills: ['edge.upstream-down'],
    edits: [edit(proxyConf, 'proxy_connect_timeout 600ms;', 'proxy_connect_timeout 60s;')],
  },
  'edge-keeps-longer-than-backend': {
    defect: 'The edge keeps idle connections for 4 s, and the backend closes them after 1 s.',
    kills: ['edge.keep-alive', 'edge.follows-replacement'],
    naming: ['seconds that the backend keeps a connection'],
    edits: [
      edit(server, 'keepAliveTimeout: 75_000', 'keepAliveTimeout: 1_000'),
      edit(
        liveConf,
        `map $host $live_backend {
    default backend;
}`,
        `upstream kept {
    server backend:8000;
    keepalive 16;
    keepalive_timeout 4s;
}
map $host $live_backend {
    default kept;
}`,
      ),
      edit(
        nginxConf,
        `location / {
            proxy_pass http://$live_backend:8000;`,
        `location / {
            proxy_pass http://$live_backend;`,
      ),
      edit(
        nginxConf,
        `access_log off;
            proxy_pass http://$live_backend:8000;`,
        `access_log off;
            proxy_pass http://$live_backend;`,
      ),
    ],
  },
  'edge-keeps-connections-to-one-address': {
    defect: 'The edge keeps connections, for less than the backend does, and one address for ever.',
    kills: ['edge.follows-replacement'],
    edits: [
      edit(
        liveConf,
        `map $host $live_backend {
    default backend;
}`,
        `upstream kept {
    server backend:8000;
    keepalive 16;
    keepalive_timeout 2s;
}
map $host $live_backend {
    default kept;
}`,
      ),
      edit(
        nginxConf,
        `location / {
            proxy_pass http://$live_backend:8000;`,
        `location / {
            proxy_pass http://$live_backend;`,
      ),
      edit(
        nginxConf,
        `access_log off;
            proxy_pass http://$live_backend:8000;`,
        `access_log off;
            proxy_pass http://$live_backend;`,
      ),
    ],
  },
  'edge-set-aside-for-minutes': {
    defect: 'A backend that failed once is not asked again for minutes, nor looked up.',
    kills: ['edge.upstream-down', 'edge.follows-replacement'],
    edits: [
      edit(
        liveConf,
        `map $host $live_backend {
    default backend;
}`,
        `upstream live_backend {
    server backend:8000 max_fails=1 fail_timeout=300s;
    server backend:8000 max_fails=1 fail_timeout=300s;
}`,
      ),
      edit(
        nginxConf,
        `location / {
            proxy_pass http://$live_backend:8000;`,
        `location / {
            proxy_pass http://live_backend;`,
      ),
      edit(
        nginxConf,
        `access_log off;
            proxy_pass http://$live_backend:8000;`,
        `access_log off;
            proxy_pass http://live_backend;`,
      ),
    ],
  },
})
