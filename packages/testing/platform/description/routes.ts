import { type Operation, operations } from './operations.ts'

// Where two paths fit (`functions/deploy`, `functions/{function_slug}`) the one with fewer names rules.
const templates = operations
  .map((operation) => ({ operation, ...templateOf(operation) }))
  .sort((a, b) => a.names.length - b.names.length)

function templateOf(operation: Operation) {
  const [method, path = ''] = operation.split(' ')
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const escaped = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')
  return { method, names, pattern: new RegExp(`^${escaped}$`) }
}

export type Routed = { operation: Operation; parameters: Record<string, string> }

/** Which described operation a request means, and the names in its path; none if there is no such. */
export function operationOf(method: string, path: string): Routed | undefined {
  for (const { operation, method: described, names, pattern } of templates) {
    const found = described === method ? pattern.exec(path) : null
    if (!found) continue
    const values = names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])
    return { operation, parameters: Object.fromEntries(values) }
  }
  return undefined
}
