import {
  assignable,
  knownTokens,
  permissions,
  workflowToken,
  writeAccess,
} from './corrections/access.ts'
import { describedRequests, validContent } from './corrections/content.ts'
import { addedAssignees, labelNames, stateReasons } from './corrections/issues.ts'
import { commentList, issueList, versions } from './corrections/lists.ts'
import {
  actionsStore,
  deletedIssues,
  pullRequestsAsIssues,
  repositoryState,
  shapes,
} from './corrections/repository.ts'
import type { Layer } from './exchange.ts'
import type { World } from './world.ts'

/**
 * What the emulator does otherwise than GitHub and we need, from the outermost inwards. Each has a
 * test that shows what the emulator does without it: one that goes red says that it can go.
 */
export const corrections: { name: string; emulator: string; layer: (world: World) => Layer }[] = [
  {
    name: 'known-tokens',
    emulator: 'takes whoever shows an unknown token for its first user',
    layer: knownTokens,
  },
  {
    name: 'repository-state',
    emulator: 'answers 404 where issues are disabled, lets an archived repository be written to',
    layer: repositoryState,
  },
  {
    name: 'shapes',
    emulator: 'gives times in milliseconds, a bot as a user, and errors without their fields',
    layer: shapes,
  },
  {
    name: 'deleted-issues',
    emulator: 'has no deleting of issues',
    layer: deletedIssues,
  },
  {
    name: 'workflow-token',
    emulator: 'answers GET /user for the token of a workflow',
    layer: workflowToken,
  },
  {
    name: 'described-requests',
    emulator: 'leaves out without a word what it can make nothing of',
    layer: describedRequests,
  },
  {
    name: 'write-access',
    emulator: 'lets everybody write everything in a public repository',
    layer: writeAccess,
  },
  {
    name: 'permissions',
    emulator: 'calls write access `push`, and answers 404 for whoever has none',
    layer: permissions,
  },
  {
    name: 'assignable',
    emulator: 'has no GET …/assignees/{assignee}',
    layer: assignable,
  },
  {
    name: 'actions-store',
    emulator: 'has no environments and no variables, and can be given no workflows',
    layer: actionsStore,
  },
  {
    name: 'versions',
    emulator: 'lists what was written at once',
    layer: versions,
  },
  {
    name: 'issue-list',
    emulator: 'leaves pull requests out of the issues',
    layer: issueList,
  },
  {
    name: 'comment-list',
    emulator: 'doesn’t know `since` for an issue’s comments',
    layer: commentList,
  },
  {
    name: 'pull-requests-as-issues',
    emulator: 'answers 404 for a pull request read as an issue',
    layer: pullRequestsAsIssues,
  },
  {
    name: 'valid-content',
    emulator: 'takes bodies of any length and assigns everybody that exists',
    layer: validContent,
  },
  {
    name: 'label-names',
    emulator: 'tells labels apart by their case, and takes no objects for labels',
    layer: labelNames,
  },
  {
    name: 'added-assignees',
    emulator: 'answers 200, and 422 for whoever it doesn’t know',
    layer: addedAssignees,
  },
  {
    name: 'state-reasons',
    emulator: 'doesn’t know `duplicate`, and changes the reason without the state',
    layer: stateReasons,
  },
]
