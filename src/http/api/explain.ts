import type { Response } from 'express';
import * as z from 'zod';
import { nameAsked, type ReadQuestion, readQuestion } from '../../core/resolve/read-question.ts';
import { defined } from '../../model/defined.ts';
import type { ExplainedText } from '../../model/resolver.ts';
import { clients } from '../../model/words.ts';
import { explanationAnswer } from '../../render/answers.ts';
import { pastedText } from '../answer/query.ts';
import { replyUncached } from '../answer/reply.ts';
import { type Route, route } from '../answer/route.ts';
import { type ApiContext, currentInventory, resolveName } from './context.ts';
import { exampleResolution, exampleSources } from './examples.ts';

const query = () => z.object({ text: pastedText() });

const problem = { mediaType: 'application/problem+json', schema: 'Problem' } as const;

/** `GET /v1/explain`: the name in a text, and what each client makes of it. */
export function explainRoute(context: ApiContext): Route {
  return route({
    path: '/v1/explain',
    operationId: 'explainText',
    summary: 'What happens to the name in a pasted command or error, for every client',
    description:
      'A configured name is taken as it is written. Each request looks at the disk, so the answer has no ETag.',
    query,
    ok: {
      mediaType: 'application/json',
      schema: 'ExplanationAnswer',
      example: {
        text: 'docker run --runtime=io.containerd.kata.v2 alpine',
        name: exampleResolution.name,
        client: 'docker',
        answers: [exampleResolution],
        findings: [],
        revision: 7,
        sources: exampleSources,
      },
    },
    conditional: false,
    others: { 400: problem, 503: problem },
    handle: ({ text }, _request, response: Response) => {
      replyUncached(response, 200, 'application/json', explanationAnswer(explain(text, context)));
    },
  });
}

function explain(text: string, { reader, resolve }: ApiContext): ExplainedText {
  const { runtimes, defaultRuntime } = currentInventory(reader);
  const isConfigured = runtimes.some(({ name, origin }) => name === text && origin === 'configured');
  const asked: ReadQuestion = isConfigured ? { name: text } : readQuestion(text);
  const question = defined({ name: nameAsked(asked, defaultRuntime), client: asked.client });
  const { usesDefault } = asked;
  const resolved = clients.map((client) => resolveName(resolve, defined({ name: question.name, client, usesDefault })));
  const inventory = resolved[0]?.inventory ?? currentInventory(reader);
  const about = new Set(resolved.flatMap(({ findings }) => findings));
  const findings = inventory.findings.filter((finding) => about.has(finding));
  return { text, ...question, answers: resolved.map(({ resolution }) => resolution), findings, inventory };
}
