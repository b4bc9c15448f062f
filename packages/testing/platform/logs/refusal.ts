/** A query that the endpoint doesn't carry out; the message is what it says of it. */
export class LogsRefusal extends Error {
  override name = 'LogsRefusal'
}
