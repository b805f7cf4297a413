import * as z from 'zod';
import { alternatives, UsageError } from '../../errors.ts';
import { answerSchemas } from '../../http/answer/schemas.ts';
import { Target } from '../../model/host/target.ts';
import { PrintedResolutions, PrintedRuntimes, PrintedTargets } from '../../model/printed.ts';
import type { Terminal } from '../terminal.ts';

/** What `-o json` of each command is, by the command. */
const printed: Readonly<Record<string, z.ZodType>> = {
  list: PrintedRuntimes,
  resolve: PrintedResolutions,
  check: answerSchemas.Findings,
  ps: answerSchemas.Processes,
  plan: answerSchemas.Plan,
  handlers: answerSchemas.Handlers,
  targets: PrintedTargets,
};

/** A part of a JSON Schema. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** `shimdex schema`: the JSON Schema of what a command prints with `-o json`. */
export function schema(name: string, terminal: Terminal): number {
  const described = Object.hasOwn(printed, name) ? printed[name] : undefined;
  if (described === undefined) {
    throw new UsageError(`Cannot describe ${JSON.stringify(name)}: write ${alternatives(Object.keys(printed))}`);
  }
  terminal.out(`${JSON.stringify(describeAnswer(name, described), undefined, 2)}\n`);
  return 0;
}

/** The nouns are in `$defs`, with the names that they have in the OpenAPI document. */
function describeAnswer(name: string, described: z.ZodType): JsonSchema {
  const nouns: Readonly<Record<string, z.ZodType>> = { ...answerSchemas, Target };
  const registry = z.registry<{ id: string }>();
  for (const [id, noun] of Object.entries(nouns)) registry.add(noun, { id });
  const root = Object.keys(nouns).find((id) => nouns[id] === described) ?? 'Answer';
  if (root === 'Answer') registry.add(described, { id: root });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/$defs/${id}` });
  const { $schema, $id: _, ...answer } = { ...schemas[root] };
  const used = definitionsOf(answer, schemas);
  const $defs = Object.fromEntries([...used].sort().map((id) => [id, withoutIdentity({ ...schemas[id] })]));
  return { $schema, title: `shimdex ${name} -o json`, ...answer, $defs };
}

/** The names of everything that a schema refers to, and what those refer to. */
function definitionsOf(part: JsonSchema, schemas: Readonly<Record<string, object>>, found = new Set<string>()) {
  for (const [, id = ''] of JSON.stringify(part).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)) {
    if (found.has(id)) continue;
    found.add(id);
    definitionsOf({ ...schemas[id] }, schemas, found);
  }
  return found;
}

function withoutIdentity({ $schema: _, $id: __, ...part }: Record<string, unknown>): JsonSchema {
  return part;
}
