import { isSame } from './answers.ts'
import type { Desired } from './desired.ts'
import { concernsAll } from './explain-github.ts'
import { checkOf } from './marker.ts'
import { type Issue, listIssues, type Reading, readNumber } from './read-issues.ts'
import { readPeople, trusted } from './read-people.ts'

/** What there is about one check: the issue that counts, and others that stand open beside it. */
export type Found = { issue: Issue; duplicates: Issue[] }

export type Actual = {
  found: Map<string, Found>
  /** Why there are checks whose issues could not be read: nothing is done about them. */
  unread: Map<string, unknown>
  /** Reads issues anew that came from a list, which may lag behind; answers whether there were any. */
  readAgain(fingerprints: Set<string>): Promise<boolean>
}

type Given = Reading & {
  desired: Desired[]
  /** The checks that there are. */
  known: Set<string>
}

/** One that Rollcall closed, because another one tells of the same. */
function isDuplicate({ open, reason, closedBy }: Issue, author: string): boolean {
  return !open && reason === 'duplicate' && isSame(closedBy?.login, author)
}

/** With more issues than these it is GitHub that can't be read. */
const unreadAtMost = 2

/**
 * Reads the issues that the runs may change. Lists what is open; what closed, or is not listed yet, is
 * read by the number that the database remembers, or looked for among the newest closed ones.
 */
export async function actualState(given: Given): Promise<Actual> {
  const { github, desired, known, remembered, author } = given
  const found = new Map<string, Found>()
  const unread = new Map<string, unknown>()
  /** What can't be read of one issue holds up that one alone, unless there are many. */
  const attempt = async (fp: string, reading: () => Promise<void>) => {
    if (unread.has(fp)) return
    await reading().catch((error: unknown) => {
      if (concernsAll(error) || unread.size >= unreadAtMost) throw error
      unread.set(fp, error)
    })
  }
  const listed = new Set<string>()
  for (const issue of await listIssues(given, 'open')) {
    const { fingerprint } = issue.marker
    const first = found.get(fingerprint)
    if (first) first.duplicates.push(issue)
    else found.set(fingerprint, { issue, duplicates: [] })
    listed.add(fingerprint)
  }
  const failing = desired.filter(({ wish }) => wish.state === 'failing' && !wish.hold)
  const wanted = new Set(failing.map(({ fingerprint }) => fingerprint))
  for (const [fp, { open, number }] of remembered) {
    if (found.has(fp) || !(open || wanted.has(fp))) continue
    await attempt(fp, async () => {
      const issue = await readNumber(given, number)
      if (issue && !isDuplicate(issue, author)) found.set(fp, { issue, duplicates: [] })
    })
  }
  const missing = new Set([...wanted].filter((fp) => !found.has(fp)))
  if (missing.size > 0) {
    // The last one is the last episode's.
    for (const issue of await listIssues(given, 'closed')) {
      const fp = issue.marker.fingerprint
      if (missing.has(fp) && issue.reason !== 'duplicate') found.set(fp, { issue, duplicates: [] })
    }
  }
  const trust = trusted(github)
  const told = new Set(desired.map(({ fingerprint }) => fingerprint))
  for (const [fp, { issue, duplicates }] of found) {
    if (!told.has(fp) && known.has(checkOf(fp))) continue
    await attempt(fp, async () => {
      for (const each of [issue, ...duplicates]) await readPeople(github, each, author, trust)
    })
  }

  async function readAgain(fingerprints: Set<string>): Promise<boolean> {
    const again = [...listed].filter((fp) => fingerprints.has(fp))
    for (const fp of again) {
      listed.delete(fp)
      const { issue, duplicates } = found.get(fp) as Found
      await attempt(fp, async () => {
        const fresh = await readNumber(given, issue.number)
        // One that is gone is found to be so when it is written.
        if (!fresh) return
        await readPeople(github, fresh, author, trust)
        const [first, ...others] = duplicates
        if (fresh.open || !first) found.set(fp, { issue: fresh, duplicates })
        else found.set(fp, { issue: first, duplicates: others })
      })
    }
    return again.length > 0
  }
  return { found, unread, readAgain }
}
