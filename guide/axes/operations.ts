import { defineAxes } from './axis.ts'

export const operations = defineAxes('operations', {})
