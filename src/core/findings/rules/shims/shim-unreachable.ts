import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import type { Rule, RuleFinding } from '../../context.ts';

const why: Readonly<Record<string, string>> = {
  'dot-in-name': 'there is a dot in its name',
  'no-version-part': 'it is not of the form "containerd-shim-NAME-VERSION"',
  'not-utf8': 'its name is not UTF-8',
};

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
      advice: 'Rename it to "containerd-shim-NAME-VERSION", or remove it if it is a leftover',
    },
  ];
});
