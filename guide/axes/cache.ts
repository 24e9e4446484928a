import { defineAxes } from './axis.ts'

export const cache = defineAxes('cache', {})
