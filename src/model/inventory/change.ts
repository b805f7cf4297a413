import * as z from 'zod';
import { Plan } from '../plan.ts';
import { Finding } from './finding.ts';
import { CriState, Handler } from './handler.ts';
import { Host } from './inventory.ts';
import { Process } from './process.ts';
import { Program } from './program.ts';
import { Runtime } from './runtime.ts';
import { Place } from './search-path.ts';
import { Shim } from './shim.ts';
import { SourceState } from './source.ts';

/** What can appear, disappear or change: one kind per list of the inventory. */
export const ChangeKind = z.enum(['runtime', 'shim', 'place', 'handler', 'process', 'program', 'finding', 'source']);
export type ChangeKind = z.infer<typeof ChangeKind>;

const Item = z.union([Runtime, Shim, Place, Handler, Process, Program, Finding, SourceState]);

/** One entry that appeared, disappeared or changed. `key` is unique within its kind. */
export const Change = z.object({
  kind: ChangeKind,
  action: z.enum(['create', 'update', 'destroy']),
  key: z.string(),
  before: Item.optional(),
  after: Item.optional(),
});
export type Change = Readonly<z.infer<typeof Change>>;

/** The step from the previous inventory to `revision`; what is not a list is there only when it changed. */
export const ChangeSet = z.object({
  revision: z.int(),
  changes: z.array(Change),
  host: Host.optional(),
  defaultRuntime: z.string().optional(),
  cri: CriState.optional(),
  defaultHandler: z.string().optional(),
  plan: Plan.optional(),
});
export type ChangeSet = Readonly<z.infer<typeof ChangeSet>>;

/** A change set as `/v1/changes` shows it: with the time of its publication, RFC 3339 in UTC. */
export const TimedChangeSet = ChangeSet.extend({ time: z.string() });
export type TimedChangeSet = Readonly<z.infer<typeof TimedChangeSet>>;
