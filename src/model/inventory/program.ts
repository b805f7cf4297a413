import * as z from 'zod';
import { ShimFile } from './shim-file.ts';

/** A program that runs containers and that is not on the search path of shims, or a daemon. */
export const Program = z.object({
  role: z.enum(['containerd', 'dockerd', 'oci-runtime', 'shim']),
  path: z.string(),
  realPath: z.string().optional().describe('Where the symbolic links of the path end, when it is one'),
  pid: z.int().optional().describe('The daemon that runs; absent for a file on disk that no daemon runs'),
  state: z
    .enum(['current', 'replaced', 'deleted'])
    .nullable()
    .optional()
    .describe('For a daemon that runs, what is at its path now: its file, another file, or nothing; null: not known'),
  file: ShimFile.optional().describe(
    'What the file is; absent until it has been read in the background, and where it cannot be read',
  ),
});
export type Program = Readonly<z.infer<typeof Program>>;
