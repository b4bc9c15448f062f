import { expect, test } from 'vitest'
import { answeredPages } from './answered-pages.ts'

/** A list in pages, whose answers name the next page where `links` says so. */
async function read(pages: number[], links: (string | undefined)[] = [], most?: number) {
  const asked: object[] = []
  const all = await answeredPages(
    async (place) => {
      const at = asked.push(place) - 1
      return { data: Array(pages[at] ?? 0).fill(at), headers: { link: links[at] } }
    },
    (data) => data as number[],
    most,
  )
  return { asked, count: all.length }
}

test('goes on after a full page, and ends after another one', async () => {
  expect(await read([100, 100, 3])).toEqual({ asked: [{}, { page: 2 }, { page: 3 }], count: 203 })
  expect(await read([100, 0])).toMatchObject({ count: 100 })
})

test('follows what the answers say, however full they are', async () => {
  const next = '<https://api.example/issues?per_page=100&after=Y3&page=2>; rel="next"'
  const last = '<https://api.example/issues?page=1>; rel="first"'
  expect(await read([30, 100], [next, last])).toEqual({
    asked: [{}, { per_page: '100', after: 'Y3', page: '2' }],
    count: 130,
  })
})

test('reads no more pages than it is told', async () => {
  expect(await read([100, 100, 100], [], 2)).toMatchObject({ count: 200 })
})
