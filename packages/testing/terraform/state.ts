/** Properties by Pulumi's names; what is null is not set. */
export type State = Record<string, unknown>

/**
 * A value that a preview does not know yet, of whatever type: what stands for a text in
 * sdk/go/common/resource/plugin/rpc.go of Pulumi's sources.
 */
export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
