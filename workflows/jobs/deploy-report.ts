import type { Change, DeploymentError, Operation } from '@rollcall/deployment'
import { code, prose } from '@rollcall/github'
import { z } from 'zod'

const change = z.object({
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  operation: z.enum(['create', 'update', 'replace', 'delete', 'forget', 'import']),
  properties: z.array(z.string()),
})

/** What preview.json holds: names and places, never a value. */
export const previewed = z.discriminatedUnion('state', [
  z.object({ state: z.enum(['changes', 'same']), stack: z.string(), changes: z.array(change) }),
  z.object({ state: z.literal('failed'), stack: z.string(), reason: z.string(), hint: z.string() }),
])
export type Previewed = z.infer<typeof previewed>

const words: Record<Operation, string> = {
  create: 'to create',
  import: 'to take over',
  update: 'to update',
  replace: '**to replace**',
  delete: '**to delete**',
  forget: 'to leave to itself',
}

/** `2 changes: 1 create, 1 update`. */
export function countsOf(changes: Change[]): string {
  if (changes.length === 0) return 'nothing changes'
  const operations = (Object.keys(words) as Operation[]).flatMap((operation) => {
    const number = changes.filter((each) => each.operation === operation).length
    return number > 0 ? [`${number} ${operation}`] : []
  })
  const many = changes.length === 1 ? '1 change' : `${changes.length} changes`
  return `${many}: ${operations.join(', ')}`
}

/** A preview as the blocks of a summary or a comment. */
export function previewBlocks(preview: Previewed): string[] {
  const heading = `## What would be deployed in ${cell(preview.stack)}`
  if (preview.state === 'failed') {
    return [
      heading,
      '',
      `**It could not be previewed.** ${prose(preview.reason)}. ${prose(preview.hint)}`,
    ]
  }
  const { changes } = preview
  return [heading, '', `As of now ${countsOf(changes)}.`, '', ...changeTable(changes)]
}

/** So many rows, and so many properties of each, a table has at most. */
const [rows, named] = [100, 10]

/** The changes as a table of Markdown; of each property its place. */
export function changeTable(changes: Change[]): string[] {
  if (changes.length === 0) return []
  const left = changes.length - rows
  return [
    '| | resource | where |',
    '| --- | --- | --- |',
    ...changes.slice(0, rows).map(row),
    ...(left > 0 ? ['', `… and ${left} more.`] : []),
  ]
}

function row({ type, name, operation, properties }: Change): string {
  const left = properties.length - named
  const places = properties.slice(0, named).map(cell).join(', ')
  const more = left > 0 ? ` and ${left} more` : ''
  return `| ${words[operation]} | ${cell(type)} ${cell(name)} | ${places}${more} |`
}

/** What a program calls something, as code; a bar would end the cell of a table. */
const cell = (text: string) => code(text.replaceAll('|', '¦'))

/** What failed, in the words of the providers, from which known secrets are taken out. */
export function failureLines({ reason, hint, failures }: DeploymentError): string[] {
  return [
    `${prose(reason)}. ${prose(hint)}`,
    ...failures
      .slice(0, rows)
      .flatMap((each) => ['', `- ${cell(each.type)} ${cell(each.name)}: ${prose(each.reason)}`]),
  ]
}
