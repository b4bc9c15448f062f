import { X509Certificate } from 'node:crypto'
import dns from 'node:dns'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { addressesToTry } from './address.ts'
import { supabaseRoots } from './address-supabase.ts'
import { connect } from './connect.ts'
import { type Certificate, makeCertificate, makeRoot } from './connect-certificates.ts'
import { explainConnection } from './explain-connection.ts'

const ref = 'abcdefghijklmnopqrst'
const secret = 'pa55-word'
const poolerHost = 'aws-0-eu-west-1.pooler.supabase.com'
const directHost = `db.${ref}.supabase.co`

describe('with a server that speaks TLS at an address of Supabase', () => {
  const servers: Server[] = []
  const root = makeRoot('root')
  const stranger = makeRoot('stranger')
  const namesake = makeRoot('root')
  const pooler = makeCertificate(root, '*.pooler.supabase.com')
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-roots-'))

  beforeAll(() => {
    writeFileSync(join(folder, 'root.crt'), root.pem)
    writeFileSync(join(folder, 'stranger.crt'), stranger.pem)
    return () => rmSync(folder, { recursive: true })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    for (const server of servers.splice(0)) server.close()
  })

  /** Asks for TLS, shows a certificate, and refuses whoever comes with Supavisor's words. */
  async function serve({ pem, keyPem }: Certificate, answer = errorMessage('28P01', 'no')) {
    const context = tls.createSecureContext({ cert: pem, key: keyPem })
    return listen((socket) => {
      socket.once('data', () => {
        socket.write('S')
        const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: context })
        secure.on('error', () => undefined)
        secure.once('data', () => secure.end(answer))
      })
    })
  }

  /** The port of a server that every host's name leads to. */
  async function listen(treat: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      treat(socket)
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await new Promise((resolve) => server.once('listening', resolve))
    vi.spyOn(dns, 'lookup').mockImplementation(((...given: unknown[]) => {
      const done = given.at(-1) as (error: null, address: unknown, family?: number) => void
      const { all } = given[1] as { all?: boolean }
      if (all) done(null, [{ address: '127.0.0.1', family: 4 }])
      else done(null, '127.0.0.1', 4)
    }) as typeof dns.lookup)
    return (server.address() as AddressInfo).port
  }

  const address = (port: number, parameters = '', host = poolerHost) =>
    `postgresql://postgres.${ref}:${secret}@${host}:${port}/postgres${parameters}`

  test.each(['', '?sslmode=prefer', '?sslmode=require', '?sslmode=verify-ca', '?ssl=true'])(
    'a certificate of a stranger is refused with "%s"',
    async (parameters) => {
      const port = await serve(pooler)
      const secured = vi.spyOn(tls, 'connect')
      const failure = await failureOf(address(port, parameters))
      expect(failure).toMatch(/^What answers at aws-0-.* can't prove to be Supabase's/)
      expect(secured.mock.calls).toHaveLength(1)
      expect(secured.mock.calls[0]?.[0]).toMatchObject({
        ca: expect.arrayContaining(supabaseRoots()),
        servername: poolerHost,
      })
    },
  )

  test('a server without TLS is refused, and hears no password', async () => {
    const heard: Buffer[] = []
    const port = await listen((socket) => {
      socket.on('data', (data: Buffer) => {
        heard.push(data)
        socket.end('N')
      })
    })
    expect(await failureOf(address(port))).toMatch(/speaks no TLS/)
    expect(heard).toHaveLength(1)
  })

  test('the roots of the system are trusted too, for the right name alone', async () => {
    const before = tls.getCACertificates('default')
    tls.setDefaultCACertificates([root.pem])
    try {
      expect(await failureOf(address(await serve(pooler)))).toMatch(/refuses the password/)
      expect(
        await failureOf(address(await serve(makeCertificate(root, 'elsewhere.example')))),
      ).toMatch(/can't prove to be/)
    } finally {
      tls.setDefaultCACertificates(before)
    }
  })

  test('of two roots with one name the right one is found', async () => {
    const before = tls.getCACertificates('default')
    tls.setDefaultCACertificates([root.pem, namesake.pem])
    try {
      expect(await failureOf(address(await serve(pooler)))).toMatch(/refuses the password/)
      expect(
        await failureOf(address(await serve(makeCertificate(namesake, '*.pooler.supabase.com')))),
      ).toMatch(/refuses the password/)
    } finally {
      tls.setDefaultCACertificates(before)
    }
  })

  test('roots that the address names are the only ones', async () => {
    const named = (name: string) =>
      `?sslmode=verify-full&sslrootcert=${encodeURIComponent(join(folder, `${name}.crt`))}`
    const right = address(await serve(pooler), named('root'))
    expect(await failureOf(right)).toMatch(/refuses the password/)
    const wrong = address(await serve(pooler), named('stranger'))
    expect(await failureOf(wrong)).toMatch(/can't prove to be/)
  })

  test.each([
    ['XX000', `(ENOTFOUND) tenant/user postgres.${ref} not found`, /if it is paused, restore it/],
    ['28P01', 'password authentication failed for user "postgres"', /may be hibernating/],
    [
      'XX000',
      '(EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15',
      /has no connection left: in session mode/,
    ],
  ])('%s %s from the pooler has a sentence of its own', async (code, message, sentence) => {
    const port = await serve(pooler, errorMessage(code, message))
    const named = `?sslmode=require&sslrootcert=${encodeURIComponent(join(folder, 'root.crt'))}`
    expect(await failureOf(address(port, named))).toMatch(sentence)
  })
})

/** Postgres' message of an error that ends the connection. */
function errorMessage(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

async function failureOf(url: string): Promise<string> {
  const failure = await connect(url, { timeout: 3000 }).then(
    () => undefined,
    (error: Error) => error,
  )
  expect(failure?.name).toBe('OperatorError')
  expect(failure?.message).not.toContain(secret)
  expect(failure?.message).toMatch(/\.$/)
  return failure?.message ?? ''
}

test("Supabase's two roots come with every connection to it, besides the system's", () => {
  const roots = supabaseRoots()
  expect(roots.map((pem) => new X509Certificate(pem).validTo.slice(-8))).toEqual([
    '2031 GMT',
    '2035 GMT',
  ])
  const hosts = [poolerHost, directHost, poolerHost.toUpperCase()]
  for (const host of hosts) {
    const addresses = addressesToTry(`postgresql://me:x@${host}/postgres?sslmode=require`)
    expect(addresses).not.toEqual([])
    for (const address of addresses) {
      expect(roots.every((root) => address.roots?.includes(root))).toBe(true)
      expect(address.roots?.length).toBeGreaterThan(roots.length)
      expect(address.url).not.toMatch(/ssl/)
    }
  }
})

test.each(['sslmode=disable', 'sslmode=no-verify', 'sslrootcert=root.crt', 'ssl=false'])(
  'who writes %s has it so',
  (parameter) => {
    const addresses = addressesToTry(`postgresql://me:x@${poolerHost}/postgres?${parameter}`)
    expect(addresses.map(({ roots }) => roots)).toEqual(addresses.map(() => undefined))
  },
)

test.each([`${poolerHost}.example`, 'supabase.com.example', 'notsupabase.co', '127.0.0.1'])(
  '%s is none of Supabase',
  (host) => {
    const [address] = addressesToTry(`postgresql://me:x@${host}/postgres?sslmode=require`)
    expect(address?.roots).toBeUndefined()
  },
)

test.each([
  `postgresql://postgres.${ref}:${secret}@${poolerHost}:6543/postgres`,
  `postgresql://postgres:${secret}@${directHost}:6543/postgres?sslmode=disable`,
])('the transaction pooler is refused before it is asked', async (url) => {
  expect(await failureOf(url)).toMatch(/is the transaction pooler.*with port 5432\.$/)
})

test.each([
  [directHost, 'ENOTFOUND', 'getaddrinfo ENOTFOUND', /IPv6 alone.*session pooler/],
  [directHost, 'ENETUNREACH', 'connect ENETUNREACH', /IPv6 alone.*session pooler/],
  [directHost, '', 'timeout expired', /IPv6 alone.*session pooler/],
  [poolerHost, '', 'timeout expired', /did not answer in time/],
  [poolerHost, 'ENOTFOUND', 'getaddrinfo ENOTFOUND', /host of .* is not known/],
  [poolerHost, 'XX000', 'Tenant or user not found', /if it is paused, restore it/],
  [poolerHost, 'XX000', '(ENOIDENTIFIER) no tenant identifier provided', /<project ref>/],
  [poolerHost, 'XX000', '(EAUTHQUERY) auth_query connection failed: econnrefused', /hibernating/],
  [
    poolerHost,
    'XX000',
    '(ECIRCUITBREAKER) too many failed attempts to connect to the database, new connections are temporarily blocked',
    /doesn't reach the database/,
  ],
  [
    poolerHost,
    'XX000',
    '(ECIRCUITBREAKER) too many authentication failures, new connections are temporarily blocked',
    /too many passwords were wrong/,
  ],
  [poolerHost, 'XX000', '(EMAXCONN) max client connections reached, limit: 200', /pool size/],
  [
    poolerHost,
    'XX000',
    '(ECHECKOUTTIMEOUT) unable to check out connection from the pool after 60000ms in Session mode',
    /pool size/,
  ],
  [poolerHost, 'XX000', '(EADDRNOTALLOWED) address not in tenant allow_list: {1}', /restrictions/],
  [poolerHost, 'XX000', '(EBANNED) tenant is banned: unpaid', /billing/],
  [poolerHost, 'XX000', '(ESSLREQUIRED) SSL connection is required for user: x', /sslmode=require/],
])('at %s, %s "%s" has a sentence with the next step', (host, code, message, sentence) => {
  const error = Object.assign(new Error(message), { code })
  const said = explainConnection(error, `postgresql://postgres.${ref}:${secret}@${host}/postgres`)
  expect(said.message).toMatch(sentence)
})

test('a user without the ref of the project is told how to write it', () => {
  const error = new Error('Tenant or user not found')
  const url = `postgresql://rollcall_reader:${secret}@${poolerHost}/postgres`
  expect(explainConnection(error, url).message).toMatch(/as rollcall_reader\.<project ref>/)
})
