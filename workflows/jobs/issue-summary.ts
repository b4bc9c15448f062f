import { type Action, type Applied, code, prose } from '@rollcall/github'

/** What was done about the issues, or would be, as the blocks of a summary. */
export function issueSummary(
  { plan, done, undone, warnings }: Applied & { plan: Action[] },
  dryRun: boolean,
): string[] {
  const left = plan.filter(({ action }) => action === 'leave')
  const rows = dryRun
    ? plan.map((action) => row(action, action.action === 'leave' ? '' : 'not done: a dry run'))
    : [
        ...undone.map((action) => row(action, `**not done**: ${cell(action.problem)}`)),
        ...done.map((action) => row(action, 'done')),
        ...left.map((action) => row(action, '')),
      ]
  if (rows.length === 0) return ['No issue is open, and none is needed.']
  return [
    `## Issues${dryRun ? ', as a plan' : ''}`,
    '',
    '| action | issue | about | why | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...warnings.flatMap((warning) => ['', `⚠️ ${prose(warning)}`]),
  ]
}

function row({ action, number, fingerprint, reason }: Action, became: string): string {
  const issue = number ? `#${number}` : 'new'
  return `| ${action} | ${issue} | ${code(fingerprint)} | ${cell(reason)} | ${became} |`
}

/** Code, in which a bar would end the cell, has no place in a table. */
const cell = (text: string) => prose(text.replaceAll('`', "'"))
