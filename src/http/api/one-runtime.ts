import type { Request, Response } from 'express';
import * as z from 'zod';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Refusal, Resolution } from '../../model/resolution.ts';
import type { ResolvedName } from '../../model/resolver.ts';
import { runtimeAnswer } from '../../render/answers.ts';
import { notNow, ProblemError } from '../answer/problem.ts';
import { isShort, secondsText, tooLong } from '../answer/query.ts';
import { type Route, route } from '../answer/route.ts';
import { type ApiContext, currentInventory, resolveName } from './context.ts';
import { exampleRuntime, exampleSources } from './examples.ts';
import { findRuntime, findRuntimeOf } from './find-runtime.ts';

const query = () =>
  z
    .object({
      wait: z.literal('available').optional().describe('Wait with the answer until the runtime is available'),
      timeout: secondsText(300).optional().describe('Seconds to wait at most; 30 by default'),
    })
    .refine(({ wait, timeout }) => wait !== undefined || timeout === undefined, {
      path: ['timeout'],
      message: 'it needs "wait=available" too',
    });

const defaultTimeout = 30;

/** `GET /v1/runtimes/{name}`: one runtime of the permitted set, at once or as soon as it is available. */
export function oneRuntimeRoute(context: ApiContext): Route {
  return route({
    path: '/v1/runtimes/:name',
    operationId: 'getRuntime',
    summary: 'One runtime of the permitted set, by its name or an alias',
    description: 'A slash in the name is written %2F.',
    query,
    unasked: {},
    ok: {
      mediaType: 'application/json',
      schema: 'RuntimeAnswer',
      example: { ...exampleRuntime, revision: 7, sources: exampleSources },
    },
    conditional: true,
    others: {
      400: { mediaType: 'application/problem+json', schema: 'Problem' },
      404: { mediaType: 'application/problem+json', schema: 'RuntimeProblem' },
      503: { mediaType: 'application/problem+json', schema: 'Problem' },
    },
    handle: async ({ wait, timeout = defaultTimeout }, request, response) => {
      const name = nameOf(request);
      if (wait !== undefined && !(await holdUntilAvailable(context, name, timeout, response))) return;
      sendRuntime(context, name, request, response);
    },
  });
}

function nameOf(request: Request): string {
  const name = String(request.params['name']);
  if (isShort(name)) return name;
  throw new ProblemError(400, `Cannot look up the runtime: ${tooLong}`);
}

function sendRuntime(context: ApiContext, name: string, request: Request, response: Response): void {
  const inventory = currentInventory(context.reader);
  const runtime = findRuntime(inventory, name) ?? findUnlisted(context, name);
  const rendering = context.snapshots.rendering(`runtime ${runtime.name}`, inventory, () =>
    runtimeAnswer(inventory, runtime),
  );
  rendering.send(request, response);
}

/** The runtime behind a name that is not in any list; throws a 404 problem when there is none. */
function findUnlisted({ resolve }: ApiContext, name: string): Runtime {
  const resolved = resolveName(resolve, { name, client: 'docker' });
  const { resolution, inventory } = resolved;
  const runtime = resolution.permitted ? findRuntimeOf(inventory, resolution.binary) : undefined;
  if (runtime === undefined) throw noRuntime(resolved);
  return runtime;
}

/** Whether the client is still there to get an answer. A name that is refused now is not waited for. */
async function holdUntilAvailable(
  { resolve, waitingRoom }: ApiContext,
  name: string,
  timeoutSeconds: number,
  response: Response,
): Promise<boolean> {
  const { resolution, inventory } = resolveName(resolve, { name, client: 'docker' });
  const isAvailable = (now: Inventory) =>
    (findRuntime(now, name) ?? findRuntimeOf(now, resolution.binary))?.available === true;
  if (resolution.verdict === 'refused' || isAvailable(inventory)) return true;
  if (waitingRoom.full) throw notNow('Too many requests are waiting already; ask again in a second');
  const outcome = await waitingRoom.wait(isAvailable, timeoutSeconds * 1000, (leave) => response.once('close', leave));
  if (outcome === 'ended') throw notNow('The service is shutting down; ask again in a second');
  return outcome !== 'gone';
}

function noRuntime({ resolution, inventory }: ResolvedName): ProblemError {
  const { name, verdict, refusal, error, didYouMean } = resolution;
  const { revision, sources } = inventory;
  return new ProblemError(404, explain(resolution), {
    name,
    verdict,
    refusal,
    error,
    didYouMean,
    revision,
    sources,
  });
}

function explain({ verdict, refusal, binary, unavailable }: Resolution): string {
  if (refusal !== undefined) return refusalAdvice[refusal];
  if (verdict === 'unknown' && unavailable !== undefined) return unavailable.message;
  if (verdict === 'not-installed') {
    const file = binary === undefined ? 'its shim' : `"${binary}"`;
    return `The runtime is not installed: no place of the search path has ${file}; install it, or ask /v1/resolve which places were tried`;
  }
  return 'The runtime is not in the inventory yet; ask again, or with ?wait=available';
}

const refusalAdvice: Readonly<Record<Refusal, string>> = {
  'reload-needed': 'The name is configured, but the running Engine has not loaded it: reload dockerd',
  'restart-needed': 'The name is configured, but the running Engine has not loaded it: restart dockerd',
  'docker-config-refused': 'The name is in a configuration that dockerd refuses; /v1/resolve quotes the error',
  empty: 'The name is empty: to Docker it means the default runtime; ask for that by its name',
  'no-dot':
    'The name has no dot, so Docker treats it as a configured name: add it to daemon.json, or write the full name',
  'empty-prefix': 'The name begins with a dot; write the full name, such as "io.containerd.runc.v2"',
  'absolute-path': 'The name is a path, which Docker refuses; write the name of the runtime, or add it to daemon.json',
  'relative-path': 'The name has a slash, which Docker refuses; write the name of the runtime',
  'not-configured': 'Docker before 23 takes configured runtimes only; add it to daemon.json',
  'policy-denied': 'The policy of this site denies the shim; ask the administrator who sets --allow and --deny',
};
