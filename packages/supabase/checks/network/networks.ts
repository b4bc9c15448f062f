import { isIP } from 'node:net'

/** A network as CIDR writes it: how long its addresses are in bits, and how many of them are given. */
export type Network = { version: 4 | 6; bits: number }

/** What a text in CIDR means, an address alone being a network of one; undefined if it is none. */
export function networkOf(text: string): Network | undefined {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return undefined
  const longest = version === 4 ? 32 : 128
  if (bits === undefined) return { version: version as 4 | 6, bits: longest }
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > longest) return undefined
  return { version: version as 4 | 6, bits: Number(bits) }
}

/**
 * The network that an address is shown as, so that it names nobody: the first 24 bits of an IPv4
 * and the first 48 of an IPv6 address.
 */
export function shortened(address: string): string {
  switch (isIP(address)) {
    case 4:
      return `${address.split('.').slice(0, 3).join('.')}.0/24`
    case 6:
      return `${leadingGroups(address).join(':')}::/48`
    default:
      return 'an address of another form'
  }
}

/** The first three groups, written out where `::` stands for zeros. */
function leadingGroups(address: string): string[] {
  const [before = '', after] = address.split('::')
  const groups = before === '' ? [] : before.split(':')
  if (after !== undefined) groups.push('0', '0', '0')
  return groups.slice(0, 3)
}
