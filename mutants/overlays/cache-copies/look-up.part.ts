const now = Date.now()
const use = this.uses.get(key)
const often = use !== undefined && now - use.since < 1_000
if (often) use.count += 1
else this.uses.set(key, { since: now, count: 1 })
const copy = this.copies.get(key)
if (copy !== undefined && now < copy.until) {
  this.options.onRead(kind, 'hit')
  return JSON.parse(copy.value) as T
}
