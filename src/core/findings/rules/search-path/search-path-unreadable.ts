import type { PlaceFacts } from '../../../../model/host/place-facts.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { errnoText } from '../../../go/errno-text.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/** A directory that cannot be listed may hold shims that shimdex cannot show but containerd still finds by name. */
export const searchPathUnreadable: Rule = {
  explainsRuntime: true,
  check: ({ observation, lists }) => unreadable(lists, observation.places),
};

const unreadable = itemByItem(({ directory, state, message }: PlaceFacts): RuleFinding[] => {
  if (state !== 'unreadable') return [];
  return [
    {
      severity: 'medium',
      subject: directory,
      message: `Cannot list "${directory}" on containerd's search path${causeOf(message)}`,
      advice: adviceOn(message),
    },
  ];
});

/** The last words of the message, which name the error. */
function causeOf(message: string | undefined): string {
  return message === undefined ? '' : `: ${message.split(': ').at(-1)}`;
}

function adviceOn(message: string | undefined): string {
  // shimdex itself may look into it, so another user for shimdex changes nothing.
  if (/ as uid \d+: /.test(message ?? ''))
    return "Open the directory to containerd's user, or take it out of containerd's PATH";
  const isDenied = message === undefined || message.includes(errnoText('EACCES'));
  const remedy = isDenied ? 'Run shimdex as root, or open the directory' : 'Correct the directory';
  return `${remedy}: shims in it are not shown now`;
}
