/** Goal: an error gets the page that it has in the deployment. */
import { expect, test } from 'vitest'
import type { DeployedNginx } from './deployed-nginx.ts'
import { errorPages } from './error-pages.ts'
import { readTree } from './nginx-tree.ts'

/** Of an edge whose compose file mounts `/app/public`, which has one page. */
function pagesOf(server: string) {
  const text = `http { server { ${server} } }`
  const main = { path: '/etc/nginx/nginx.conf', text }
  const binds = [{ source: '/x/public', target: '/app/public' }]
  const find = (path: string) => (path === '/app/public/500.html' ? [{ path, text: 'sorry' }] : [])
  const deployed = { role: 'main', manifest: main.path, main, find, service: { binds } }
  return [...errorPages(deployed as unknown as DeployedNginx, readTree({ main, find }))]
}

test.each([
  ['root /app/public; error_page 500 504 /500.html;', [['/app/public/500.html', 'sorry']]],
  ['root /app/public; error_page 404 /404.html;', []],
  ['root /srv/site; error_page 404 =200 /404.html;', [['/srv/site/404.html', 'an error\n']]],
  ['root /app/public; error_page 502 @down; error_page 500 https://status.example.com;', []],
  ['error_page 500 /500.html;', []],
  ['root $folder; error_page 500 /500.html;', []],
])('%s', (server, pages) => {
  expect(pagesOf(server)).toEqual(pages)
})
