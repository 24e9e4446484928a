import { defineAxes } from './axis.ts'

export const database = defineAxes('database', {})
