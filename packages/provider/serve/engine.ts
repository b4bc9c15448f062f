import grpc from '@grpc/grpc-js'
import engines from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import messages from '@pulumi/pulumi/proto/engine_pb.js'

/** The engine that runs the deployment, as far as a provider talks to it. */
export type Engine = {
  /** Shows a message next to a resource, after those before it. */
  say(message: string, urn: string): void
  /** Resolves once all that was said has arrived. */
  heard(): Promise<void>
}

/** @param address where the engine listens; without one nothing is shown. */
export function connectEngine(address: string | undefined): Engine {
  if (!address) return { say: () => undefined, heard: async () => undefined }
  const client = new engines.EngineClient(address, grpc.credentials.createInsecure())
  let said = Promise.resolve()
  const send = (request: InstanceType<typeof messages.LogRequest>) =>
    // An engine that is gone shows nothing more, and the deployment is over.
    new Promise<void>((resolve) => client.log(request, () => resolve()))
  return {
    say(message, urn) {
      const request = new messages.LogRequest()
      request.setSeverity(messages.LogSeverity.INFO)
      request.setMessage(message)
      request.setUrn(urn)
      said = said.then(() => send(request))
    },
    heard: () => said,
  }
}
