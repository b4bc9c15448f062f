import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { allRemedies, type Check, type Context, defaultConfig } from '@rollcall/core'
import { scratchDatabase, testNow } from '@rollcall/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { knownChecks as allChecks, checklistsFor } from './checklists.ts'
import { main } from './rollcall.ts'

const checklists = checklistsFor({ without: 'no project is named' })

const database = scratchDatabase()
afterEach(() => vi.restoreAllMocks())

const root = new URL('../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const below = (folder: string, ending: string) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => `${folder}${path}`)
const document = 'docs/maintenance-procedures.md'
const guides = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below('docs/', '.md')]
const runbookOf = ({ id }: Check) => read(`docs/runbooks/${id}.md`)

const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  )
const prose = (text: string) => text.replace(/```.*?```/gs, '')
const section = (text: string, heading: string) =>
  prose(text)
    .split(new RegExp(`^#+ ${heading}\n`, 'm'))[1]
    ?.split(/^#/m)[0] ?? ''
const linkedIn = (text: string) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to)

/** What follows `rollcall` wherever a guide says so, in a line of a shell or in a sentence. */
function commandsIn(text: string): string[] {
  const lines = blocks(text, 'bash').flatMap((code) => code.replaceAll('\\\n', ' ').split('\n'))
  const spans = [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...lines, ...spans].flatMap(
    (line) => line.trim().match(/^(?:npx )?rollcall ([a-z].*)$/)?.[1] ?? [],
  )
}

/** The words of a command up to a comment, the next command or where its output goes. */
function wordsOf(command: string): string[] {
  const words = command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []
  const end = words.findIndex((word) => ['#', '&&', '>'].includes(word))
  return words
    .slice(0, end < 0 ? undefined : end)
    .map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
}

/** A command's name alone, or a form to be filled in, such as `check <daily|weekly> [--remedy]`. */
const isForm = (command: string) =>
  /^[a-z]+$/.test(command) || /[<[…]/.test(command.replace(/'[^']*'/g, ''))

/** What the command says that it can't do. With a clock that is none it gets no further than that. */
async function refusalOf(words: string[]): Promise<string> {
  let said = ''
  const write = (text: string | Uint8Array) => {
    said += text
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(write)
  vi.spyOn(process.stderr, 'write').mockImplementation(write)
  await main([...words, '--now', 'never'])
  vi.restoreAllMocks()
  return said
}

describe.each(guides.filter((path) => path !== document))('%s', (path) => {
  const commands = [...new Set(commandsIn(read(path)))]
  test('names commands that there are', async () => {
    for (const command of commands) {
      const said = await refusalOf(
        isForm(command) ? command.split(' ').slice(0, 1) : wordsOf(command),
      )
      if (isForm(command)) expect(said).not.toMatch(/unknown command/i)
      else expect(said, `rollcall ${command}`).toMatch(/--now is "never"/)
    }
  })

  test('its SQL runs', async () => {
    for (const sql of blocks(read(path), 'sql')) {
      await database.session.query('begin')
      const failure = await database.session.query(sql).then(() => undefined, String)
      await database.session.query('rollback')
      expect(failure, sql).toBeUndefined()
    }
  })
})

/** The anchors that GitHub gives to the headings of a text. */
const anchors = (text: string) =>
  [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test.each(guides)('%s links to what is there', (path) => {
  for (const link of linkedIn(prose(read(path)))) {
    if (/^[a-z]+:/.test(link)) continue
    const target = new URL(link, new URL(path, root))
    expect(existsSync(new URL(target.pathname, root)), link).toBe(true)
    if (target.hash === '') continue
    const text = readFileSync(new URL(target.pathname, root), 'utf8')
    expect(anchors(text)).toContain(decodeURIComponent(target.hash.slice(1)))
  }
})

const schema = JSON.parse(read('packages/core/config.schema.json'))
const defaults: Record<string, { default?: number }> = schema.properties.thresholds.properties

const asRunbook = (name: string) => `thresholds.${name} (${defaults[name]?.default ?? 'not set'})`

/** The thresholds that a check asks for before it asks the database, each as its runbook has to say it. */
async function thresholdsOf(check: Check): Promise<string[]> {
  const asked = new Set<string>()
  const thresholds = new Proxy(defaultConfig.thresholds, {
    get(all, name) {
      asked.add(String(name))
      return Reflect.get(all, name)
    },
  })
  const query = () => Promise.reject(new Error('not asked'))
  const context: Context = {
    database: { query },
    now: testNow,
    window: { from: testNow, to: testNow },
    config: { ...defaultConfig, thresholds },
  }
  await check.look(context).catch(() => undefined)
  return [...asked].map(asRunbook)
}

test('each runbook belongs to a check', () => {
  const ids = below('docs/runbooks/', '.md').map((path) => path.slice('docs/runbooks/'.length, -3))
  expect(ids.sort()).toEqual([...allChecks.map(({ id }) => id), 'README'].sort())
})

describe.each(allChecks)('the runbook of $id', (check) => {
  test('says what each runbook says, in the same order, and leaves nothing to do', () => {
    expect(runbookOf(check)).not.toContain('TODO')
    expect([...prose(runbookOf(check)).matchAll(/^#+ .+$/gm)].map(String)).toEqual([
      `# ${check.title}`,
      '## What it means',
      '## What it looks at',
      '## What to do',
      '## Where to look by hand',
      '## Settings',
      '## Known limits',
    ])
  })

  test('says which checklists hold it, how to look again, and its remedy with preview', () => {
    const lists = Object.entries(checklists).filter(([, checks]) =>
      checks.some(({ id }) => id === check.id),
    )
    const names = lists.map(([name]) => name).join(' and the ')
    const where = lists.length > 0 ? `the ${names}` : 'no'
    expect(runbookOf(check)).toContain(`Check \`${check.id}\`, in ${where} checklist. `)
    const commands = commandsIn(runbookOf(check)).map(wordsOf)
    expect(commands.some(([name, ...what]) => name === 'check' && what.includes(check.id))).toBe(
      true,
    )
    const { id } = check.remedy ?? { id: undefined }
    expect(runbookOf(check)).toContain(id ? `Remedy \`${id}\`` : 'No remedy')
    if (id)
      expect(commands).toEqual(
        expect.arrayContaining([
          ['remedy', id],
          ['remedy', id, '--apply'],
        ]),
      )
  })

  test('gives the thresholds that the check asks for, with their defaults', async () => {
    const lines = section(runbookOf(check), 'Settings').match(/^- `thresholds.*$/gm) ?? []
    const given = lines.map((line) => line.replace(/^- `(.+?)` (\([^)]+\)): .+$/, '$1 $2'))
    // What looks outside the database asks for them as it goes on.
    const named = given.map((line) => line.replace(/^thresholds\.(\w+) .*$/, '$1'))
    const asked = check.outside ? named.map(asRunbook) : await thresholdsOf(check)
    expect(given.sort()).toEqual(asked.sort())
  })
})

test.each(Object.entries(checklists))(
  'the index lists the %s checklist in its order',
  (name, checks) => {
    const listed = section(
      read('docs/runbooks/README.md'),
      name.replace(/^./, (a) => a.toUpperCase()),
    )
    expect(linkedIn(listed)).toEqual(checks.map(({ id }) => `${id}.md`))
  },
)

test('the index gives every remedy with its bound', () => {
  const rows = [...read('docs/runbooks/README.md').matchAll(/^\| `([a-z-]+)` .*\| ([\d,]+) /gm)]
  expect(rows.map(([, id, most]) => [id, most])).toEqual(
    allRemedies.map(({ id, limit }) => [id, limit.toLocaleString('en')]),
  )
})

test('the guide to the procedures links to every heading of the document that asks for something', () => {
  const asked = prose(read(document)).replaceAll(/^(# |## .*(Overview|Conclusion)).*$/gm, '')
  const links = linkedIn(read('docs/procedures.md'))
  for (const anchor of anchors(asked))
    expect(links).toContain(`maintenance-procedures.md#${anchor}`)
})
