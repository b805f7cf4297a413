import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { ConfigFileError } from './config-file-error.ts';

/** The grammar of a configuration file. */
interface ConfigFormat<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** The keys that are allowed at a place of the file, for the message about an unknown one. */
  readonly keysAt: (path: readonly PropertyKey[]) => readonly string[];
}

/** Reads the text of a configuration file; throws a `ConfigFileError` that names the line. An empty one configures nothing. */
export function parseConfigFile<Schema extends z.ZodType>(
  text: string,
  { schema, keysAt }: ConfigFormat<Schema>,
): z.output<Schema> {
  const lineCounter = new LineCounter();
  // Every scalar stays the text it is written as: a user may be called "yes", and a password is never a number.
  const options = { schema: 'failsafe', customTags: ['null'], merge: true, prettyErrors: false, lineCounter } as const;
  const document = parseDocument(text, { ...options, customTags: [...options.customTags] });
  // A warning is about a value that begins with "!": it is a tag, and the value would be empty.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined)
    throw new ConfigFileError(`line ${lineCounter.linePos(fault.pos[0]).line}: ${faultText(fault)}`);
  const parsed = schema.safeParse(withoutNulls(toPlain(document)) ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigFileError(
    issue === undefined ? 'write what Prometheus accepts' : issueText(issue, { document, lineCounter, keysAt }),
  );
}

/** The parser quotes parts of the file after a colon, and these may be a secret. */
function faultText({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'DUPLICATE_KEY') return 'a key is there twice; write it once';
  if (code === 'TAG_RESOLVE_FAILED') return 'a value begins with "!"; write it in quotes';
  const safe = message.replace(/\s*:\s.*/s, '');
  return `it is not valid YAML: ${safe.charAt(0).toLowerCase()}${safe.slice(1)}`;
}

/** Aliases that expand to more than the file could say are an error of the library. */
function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new ConfigFileError('its aliases do not resolve; write the values where they belong');
  }
}

/** Go leaves a field as it is where YAML says null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => withoutNulls(element) ?? '');
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([key, member]) => [key, withoutNulls(member)]));
}

interface Place {
  readonly document: Document;
  readonly lineCounter: LineCounter;
  readonly keysAt: (path: readonly PropertyKey[]) => readonly string[];
}

function issueText(issue: z.core.$ZodIssue, { document, lineCounter, keysAt }: Place): string {
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const path = unknown === undefined ? issue.path : [...issue.path, unknown];
  const offset = offsetOf(document, path);
  const line = offset === undefined ? '' : `line ${lineCounter.linePos(offset).line}: `;
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
