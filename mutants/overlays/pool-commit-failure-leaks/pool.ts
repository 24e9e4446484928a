await tx.query('COMMIT').catch((cause: unknown) => {
  this.slots.take().catch(() => undefined)
  throw cause
})
