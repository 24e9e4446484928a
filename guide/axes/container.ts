import { defineAxes } from './axis.ts'

export const container = defineAxes('container', {})
