import * as z from 'zod';
import { Advice } from './advice.ts';
import { Unavailable } from './unavailable.ts';

/** Where something is written in containerd's configuration. */
const Written = z.object({ file: z.string(), line: z.int() });

/** A place in a file whose value a later file replaced. */
const Override = Written.extend({
  key: z.string().describe('The key, such as `options.ConfigPath`; for containerd 1.x also the whole section of CRI'),
  by: Written.describe('The place whose value counts'),
});

/** A CRI runtime handler of containerd's merged configuration, and what a pod that asks for it gets. */
export const Handler = z.object({
  handler: z.string(),
  runtimeType: z.string(),
  runtimePath: z.string().optional().describe('`runtime_path`, if it is given: it is used instead of the type'),
  options: z.record(z.string(), z.unknown()).describe('Options that a file gives'),
  default: z.boolean().describe('Used for pods that do not name a handler'),
  available: z.boolean().nullable().describe('null: shimdex cannot know it'),
  path: z.string().optional().describe('The shim that containerd would execute'),
  ociRuntime: z.string().optional().describe('The file that the runc shim would execute'),
  snapshotter: z.string().optional(),
  sandboxer: z.string().optional(),
  served: z
    .boolean()
    .optional()
    .describe('The running containerd has it; absent where it did not answer. It reads its configuration at its start'),
  features: z
    .array(z.enum(['recursive-read-only-mounts', 'user-namespaces']))
    .optional()
    .describe('What the running containerd says that the runtime supports (containerd 2.0 and later)'),
  unavailable: Unavailable.optional(),
  advice: z.array(Advice),
  definedIn: Written.optional().describe('Absent for a handler that is built in'),
  alsoIn: z.array(Written).optional().describe('Other files that give keys of it, each with the first line'),
  overrides: z.array(Override).optional().describe('What a later file replaced, the oldest first'),
});
export type Handler = Readonly<z.infer<typeof Handler>>;

/** Whether this containerd answers a kubelet. */
export const CriState = z.object({
  state: z.enum(['served', 'not-served', 'unknown']),
  message: z
    .string()
    .optional()
    .describe('Why it is not served, or not known; or what a restart of containerd changes'),
});
export type CriState = Readonly<z.infer<typeof CriState>>;
