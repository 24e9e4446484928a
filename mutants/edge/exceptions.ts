/** What holds everywhere but for one method, one name or one location. */
import { defineMutants, edit, insertAfter } from '../mutant.ts'
import { nginxConf } from '../paths.ts'

const redirect = 'return 301 https://api.example.com$request_uri;'
const live = 'proxy_pass http://$live_backend:8000;'

const plainHeaders = `proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $host;
            proxy_set_header X-Real-IP $remote_addr;`

export const exceptions = defineMutants('edge', {
  'edge-hsts-for-minutes': {
    defect: 'Browsers forget after five minutes that the site wants TLS.',
    kills: ['edge.security-headers'],
    edits: [
      edit(
        'reference-app/deploy/nginx/edge/security-headers.conf',
        'max-age=31536000',
        'max-age=300',
      ),
    ],
  },
  'edge-plain-posts-served': {
    defect: 'Plain HTTP is redirected for GET alone: whatever writes is passed on.',
    kills: ['edge.https-redirect'],
    edits: [
      edit(
        nginxConf,
        redirect,
        `location / {
            if ($request_method = GET) {
                ${redirect}
            }
            ${live}
        }`,
      ),
    ],
  },
  'edge-plain-old-name-served': {
    defect: 'The name that the site had before is served without TLS.',
    kills: ['edge.https-redirect'],
    edits: [
      insertAfter(
        nginxConf,
        'include edge/live.conf;',
        `
server {
    listen 80;
    server_name old.example.com;
    location = /metrics { return 404; }
    location / {
        ${live}
    }
}`,
      ),
    ],
  },
  'edge-logins-unlogged': {
    defect: 'Logins leave no line in the access log.',
    kills: ['edge.health-unlogged'],
    edits: [
      insertAfter(
        nginxConf,
        'include edge/switch.conf;',
        `location /api/v1/auth/ {
    access_log off;
    ${live}
}`,
      ),
    ],
  },
  'edge-header-splitting': {
    defect: 'A redirect writes the decoded path into its header.',
    kills: ['edge.config-valid'],
    edits: [
      insertAfter(
        nginxConf,
        'include edge/switch.conf;',
        `location /old/ {
    return 301 https://api.example.com$uri;
}`,
      ),
    ],
  },
  'edge-third-suite-for-another-name': {
    defect: 'A second name of the backend agrees upon whatever OpenSSL calls high.',
    kills: ['edge.tls-ciphers'],
    edits: [
      insertAfter(
        nginxConf,
        'include edge/live.conf;',
        `
server {
    listen 443 ssl http2;
    server_name partners.example.com;
    ssl_certificate /etc/nginx/ssl/fullchain.pem;
    ssl_certificate_key /etc/nginx/ssl/privkey.pem;
    ssl_ciphers HIGH:!aNULL;
    location = /metrics { return 404; }
    location / {
        ${live}
    }
}`,
      ),
    ],
  },
  'edge-upgrade-always-in-one-place': {
    defect: 'In one location every request is passed on as an upgrade.',
    kills: ['edge.websocket'],
    edits: [
      insertAfter(
        nginxConf,
        'include edge/switch.conf;',
        `location /api/v1/auth/ {
    ${plainHeaders}
    proxy_set_header X-Request-ID $request_id;
    proxy_set_header Forwarded "";
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
    ${live}
}`,
      ),
    ],
  },
})
