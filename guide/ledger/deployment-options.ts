import { defineItems } from './entry.ts'

/** “Deployment Options”. */
export const deploymentOptions = defineItems(
  ['Deployment Options'],
  [
    [7, 'list item', 'a2d50ea15f84', '7578878c', 'introduces what follows'],
    [8, 'list item', '212d5ca9a7ea', '03208c', 'introduces what follows'],
    [9, 'list item', 'ddf7d8ba5334', '0b15184d61a8f8', 'introduces what follows'],
  ],
)
