import { type UnitName, unescapeName } from './unit-name.ts';

/** Values of the specifiers, by their letter; a letter that is missing here is left in the text. */
export type Specifiers = Readonly<Record<string, string | undefined>>;

/** Letters that systemd fills in from the running host: host name, boot, kernel, machine, image, credentials. */
const OF_THE_RUNNING_HOST = 'aAbBdDHlmMoqsvwWyY';

/** What settings of the system manager itself may use: systemd-system.conf(5), "Specifiers". */
const MANAGER: Specifiers = {
  '%': '%',
  T: '/tmp',
  V: '/var/tmp',
  h: '/root',
  u: 'root',
  U: '0',
  g: 'root',
  G: '0',
};
/** The same with the directories that its units may use: systemd.unit(5), "Specifiers". */
const SYSTEM: Specifiers = { ...MANAGER, t: '/run', S: '/var/lib', C: '/var/cache', L: '/var/log', E: '/etc' };

/** The specifiers of `system.conf`; `host` gives what is read from the host, when a specifier is used. */
export function managerSpecifiers(host: Specifiers): Specifiers {
  return withHost(MANAGER, host);
}

/** The specifiers of a system unit; `host` adds what is read from the host, when a specifier is used. */
export function specifiersOf(name: UnitName, host: Specifiers = {}): Specifiers {
  const instance = name.instance ?? '';
  const last = name.prefix.slice(name.prefix.lastIndexOf('-') + 1);
  return Object.assign(withHost(SYSTEM, host), {
    n: name.full,
    N: name.full.slice(0, -(name.type.length + 1)),
    p: name.prefix,
    P: unescapeName(name.prefix),
    i: instance,
    I: unescapeName(instance),
    j: last,
    J: unescapeName(last),
    f: withSlash(unescapeName(instance === '' ? name.prefix : instance)),
  });
}

/** In UTF-16 code units: what Linux takes for all arguments of a command. */
const longest = 2 * 1024 * 1024;

/** A spread would read everything from the host. */
function withHost(fixed: Specifiers, host: Specifiers): Specifiers {
  return Object.defineProperties({ ...fixed }, Object.getOwnPropertyDescriptors(host));
}

/**
 * Expands `%x` in a text; undefined where systemd does not know a specifier, which makes it refuse the text. What only
 * the running host knows stays as it is and is added to `unknown`. systemd does not take a text that becomes too long either.
 *
 * Source: systemd `src/shared/specifier.c`, `specifier_printf`.
 */
export function expandSpecifiers(text: string, values: Specifiers, unknown: Set<string>): string | undefined {
  let isValid = true;
  let length = text.length;
  const expanded = text.replace(/%([%A-Za-z0-9])/g, (whole, letter: string) => {
    if (!isValid) return '';
    const value = Object.hasOwn(values, letter) ? values[letter] : undefined;
    length += value?.length ?? 0;
    if (length > longest) isValid = false;
    if (value !== undefined) return value;
    if (OF_THE_RUNNING_HOST.includes(letter)) unknown.add(whole);
    else isValid = false;
    return whole;
  });
  return isValid ? expanded : undefined;
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
