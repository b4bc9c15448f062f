import { z } from 'zod'
import { rawLabel } from './answers.ts'
import type { GitHub } from './client.ts'
import { concernsAll, explainGitHub } from './explain-github.ts'
import { hasLabel, labels } from './labels.ts'

/**
 * Makes those of our labels that are wanted and missing.
 * @returns the names of those that could not be made: an issue without its label is better than none.
 */
export async function makeLabels(
  github: GitHub,
  wanted: string[],
  warnings: string[],
): Promise<string[]> {
  const { rest, owner, repo } = github
  const ours = Object.values(labels).filter(({ name }) => wanted.includes(name))
  const unmade: string[] = []
  const warn = (error: unknown) => {
    const { message } = explainGitHub(error, `${owner}/${repo}`)
    warnings.push(`The labels could not be made: ${message}`)
  }
  const present = ours.length > 0 ? await listLabels(github).catch(warn) : []
  for (const label of ours) {
    if (!present || hasLabel(present, label.name)) continue
    try {
      await rest.issues.createLabel({ owner, repo, ...label })
    } catch (error) {
      // Another run was faster.
      if ((error as { status?: number }).status === 422) continue
      unmade.push(label.name)
      if (unmade.length === 1) warn(error)
      if (concernsAll(error)) break
    }
  }
  return unmade
}

/** The first hundred labels: making one that is there does no harm. */
async function listLabels({ rest, owner, repo }: GitHub): Promise<string[]> {
  const { data } = await rest.issues.listLabelsForRepo({ owner, repo, per_page: 100 })
  return z
    .array(rawLabel)
    .parse(data)
    .map(({ name }) => name)
}
