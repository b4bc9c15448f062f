import type { Finding } from '@rollcall/core'
import type { GitHub } from '../client.ts'
import { concernsAll, explainGitHub } from '../explain-github.ts'
import type { Standing } from './standing.ts'

/** The name under which findings and evidence speak of a workflow: its file's, without the ending. */
export function nameOf(file: string): string {
  return file.replace(/\.ya?ml$/, '')
}

/** The finding that a workflow's standing amounts to, if any. */
export function findingOf(file: string, standing: Standing): Finding[] {
  const { problem } = standing
  if (!problem) return []
  const name = nameOf(file)
  const suffix = problem.kind === 'missed' ? '' : `/${problem.kind}`
  return [
    {
      key: `workflow/${name}${suffix}`,
      severity: 'error',
      detail: sentence(file, standing, problem),
      subject: { workflow: name, lastRun: standing.lastRun, ...problem },
    },
  ]
}

function sentence(
  file: string,
  standing: Standing,
  problem: NonNullable<Standing['problem']>,
): string {
  switch (problem.kind) {
    case 'unreadable':
      return `The workflow file ${file} ${problem.mistake}, so that GitHub starts nothing from it: correct it.`
    case 'absent':
      return `GitHub knows no workflow ${file}, so that its schedule starts nothing: push the file to the default branch.`
    case 'disabled':
      return `The workflow ${file} is switched off${why[problem.state] ?? ''}: \`gh workflow enable ${file}\` switches it on, or take the schedule out of its file.`
    case 'startup':
      return `The run of the workflow ${file} of ${minute(problem.at)} could not start: its page says what GitHub does not understand in the file (\`gh run list --workflow ${file}\`).`
    case 'missed':
      return `The workflow ${file} was due ${minute(problem.due)} and ${instead(standing)}: \`gh run list --workflow ${file}\` shows its runs, and \`gh workflow run ${file}\` does its work now; the next run by its schedule clears this.`
  }
}

const why: Record<string, string> = {
  disabled_manually: ' by hand',
  disabled_inactivity: ' by GitHub, because nothing happened in the repository for 60 days',
  disabled_fork: ' because the repository is a fork',
}

function instead({ lastRun, newest }: Standing): string {
  const last = lastRun
    ? `its schedule last ran it successfully ${minute(lastRun)}`
    : 'its schedule has never run it successfully'
  return newest && newest.createdAt !== lastRun
    ? `${last} (the newest run, of ${minute(newest.createdAt)}, ${outcome(newest)})`
    : last
}

function outcome({ status, conclusion }: NonNullable<Standing['newest']>): string {
  const words = (conclusion ?? status).replace(/[^a-z_]/g, '').replaceAll('_', ' ')
  return conclusion === null ? `is still ${words}` : `ended as ${words}`
}

function minute(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
}

/** Why GitHub could not be asked, and what to do. */
export function explainFailure(
  error: unknown,
  { owner, repo }: GitHub,
): { reason: string; hint: string } {
  const { status } = error as { status?: number }
  if (status === 403 && !concernsAll(error)) {
    return {
      reason: `The token may not read the workflow runs of ${owner}/${repo}`,
      hint: 'Give it the permission "Actions: read" (in a workflow `permissions: actions: read`).',
    }
  }
  const { message } = explainGitHub(error, `${owner}/${repo}`)
  const [reason = message, hint = 'Try again later.'] = message.split(/: (.*)/s)
  return { reason, hint: hint.charAt(0).toUpperCase() + hint.slice(1) }
}
