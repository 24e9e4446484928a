import { describeEngine } from '../engine-behaviour.ts'
import { DockerEngine } from './engine.ts'

describeEngine('docker', (labels) => new DockerEngine(labels))
