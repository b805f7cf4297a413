import * as z from 'zod';
import { ForeignEngine } from '../docker/engine-origin.ts';
import { Plan } from '../plan.ts';
import { Finding } from './finding.ts';
import { CriState, Handler } from './handler.ts';
import { Process } from './process.ts';
import { Program } from './program.ts';
import { Runtime } from './runtime.ts';
import { Place } from './search-path.ts';
import { Shim } from './shim.ts';
import { SourceState } from './source.ts';

/** The containerd and the Docker Engine that the answers are about. */
export const Host = z.object({
  name: z.string().optional().describe('Name of the host; absent when unknown'),
  target: z.string().describe('Label of this containerd and the Engine in front of it (--target)'),
  containerd: z.object({
    version: z.string().describe('Version whose rules are applied'),
    versionSource: z.enum(['given', 'read', 'assumed']),
    pid: z.int().optional(),
    pathSource: z
      .enum(['given', 'process', 'unit', 'assumed'])
      .describe('Where the search path comes from; unit: no containerd runs, and its systemd unit says it'),
    user: z.int().describe('Id of the user who must be able to execute shims'),
    running: z
      .object({
        version: z.string().optional(),
        failedPlugins: z.array(z.object({ plugin: z.string(), error: z.string() })),
      })
      .optional()
      .describe('What the running containerd says over its socket; absent without an answer'),
  }),
  docker: z.object({
    present: z.boolean(),
    version: z.string().describe('Version whose rules are applied'),
    versionSource: z.enum(['given', 'read', 'assumed']),
    pid: z.int().optional(),
    configFile: z.string(),
    configUnknown: z
      .literal(true)
      .optional()
      .describe('The configuration cannot be read, so that configured names and the default are unknown'),
    engine: z
      .object({
        state: SourceState.shape.state,
        version: z.string().optional().describe('Version that it reports'),
        defaultRuntime: z.string().optional(),
        foreign: ForeignEngine.optional().describe('Where it comes from, if it is not a process of this host'),
      })
      .optional()
      .describe('The running Engine: when it answered, its runtimes and its default are the ones in effect'),
  }),
});
export type Host = Readonly<z.infer<typeof Host>>;

/** Everything that is known of one host at one revision. */
export const Inventory = z.object({
  revision: z.int(),
  host: Host,
  defaultRuntime: z.string(),
  runtimes: z.array(Runtime),
  shims: z.array(Shim),
  searchPath: z.array(Place),
  cri: CriState,
  defaultHandler: z.string().describe('Handler of pods that do not name one; empty when it is not known'),
  handlers: z.array(Handler),
  processes: z.array(Process),
  programs: z.array(Program),
  plan: Plan.describe('What a restart of containerd would do to what runs'),
  findings: z.array(Finding),
  sources: z.array(SourceState),
});
export type Inventory = Readonly<z.infer<typeof Inventory>>;

/** An inventory before it is published and numbered. */
export type InventoryFacts = Omit<Inventory, 'revision'>;
