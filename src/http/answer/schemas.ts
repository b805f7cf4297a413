import * as z from 'zod';
import {
  basis,
  ChangesAnswer,
  FindingsAnswer,
  HandlersAnswer,
  PlanAnswer,
  ProcessesAnswer,
  ProgramsAnswer,
  RuntimeAnswer,
  RuntimesAnswer,
  SearchPathAnswer,
  ShimsAnswer,
} from '../../model/answers.ts';
import {
  Fleet,
  FleetHost,
  FleetHosts,
  FleetRuntime,
  FleetRuntimes,
  FleetShare,
  FleetSummary,
  FleetVersions,
} from '../../model/fleet.ts';
import { Change, ChangeSet, TimedChangeSet } from '../../model/inventory/change.ts';
import { Finding } from '../../model/inventory/finding.ts';
import { Handler } from '../../model/inventory/handler.ts';
import { Host, Inventory } from '../../model/inventory/inventory.ts';
import { Process } from '../../model/inventory/process.ts';
import { Program } from '../../model/inventory/program.ts';
import { OciRuntime, Runtime } from '../../model/inventory/runtime.ts';
import { Place } from '../../model/inventory/search-path.ts';
import { Shim } from '../../model/inventory/shim.ts';
import { SourceState } from '../../model/inventory/source.ts';
import { Unavailable } from '../../model/inventory/unavailable.ts';
import { ExplanationAnswer, Refusal, Resolution, ResolutionAnswer, Verdict } from '../../model/resolution.ts';

/** A problem of RFC 9457, with our additional members. */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What went wrong and what to do about it'),
  parameter: z.string().optional().describe('The query parameter it is about'),
});

/** A problem that explains why a runtime does not exist. */
const RuntimeProblem = Problem.extend({
  name: z.string(),
  verdict: Verdict,
  refusal: Refusal.optional(),
  error: z.string().optional().describe('The text the client would see, word for word'),
  didYouMean: z.array(z.string()).optional(),
  ...basis,
});

/** Every schema the API answers with, under the name it has in the OpenAPI document. */
export const answerSchemas = {
  Runtimes: RuntimesAnswer,
  RuntimeAnswer,
  ResolutionAnswer,
  ExplanationAnswer,
  Shims: ShimsAnswer,
  SearchPath: SearchPathAnswer,
  Handlers: HandlersAnswer,
  Plan: PlanAnswer,
  Processes: ProcessesAnswer,
  Programs: ProgramsAnswer,
  Findings: FindingsAnswer,
  Changes: ChangesAnswer,
  Fleet,
  FleetSummary,
  FleetRuntimes,
  FleetVersions,
  FleetHosts,
  Inventory,
  Problem,
  RuntimeProblem,
  Runtime,
  Resolution,
  Shim,
  Place,
  Handler,
  Process,
  Program,
  Finding,
  FleetHost,
  FleetRuntime,
  FleetShare,
  Host,
  OciRuntime,
  Change,
  ChangeSet,
  TimedChangeSet,
  SourceState,
  Unavailable,
} as const;

/** Name of a schema in the OpenAPI document. */
export type SchemaName = keyof typeof answerSchemas;

/** The body that is checked against the schema of that name. */
export type AnswerOf<Name extends SchemaName> = z.infer<(typeof answerSchemas)[Name]>;
