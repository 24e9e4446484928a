/** The image's health check: exit 0 where the server of this container answers /health with 2xx. */
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
