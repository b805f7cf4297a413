import { isObject, type JsonObject } from '../../model/json-object.ts';

/** The JSON object in an Engine's answer, or why there is none. */
type EngineDocument =
  | { readonly ok: true; readonly body: JsonObject }
  | { readonly ok: false; readonly message: string };

/** Levels of objects and arrays: a real answer has six, and the code that reads it is recursive. */
const maxDepth = 64;

/** Values and containers: a real answer has a few hundred, and each takes far more memory decoded than as text. */
const maxValues = 50_000;

/** Decodes an answer, which must be UTF-8, JSON and an object, within the limits of depth and values. */
export function decodeEngineDocument(bytes: Uint8Array): EngineDocument {
  const text = decodeText(bytes);
  if (text === undefined) return { ok: false, message: 'answered with something that is not UTF-8' };
  const excess = excessOf(text);
  if (excess !== undefined) return { ok: false, message: `answered with JSON of more than ${excess}` };
  const value = parse(text);
  if (value === undefined) return { ok: false, message: 'answered with something that is not JSON' };
  if (!isObject(value.json)) {
    return { ok: false, message: `answered with ${kindOf(value.json)} where an object belongs` };
  }
  return { ok: true, body: value.json };
}

/** The type of a JSON value, with its article. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const levels: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };
const beforeValues: ReadonlySet<string> = new Set(['[', '{', ',', ':']);

/**
 * The limit that a text exceeds, found before decoding. Reads each character once; a regular expression would search
 * again and again for the end of an unterminated string.
 */
function excessOf(text: string): string | undefined {
  let depth = 0;
  let values = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') isInString = !isInString;
    else if (!isInString) {
      depth += levels[character] ?? 0;
      values += beforeValues.has(character) ? 1 : 0;
    } else if (character === '\\') index += 1;
    if (depth > maxDepth) return `${maxDepth} levels`;
    if (values > maxValues) return `${maxValues} values`;
  }
  return undefined;
}
