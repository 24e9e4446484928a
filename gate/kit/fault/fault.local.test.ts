import { LocalEngine } from '#gate/stack/local/engine.ts'
import { describeFaults } from './testing/fault-behaviour.ts'

describeFaults('local', (labels) => new LocalEngine(labels))
