import { defaultConfig } from '@rollcall/core'
import { startGitHub } from '@rollcall/testing/github'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { connectGitHub } from './client.ts'
import { readEvent, writeMarker } from './marker.ts'
import { tellOfRemedy } from './tell.ts'

const github = await startGitHub()
beforeEach(() => github.reset())
afterAll(() => github.stop())

const client = (token: string) =>
  connectGitHub({
    token,
    repository: github.repository,
    apiUrl: github.url,
    polite: false,
  })

const marked = (check: string) =>
  `${writeMarker({ fingerprint: `production/${check}`, episode: 1, run: '2026-03-11T05:00:00.000Z' })}\n\nIt fails.`

async function open(body: string, who: 'actions' | 'visitor' = 'actions') {
  const { rest, owner, repo } = client(github.tokens[who])
  const { data } = await rest.issues.create({ owner, repo, title: 'Failing', body })
  return data.number
}

const tell = (lines: string[] = ['student 42: 3 classes']) =>
  tellOfRemedy({
    github: client(github.tokens.actions),
    config: defaultConfig,
    application: {
      remedy: 'create-missing-classes',
      before: { count: lines.length, lines },
      after: { count: 0, lines: [] },
      done: '3 classes were created.',
      count: 3,
    },
    now: '2026-03-11T11:00:00.000Z',
    key: '77-1',
    links: { repository: 'https://github.example/school/rollcall' },
  })

const commentsOf = async (number: number) =>
  (await github.issues()).find((issue) => issue.number === number)?.comments ?? []

test('tells before and after on the open issue of each check that it belongs to', async () => {
  const missing = await open(marked('missing-classes'))
  const orphaned = await open(marked('orphaned-classes'))
  const other = await open(marked('old-logs'))
  expect(await tell()).toEqual([missing, orphaned])
  const [{ body = '' } = {}] = await commentsOf(missing)
  expect(readEvent(body)).toBe('remedy-77-1')
  expect(body).toMatch(/Before: 1 to do[\s\S]*student 42: 3 classes[\s\S]*After: 0 left/)
  expect(await commentsOf(orphaned)).toHaveLength(1)
  expect(await commentsOf(other)).toEqual([])
})

test('tells of two issues about one check on the lower, and never on what another person wrote', async () => {
  const foreign = await open(marked('missing-classes'), 'visitor')
  const first = await open(marked('missing-classes'))
  await open(marked('missing-classes'))
  expect(await tell()).toEqual([first])
  expect(await commentsOf(foreign)).toEqual([])
})

test('tells nothing where no issue is open', async () => {
  expect(await tell()).toEqual([])
})

test('stays within what a comment may hold, and shows what comes from data as text', async () => {
  const number = await open(marked('missing-classes'))
  await tell(Array.from({ length: 100 }, () => `@owner <b>${'<'.repeat(400)}`))
  const [{ body = '' } = {}] = await commentsOf(number)
  expect(body.length).toBeLessThan(65_536)
  expect(body).not.toMatch(/@owner|<b>/)
})

test('says what to do when GitHub refuses', async () => {
  await open(marked('missing-classes'))
  github.fail({ method: 'POST', path: /comments$/, kind: 403 })
  await expect(tell()).rejects.toThrow('give it the permission "Issues: write"')
})
