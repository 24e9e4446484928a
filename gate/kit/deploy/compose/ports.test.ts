import { expect, test } from 'vitest'
import { publicPorts } from './ports.ts'

test('ports that others reach', () => {
  const ports = ['80:80', '127.0.0.1:81:81', 82, { target: 83, published: '83' }, '[::1]:84:84']
  expect(publicPorts({ ports })).toEqual(['80:80', '82', '83:83'])
  expect(publicPorts({ ports: [{ target: 1, published: '1', host_ip: '127.0.0.1' }] })).toEqual([])
  expect(publicPorts({ network_mode: 'host' })).toHaveLength(1)
})
