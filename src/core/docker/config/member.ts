import { type GoJson, parseGoJson } from '../../go/json.ts';
import { decodeText } from './decode-text.ts';

/** One member of a daemon.json; a file that dockerd would refuse says nothing of the one that runs. */
export function configMember(bytes: Uint8Array | undefined, name: string): GoJson | undefined {
  const decoded = bytes === undefined ? undefined : decodeText(bytes);
  if (!decoded?.ok || decoded.text === '') return undefined;
  const parsed = parseGoJson(decoded.text, { whole: true, firstLine: decoded.firstLine });
  if (!parsed.ok || parsed.value.kind !== 'object') return undefined;
  return parsed.value.members.findLast((member) => member.name === name)?.value;
}
