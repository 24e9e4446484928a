if (isUnavailable(error)) {
  this.restUntil = Date.now() + 20_000
  throw this.unavailable('is not available', error)
}
