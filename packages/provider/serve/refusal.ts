import grpc from '@grpc/grpc-js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import status from '@pulumi/pulumi/proto/status_pb.js'
import anys from 'google-protobuf/google/protobuf/any_pb.js'
import { PartlyDone, type Properties } from '../kind.ts'
import type { Struct } from './wire.ts'

/**
 * An error as the engine takes it, without secrets. A resource that is there but not as it should be
 * goes along, so that Pulumi keeps it: an ErrorResourceInitFailed among the details of the status.
 * @param secrets what must not be in the message.
 * @param wrapped makes a state into what is sent.
 */
export function refusal(
  error: unknown,
  secrets: string[],
  wrapped?: (state: Properties) => Struct,
) {
  const message = without(secrets, sentenceOf(error))
  const refused = { code: grpc.status.UNKNOWN, details: message, message }
  if (!(error instanceof PartlyDone) || !wrapped) return refused
  const failed = new messages.ErrorResourceInitFailed()
  failed.setId(error.id)
  failed.setProperties(wrapped(error.outputs))
  failed.setReasonsList([message])
  const detail = new anys.Any()
  detail.pack(failed.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed')
  const whole = new status.Status()
  whole.setCode(grpc.status.UNKNOWN)
  whole.setMessage(message)
  whole.addDetails(detail)
  const metadata = new grpc.Metadata()
  // Where gRPC carries the details of an error; Node's has no function for it.
  metadata.add('grpc-status-details-bin', Buffer.from(whole.serializeBinary()))
  return { ...refused, metadata }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { reason, hint } = error as { reason?: unknown; hint?: unknown }
  return typeof reason === 'string' && typeof hint === 'string'
    ? `${reason}. ${hint}`
    : error.message
}

/** The longest first, because one may be part of another. Too short a text would tear words apart. */
export function without(secrets: string[], message: string): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .sort((one, other) => other.length - one.length)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), message)
}
