import type { Finding } from '@rollcall/core'
import { type LastLook, readLastLook } from './advisors/last-look.ts'
import { type Lint, lintsOf, notLooked } from './advisors/lints.ts'
import { type Standing, standingOf, withoutLint } from './advisors/silences.ts'
import { askParts, judged, type Unseen } from './ask-parts.ts'
import { platformCheck } from './platform-check.ts'

/**
 * What Supabase's own advisors find, told by title, object and link alone: their sentences quote
 * definitions. What the school knows is silenced with a reason, until a day.
 */
export const advisors = platformCheck(import.meta, {
  title: "Supabase's advisors find nothing that isn't known",
  async look(context) {
    const { platform, now } = context
    const { silenced: silences } = context.config.advisors
    const { answers, unseen } = await askParts({
      security: platform.securityAdvisors,
      performance: platform.performanceAdvisors,
    })
    const answered = [answers.security, answers.performance].filter((each) => each !== undefined)
    const lints = lintsOf(answered.map((answer) => answer.lints))
    const last = await readLastLook(context)
    const told = lints.map((lint) => ({ lint, standing: standingOf(lint, silences, now) }))
    const silenced = told.filter(({ standing }) => standing.state === 'silenced')
    const open = told.filter(({ standing }) => standing.state !== 'silenced')
    const looked = open.filter(({ lint }) => lint.name !== notLooked)
    const blind = open.filter(({ lint }) => lint.name === notLooked).map(({ lint }) => lint)
    return judged(
      looked.map(({ lint, standing }) => findingOf(lint, standing, last)),
      {
        examined: answered.length,
        lints: lints.length,
        silenced: silenced.map(({ lint }) => lint.key),
        silencedInVain: withoutLint(silences, lints),
        ...comparison(
          looked.map(({ lint }) => lint),
          last,
        ),
      },
      [...unseen, ...blind.map(unavailable)],
    )
  },
})

function findingOf(lint: Lint, standing: Standing, last: LastLook): Finding {
  const said = [lint.title, lint.about].filter((part) => part !== '').join(', ')
  const lapsed = standing.state === 'lapsed' ? `, silenced until ${standing.until}` : ''
  const since = isNew(lint, last) ? `, new since ${last.at}` : ''
  return {
    key: lint.key,
    severity: lint.severity,
    detail: `${said}${lapsed}${since}${lint.link && `: see ${lint.link}`}`,
    subject: { lint: lint.name },
  }
}

function isNew(lint: Lint, last: LastLook): last is Extract<LastLook, { at: string }> {
  return 'keys' in last && !last.keys.has(lint.key)
}

function comparison(lints: Lint[], last: LastLook) {
  if ('without' in last) return { comparedWith: last.without }
  return {
    comparedWith: last.at,
    new: lints.filter((lint) => isNew(lint, last)).map(({ key }) => key),
  }
}

function unavailable({ key, about }: Lint): Unseen {
  return {
    part: key,
    reason: `Supabase's advisors could not look at everything${about && ` (${about})`}`,
    hint: 'Open the Security Advisor in the dashboard and run it again, then run the check again.',
  }
}
