import type { Response } from 'express';
import * as z from 'zod';
import { nameAsked, readQuestion } from '../../core/resolve/read-question.ts';
import type { ReadQuestion } from '../../core/resolve/texts/reading.ts';
import { defined } from '../../model/defined.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { isCalled } from '../../model/inventory/is-called.ts';
import type { Client } from '../../model/resolution.ts';
import type { ExplainedText, Question } from '../../model/resolver.ts';
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
  const asked = readName(text, runtimes);
  const question = defined({ name: nameAsked(asked, defaultRuntime), client: asked.client, found: foundIn(asked) });
  const resolved = clients.map((client) => resolveName(resolve, questionOf(asked, question.name, client)));
  const inventory = resolved[0]?.inventory ?? currentInventory(reader);
  const about = new Set(resolved.flatMap(({ findings }) => findings));
  const findings = inventory.findings.filter((finding) => about.has(finding));
  return { text, ...question, answers: resolved.map(({ resolution }) => resolution), findings, inventory };
}

/** A configured name is taken as it is written, and a text with blanks is a name where a runtime has it. */
function readName(text: string, runtimes: Inventory['runtimes']): ReadQuestion {
  if (runtimes.some(({ name, origin }) => name === text && origin === 'configured')) return { name: text };
  const asked = readQuestion(text);
  const isName = runtimes.some((runtime) => isCalled(runtime, asked.name));
  return isName && asked.about === 'text' ? { name: asked.name } : asked;
}

function foundIn({ about, usesDefault }: ReadQuestion): ExplainedText['found'] {
  if (about === 'text') return 'nothing';
  return about ?? (usesDefault ? 'default' : undefined);
}

/** Only Kubernetes has RuntimeClasses: for the other clients it is a name like any other. */
function questionOf({ about, usesDefault }: ReadQuestion, name: string, client: Client): Question {
  return defined({ name, client, usesDefault, about: about === 'text' || client === 'cri' ? about : undefined });
}
