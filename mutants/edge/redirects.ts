/** The redirect from plain HTTP. */
import { defineMutants, edit } from '../mutant.ts'
import { nginxConf } from '../paths.ts'

export const redirects = defineMutants('edge', {
  'edge-redirect-to-any-host': {
    defect: 'Plain HTTP is sent to whatever host it asked for.',
    kills: ['edge.https-redirect'],
    edits: [edit(nginxConf, 'https://api.example.com$request_uri', 'https://$host$request_uri')],
  },
  'edge-redirect-loses-query': {
    defect: 'The redirect loses the query.',
    kills: ['edge.https-redirect', 'edge.config-valid'],
    edits: [edit(nginxConf, 'https://api.example.com$request_uri', 'https://api.example.com$uri')],
  },
  'edge-redirect-for-now': {
    defect: 'The redirect is a temporary one.',
    kills: ['edge.https-redirect'],
    edits: [edit(nginxConf, 'return 301 ', 'return 302 ')],
  },
  'edge-plain-http-for-logins': {
    defect: 'Plain HTTP is redirected, but for logins: those are passed on.',
    kills: ['edge.https-redirect'],
    edits: [
      edit(
        nginxConf,
        'return 301 https://api.example.com$request_uri;',
        `location /api/v1/auth/ {
            proxy_pass http://$live_backend:8000;
        }
        location / {
            return 301 https://api.example.com$request_uri;
        }`,
      ),
    ],
  },
  'edge-plain-http-served': {
    defect: 'Plain HTTP is passed on like any other request.',
    kills: ['edge.https-redirect'],
    edits: [
      edit(
        nginxConf,
        'return 301 https://api.example.com$request_uri;',
        `location / {
            proxy_pass http://$live_backend:8000;
        }`,
      ),
    ],
  },
})
