import type { ContainerFacts } from '../../../../model/host/running.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { shellWord } from '../../../advice/shell-word.ts';
import { isUnmanaged } from '../../../running/merge-processes.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/** Containers that run although containerd does not know them any more; one finding for each namespace. */
export const unmanagedContainers: Rule = {
  check({ observation: { running } }) {
    const lost = (running?.containers ?? []).filter(isUnmanaged);
    const namespaces = [...new Set(lost.map(({ bundle }) => bundle.namespace))].sort();
    return namespaces.map((namespace) =>
      findingOn(
        namespace,
        lost.filter(({ bundle }) => bundle.namespace === namespace),
      ),
    );
  },
};

function findingOn(namespace: string, lost: readonly ContainerFacts[]): RuleFinding {
  const ids = lost.map(({ bundle }) => bundle.id).sort();
  const isCri = lost.some(({ ownedByCri }) => ownedByCri);
  const effect = isCri ? '; Kubernetes treats them as dead and may start second copies' : '';
  return {
    severity: isCri ? 'high' : 'medium',
    subject: namespace,
    message: `Containers of the namespace "${namespace}" run, but containerd does not know them any more: ${shortList(ids)}${effect}`,
    advice: adviceOn(lost),
  };
}

/** Measured with containerd 1.6 to 2.4: after this, the same container starts again, and its old shim is used. */
function adviceOn(lost: readonly ContainerFacts[]): readonly Advice[] {
  const roots = [...new Set(lost.map(({ ociRoot = '/run/containerd/runc' }) => ociRoot))];
  return [
    ...roots.map((root) => {
      const ofRoot = lost.filter((each) => (each.ociRoot ?? root) === root);
      return {
        text: 'End each of them with the OCI runtime, then start it again: a start without this fails, and may kill it',
        command: ofRoot.slice(0, mostCommands).map(endCommand).join(' && '),
      };
    }),
    { text: 'Do not remove the file of a shim while containers run that were started from it' },
  ];
}

const mostCommands = 5;

function endCommand({ bundle: { namespace, id }, ociRoot = '/run/containerd/runc' }: ContainerFacts): string {
  return `runc --root ${shellWord(`${ociRoot}/${namespace}`)} delete --force ${shellWord(id)}`;
}

const mostNames = 5;

/** The first names, and how many more there are. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}
