import * as z from 'zod';

/** What the strings of a shim show about the containerd that can start it; an absent member is not known. */
const ShimPairing = z.object({
  program: z
    .enum(['runc-v1', 'runc-v2'])
    .optional()
    .describe('A shim of containerd itself; for any other, the rest is likely and not proved'),
  library: z
    .string()
    .optional()
    .describe("Release of containerd's library in it, such as 1.7.24; not the version of a package"),
  taskApi: z
    .union([z.literal(2), z.literal(3)])
    .optional()
    .describe('Version of the task service that it serves'),
  answers: z.enum(['address', 'json', 'protobuf']).optional().describe('What its `start` prints'),
  stdin: z
    .enum(['options', 'lenient'])
    .optional()
    .describe('options: it reads only the options that containerd before 2.3 sends, and exits on anything else'),
  needsBootstrap: z.boolean().optional().describe('Whether it exits if a containerd older than 2.3 starts it'),
});

/** What a program is: its metadata, its digest, and what its content and its package say about it. */
export const ShimFile = z.object({
  size: z.int().describe('In bytes'),
  mode: z.string().describe('Permission bits in octal digits, such as 0755'),
  uid: z.int(),
  gid: z.int(),
  sha256: z
    .string()
    .optional()
    .describe('Absent when the content could not be read as a whole; a finding gives the reason'),
  format: z.object({
    kind: z.enum(['elf', 'script', 'other']),
    machine: z.string().optional().describe('Machine of an ELF file, such as x86-64'),
    interpreter: z.string().optional().describe('Loader of an ELF file, or program of a #! line'),
  }),
  build: z
    .object({
      language: z.enum(['go', 'rust']),
      module: z.string().optional().describe('Main module or crate; the main package where no module is recorded'),
      version: z.string().optional().describe('Version of the module; absent for a local build'),
      revision: z.string().optional().describe('Commit of the source'),
      goVersion: z.string().optional(),
      containerd: z
        .record(z.string(), z.string())
        .optional()
        .describe('Modules or crates of containerd in it, and their versions'),
    })
    .optional()
    .describe('What the compiler recorded'),
  version: z.string().optional(),
  versionSource: z
    .enum(['package', 'build', 'linker', 'symbol', 'constant'])
    .optional()
    .describe(
      'Where the version was found; constant: the version in the source of containerd, which every build keeps',
    ),
  package: z
    .object({
      manager: z.enum(['dpkg', 'rpm', 'apk', 'nix']),
      name: z.string(),
      version: z.string(),
      verified: z
        .boolean()
        .nullable()
        .describe('Whether the file has the digest that its package recorded; null: none is recorded'),
    })
    .optional()
    .describe('The package that has the file'),
  pairing: ShimPairing.optional().describe(
    'For a shim whose content was read completely: which containerd can start it',
  ),
});
export type ShimFile = Readonly<z.infer<typeof ShimFile>>;
