import { defineAxes } from './axis.ts'

export const http = defineAxes('http', {})
