/** The thread in which a guide is read: see load-guide.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { GuideItem } from './item.ts'
import { itemsOf } from './items.ts'

/** What the thread answers. */
export type FromThread = readonly GuideItem[]

const items: FromThread = itemsOf(workerData)
parentPort?.postMessage(items)
