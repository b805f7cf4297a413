/** A text in a shim's bytes that shows which daemons can start it. */
export interface ShimString {
  readonly name: string;
  readonly text: string;
}

/**
 * The texts that show how a shim answers `start`: names of services in its protobuf descriptors, and messages. Measured with
 * the shims of containerd 1.6 to 2.4.
 */
export const shimStrings: readonly ShimString[] = [
  { name: 'task-v2', text: 'containerd.task.v2.Task' },
  { name: 'task-v3', text: 'containerd.task.v3.Task' },
  { name: 'bootstrap-v1', text: 'containerd.runtime.bootstrap.v1' },
  { name: 'refuses-deprecated-start', text: 'started through the deprecated API' },
  { name: 'sandbox-v1', text: 'containerd.runtime.sandbox.v1.Sandbox' },
];
