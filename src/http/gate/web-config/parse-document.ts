import { parseConfigFile } from '../../../config-files/parse-config-file.ts';
import { keysAt, WebConfigDocument } from './document.ts';

/** Reads the text of a web configuration; throws a `ConfigFileError` that names the line. */
export function parseWebConfigDocument(text: string): WebConfigDocument {
  return parseConfigFile(text, { schema: WebConfigDocument, keysAt });
}
