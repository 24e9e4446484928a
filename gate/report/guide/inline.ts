/** Text in a paragraph of the guide, as markup. The guide's own HTML is shown and never used. */
import type { Definition, PhrasingContent } from 'mdast'
import { plainText } from '#gate/guide/document/items/prose.ts'
import { html, type Markup } from '../html/markup.ts'

/** What links and images of the guide refer to, by identifier. */
export type Definitions = ReadonlyMap<string, Definition>

/** Guides may nest anything: what is deeper is shown as plain text. */
const maxDepth = 20

export function inlines(
  nodes: readonly PhrasingContent[],
  definitions: Definitions,
  depth = 0,
): Markup[] {
  return nodes.map((node) => inline(node, definitions, depth))
}

function inline(node: PhrasingContent, definitions: Definitions, depth: number): Markup {
  if (depth > maxDepth) return html`${plainText([node]).text}`
  const inner = () => ('children' in node ? inlines(node.children, definitions, depth + 1) : [])
  switch (node.type) {
    case 'text':
      return html`${node.value}`
    case 'inlineCode':
      return html`<code>${node.value}</code>`
    case 'html':
      return html`<code class="raw">${node.value}</code>`
    case 'break':
      return html`<br>`
    case 'emphasis':
      return html`<em>${inner()}</em>`
    case 'strong':
      return html`<strong>${inner()}</strong>`
    case 'delete':
      return html`<del>${inner()}</del>`
    case 'link':
      return link(node.url, inner())
    case 'linkReference':
      return link(definitions.get(node.identifier)?.url ?? '', inner())
    case 'image':
    case 'imageReference':
      return html`<span class="raw">image: ${node.alt ?? ''}</span>`
    case 'footnoteReference':
      return html`<sup>${node.label ?? node.identifier}</sup>`
    default:
      return html`${inner()}`
  }
}

/** Only addresses of the web are followed: a path of the guide leads nowhere from the report. */
function link(url: string, text: readonly Markup[]): Markup {
  return /^https?:\/\//i.test(url)
    ? html`<a href="${url}" rel="noreferrer">${text}</a>`
    : html`<span title="${url}">${text}</span>`
}
