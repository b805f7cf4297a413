import { parseGoJson } from '../../go/json.ts';
import { findConflicts } from './conflicts.ts';
import { type DecodedText, decodeStream, decodeText } from './decode-text.ts';
import { type ConfigDocument, checkDocument, decodeConfig, emptyDocument } from './document.ts';
import type { DockerFlags } from './flags.ts';
import type { DaemonOption } from './known-options.ts';
import type { ConfigRules } from './release.ts';

/** The file as dockerd looks for it. */
export interface ConfigFile {
  readonly configFile: string;
  readonly explicit: boolean;
  readonly bytes: Uint8Array | undefined;
  readonly errno?: string;
}

/** The decoded daemon.json, or dockerd's complaint about it. */
export type LoadedConfig =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly message: string; readonly line?: number };

/**
 * Loads daemon.json as dockerd does. A file that is not there is an error only if it was named.
 *
 * Source: moby `daemon/config/config.go`, `getConflictFreeConfiguration`.
 */
export function loadConfig(
  file: ConfigFile,
  flags: DockerFlags,
  options: readonly DaemonOption[],
  rules: ConfigRules,
): LoadedConfig {
  if (file.bytes === undefined) return missingFile(file);
  const decoded = decode(file.bytes, rules);
  if (!decoded.ok) return decoded;
  if (decoded.text === '' && !rules.streamed) return { ok: true, document: emptyDocument };
  const parsed = parseGoJson(decoded.text, { whole: !rules.streamed, firstLine: decoded.firstLine });
  if (!parsed.ok) return { ok: false, message: syntaxError(parsed, decoded.text, rules), line: parsed.line };
  const wrong = checkDocument(parsed.value);
  if (wrong !== undefined) return { ok: false, message: rules.jsonPrefix + wrong.message, line: wrong.line };
  const conflict = findConflicts(parsed.value, flags, options);
  if (conflict !== undefined) return { ok: false, ...conflict };
  const document = decodeConfig(parsed.value, options, rules);
  const { fault } = document;
  return fault === undefined
    ? { ok: true, document }
    : { ok: false, message: rules.jsonPrefix + fault.message, line: fault.line };
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

/** What reading fails with for root, to whom no permission is denied. */
const readErrors: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'open $: no such file or directory'],
  ['ENOTDIR', 'open $: not a directory'],
  ['ELOOP', 'open $: too many levels of symbolic links'],
  ['EISDIR', 'read $: is a directory'],
]);

function missingFile({ configFile, explicit, errno = 'ENOENT' }: ConfigFile): LoadedConfig {
  const text = readErrors.get(errno);
  if (text === undefined || (errno === 'ENOENT' && !explicit)) return { ok: true, document: emptyDocument };
  return { ok: false, message: text.replace('$', () => configFile) };
}
