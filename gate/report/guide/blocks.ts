/** The text of the guide as written, block by block, with the margin beside it. */
import type { Code, List, ListItem, Nodes, Root, RootContent, Table } from 'mdast'
import { html, type Markup } from '../html/markup.ts'
import { type Definitions, inlines } from './inline.ts'
import type { Margin } from './marks.ts'

/** Guides may nest anything: what is deeper is shown as it is written. */
const maxDepth = 20

export class GuideText {
  readonly #source: string
  readonly #margin: Margin
  readonly #definitions: Definitions
  /** Depths of the headings above. Their levels in the page have no gaps. */
  #headings: number[] = []

  constructor(root: Root, source: string, margin: Margin) {
    this.#source = source
    this.#margin = margin
    const found = root.children.filter((node) => node.type === 'definition')
    this.#definitions = new Map(found.map((node) => [node.identifier, node]))
  }

  blocks(nodes: readonly RootContent[], depth = 0): Markup[] {
    return nodes.map((node) => this.#block(node, depth))
  }

  #block(node: RootContent, depth: number): Markup {
    if (depth > maxDepth) return this.#asWritten(node)
    switch (node.type) {
      case 'heading':
        return this.#row(node, this.#heading(node.depth, this.#inlines(node.children)))
      case 'paragraph':
        return this.#row(node, html`<p>${this.#inlines(node.children)}</p>`)
      case 'code':
        return this.#code(node)
      case 'html':
        return this.#asWritten(node)
      case 'thematicBreak':
        return html`<hr>`
      case 'blockquote':
        return html`<blockquote>${this.blocks(node.children, depth + 1)}</blockquote>`
      case 'list':
        return this.#list(node, depth)
      case 'table':
        return this.#table(node)
      case 'footnoteDefinition':
        return html`<div class="footnote"><sup>${node.label ?? node.identifier}</sup>
${this.blocks(node.children, depth + 1)}</div>`
      default:
        return html``
    }
  }

  #inlines(nodes: Parameters<typeof inlines>[0]): Markup[] {
    return inlines(nodes, this.#definitions)
  }

  #row(node: Nodes, content: Markup): Markup {
    return html`
<div class="row"><div>${content}</div>${this.#margin.upTo(lastLine(node))}</div>`
  }

  #heading(depth: number, text: readonly Markup[]): Markup {
    this.#headings = [...this.#headings.filter((above) => above < depth), depth]
    const level = Math.min(2 + this.#headings.length, 6)
    // The level is a number of ours, and so needs no escape.
    return html`<p class="heading" role="heading" aria-level="${level}">${text}</p>`
  }

  #code({ lang, position, value }: Code): Markup {
    const first = position?.start.line ?? 1
    const isFenced = /[`~]/.test(this.#source[position?.start.offset ?? 0] ?? '')
    const start = first + (isFenced ? 1 : 0)
    const head = isFenced ? this.#margin.upTo(first) : undefined
    const lines = value.split('\n').map((line, index) => {
      const marks = this.#margin.upTo(start + index)
      return html`
<div class="row"><code class="text">${line === '' ? ' ' : line}</code>${marks}</div>`
    })
    return html`
<div class="code"><div class="row"><small class="text">${lang ?? 'code'}</small>${head}</div>
${lines}</div>`
  }

  /** The source of a node, as it is. */
  #asWritten(node: Nodes): Markup {
    const { end, start } = node.position ?? {}
    const text = this.#source.slice(start?.offset ?? 0, end?.offset ?? 0)
    return this.#row(node, html`<p class="raw"><code>${text}</code></p>`)
  }

  #list({ children, ordered, start }: List, depth: number): Markup {
    const items = children.map((item) => this.#listItem(item, depth))
    return ordered ? html`<ol start="${start ?? 1}">${items}</ol>` : html`<ul>${items}</ul>`
  }

  #listItem({ checked, children }: ListItem, depth: number): Markup {
    const [first, ...rest] = children
    const isTask = typeof checked === 'boolean'
    if (first?.type !== 'paragraph') return html`<li>${this.blocks(children, depth + 1)}</li>`
    const box = isTask && html`<span class="box">${checked ? '[x]' : '[ ]'}</span> `
    const text = this.#row(first, html`<p>${box}${this.#inlines(first.children)}</p>`)
    return html`<li${isTask && html` class="task"`}>${text}${this.blocks(rest, depth + 1)}</li>`
  }

  #table({ children }: Table): Markup {
    const [header, ...rows] = children
    if (header === undefined) return html``
    return html`
<table><thead><tr>${header.children.map(
      (cell) => html`<th scope="col">${this.#inlines(cell.children)}</th>`,
    )}<th scope="col">In this run${this.#margin.upTo(lastLine(header))}</th></tr></thead>
<tbody>${rows.map(
      (row) =>
        html`<tr>${row.children.map(
          (cell) => html`<td>${this.#inlines(cell.children)}</td>`,
        )}<td class="last">${this.#margin.upTo(lastLine(row))}</td></tr>`,
    )}</tbody></table>`
  }
}

function lastLine({ position }: Nodes): number {
  return position?.end.line ?? 1
}
