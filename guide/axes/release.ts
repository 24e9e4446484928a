import { defineAxes } from './axis.ts'

export const release = defineAxes('release', {})
