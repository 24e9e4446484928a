import type { Worker } from 'node:cluster'

interface HandOver {
  cmd?: string
  act?: string
  seq?: number
  ack?: number
}

type Send = (message: HandOver, ...rest: unknown[]) => boolean

/**
 * Node's cluster passes each connection to a worker and waits for its reply. A killed worker never
 * replies, and the connection hangs in the primary forever. This tracks connections without a reply
 * and, when the worker dies, replies in its place that it did not accept: Node then passes the
 * connection, from which nothing was read yet, to another worker.
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
