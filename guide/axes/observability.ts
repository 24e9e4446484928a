import { defineAxes } from './axis.ts'

export const observability = defineAxes('observability', {})
