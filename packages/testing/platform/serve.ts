// Keeps an emulated Supabase up until it is interrupted, for clients other than ours:
//   npm run platform -w @rollcall/testing -- --port 8099
// DATABASE_URL names the Postgres that stands for its projects' own.
import { parseArgs } from 'node:util'
import { startPlatform } from './platform.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const database = process.env.DATABASE_URL
const platform = await startPlatform({ port: Number(values.port), ...(database && { database }) })
const { url, token, ref, organization, metricsUrl, secretKey } = platform
console.log(JSON.stringify({ url, token, ref, organization, metricsUrl, secretKey }))
