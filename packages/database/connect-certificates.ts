import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate in PEM with its key, for a server in a test. */
export type Certificate = { name: string; pem: string; keyPem: string; privateKey: KeyObject }

/** A root of one's own; it signs itself. */
export function makeRoot(name: string): Certificate {
  return certificate(name, undefined, [basicConstraints])
}

/** A certificate for a host, which does not tell the key of its root: only the name. */
export function makeCertificate(root: Certificate, host: string): Certificate {
  return certificate('server', root, [subjectAltName(host)])
}

/** X.509 version 3 for a day around now, with keys on P-256. @see RFC 5280 */
function certificate(name: string, root: Certificate | undefined, extensions: Buffer[]) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = root?.name ?? name
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(issuer),
    sequence(utcTime(Date.now() - day), utcTime(Date.now() + day)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', content, root?.privateKey ?? privateKey)
  const whole = sequence(content, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', '']
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { name, pem: pem.join('\n'), keyPem, privateKey }
}

const day = 24 * 60 * 60 * 1000

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts)
}

/** An object identifier, of which the bytes are given. */
function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(identifier('550403'), der(0x0c, Buffer.from(commonName)))
  return sequence(der(0x31, attribute))
}

function utcTime(instant: number): Buffer {
  const digits = new Date(instant).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}

const yes = der(0x01, Buffer.from([0xff]))

/** That it may sign others. */
const basicConstraints = sequence(identifier('551d13'), yes, der(0x04, sequence(yes)))

function subjectAltName(host: string): Buffer {
  return sequence(identifier('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host)))))
}
