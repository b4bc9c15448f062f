/** What becomes of a resource. `forget` takes it out of the stack and leaves it where it is. */
export type Operation = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'import'

/** A resource of a stack, as the program names it. */
export type Resource = {
  /** Unique in the stack. */
  urn: string
  /** Such as `rollcall:index:Migrations`. */
  type: string
  name: string
}

/** One resource that a deployment touches. */
export type Change = Resource & {
  operation: Operation
  /**
   * The paths of the properties that differ, such as `school.closures[2].from`; of a secret only the
   * name of the whole property. Values are never told.
   */
  properties: string[]
}
