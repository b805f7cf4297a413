/**
 * Words and limits that several folders need without loading a schema. The schemas are made from these lists, so a new
 * word is added here only.
 */

/** The severities of findings, from the lowest to the highest. */
export const severities = ['low', 'medium', 'high'] as const;

/** The same, from the highest to the lowest: the order in which findings are shown. */
export const severitiesWorstFirst = severities.toReversed();

/** Who asks about a name: the Docker API, containerd's own client `ctr`, nerdctl, or a kubelet over CRI. */
export const clients = ['docker', 'containerd', 'nerdctl', 'cri'] as const;

/** Why a shim that containerd finds does not start; the same words for its file and for the runtimes that lead to it. */
export const shimFaults = [
  'not-executable',
  'is-directory',
  'exec-format-error',
  'interpreter-missing',
  'library-missing',
  'shim-unsupported',
  'start-failed',
] as const;

/** Every file name of a shim begins so. Source: containerd `pkg/shim/util.go`, `shimBinaryFormat`. */
export const shimPrefix = 'containerd-shim-';

/** A name that Kubernetes accepts as the handler of a RuntimeClass (RFC 1123 label). Source: `ValidateRuntimeClass` in `pkg/apis/node`. */
export const runtimeClassHandler = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Longest runtime name that is accepted in a question, in bytes of UTF-8. */
export const longestName = 4096;

/** Longest path of a unix socket, in bytes: `sun_path` of unix(7) without its closing zero. */
export const longestSocketPath = 107;
