const late = () => {
  stopListening?.()
  reject(new PoolTimeoutError())
}
