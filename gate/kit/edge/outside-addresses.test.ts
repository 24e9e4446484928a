/** Goal: clients from outside have addresses that no library takes for anything else. */
import { BlockList, isIPv4 } from 'node:net'
import { expect, test } from 'vitest'
import { outsideAddress } from './outside-addresses.ts'

/** What is not globally reachable, or special in another way (IANA's registry). */
const special = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24',
  '192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24',
  '198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
].flatMap((line) => line.split(' '))

test('each is an ordinary address of its own', () => {
  const list = new BlockList()
  for (const range of special) {
    const [net = '', bits] = range.split('/')
    list.addSubnet(net, Number(bits))
  }
  const addresses = Array.from({ length: 500 }, (_, number) => outsideAddress(number))
  expect(new Set(addresses).size).toBe(500)
  expect(addresses.filter((each) => !isIPv4(each) || list.check(each))).toEqual([])
})
