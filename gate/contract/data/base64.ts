/** Base64 of a text. k6 loads this file, and has neither Buffer nor btoa. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of a text in UTF-8. */
function bytesOf(text: string): number[] {
  const escaped = encodeURIComponent(text).replace(/%([0-9A-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return [...escaped].map((letter) => letter.charCodeAt(0))
}

export function base64(text: string): string {
  const bytes = bytesOf(text)
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.slice(at, at + 3)
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0)
    const letters = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63])
    encoded += letters.slice(0, third === undefined ? (second === undefined ? 2 : 3) : 4).join('')
  }
  return encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=')
}
