import { expect, test } from 'vitest'
import { platformSubset } from './refresh.ts'

const status = { type: 'string', enum: ['UP'], 'x-open-enum': true, description: 'How it is' }

const whole = {
  info: { version: '1.2.3' },
  paths: {
    '/v1/projects/{ref}': {
      get: {
        summary: 'Read it',
        'x-fga-permissions': [['project_admin_read']],
        parameters: [{ name: 'ref', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { content: { 'application/json': { schema: ref('Project') } } },
          401: { description: 'Unauthorized' },
        },
      },
      put: {
        requestBody: { content: { 'text/plain': { schema: { type: 'string' } } } },
        responses: {},
      },
    },
  },
  components: { schemas: { Project: { type: 'object', properties: { status } }, Unused: {} } },
}

function ref(to: string) {
  return { $ref: `#/components/schemas/${to}` }
}

test('takes parameters, bodies by content type and permissions, and what is open', () => {
  const lines = platformSubset(whole, ['GET /v1/projects/{ref}', 'PUT /v1/projects/{ref}'])
  const parameters = [{ name: 'ref', in: 'path', required: true, schema: { type: 'string' } }]
  const open = { type: 'string', enum: ['UP'], 'x-open-enum': true }
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { version: '1.2.3' },
    {
      operation: 'GET /v1/projects/{ref}',
      described: {
        permissions: [['project_admin_read']],
        parameters,
        answers: { 200: { 'application/json': { $ref: '#/definitions/Project' } }, 401: {} },
      },
    },
    {
      operation: 'PUT /v1/projects/{ref}',
      described: {
        permissions: null,
        parameters: [],
        request: { 'text/plain': { type: 'string' } },
        answers: {},
      },
    },
    { definition: 'Project', schema: { type: 'object', properties: { status: open } } },
  ])
})

test('says which operation the description has no longer', () => {
  expect(() => platformSubset(whole, ['GET /v1/project'])).toThrow(
    'The description has no GET /v1/project. Take it off operations.ts.',
  )
})
