import type { EngineEvent } from '@pulumi/pulumi/automation/index.js'
import { DeploymentError, type Failure } from './deployment-error.ts'
import { resourceOf, stackType } from './steps.ts'

type Told = { stack: string; events?: EngineEvent[]; secrets?: string[] }
type Sentence = { reason: string; hint: string }

const installed =
  'Install it as https://www.pulumi.com/docs/install/ says, in the version of .github/workflows/deploy.yml.'

/**
 * What the CLI says when it can't begin, which it says as text only. The order matters: what comes
 * first is the more exact.
 */
const sentences: [RegExp, (stack: string) => Sentence][] = [
  [
    /spawn \S*pulumi\S* ENOENT|ENOENT: pulumi/,
    () => ({ reason: 'The Pulumi CLI is not on the PATH', hint: installed }),
  ],
  [
    /version requirement failed|Major version mismatch|Failed to parse Pulumi CLI version/,
    () => ({ reason: 'The Pulumi CLI has a version that does not fit', hint: installed }),
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set/,
    () => ({
      reason: 'No backend is named in which the stack is kept',
      hint: "Set PULUMI_BACKEND_URL, or PULUMI_ACCESS_TOKEN for Pulumi's own service.",
    }),
  ],
  [
    /invalid access token|\[401\]|401 Unauthorized/,
    () => ({
      reason: "Pulumi's service refuses the access token",
      hint: 'Make another one at https://app.pulumi.com/account/tokens and set PULUMI_ACCESS_TOKEN to it.',
    }),
  ],
  [
    /incorrect passphrase/,
    () => ({
      reason: 'PULUMI_CONFIG_PASSPHRASE is not the passphrase of the stack',
      hint: 'Set it to the one that the stack was made with.',
    }),
  ],
  [
    /passphrase must be set/,
    () => ({
      reason: 'PULUMI_CONFIG_PASSPHRASE is not set, and the secrets of the stack need it',
      hint: 'Set it to the passphrase that the stack was made with.',
    }),
  ],
  [
    /currently locked by|Another update is currently in progress/,
    (stack) => ({
      reason: `Another deployment of the stack ${stack} is at work, or was cut off`,
      hint: 'Wait until it has ended; if none is at work, `pulumi cancel` in infra takes its lock away.',
    }),
  ],
  [
    /no stack named|stack .* not found/,
    (stack) => ({
      reason: `The backend has no stack ${stack}`,
      hint: 'Make it with `pulumi stack init` in infra, or correct PULUMI_STACK or PULUMI_BACKEND_URL.',
    }),
  ],
  [
    /no language plugin|failed to load language plugin/,
    () => ({
      reason: 'The Pulumi CLI lacks pulumi-language-nodejs, which runs the program',
      hint: installed,
    }),
  ],
  [
    /unable to open (state directory|bucket)|\.pulumi\/meta\.yaml|performing HTTP request|blob \(key|dial tcp|no such host|connection refused/,
    () => ({
      reason: 'The backend in which the stack is kept can not be reached or read',
      hint: 'Check PULUMI_BACKEND_URL and the rights that it needs (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for a bucket).',
    }),
  ],
]

/** What the program and the providers say of a token that is missing, wrong or may too little. */
const aboutToken = /accessToken is missing|access token|SUPABASE_ACCESS_TOKEN|\b401\b|Unauthorized/i

/** Turns what the Automation API threw into an error with a reason and a hint, which quote nothing. */
export function explainEngine(thrown: unknown, told: Told): DeploymentError {
  if (thrown instanceof DeploymentError) return thrown
  const text = String((thrown as Error).message)
  const errors = errorsIn(told.events ?? [])
  const failures = failuresOf(told)
  const details = { ...sentenceOf(text, errors, failures, told.stack), failures }
  return new DeploymentError(details, { cause: thrown })
}

function sentenceOf(text: string, errors: string[], failures: Failure[], stack: string): Sentence {
  // Once the engine is at work, its events tell; only before there is nothing but text.
  if (errors.some((message) => aboutToken.test(message))) {
    return {
      reason: 'The access token of Supabase is missing, or is refused',
      hint: 'Set SUPABASE_ACCESS_TOKEN to one from https://supabase.com/dashboard/account/tokens that may change the project.',
    }
  }
  const [failure] = failures
  if (failure) {
    const others = failures.length > 1 ? ` and ${failures.length - 1} more` : ''
    return {
      reason: `The engine failed at ${failure.type} ${failure.name}${others}`,
      hint: 'See its words in the log of `pulumi preview --refresh` in infra, mend that and try again; what was done stays done.',
    }
  }
  const known = sentences.find(([pattern]) => pattern.test(text))
  if (known) return known[1](stack)
  return {
    reason: `The engine could not run the program for the stack ${stack}`,
    hint: 'Run `pulumi preview` in infra, which says why.',
  }
}

function errorsIn(events: EngineEvent[]): string[] {
  return events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === 'error' ? [event.message] : [],
  )
}

/** What went wrong with resources; what the engine says of the stack as a whole is a consequence. */
function failuresOf({ events = [], secrets = [] }: Told): Failure[] {
  const failures = events.flatMap(({ diagnosticEvent: event }): Failure[] => {
    if (event?.severity !== 'error' || !event.urn) return []
    const type = event.urn.split('::')[2]?.split('$').at(-1) ?? ''
    if (type === stackType) return []
    const resource = resourceOf({ urn: event.urn, type })
    return [{ ...resource, reason: redacted(event.message.trim(), secrets) }]
  })
  return [...new Map(failures.map((failure) => [failure.urn, failure])).values()]
}

/** A text without the secrets that are known, however long. */
function redacted(text: string, secrets: string[]): string {
  return secrets
    .toSorted((one, other) => other.length - one.length)
    .reduce((left, secret) => left.replaceAll(secret, '[secret]'), text)
}
