import type { Operation } from './description/operations.ts'
import type { Project, World } from './world.ts'

export type Json = Record<string, unknown>

/** A described request as those who answer see it; `project` is the one that its path names. */
export type Asked = {
  operation: Operation
  /** The names in its path. */
  parameters: Record<string, string>
  query: URLSearchParams
  headers: Record<string, string | undefined>
  /** As JSON, as a form, as bytes; nothing if there was none. */
  body: unknown
  world: World
}

export type AskedOfProject = Asked & { project: Project }

/** Without a body there is no content type. `type` is JSON's unless it says otherwise. */
export type Reply = {
  status: number
  body?: unknown
  type?: string
  headers?: Record<string, string>
}

export type Answering = (asked: AskedOfProject) => Reply | Promise<Reply>

export function replied(status: number, body?: unknown): Reply {
  return body === undefined ? { status } : { status, body }
}

/** An error in the shape that the Management API gives all of them. */
export function refused(status: number, message: string, more: Json = {}): Reply {
  return { status, body: { message, ...more } }
}
