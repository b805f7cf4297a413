import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { keysAt, WebConfigDocument } from './document.ts';

/** What is wrong with a web configuration; its message says what to write, and never holds a secret. */
export class WebConfigError extends Error {
  override readonly name = 'WebConfigError';
}

/** Reads the text of a web configuration; throws a `WebConfigError` that names the line. An empty one configures nothing. */
export function parseWebConfigDocument(text: string): WebConfigDocument {
  const lineCounter = new LineCounter();
  // Every scalar stays the text it is written as: a user may be called "yes", and a password hash is never a number.
  const options = { schema: 'failsafe', customTags: ['null'], merge: true, prettyErrors: false, lineCounter } as const;
  const document = parseDocument(text, { ...options, customTags: [...options.customTags] });
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new WebConfigError(`line ${lineCounter.linePos(fault.pos[0]).line}: ${faultText(fault)}`);
  const parsed = WebConfigDocument.safeParse(withoutNulls(toPlain(document)) ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WebConfigError(
    issue === undefined ? 'write what exporter-toolkit takes' : issueText(issue, document, lineCounter),
  );
}

function faultText({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'DUPLICATE_KEY') return 'a key is there twice; write it once';
  return `it is not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** Aliases that blow up to more than the file could say are an error of the library's. */
function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new WebConfigError('its aliases do not resolve; write the values where they belong');
  }
}

/** Go leaves a field as it is where YAML says null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => withoutNulls(element) ?? '');
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([key, member]) => [key, withoutNulls(member)]));
}

function issueText(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): string {
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const path = unknown === undefined ? issue.path : [...issue.path, unknown];
  const offset = offsetOf(document, path);
  const line = offset === undefined ? '' : `line ${lines.linePos(offset).line}: `;
  if (unknown === undefined) return `${line}${path.length === 0 ? '' : `${path.join('.')}: `}${issue.message}`;
  return `${line}unknown key ${JSON.stringify(path.join('.'))}; write one of ${keysAt(issue.path).join(', ')}`;
}

/** The position of the key of a path, or of the nearest key above it that is known. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  const node: unknown = pair?.key ?? document.getIn(path, true) ?? parent;
  return isNode(node) ? node.range?.[0] : undefined;
}
