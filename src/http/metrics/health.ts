import type { Response } from 'express';
import * as z from 'zod';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import { reply } from '../answer/reply.ts';
import { type Route, route } from '../answer/route.ts';
import type { Statistics } from '../api/context.ts';

const query = () =>
  z.object({
    verbose: z.enum(['', 'true', 'false']).optional().describe('List the checks, one a line'),
  });

interface Check {
  readonly name: string;
  readonly passed: boolean;
}

/** What the health answers look at. */
interface HealthContext {
  readonly reader: InventoryReader;
  readonly statistics?: (() => Statistics) | undefined;
  readonly isEnding: () => boolean;
}

/** `GET /livez` and `GET /readyz`: the status code is the contract, the text is for people. */
export function healthRoutes(context: HealthContext): readonly Route[] {
  return [
    healthRoute(
      'livez',
      'Whether the process serves',
      () => [{ name: 'serving', passed: true }],
      () => [],
    ),
    healthRoute(
      'readyz',
      'Whether the first observation is done',
      () => [
        { name: 'first-observation', passed: context.reader.current() !== undefined },
        { name: 'not-shutting-down', passed: !context.isEnding() },
      ],
      () => describeSources(context),
    ),
  ];
}

/** A missing source is reported, but does not make the service unready. */
function describeSources({ reader, statistics }: HealthContext): readonly string[] {
  const sources = reader.current()?.sources ?? [];
  const figures = statistics?.();
  return [
    ...sources.map(({ source, state }) => `[i]source ${source}: ${state}`),
    ...(figures === undefined
      ? []
      : [
          `[i]observations: ${figures.observations}`,
          `[i]watch errors: ${figures.watchErrors}`,
          `[i]unwatched directories: ${figures.unwatched}`,
        ]),
  ];
}

function healthRoute(
  name: string,
  summary: string,
  checks: () => readonly Check[],
  remarks: () => readonly string[],
): Route {
  const body = { mediaType: 'text/plain; charset=utf-8' } as const;
  return route({
    path: `/${name}`,
    operationId: name,
    summary,
    query,
    ok: { ...body, example: 'ok\n' },
    conditional: false,
    others: { 400: { mediaType: 'application/problem+json', schema: 'Problem' }, 503: body },
    handle: ({ verbose = 'false' }, _request, response) => {
      const results = checks();
      const passed = results.every((check) => check.passed);
      const lines = results.map((check) => (check.passed ? `[+]${check.name} ok` : `[-]${check.name} failed`));
      const full = [...lines, ...remarks(), `${name} check ${passed ? 'passed' : 'failed'}`];
      const brief = [passed ? 'ok' : `${name} check failed`];
      replyText(response, passed ? 200 : 503, verbose === 'false' ? brief : full);
    },
  });
}

function replyText(response: Response, status: number, lines: readonly string[]): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  reply(response, status, headers, `${lines.join('\n')}\n`);
}
