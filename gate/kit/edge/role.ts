/** Which part of nginx' configuration a text is, by its own blocks. Pure. */
import { NginxSyntaxError, parseNginx } from './syntax.ts'

/** Nginx's main file, or a file that the main one includes. */
export type Role = 'main' | 'fragment'

/** What a text is by its own blocks; undefined if that is not clear. */
export function roleOf(text: string): Role | undefined {
  try {
    const names = parseNginx(text, 'manifests.nginx').map(({ name }) => name)
    if (names.includes('http') || names.includes('events')) return 'main'
    return names.includes('server') ? 'fragment' : undefined
  } catch (error) {
    if (error instanceof NginxSyntaxError) return undefined
    throw error
  }
}
