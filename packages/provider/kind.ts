import type { Session } from '@rollcall/database'
import type { ProjectAccess } from '@rollcall/supabase'
import type { z } from 'zod'

/** A plain object, as it comes from a Pulumi program: JSON, with secrets already taken out of their wrapping. */
export type Properties = Record<string, unknown>

/** A property that can't be taken as it is, named as the program names it (`slots[2].weekday`). */
export type Failure = { property: string; reason: string }

/** What a resource of the provider can use while it works. */
export type Context = {
  /**
   * Runs `use` in a session of the database's owner and closes it. A cancelled deployment cancels the
   * statement that is under way.
   * @throws OperatorError when the provider knows no database, or it can't be reached.
   */
  session<T>(use: (session: Session) => Promise<T>): Promise<T>
  /** Opens sessions as another role of the same server: to see whether a login works. */
  sessionAs<T>(
    login: { role: string; password: string },
    use: (session: Session) => Promise<T>,
  ): Promise<T>
  /** The connection URL of another role of the same server. It holds the password: a secret. */
  addressAs(login: { role: string; password: string }): Promise<string>
  /**
   * The Management API of the project.
   * @throws OperatorError when the provider has no access token or project ref.
   */
  project(): ProjectAccess
  /** Shown to who runs the deployment, next to the resource. No secret may be in it. */
  say(message: string): void
  /** Aborted when the deployment is cancelled. */
  signal: AbortSignal
}

/**
 * One kind of resource: what Pulumi asks of a provider, without the protocol. `Inputs` is what the
 * program gives, `Outputs` what else is known of the resource once it is there; the state that Pulumi
 * keeps is both. Inputs are complete and valid in every function but `prepare`.
 */
export type Kind<
  Inputs extends Properties = Properties,
  Outputs extends Properties = Properties,
> = {
  /** As in `rollcall:index:<name>`. */
  name: string
  /** One sentence for the schema. */
  description: string
  /** What the program gives; each property with a description. `.meta({ secret: true })` marks a secret. */
  inputs: z.ZodType<Inputs> & { shape: Record<string, z.ZodType> }
  outputs: z.ZodType<Outputs> & { shape: Record<string, z.ZodType> }
  /** A change of one of these makes another resource and deletes this one. */
  identity: (keyof Inputs & string)[]
  /**
   * Adds to the inputs what follows from them (the checksum of a bundle), or says what is wrong with
   * them beyond their shape. Neither the database nor the API is asked.
   */
  prepare?(inputs: Inputs, context: Context): Promise<{ inputs: Inputs } | { failures: Failure[] }>
  /** What `create` or `update` would answer, as far as it can be known; nothing is touched. */
  foresee?(
    inputs: Inputs,
    before: (Inputs & Outputs) | undefined,
    context: Context,
  ): Promise<Partial<Outputs>>
  /**
   * Brings it into being, whatever a run that was cut off left behind.
   * @throws PartlyDone when it is there, but not as it should be.
   */
  create(inputs: Inputs, context: Context): Promise<{ id: string; outputs: Outputs }>
  /**
   * How it stands, or undefined when it is gone. Inputs are answered as they would have to be for the
   * resource to be as it is, so that what somebody changed by hand shows as a difference.
   * @param before the state that Pulumi has; undefined when the resource is imported by its id.
   */
  read(
    id: string,
    before: (Inputs & Outputs) | undefined,
    context: Context,
  ): Promise<{ inputs: Inputs; outputs: Outputs } | undefined>
  update(id: string, before: Inputs & Outputs, inputs: Inputs, context: Context): Promise<Outputs>
  /** Takes it away, or leaves it where that would cost data, and says so. Gone already is well. */
  delete(id: string, before: Inputs & Outputs, context: Context): Promise<void>
}

/** The resource is there, but something about it failed: Pulumi keeps it and tries again at the next `up`. */
export class PartlyDone extends Error {
  readonly id: string
  readonly outputs: Properties
  constructor(id: string, outputs: Properties, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.id = id
    this.outputs = outputs
  }
}
