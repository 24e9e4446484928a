if (isUnavailable(error)) {
  this.lost = true
  throw this.unavailable('is not available', error)
}
