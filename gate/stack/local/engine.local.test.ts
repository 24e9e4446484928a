import { describeEngine } from '../testing/engine-behaviour.ts'
import { LocalEngine } from './engine.ts'

describeEngine('local', (labels) => new LocalEngine(labels))
