import type { Properties } from '../kind.ts'
import { isSame } from './wire.ts'

/** One property that differs, by its path as Pulumi writes it: `school.closures[2].from`. */
export type Difference = { path: string; change: 'add' | 'delete' | 'update' }

/** Where two sets of properties differ, as deep as both have the same shape. */
export function differences(before: Properties, after: Properties): Difference[] {
  return between(before, after, '')
}

function between(before: unknown, after: unknown, path: string): Difference[] {
  if (isSame(before, after)) return []
  if (isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) =>
      between(before[index], after[index], `${path}[${index}]`),
    ).flat()
  }
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => between(before[name], after[name], pathTo(path, name)))
  }
  const change = before === undefined ? 'add' : after === undefined ? 'delete' : 'update'
  return [{ path, change }]
}

function pathTo(path: string, name: string): string {
  if (!/^[\w$]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
