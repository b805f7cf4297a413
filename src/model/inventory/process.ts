import * as z from 'zod';

/** A container that a shim process serves. */
export const ServedContainer = z.object({
  id: z.string(),
  name: z.string().optional().describe('Its name in Docker'),
  runtime: z.string().describe('The runtime name that it was started with, or the absolute path of its shim'),
  state: z.enum(['running', 'stopped']).nullable().describe('null: not known'),
  unmanaged: z.literal(true).optional().describe('It runs, but containerd does not know it any more'),
});
export type ServedContainer = Readonly<z.infer<typeof ServedContainer>>;

/** A shim process, the file that it runs, and the containers that it serves. */
export const Process = z.object({
  pid: z.int(),
  binary: z.string(),
  path: z.string().optional().describe('The file that it was started from; absent when that is not readable'),
  state: z
    .enum(['current', 'replaced', 'deleted'])
    .nullable()
    .describe('What is at the path now: the file that it runs, another file, or nothing; null: not known'),
  stopped: z.literal(true).optional().describe('A signal has stopped it, so that it does not answer'),
  version: z.string().optional().describe('Version of the program that it runs'),
  namespace: z.string(),
  containers: z.array(ServedContainer),
  containersUnknown: z.literal(true).optional().describe('Which containers it serves is not known'),
  protocol: z.string().optional().describe('How containerd talks to it: "ttrpc" or "grpc"'),
  taskApi: z.int().optional().describe('Version of the task service that it answered with when it was started'),
  ociRuntime: z.string().optional().describe('The OCI runtime that it executes, as its bundle names it'),
});
export type Process = Readonly<z.infer<typeof Process>>;
