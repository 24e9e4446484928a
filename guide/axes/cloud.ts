import { defineAxes } from './axis.ts'

export const cloud = defineAxes('cloud', {})
