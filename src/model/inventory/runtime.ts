import * as z from 'zod';
import { Advice } from './advice.ts';
import { Unavailable } from './unavailable.ts';

/** Where a runtime name comes from: built into Docker, in a configuration, or only on disk. */
export const Origin = z.enum(['stock', 'configured', 'implicit']);
export type Origin = z.infer<typeof Origin>;

/** The OCI runtime (`runc`, `crun` …) that a path runtime makes the runc shim execute. */
export const OciRuntime = z.object({
  path: z.string(),
  args: z.array(z.string()),
  resolvedPath: z.string().optional().describe('The file that would be executed; absent when there is none'),
});
export type OciRuntime = Readonly<z.infer<typeof OciRuntime>>;

/** Where a runtime is configured. */
export const DefinedIn = z.object({ file: z.string(), line: z.int().describe('0 means a flag of dockerd') });
export type DefinedIn = Readonly<z.infer<typeof DefinedIn>>;

/** How many containers were started with a runtime. */
export const UsedBy = z.object({
  running: z.int(),
  stopped: z.int().describe('Containers of Docker that do not run, and containers that have ended'),
});
export type UsedBy = Readonly<z.infer<typeof UsedBy>>;

/** A runtime name a client may use, and what it leads to. */
export const Runtime = z.object({
  name: z.string(),
  origin: Origin,
  permitted: z.boolean().nullable().describe('null: unknown, because a deciding fact could not be read'),
  available: z.boolean().nullable().describe('null: shimdex cannot know it'),
  binary: z.string().optional().describe('File name of the shim; absent when the runtimeType is an absolute path'),
  path: z.string().optional().describe('The shim that containerd would execute'),
  aliases: z.array(z.string()).describe('Other names that lead to the same shim'),
  handlers: z.array(z.string()).describe('CRI handlers that use it'),
  usedBy: UsedBy.optional().describe('Containers that use it; absent when that is not known'),
  runtimeType: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  ociRuntime: OciRuntime.optional(),
  definedIn: DefinedIn.optional(),
  unavailable: Unavailable.optional(),
  advice: z.array(Advice).optional().describe('What to do when it is not available, most useful first'),
  version: z
    .string()
    .optional()
    .describe('Version of the shim; absent until the shim has been read, and where it is not known'),
  description: z.string().optional(),
  project: z.string().optional(),
  url: z.string().optional(),
  isolation: z.string().optional(),
});
export type Runtime = Readonly<z.infer<typeof Runtime>>;
