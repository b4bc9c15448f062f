import type { Stack } from '@pulumi/pulumi/automation/index.js'
import type { Check, Finding, Look } from '@rollcall/core'
import { DeploymentError } from './deployment-error.ts'
import { type Drift, type Drifted, driftOf } from './drift-of.ts'

/** The stack that is looked at, opened when it is needed. */
export type Infrastructure = { stack: string; open(): Promise<Stack> }

/**
 * Resources of the stack that are gone, were changed by hand, or are not deployed as the program says.
 * Nothing is written, neither there nor in the stack's state.
 * @param infrastructure the stack, or why none is looked at.
 */
export function infrastructureDrift(infrastructure: Infrastructure | { without: string }): Check {
  return {
    id: 'infrastructure-drift',
    title: 'The infrastructure is as the program says',
    reads: [],
    outside: true,
    async look({ config: { timeouts } }) {
      if ('without' in infrastructure) return { state: 'skipped', reason: infrastructure.without }
      const signal = AbortSignal.timeout(timeouts.checkSeconds * 1000)
      try {
        return await lookAt(infrastructure, signal)
      } catch (error) {
        if (!(error instanceof DeploymentError)) throw error
        return { state: 'unknown', ...(signal.aborted ? late : said(error)) }
      }
    },
  }
}

const late = {
  reason: 'The engine did not finish in time',
  hint: 'Try again later, or raise timeouts.checkSeconds in the configuration.',
}

const said = ({ reason, hint }: DeploymentError) => ({ reason, hint })

async function lookAt({ stack: name, open }: Infrastructure, signal: AbortSignal): Promise<Look> {
  const stack = await open()
  const drift = await driftOf(stack, { signal })
  const evidence = evidenceOf(name, stack.workspace.pulumiVersion, drift)
  if (drift.examined === 0) {
    return {
      state: 'unknown',
      reason: `Neither the program nor the stack ${name} has a resource, so there was nothing to look at`,
      hint: 'Check that infra/index.ts makes them, and that PULUMI_STACK names the right stack.',
      evidence,
    }
  }
  return { state: 'looked', findings: drift.resources.map(findingOf), evidence }
}

function evidenceOf(stack: string, engine: string | undefined, { examined, resources }: Drift) {
  const by = (cause: Drifted['cause']) => resources.filter((each) => each.cause === cause).length
  return {
    examined,
    stack,
    engine: engine ?? null,
    gone: by('gone'),
    changed: by('changed'),
    undeployed: by('undeployed'),
  }
}

function findingOf(drifted: Drifted): Finding {
  const { type, name, cause, operation } = drifted
  return {
    key: `resource/${type}/${name}`,
    severity: cause === 'gone' ? 'error' : 'warning',
    detail: `${type} ${name} ${sentences[cause](drifted)}`,
    subject: { type, name, cause, operation },
  }
}

const sentences: Record<Drifted['cause'], (drifted: Drifted) => string> = {
  gone: () => 'was deployed and is not there any more: `pulumi up` makes it again.',
  changed: ({ operation, properties }) =>
    `was changed outside of the program${places(properties)}: \`pulumi up\` ${operation === 'replace' ? 'replaces it' : 'puts it right'}.`,
  undeployed: ({ operation, properties }) => {
    switch (operation) {
      case 'create':
      case 'import':
        return 'is in the program and not deployed: `pulumi up` makes it.'
      case 'delete':
      case 'forget':
        return 'is deployed and no longer in the program: `pulumi up` takes it out.'
      case 'update':
      case 'replace':
        return `differs from the program${places(properties)}, which was changed and not deployed.`
    }
  },
}

/** So many properties are named. */
const named = 5

function places(properties: string[]): string {
  if (properties.length === 0) return ''
  const left = properties.length - named
  return ` in ${properties.slice(0, named).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}
