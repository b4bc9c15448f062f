import { operationOf, requestFaults } from '../description/description.ts'
import { type FieldError, invalid, type Json, type Layer, refused } from '../exchange.ts'
import { isAssignable } from '../people.ts'
import { lineOf } from '../repository.ts'

/** Counted in characters. */
const longest = { body: 65_536, title: 256, label: 50, labelDescription: 100 }

type IssueContent = { title?: string; labels?: unknown[]; assignees?: string[] }

/** What doesn't fit the description is refused, with the description's words for it. */
export function describedRequests(): Layer {
  return async (asked, below) => {
    const operation = operationOf(asked.method, asked.path)
    const faults = operation ? requestFaults(operation, asked.body) : []
    return faults.length > 0
      ? refused(422, `Invalid request.\n\n${faults.join('\n')}`)
      : below(asked)
  }
}

/** Titles, bodies, comments and labels within GitHub's limits, and nobody who can't be assigned. */
export function validContent(): Layer {
  return async (asked, below) => {
    const errors = errorsOf(lineOf(asked), asked.body ?? {})
    return errors.length > 0 ? invalid(...errors) : below(asked)
  }
}

function errorsOf(line: string, body: Json): FieldError[] {
  if (line === 'POST /issues') return issueErrors({ title: '', ...body })
  if (/^PATCH \/issues\/\d+$/.test(line)) return issueErrors(body)
  if (/^(POST \/issues\/\d+\/comments|PATCH \/issues\/comments\/\d+)$/.test(line)) {
    return commentErrors(body)
  }
  return line === 'POST /labels' ? labelErrors(body) : []
}

function issueErrors(body: Json): FieldError[] {
  const resource = 'Issue'
  const { title, labels = [], assignees = [] } = body as IssueContent
  const isBlank = title !== undefined && String(title ?? '').trim() === ''
  return [
    ...(isBlank ? [{ resource, field: 'title', code: 'missing_field' } as const] : []),
    ...tooLong(resource, 'title', title, longest.title),
    ...tooLong(resource, 'body', body.body, longest.body),
    ...labels.flatMap((label) => tooLong('Label', 'name', nameOf(label), longest.label)),
    ...assignees
      .filter((login) => !isAssignable(login))
      .map((value) => ({ resource, field: 'assignees', code: 'invalid', value }) as const),
  ]
}

function commentErrors({ body }: Json): FieldError[] {
  const resource = 'IssueComment'
  if (String(body).trim() === '') return [{ resource, field: 'body', code: 'missing_field' }]
  return tooLong(resource, 'data', body, longest.body).map((error) => ({
    ...error,
    code: 'unprocessable',
    message: 'Body is too long (maximum is 65536 characters)',
  }))
}

function labelErrors({ name, color, description }: Json): FieldError[] {
  const resource = 'Label'
  const isColour = color === undefined || /^[0-9a-f]{6}$/i.test(String(color))
  return [
    ...tooLong(resource, 'name', name, longest.label),
    ...tooLong(resource, 'description', description, longest.labelDescription),
    ...(isColour ? [] : [{ resource, field: 'color', code: 'invalid' } as const]),
  ]
}

function tooLong(resource: string, field: string, text: unknown, most: number): FieldError[] {
  if (typeof text !== 'string' || [...text].length <= most) return []
  const message = `${field} is too long (maximum is ${most} characters)`
  return [{ resource, field, code: 'custom', message }]
}

/** A label's name, whether it comes as a text or as an object. */
export function nameOf(label: unknown): string {
  return typeof label === 'string' ? label : String((label as { name?: string } | null)?.name ?? '')
}
