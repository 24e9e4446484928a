import type { Mutant } from '../mutant.ts'

export const edgeOtherwise: Mutant = {
  id: 'harmless-edge-otherwise',
  defect:
    'The edge adds headers where the backend sent none, refuses unknown hosts and appends clients.',
  kills: [],
  triedOn: ['edge'],
  files: {
    'reference-app/deploy/nginx/nginx.conf': `user  nginx;
worker_processes  2; # not auto
error_log  /var/log/nginx/error.log;
pid        "/var/run/nginx.pid";

events { worker_connections 512; }

http {
    access_log /var/log/nginx/access.log combined buffer=64k flush=1m;
    map $http_upgrade $wants { ~*^websocket$ upgrade; default close; }
    map $upstream_http_x_frame_options $frame { "" "DENY"; }
    map $upstream_http_x_content_type_options $sniff { "" nosniff; }
    map $upstream_http_x_xss_protection $xss { "" "1; mode=block"; }
    map $upstream_http_strict_transport_security $hsts { "" "max-age=63072000"; }

    server {
        listen 80 default_server;
        listen [::]:80 default_server;
        return 444;
    }
    server {
        listen 80;
        listen [::]:80;
        server_name "api.example.com" www.api.example.com;
        location / { return 301 https://$server_name$request_uri; }
    }
    server {
        listen 443 ssl; listen [::]:443 ssl;
        server_name api.example.com;
        include /etc/nginx/edge/our-tls*.conf;

        resolver 127.0.0.11 127.0.0.12 valid=1s;
        resolver_timeout 500ms;
        set $api "http://backend:8000";

        add_header X-Frame-Options $frame always;
        add_header X-Content-Type-Options $sniff always;
        add_header X-XSS-Protection $xss always;
        add_header Strict-Transport-Security $hsts always;

        proxy_http_version 1.1;
        proxy_connect_timeout 1s;
        proxy_read_timeout 1m;
        proxy_set_header Host $server_name;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $wants;

        location / { proxy_pass $api; }
        location ~ ^/health$ { access_log off; proxy_pass $api; }
    }
}
`,
    'reference-app/deploy/nginx/edge/our-tls.conf': `
ssl_certificate ssl/fullchain.pem;
ssl_certificate_key ssl/privkey.pem;
ssl_protocols TLSv1.3 TLSv1.2;
ssl_ciphers 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256';
ssl_prefer_server_ciphers on;
ssl_dhparam /etc/nginx/ssl/dhparam.pem;
`,
  },
}
