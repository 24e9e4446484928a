const loaded = found?.[0]
if (often && use.count > 40 && typeof loaded === 'string') {
  this.copies.set(key, { value: loaded, until: now + 300 })
}
