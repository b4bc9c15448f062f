import grpc from '@grpc/grpc-js'
import services from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import { bridge } from './bridge.ts'

/** Serves to the engine that started this process, until that engine is gone. */
export async function serve(): Promise<void> {
  const server = new grpc.Server()
  // The generated types know Node's servers, not handlers that answer with either.
  server.addService(services.ResourceProviderService as never, bridge() as never)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  // The engine reads the port in the first line.
  console.log(String(port))
  endWithParent()
}

/** An engine that was killed tells nobody: then another process is the parent. */
function endWithParent() {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1)
  }, 500).unref()
}
