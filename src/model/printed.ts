import * as z from 'zod';
import { RuntimesAnswer } from './answers.ts';
import { Target } from './host/target.ts';
import { Program } from './inventory/program.ts';
import { Shim } from './inventory/shim.ts';
import { SourceState } from './inventory/source.ts';
import { ResolutionAnswer } from './resolution.ts';

/** `shimdex list -o json`: the permitted set, and with `--all` the files that are not runtimes. */
export const PrintedRuntimes = RuntimesAnswer.extend({
  shims: z.array(Shim).optional().describe('With --all: the shims that are not used'),
  programs: z.array(Program).optional().describe('With --all: the OCI runtimes and the daemons'),
});
export type PrintedRuntimes = Readonly<z.infer<typeof PrintedRuntimes>>;

/** `shimdex resolve -o json`: one answer, or an array for several names or clients. */
export const PrintedResolutions = z.union([ResolutionAnswer, z.array(ResolutionAnswer)]);
export type PrintedResolutions = Readonly<z.infer<typeof PrintedResolutions>>;

/** `shimdex targets -o json`: every containerd and dockerd that was found. */
export const PrintedTargets = z.object({ targets: z.array(Target), sources: z.array(SourceState) });
export type PrintedTargets = Readonly<z.infer<typeof PrintedTargets>>;
