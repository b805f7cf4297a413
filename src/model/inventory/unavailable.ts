import * as z from 'zod';
import { shimFaults } from '../words.ts';

/** Why something would not start. A refused name has the word of its refusal. */
export const UnavailableReason = z.enum([
  // The shim.
  'not-installed',
  'no-containerd',
  'invalid-name',
  'not-a-shim',
  ...shimFaults,
  'dangling-symlink',
  'search-path-unknown',
  'not-visible',
  // The OCI runtime.
  'oci-runtime-missing',
  'oci-runtime-not-executable',
  'not-an-oci-runtime',
  // The running Engine.
  'shim-untold',
  'reload-needed',
  'restart-needed',
  'foreign-engine',
  'docker-config-refused',
  'config-unreadable',
  // CRI.
  'cri-not-served',
  'containerd-panics',
  'invalid-options',
  'no-sandbox-controller',
  // The name.
  'empty',
  'no-dot',
  'empty-prefix',
  'absolute-path',
  'relative-path',
  'not-configured',
  'policy-denied',
]);
export type UnavailableReason = z.infer<typeof UnavailableReason>;

/** Why something that is permitted would not start; `message` is the text the client would see where there is one. */
export const Unavailable = z.object({ reason: UnavailableReason, message: z.string() });
export type Unavailable = Readonly<z.infer<typeof Unavailable>>;
