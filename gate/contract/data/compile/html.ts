/** Reads what forms and pages hide in their HTML: tokens against forged requests, mostly. */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'

function* elementsOf(node: Tree.Node): Generator<Tree.Element> {
  if ('tagName' in node) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsOf(child)
}

function attribute(element: Tree.Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value
}

/** An attribute of the first element of a kind with this `name`. */
export function attributeOf(
  html: string,
  { tag, name, attribute: wanted }: { tag: string; name: string; attribute: string },
): string | undefined {
  for (const element of elementsOf(parse(html))) {
    if (element.tagName === tag && attribute(element, 'name') === name) {
      return attribute(element, wanted)
    }
  }
  return undefined
}
