/** The image's health check: exits 0 if this container's server answers /health with 2xx. */
const timeoutMs = 8_000
const url = `http://127.0.0.1:${process.env.PORT ?? 8000}/health`

try {
  const signal = AbortSignal.timeout(timeoutMs)
  const { ok, status } = await fetch(url, { redirect: 'manual', signal })
  console.log(`${url} answered ${status}`)
  process.exitCode = ok ? 0 : 1
} catch (error) {
  console.log(`${url} did not answer: ${error}`)
  process.exitCode = 1
}
