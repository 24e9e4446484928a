import { defineAxes } from './axis.ts'

export const configuration = defineAxes('configuration', {})
