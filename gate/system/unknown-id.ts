/** Ids that nothing has, in the form that the target gives its own. */
import { randomInt } from 'node:crypto'

/** Far from what a counter of a fresh database reaches, and within 32 bits. */
const unknownNumber = '999999999'
/** So many last characters differ: enough to meet no other id, in a UUID the last group. */
const changedLength = 12

const kinds = [/\d/g, /[a-z]/g, /[A-Z]/g]

/** Another character of its kind; letters are those of the id, which its alphabet surely has. */
function another(character: string, id: string): string {
  const kind = kinds.find((each) => character.match(each))
  if (!kind) return character
  const choices = /\d/.test(character) ? '0123456789' : (id.match(kind) ?? []).join('')
  return choices[randomInt(choices.length)] ?? character
}

/**
 * An id like one of the target's, which nothing has: a backend that reads a number where it gives
 * UUIDs refuses the form, and never looks whether there is such a thing.
 * @param id that the target has given; empty where there is none
 */
export function unknownLike(id: string): string {
  if (/^\d*$/.test(id)) return unknownNumber
  const kept = id.slice(0, -changedLength)
  const changed = [...id.slice(-changedLength)].map((each) => another(each, id)).join('')
  // An id of few characters may come out as it was.
  return changed === id.slice(-changedLength) ? `${kept}${changed}0` : `${kept}${changed}`
}
