/**
 * Whether node_modules holds what package-lock.json says: exit 0 or 1. Compares with the record
 * that npm leaves there. Plain JavaScript for Node 20: it runs before `npm ci`.
 */

import { readFileSync } from 'node:fs'

/** @param {string} path */
function packagesOf(path) {
  const url = new URL(`../${path}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')).packages
}

const wanted = packagesOf('package-lock.json')
const present = packagesOf('node_modules/.package-lock.json')

const stale = Object.entries(wanted).some(([path, { version, integrity, optional, peer }]) => {
  if (path === '' || (optional && !present[path]) || (peer && !present[path])) return false
  return present[path]?.version !== version || present[path]?.integrity !== integrity
})
const surplus = Object.keys(present).some((path) => !wanted[path])
process.exitCode = stale || surplus ? 1 : 0
