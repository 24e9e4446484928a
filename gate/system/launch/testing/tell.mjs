/** Commands in the image: `health` asks the server, `tell` prints a file and ends with 5. */
import { existsSync, readFileSync } from 'node:fs'

const { PORT = '8000', FROM_IMAGE = 'unset', TOLD } = process.env

if (process.argv[2] === 'health') {
  await fetch(`http://127.0.0.1:${PORT}/`)
} else {
  const file = 'added/file.txt'
  process.stdout.write(
    `${FROM_IMAGE} ${TOLD} ${existsSync(file) ? readFileSync(file, 'utf8') : 'no file'}\n`,
  )
  process.stderr.write('beside\n')
  process.exitCode = 5
}
