import { expect, test } from 'vitest'
import { githubSubset } from './refresh.ts'

const whole = {
  info: { version: '1.2.3' },
  paths: {
    '/user': {
      get: {
        summary: 'Who am I',
        responses: { 200: { content: { 'application/json': { schema: ref('schemas/user') } } } },
      },
      delete: { responses: {} },
    },
  },
  components: {
    schemas: {
      user: {
        title: 'User',
        type: 'object',
        properties: { title: { type: 'string', example: 'Dr' }, plan: ref('schemas/plan') },
      },
      plan: { type: 'string', description: 'What is paid for' },
      label: { type: 'string' },
    },
  },
}

function ref(to: string) {
  return { $ref: `#/components/${to}` }
}

test('takes the named operations and what they reach, without the words', () => {
  expect(JSON.parse(githubSubset(whole, ['GET /user']))).toEqual({
    version: '1.2.3',
    operations: {
      'GET /user': { request: null, answers: { 200: { $ref: '#/definitions/user' } } },
    },
    definitions: {
      plan: { type: 'string' },
      user: {
        type: 'object',
        properties: { title: { type: 'string' }, plan: { $ref: '#/definitions/plan' } },
      },
    },
  })
})

test('says which operation the description has no longer', () => {
  expect(() => githubSubset(whole, ['GET /users'])).toThrow(
    'The description has no GET /users. Take it off operations.ts.',
  )
})
