/** The nginx of this machine is given the guide's configuration, where the guide mounts it. */
import { lineInGuide, nameOfBlock } from '../document/blocks.ts'
import { wholeBlocks } from '../document/guide.ts'
import { hasHoles } from '../document/holes.ts'
import { tryNginx } from '../tools/nginx.ts'
import type { Finder, Finding } from './finder.ts'

export const nginxRefused: Finder = async (guide, bench) => {
  const found: Finding[] = []
  for (const block of wholeBlocks(guide, 'nginx')) {
    if (hasHoles(block.text)) continue
    const refusal = await tryNginx(guide, block, bench)
    if (refusal === undefined) continue
    const { message, at, mountedAt, mountLine } = refusal
    found.push({
      id: 'nginx-refused',
      line: lineInGuide(block, at),
      related: mountLine === undefined ? [] : [mountLine],
      problem: `nginx does not start with this configuration at ${mountedAt}.`,
      ran: `nginx, started with ${nameOfBlock(block)} as its ${mountedAt}`,
      printed: message,
      fix: /not allowed here|no "events"/.test(message)
        ? `Mount it into /etc/nginx/conf.d/, or put events {} and http { … } around it.`
        : 'Correct the line that nginx names.',
      claims: ['edge.config-valid'],
    })
  }
  return found
}
