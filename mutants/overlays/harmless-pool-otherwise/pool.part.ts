private told: { at: number; status: PoolStatus } | undefined

status(): PoolStatus {
  const now = performance.now()
  if (this.told === undefined || now - this.told.at > 500) {
    this.told = { at: now, status: this.statusNow() }
  }
  return this.told.status
}

private statusNow(): PoolStatus {
