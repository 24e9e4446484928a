/**
 * Parts of a program that describe it to others and do nothing when it runs. No check can see them
 * change, so no operator changes them, as StrykerJS's ignorers do. Pure.
 */
import type { Node } from 'oxc-parser'

/** Keys of routes' schemas, and of their plugin, that only the OpenAPI document shows. */
const describing = new Set(['summary', 'description', 'tags', 'openapi'])

/** A call that makes nothing but a part of that document: the refusals of a route. */
function isDescribingCall(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return false
  return node.callee.name === 'refusals'
}

/** The second argument of fastify-plugin is metadata: Fastify asserts an order with it. */
function isPluginMetadata(node: Node, parent: Node | undefined): boolean {
  if (parent?.type !== 'CallExpression' || parent.arguments[1] !== node) return false
  return parent.callee.type === 'Identifier' && parent.callee.name === 'fp'
}

/** Whether a node, which stands in its parent, only describes. */
export function isDocumentation(node: Node, parent: Node | undefined): boolean {
  if (isPluginMetadata(node, parent) || isDescribingCall(node)) return true
  if (node.type !== 'Property' || node.computed || node.key.type !== 'Identifier') return false
  return describing.has(node.key.name)
}
