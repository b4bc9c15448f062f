import status from '@pulumi/pulumi/proto/status_pb.js'
import { OperatorError } from '@rollcall/core'
import { expect, test } from 'vitest'
import { PartlyDone } from '../kind.ts'
import { refusal, without } from './refusal.ts'
import { sent } from './wire.ts'

test('says what went wrong, without a secret, as it stands or as it stands in an address', () => {
  const error = new OperatorError(
    'postgresql://owner:p%40ssword@host refuses p@ssword and hunter2.',
  )
  expect(refusal(error, ['p@ssword', 'hunter2']).details).toBe(
    'postgresql://owner:[secret]@host refuses [secret] and [secret].',
  )
})

test('takes the longer of two secrets first', () => {
  expect(without(['pass', 'password'], 'password pass')).toBe('[secret] [secret]')
})

test('sends along what is there of a resource that is not whole', () => {
  const error = new PartlyDone('id', { name: 'a' }, 'the second half failed')
  const refused = refusal(error, [], (state) => sent(state, new Set()))
  const [details] = 'metadata' in refused ? refused.metadata.get('grpc-status-details-bin') : []
  const parsed = status.Status.deserializeBinary(details as Buffer)
  expect(parsed.getMessage()).toBe('the second half failed')
  expect(parsed.getDetailsList().map((each) => each.getTypeName())).toEqual([
    'pulumirpc.ErrorResourceInitFailed',
  ])
})
