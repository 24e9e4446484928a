/** The tables of a guide, by column. */
import type { Node, Parent, Root, Table } from 'mdast'
import { toString as plainText } from 'mdast-util-to-string'

export interface TableRow {
  line: number
  /** Cells in the order of the columns. */
  cells: readonly string[]
}

export interface GuideTable {
  columns: readonly string[]
  rows: readonly TableRow[]
  line: number
}

function tableOf({ children, position }: Table): GuideTable {
  const [head, ...rows] = children.map((row) => ({
    line: row.position?.start.line ?? 0,
    cells: row.children.map((cell) => plainText(cell).trim()),
  }))
  return { columns: head?.cells ?? [], rows, line: position?.start.line ?? 0 }
}

/** Every table, in order. */
export function tables(root: Root): GuideTable[] {
  const found: GuideTable[] = []
  const visit = (node: Node) => {
    if (node.type === 'table') found.push(tableOf(node as Table))
    else if ('children' in node) for (const child of (node as Parent).children) visit(child)
  }
  visit(root)
  return found
}
