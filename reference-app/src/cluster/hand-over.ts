import type { Worker } from 'node:cluster'

interface HandOver {
  cmd?: string
  act?: string
  seq?: number
  ack?: number
}

type Send = (message: HandOver, ...rest: unknown[]) => boolean

/**
 * Node's cluster hands each connection to a worker and waits for its word. A worker that is killed
 * never gives it, and the connection hangs in the primary for good. This remembers what a worker
 * has not answered for and, when it dies, answers in its place that it did not accept: Node then
 * hands the connection, of which nothing was read yet, to another worker.
 */
export function returnConnectionsOfDead(worker: Worker): void {
  const { process: child } = worker
  const unanswered = new Set<number>()
  const send = child.send.bind(child) as Send

  child.send = ((message: HandOver, ...rest: unknown[]) => {
    if (message.act === 'newconn' && message.seq !== undefined) unanswered.add(message.seq)
    return send(message, ...rest)
  }) as typeof child.send

  child.on('internalMessage', function onAnswer(message: HandOver) {
    if (message.ack !== undefined) unanswered.delete(message.ack)
  })

  worker.on('exit', function onExit() {
    for (const ack of [...unanswered]) {
      child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false })
    }
  })
}
