import { defineAxes } from './axis.ts'

export const load = defineAxes('load', {})
