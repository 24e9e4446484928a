import { defineItems } from './entry.ts'

/** What stands above the first section. */
export const opening = defineItems(
  [],
  [[3, 'sentence', '2a367aed3164', '144c6b6d737fb1d5e1', 'introduces what follows']],
)
