/** How often a log quotes a log: an error in a field of a line that is a member of a JSON document, and one more. */
const deepest = 4;

/**
 * The texts in what somebody pasted, in the order in which they are read: fields of a line of a log first, without the quotes
 * and escapes that the log added, then the text itself, and then the text without its escapes, for a part of such a line.
 */
export function textsIn(text: string, depth = 0): string[] {
  if (depth === deepest) return [text];
  const inside = [...jsonTexts(text), ...fields(text)].flatMap((each) => textsIn(each, depth + 1));
  const bare = /\\(?:"|u0022|x22)/i.test(text) ? textsIn(unescaped(text), depth + 1) : [];
  return [...inside, text, ...bare];
}

/** The texts of a JSON document, which may follow a prefix of journalctl. */
function jsonTexts(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const start = line.indexOf('{');
    return start < 0 ? [] : textsOf(parsed(line.slice(start)));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** The quoted values of `key="value"`. Source: logrus `text_formatter.go`, klog `serialize.KVListFormat`. */
function fields(text: string): string[] {
  const found = text.matchAll(/(?:^|[\s{,])[A-Za-z_][\w.-]*="((?:[^"\\]|\\.)*)"/gs);
  return Array.from(found, ([, value = '']) => unescaped(value));
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Removes one level of the escapes of Go and of JSON. */
function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|([^xu]))/gis,
    (_, byte?: string, unit?: string, other?: string) =>
      other === undefined ? String.fromCharCode(Number.parseInt(byte ?? unit ?? '', 16)) : (letters[other] ?? other),
  );
}
