if ('stale' in message) {
  for (const each of this.workers()) each.send(message)
  return
}
