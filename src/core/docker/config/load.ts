import type { KeyHint } from '../../../model/docker/key-hint.ts';
import { type GoJson, parseGoJson } from '../../go/json.ts';
import type { CommandLine } from './command-line.ts';
import { findConflicts } from './conflicts.ts';
import { type DecodedText, decodeStream, decodeText } from './decode-text.ts';
import { type ConfigDocument, checkDocument, decodeConfig, emptyDocument } from './document.ts';
import { type Endpoints, endpointsOf, noEndpoints } from './endpoints.ts';
import { findKeyHints } from './key-hints.ts';
import { optionsOf } from './known-options.ts';
import type { ConfigRules } from './release.ts';

/** The file as dockerd looks for it. */
export interface ConfigFile {
  readonly configFile: string;
  /** The command line names the file, so that dockerd does not start without it. */
  readonly explicit: boolean;
  /** Absent when the file could not be read; `errno` says why, `ENOENT` by default. */
  readonly bytes: Uint8Array | undefined;
  readonly errno?: string;
}

/** The decoded daemon.json, or dockerd's complaint about it. */
export type LoadedConfig = { readonly endpoints: Endpoints; readonly keyHints?: readonly KeyHint[] } & (
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly message: string; readonly line?: number; readonly crashes?: true }
);

/**
 * Loads daemon.json as dockerd does. A missing file is an error only if the command line names it.
 *
 * Source: moby `daemon/config/config.go`, `getConflictFreeConfiguration`.
 */
export function loadConfig(read: CommandLine & ConfigFile): LoadedConfig {
  const { bytes, rules } = read;
  if (bytes === undefined) return missingFile(read);
  const decoded = decode(bytes, rules);
  if (!decoded.ok) return { endpoints: noEndpoints, ...decoded };
  if (decoded.text === '' && !rules.streamed) return empty;
  const words = rules.jsonErrors === 'v2' ? 'v2' : 'v1';
  const parsed = parseGoJson(decoded.text, { whole: !rules.streamed, firstLine: decoded.firstLine, words });
  if (parsed.ok) {
    const keyHints = findKeyHints(parsed.value, optionsOf(rules.major));
    return { endpoints: endpointsOf(parsed.value), keyHints, ...decodeDocument(parsed.value, read) };
  }
  const message = syntaxError(parsed, decoded.text, rules);
  return { endpoints: noEndpoints, ok: false, message, line: parsed.line };
}

const empty: LoadedConfig = { endpoints: noEndpoints, ok: true, document: emptyDocument };

type Decoded =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly crashes?: true };

function decodeDocument(json: GoJson, { flags, rules }: CommandLine): Decoded {
  const options = optionsOf(rules.major);
  const wrong = checkDocument(json, rules);
  if (wrong !== undefined) return { ok: false, message: rules.jsonPrefix + wrong.message, line: wrong.line };
  const conflict = findConflicts(json, flags, options, rules.major);
  if (conflict !== undefined) return { ok: false, ...conflict };
  const document = decodeConfig(json, options, rules);
  const { fault } = document;
  if (fault === undefined) return { ok: true, document };
  return { ok: false, ...fault, message: fault.crashes ? fault.message : rules.jsonPrefix + fault.message };
}

function decode(bytes: Uint8Array, rules: ConfigRules): DecodedText {
  return rules.streamed ? { ok: true, text: decodeStream(bytes), firstLine: 1 } : decodeText(bytes);
}

function syntaxError(
  parsed: { readonly message: string; readonly truncated: boolean },
  text: string,
  rules: ConfigRules,
): string {
  if (!rules.streamed || !parsed.truncated) return rules.jsonPrefix + parsed.message;
  return /^[ \t\r\n]*$/.test(text) ? 'EOF' : 'unexpected EOF';
}

/** Errors that root gets when it reads the file; no permission is denied to root. */
const readErrors: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'open $: no such file or directory'],
  ['ENOTDIR', 'open $: not a directory'],
  ['ELOOP', 'open $: too many levels of symbolic links'],
  ['EISDIR', 'read $: is a directory'],
]);

function missingFile({ configFile, explicit, errno = 'ENOENT' }: ConfigFile): LoadedConfig {
  const text = readErrors.get(errno);
  if (text === undefined || (errno === 'ENOENT' && !explicit)) return empty;
  return { endpoints: noEndpoints, ok: false, message: text.replace('$', () => configFile) };
}
