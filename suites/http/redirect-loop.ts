/** Redirects of a request that came by https: to a page for logging in, or for ever to itself. */

const base = 'https://edge.invalid'

/**
 * Whether a redirect leads back to where it came from, or out of https. One to another page is what
 * a backend with a form for logging in gives to who has no session.
 */
export function isLoop(path: string, location: string): boolean {
  const asked = new URL(path, base)
  const target = URL.parse(location, asked.href)
  if (target === null || target.protocol !== 'https:') return true
  return target.pathname === asked.pathname && target.search === asked.search
}
