import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { OperatorError } from '@rollcall/core'
import {
  checkTemplate,
  exportName,
  queryTemplate,
  runbookTemplate,
  testTemplate,
} from './templates.ts'

/** A file to write. */
type NewFile = { path: URL; text: string }

/**
 * The trio of a new check and its runbook, and the checklists and the index of the runbooks with the
 * check at the end of one of them.
 * @param core the folder of packages/core.
 * @throws OperatorError when the name is no name or is taken, or there is no such checklist.
 */
export async function newCheck(core: URL, name: string, checklist: string): Promise<NewFile[]> {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) {
    throw new OperatorError(
      `A check is named in lower case with hyphens, for example late-payments, not "${name}": npm run new-check late-payments weekly.`,
    )
  }
  const file = (ending: string) => new URL(`checks/${name}.${ending}`, core)
  if (existsSync(file('ts')))
    throw new OperatorError(`There is a check ${name} already: choose another name.`)
  const lists = new URL('checklists.ts', core)
  const runbooks = new URL('../../docs/runbooks/', core)
  const index = new URL('README.md', runbooks)
  return [
    { path: file('ts'), text: checkTemplate(name) },
    { path: file('sql'), text: queryTemplate },
    { path: file('test.ts'), text: testTemplate(name) },
    { path: lists, text: listed(await readFile(lists, 'utf8'), name, checklist) },
    { path: new URL(`${name}.md`, runbooks), text: runbookTemplate(name, checklist) },
    { path: index, text: indexed(await readFile(index, 'utf8'), name, checklist) },
  ]
}

function listed(text: string, name: string, checklist: string): string {
  const list = new RegExp(`(const ${checklist}: Listed\\[\\] = \\[)([^\\]]*?),?\\s*\\]`)
  if (!list.test(text)) {
    throw new OperatorError(`There is no checklist "${checklist}": use daily, weekly or monthly.`)
  }
  const line = `import { ${exportName(name)} } from './checks/${name}.ts'\n`
  return text.replace(list, `$1$2, ${exportName(name)}]`).replace(/\n\n/, `\n${line}\n`)
}

function indexed(text: string, name: string, checklist: string): string {
  const section = new RegExp(`(### ${checklist}\\n\\n(?:- .*\\n)+)`, 'i')
  return text.replace(section, `$1- [${name}](${name}.md): TODO: what it is about\n`)
}
