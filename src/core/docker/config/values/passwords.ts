/** What is shown in the place of a password, as dockerd does it where it hides one. */
export const hiddenPassword = 'xxxxx';

/** An address of a registry without the password in it: what is before the last `@` belongs to the user. */
export function withoutPassword(address: string): string {
  const [, scheme = '', user, host = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)@(.*)$/is.exec(address) ?? [];
  if (user?.includes(':') !== true) return address;
  return `${scheme}${user.slice(0, user.indexOf(':'))}:${hiddenPassword}@${host}`;
}

/** An option `NAME:VALUE` of a log driver without its value, if that is a secret: `splunk-token`, for example. */
export function withoutSecret(option: string): string {
  const at = option.indexOf(':');
  const isSecret = /token|secret|password|key$/i.test(option.slice(0, Math.max(at, 0))) && at + 1 < option.length;
  return isSecret ? `${option.slice(0, at)}:${hiddenPassword}` : option;
}
