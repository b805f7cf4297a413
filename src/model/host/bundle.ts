/**
 * The directory in which containerd keeps one running container: `STATE/io.containerd.runtime.v2.task/NAMESPACE/ID`.
 *
 * Of each file: its contents, null if the file is missing, absent if it could not be read. `bootstrap` has one character
 * for each byte. `config.json` is never read: it has the environment of the container.
 */
export interface BundleFacts {
  readonly namespace: string;
  readonly id: string;
  /** `missing`: the next containerd does not see it, because it is not below its state directory, or is hidden. */
  readonly state: 'present' | 'empty' | 'missing';
  /** `shim-binary-path`: the shim that was started, byte for byte. */
  readonly shimBinaryPath?: string | null;
  /** `bootstrap.json`, which only 2.x writes. */
  readonly bootstrap?: string | null;
  /** `address`, which only releases until 1.7 write. */
  readonly address?: string | null;
  /** `runtime`: the OCI runtime, empty for `runc` on PATH. */
  readonly runtime?: string | null;
}
