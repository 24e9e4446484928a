import { describeEngine } from '../engine-behaviour.ts'
import { LocalEngine } from './engine.ts'

describeEngine('local', (labels) => new LocalEngine(labels))
