import { defineAxes } from './axis.ts'

export const pool = defineAxes('pool', {})
