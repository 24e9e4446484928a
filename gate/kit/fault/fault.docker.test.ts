import { DockerEngine } from '#gate/stack/docker/engine.ts'
import { describeFaults } from './testing/fault-behaviour.ts'

describeFaults('docker', (labels) => new DockerEngine(labels))
