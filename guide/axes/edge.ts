import { defineAxes } from './axis.ts'

export const edge = defineAxes('edge', {})
