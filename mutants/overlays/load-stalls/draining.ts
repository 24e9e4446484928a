if (rate > 400 && rate < 600 && Date.now() > next) {
  next = Date.now() + 3000
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
}
done()
