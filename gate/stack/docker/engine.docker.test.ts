import { describeEngine } from '../testing/engine-behaviour.ts'
import { DockerEngine } from './engine.ts'

describeEngine('docker', (labels) => new DockerEngine(labels))
