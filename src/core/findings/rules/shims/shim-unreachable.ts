import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import type { Rule, RuleFinding } from '../../context.ts';

const why: Readonly<Record<string, string>> = {
  'dot-in-name': 'there is a dot in its name',
  'no-version-part': 'it is not of the form "containerd-shim-NAME-VERSION"',
  'not-utf8': 'its name is not UTF-8',
};

const leftover = (whose: string) => `Remove it if nothing is being installed now: it is a leftover of ${whose}`;

/** What a file with such a name is, by its end. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/\.exe$/i, 'Leave it: it is a program for Windows, such as the ones of Docker Desktop, and nothing starts it here'],
  [
    /\.dpkg-(?:new|tmp)$/,
    'Run "dpkg --configure -a" and install its package again, if an installation did not end; otherwise remove it',
  ],
  [/\.dpkg-\w+$/, leftover('dpkg')],
  [/\.(?:rpm(?:new|save|orig)|rpmmoved)$|;[0-9a-f]{8}$/, leftover('rpm')],
  [/\.(?:pac(?:new|save|orig)|apk-new)$/, leftover('the package manager')],
  [
    /\.(?:bak|backup|old|orig|save|tmp|part|sw[op])$|~$/i,
    'Remove it if nobody needs it: it is named as a backup or an unfinished copy',
  ],
];

function adviseOn(path: string): string {
  const [, advice] = kinds.find(([pattern]) => pattern.test(path)) ?? [];
  return advice ?? 'Rename it to "containerd-shim-NAME-VERSION", or remove it if it is a leftover';
}

/** Leftovers of a package manager (`.dpkg-new`), backups and misnamed installs look like shims and never run. */
export const shimUnreachable: Rule = {
  check: ({ lists, shims }) => unreachable(lists, shims),
};

const unreachable = itemByItem((shim: Shim): RuleFinding[] => {
  const reason = why[shim.reason ?? ''];
  if (reason === undefined) return [];
  return [
    {
      severity: 'low',
      subject: shim.path,
      message: `No runtime name leads to "${shim.path}": ${reason}`,
      advice: adviseOn(shim.path),
    },
  ];
});
