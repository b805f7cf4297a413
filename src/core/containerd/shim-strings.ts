/** A byte string of a shim file that decides which containerd can start it, and the name under which it is found. */
export interface ShimString {
  readonly name: ShimStringName;
  /** ASCII. */
  readonly text: string;
  /** It is a part of the name of a function, so that tables of names have it. */
  readonly isName: boolean;
}

/** Names of the byte strings. */
export type ShimStringName =
  | 'task-v2'
  | 'task-v3'
  | 'sandbox-v1'
  | 'read-runtime-options'
  | 'bootstrap-v1'
  | 'refuses-deprecated-start'
  | 'runc-v1'
  | 'runc-v2';

/**
 * The byte strings to look for in a shim file. Names of services and functions, and the path of the main package, are
 * also in files without symbols.
 *
 * Source: containerd's own shims of 1.6.20 to 2.4.0-beta.0, as Debian and upstream build them.
 */
export const shimStrings: readonly ShimString[] = [
  { name: 'task-v2', text: 'containerd.task.v2.Task', isName: false },
  { name: 'task-v3', text: 'containerd.task.v3.Task', isName: false },
  { name: 'sandbox-v1', text: 'containerd.runtime.sandbox.v1.Sandbox', isName: false },
  { name: 'read-runtime-options', text: 'ReadRuntimeOptions', isName: true },
  { name: 'bootstrap-v1', text: 'containerd.runtime.bootstrap.v1', isName: false },
  { name: 'refuses-deprecated-start', text: 'started through the deprecated API', isName: false },
  { name: 'runc-v1', text: 'cmd/containerd-shim-runc-v1', isName: true },
  { name: 'runc-v2', text: 'cmd/containerd-shim-runc-v2', isName: true },
];
