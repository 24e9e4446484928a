import { expect, test } from 'vitest'
import { publicPorts } from './ports.ts'

const found = (ports: unknown[], values = {}) => publicPorts({ ports }, values)

test('ports that others reach', () => {
  const ports = ['80:80', '127.0.0.1:81:81', 82, { target: 83, published: '83' }, '[::1]:84:84']
  expect(found(ports).open).toEqual(['80:80', '82', '83:83'])
  expect(found([{ target: 1, published: '1', host_ip: '127.0.0.1' }]).open).toEqual([])
  expect(publicPorts({ network_mode: 'host' }).open).toHaveLength(1)
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
test('a port whose address only the operator knows is neither open nor closed', () => {
  const ports = ['${BIND:?}:80:80', { target: 80, published: '80', host_ip: '${BIND:?}' }]
  expect(found(ports)).toEqual({ open: [], unknown: ['…:80:80', '80:80'] })
  expect(found(ports, { BIND: '127.0.0.1' })).toEqual({ open: [], unknown: [] })
  expect(found(ports, { BIND: '0.0.0.0' }).open).toHaveLength(2)
})

test('a variable in the first place may hold an address', () => {
  expect(found(['${DB:?}:5432', '${DB:?}'])).toEqual({ open: [], unknown: ['…:5432', '…'] })
  expect(found(['${DB:?}:5432'], { DB: '127.0.0.1:5432' }).open).toEqual([])
  expect(found(['80:${TARGET:?}']).open).toEqual(['80:…'])
})

test('defaults of variables hold', () => {
  expect(found(['${BIND:-127.0.0.1}:80:80', '${PORT:-80}:80']).open).toEqual(['80:80'])
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
