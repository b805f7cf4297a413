import { type Fault, type JsonWords, TextScanner } from './json-scanner.ts';

/** A JSON value with the line it starts on. An object keeps its members in order, including repeated names. */
export type GoJson = { readonly line: number } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  /** A text, and how it is written where that has escapes. */
  | { readonly kind: 'string'; readonly value: string; readonly raw?: string }
  | { readonly kind: 'array'; readonly items: readonly GoJson[] }
  | { readonly kind: 'object'; readonly members: readonly GoMember[] }
);

/** A member of an object, with the line of its name. */
export interface GoMember {
  readonly name: string;
  readonly line: number;
  readonly value: GoJson;
}

/** A value, or Go's syntax error with its line, and whether the text ended too early. */
type ParsedJson =
  | { readonly ok: true; readonly value: GoJson }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly truncated: boolean };

type OpenArray = { kind: 'array'; line: number; items: GoJson[] };
type OpenObject = { kind: 'object'; line: number; members: GoMember[]; key: { name: string; line: number } };
type Open = OpenArray | OpenObject;

/** Go `encoding/json/scanner.go`, `maxNestingDepth`. */
const maxNestingDepth = 10_000;

/** Whether the text is one `whole` value or the start of a stream, the number of its first line, and the words of errors. */
interface ParseOptions {
  readonly whole: boolean;
  readonly firstLine: number;
  /** Absent counts as `v1`. */
  readonly words?: JsonWords;
}

/**
 * Parses a JSON text as Go's `encoding/json` does, with its error texts.
 *
 * Containers are on a separate stack: Go allows 10,000 levels, which the call stack cannot hold.
 * Source: Go `encoding/json/scanner.go`.
 */
export function parseGoJson(
  text: string,
  { whole, firstLine, words = 'v1' }: ParseOptions = { whole: true, firstLine: 1 },
): ParsedJson {
  const scanner = new TextScanner(text, firstLine, words);
  const open: Open[] = [];
  for (;;) {
    const step = ascend(scanValue(scanner, open), open, scanner);
    if (step.kind === 'fault') return failed(step, scanner);
    if (step.kind !== 'descend') return whole ? endOfText(scanner, step) : { ok: true, value: step };
  }
}

/** Adds a finished value to its container; while that ends too, adds it to the next outer one. */
function ascend(first: Step, open: Open[], scanner: TextScanner): Step {
  let step = first;
  while (step.kind !== 'descend' && step.kind !== 'fault') {
    const container = open.at(-1);
    if (container === undefined) return step;
    step = addTo(container, step, scanner);
    if (step.kind !== 'descend') open.pop();
  }
  return step;
}

/** Means "read the next value": a container was opened or continues. */
const descend = { kind: 'descend' } as const;
type Step = GoJson | typeof descend | Fault;

function scanValue(scanner: TextScanner, open: Open[]): Step {
  scanner.skipSpace();
  const { line } = scanner;
  switch (scanner.peek()) {
    case '{':
      return open.length < maxNestingDepth ? openObject(scanner, open) : scanner.fault('exceeded max depth');
    case '[':
      return open.length < maxNestingDepth ? openArray(scanner, open) : scanner.fault('exceeded max depth');
    case '"': {
      const read = scanner.string();
      return 'kind' in read ? read : { kind: 'string', line, ...read };
    }
    case 't':
      return scanner.literal('true') ?? { kind: 'bool', line, value: true };
    case 'f':
      return scanner.literal('false') ?? { kind: 'bool', line, value: false };
    case 'n':
      return scanner.literal('null') ?? { kind: 'null', line };
    default: {
      if (!scanner.atNumber()) return scanner.fault('looking for beginning of value');
      const read = scanner.number();
      return 'kind' in read ? read : { kind: 'number', line, text: read.value };
    }
  }
}

function openArray(scanner: TextScanner, open: Open[]): Step {
  const { line } = scanner;
  scanner.next();
  scanner.skipSpace();
  if (scanner.take(']')) return { kind: 'array', line, items: [] };
  open.push({ kind: 'array', line, items: [] });
  return descend;
}

function openObject(scanner: TextScanner, open: Open[]): Step {
  const { line } = scanner;
  scanner.next();
  scanner.skipSpace();
  if (scanner.take('}')) return { kind: 'object', line, members: [] };
  const key = scanKey(scanner);
  if ('kind' in key) return key;
  open.push({ kind: 'object', line, members: [], key });
  return descend;
}

function scanKey(scanner: TextScanner): { name: string; line: number } | Fault {
  scanner.skipSpace();
  const { line } = scanner;
  if (scanner.peek() !== '"') return scanner.fault('looking for beginning of object key string');
  const name = scanner.string();
  if ('kind' in name) return name;
  scanner.skipSpace();
  return scanner.take(':') ? { name: name.value, line } : scanner.fault('after object key');
}

/** Adds a finished value to its container. Returns the container when it ends, `descend` when it continues. */
function addTo(container: Open, value: GoJson, scanner: TextScanner): Step {
  scanner.skipSpace();
  if (container.kind === 'array') {
    container.items.push(value);
    if (scanner.take(',')) return descend;
    return scanner.take(']') ? container : scanner.fault('after array element');
  }
  container.members.push({ ...container.key, value });
  if (scanner.take('}')) return { kind: 'object', line: container.line, members: container.members };
  if (!scanner.take(',')) return scanner.fault('after object key:value pair');
  const key = scanKey(scanner);
  if ('kind' in key) return key;
  container.key = key;
  return descend;
}

function endOfText(scanner: TextScanner, value: GoJson): ParsedJson {
  scanner.skipSpace();
  if (scanner.peek() === '') return { ok: true, value };
  return failed(scanner.fault('after top-level value'), scanner);
}

function failed(fault: Fault, scanner: TextScanner): ParsedJson {
  return { ok: false, message: fault.message, line: scanner.line, truncated: scanner.peek() === '' };
}
