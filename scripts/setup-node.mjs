/**
 * Says once, at the end of `npm ci`, what runs on what. By then `node` is the one that npm brought;
 * the one that npm itself runs on is in the name by which it introduces itself to a registry.
 */

import { readFileSync } from 'node:fs'

const [, first] = /node\/v([\d.]+)/.exec(process.env.npm_config_user_agent ?? '') ?? []
const url = new URL('../node_modules/node/package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(url, 'utf8'))
if (first !== undefined && Number.parseInt(first, 10) < Number.parseInt(version, 10)) {
  console.log(
    `Node ${first} is enough to begin with: everything here runs on Node ${version}, ` +
      'which npm has just put into node_modules.',
  )
}
