/** What is shown in the place of a password, as dockerd does it where it hides one. */
export const hiddenPassword = 'xxxxx';

/** An address of a registry without the password in it: what is before the last `@` belongs to the user. */
export function withoutPassword(address: string): string {
  return hidePasswordIn(address, address);
}

/** A message about an address without the password in it. */
export function hidePasswordIn(message: string, address: string): string {
  const [, user = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(.*)@/is.exec(address) ?? [];
  const at = user.indexOf(':');
  return at < 0 ? message : message.replaceAll(`${user.slice(at)}@`, () => `:${hiddenPassword}@`);
}

/** An option `NAME:VALUE` of a log driver without its value, if that is a secret: `splunk-token`, for example. */
export function withoutSecret(option: string): string {
  return hideBehind(option, ':');
}

/** The same for a word `NAME=VALUE` of a command line. */
export function withoutSecretValue(word: string): string {
  return hideBehind(withoutPassword(word), '=');
}

function hideBehind(text: string, sign: ':' | '='): string {
  const at = text.indexOf(sign);
  const isSecret = /token|secret|password|key$/i.test(text.slice(0, Math.max(at, 0))) && at + 1 < text.length;
  return isSecret ? `${text.slice(0, at)}${sign}${hiddenPassword}` : text;
}
