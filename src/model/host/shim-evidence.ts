/** A program of containerd itself that starts containers. Any other shim is built by somebody else. */
export type OwnShim = 'runc-v1' | 'runc-v2';

/** What `start` of a shim prints: a bare address, a JSON object, or a protobuf message. */
export type AnswerFormat = 'address' | 'json' | 'protobuf';

/**
 * What a shim file shows about the containerd that can start it, read without executing it. An absent field is not known.
 *
 * The strings of a program are proof for containerd's own shims (`program`), and only a strong sign for others.
 */
export interface ShimEvidence {
  /** Set for the shims that containerd builds. */
  readonly program?: OwnShim;
  /** Release of containerd whose shim library is built in, `1.7.24` or `2.4.0-beta`; not the version of a package. */
  readonly library?: string;
  /** Version of the task service that it serves. */
  readonly taskApi?: TaskApi;
  readonly answers?: AnswerFormat;
  /** `options`: it exits on anything but the options that containerd sends until 2.2; `lenient`: it ignores or understands all. */
  readonly stdin?: 'options' | 'lenient';
  /** It stops when the containerd that starts it is older than 2.3. */
  readonly needsBootstrap?: boolean;
}

/** `containerd.task.v2.Task` or `containerd.task.v3.Task`. */
export type TaskApi = 2 | 3;
