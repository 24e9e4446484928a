/** How much of the guide a run verifies, in one figure. */
import type { GuideRecord } from '#gate/verdict/guide-record.ts'
import { html, type Markup } from '../html/markup.ts'
import { type Claims, type ItemState, itemStates, stateLooks, stateOf } from './item-state.ts'

/** How many items of a guide are in each state. */
export function coverageOf({ items }: GuideRecord, claims: Claims): Record<ItemState, number> {
  const counts = Object.fromEntries(itemStates.map((state) => [state, 0]))
  for (const item of items) {
    const state = stateOf(item, claims)
    counts[state] = (counts[state] ?? 0) + 1
  }
  return counts as Record<ItemState, number>
}

/** What is said even if it is nothing. */
const always: readonly ItemState[] = ['verified', 'failing', 'unverified', 'unmapped']

export function coverageFigure(counts: Record<ItemState, number>): Markup {
  const shown = itemStates.filter((state) => counts[state] > 0 || always.includes(state))
  return html`<div class="outcomes coverage">
<div class="bar" aria-hidden="true">${shown.map(
    (state) =>
      counts[state] > 0 && html`<i class="${state}" style="flex-grow:${counts[state]}"></i>`,
  )}</div>
<ul>${shown.map(
    (state) => html`<li class="${state}"><strong>${counts[state]}</strong>
${stateLooks[state].word}</li>`,
  )}</ul></div>`
}
