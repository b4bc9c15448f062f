import grpc from '@grpc/grpc-js'
import services from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import type { Kind } from '../kind.ts'
import { connectEngine } from './engine.ts'
import { serviceOf } from './service.ts'

/** As much as a bundled edge function or a large state takes; the default of 4 MB is less. */
const messageBytes = 400 * 1024 * 1024

/**
 * Serves the provider to the engine that started this process, until that engine is gone.
 * @param args what the engine gave on the command line: its own address.
 */
export async function serve(kinds: Kind[], args: string[]): Promise<void> {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': messageBytes,
    'grpc.max_send_message_length': messageBytes,
  })
  const engine = connectEngine(args.find((arg) => !arg.startsWith('-')))
  const service = serviceOf(kinds, engine)
  // The generated types know Node's servers, not handlers that answer with either.
  server.addService(services.ResourceProviderService as never, service as never)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  // The engine reads the port in the first line.
  console.log(String(port))
  endWithParent()
}

/** An engine that was killed tells nobody: then another process is the parent, and nobody waits for an answer. */
function endWithParent() {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1)
  }, 500).unref()
}
