import * as z from 'zod';
import { shimFaults } from '../words.ts';
import { ShimFile } from './shim-file.ts';

/** Why a candidate file is not what containerd would execute. */
export const UnusedReason = z.enum([
  'shadowed',
  ...shimFaults,
  'dangling-symlink',
  'dot-in-name',
  'no-version-part',
  'not-regular-file',
  'unreadable-directory',
  'not-visible',
  'not-utf8',
  'policy-denied',
]);
export type UnusedReason = z.infer<typeof UnusedReason>;

/** A file named `containerd-shim-*` that was seen in a place of the search path. */
export const Shim = z.object({
  binary: z.string().describe('File name; bytes that are not UTF-8 are shown as \\xNN'),
  path: z.string(),
  directory: z.string(),
  state: z.enum(['effective', 'shadowed', 'unusable']),
  reason: UnusedReason.optional(),
  shadowedBy: z.string().optional().describe('Path of the file that is used instead'),
  runtime: z.string().optional().describe('Canonical runtime name of its file name'),
  aliases: z.array(z.string()),
  realPath: z.string().optional().describe('Where its symbolic links end, when it is one'),
  file: ShimFile.optional().describe('What the file is; absent until it has been read in the background'),
});
export type Shim = Readonly<z.infer<typeof Shim>>;
