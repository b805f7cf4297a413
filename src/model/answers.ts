import * as z from 'zod';
import { TimedChangeSet } from './inventory/change.ts';
import { Finding } from './inventory/finding.ts';
import { CriState, Handler } from './inventory/handler.ts';
import { Process } from './inventory/process.ts';
import { Program } from './inventory/program.ts';
import { Runtime } from './inventory/runtime.ts';
import { Place } from './inventory/search-path.ts';
import { Shim } from './inventory/shim.ts';
import { SourceState } from './inventory/source.ts';
import { Plan } from './plan.ts';

/** What every answer about the inventory includes: its revision, and the state of each source. */
export const basis = { revision: z.int(), sources: z.array(SourceState) };

/** `GET /v1/runtimes`: the permitted set. */
export const RuntimesAnswer = z.object({ ...basis, defaultRuntime: z.string(), runtimes: z.array(Runtime) });
export type RuntimesAnswer = Readonly<z.infer<typeof RuntimesAnswer>>;

/** `GET /v1/runtimes/{name}`: one runtime of the permitted set. */
export const RuntimeAnswer = Runtime.extend(basis);
export type RuntimeAnswer = Readonly<z.infer<typeof RuntimeAnswer>>;

/** `GET /v1/shims`: every candidate file. */
export const ShimsAnswer = z.object({ ...basis, shims: z.array(Shim) });
export type ShimsAnswer = Readonly<z.infer<typeof ShimsAnswer>>;

/** `GET /v1/search-path`: the places of the lookup, in its order. */
export const SearchPathAnswer = z.object({ ...basis, searchPath: z.array(Place) });
export type SearchPathAnswer = Readonly<z.infer<typeof SearchPathAnswer>>;

/** `GET /v1/handlers`: the CRI runtime handlers. */
export const HandlersAnswer = z.object({
  ...basis,
  cri: CriState,
  defaultHandler: z.string(),
  handlers: z.array(Handler),
});
export type HandlersAnswer = Readonly<z.infer<typeof HandlersAnswer>>;

/** `GET /v1/processes`: the shim processes. */
export const ProcessesAnswer = z.object({ ...basis, processes: z.array(Process) });
export type ProcessesAnswer = Readonly<z.infer<typeof ProcessesAnswer>>;

/** `GET /v1/programs`: the daemons, the OCI runtimes, and shims that are not on the search path. */
export const ProgramsAnswer = z.object({ ...basis, programs: z.array(Program) });
export type ProgramsAnswer = Readonly<z.infer<typeof ProgramsAnswer>>;

/** `GET /v1/plan`: what a restart of containerd would do. */
export const PlanAnswer = Plan.extend(basis);
export type PlanAnswer = Readonly<z.infer<typeof PlanAnswer>>;

/** `GET /v1/findings`: all findings, or the ones of one severity. */
export const FindingsAnswer = z.object({ ...basis, findings: z.array(Finding) });
export type FindingsAnswer = Readonly<z.infer<typeof FindingsAnswer>>;

/** `GET /v1/changes`: the last change sets, newest first. */
export const ChangesAnswer = z.object({ ...basis, changes: z.array(TimedChangeSet) });
export type ChangesAnswer = Readonly<z.infer<typeof ChangesAnswer>>;
