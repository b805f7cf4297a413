import { defined } from '../../model/defined.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { PlannedContainer, PlanReason } from '../../model/plan.ts';
import { editDaemonJson, reloadCommand } from '../advice/daemon-json.ts';
import { isNixos } from '../advice/host/unit.ts';
import { shellWord } from '../advice/shell-word.ts';
import { errnoText } from '../go/errno-text.ts';
import { lostContainers, type Planned } from './lost.ts';
import type { Subject } from './planned.ts';

/** What advice about a plan may name. */
export interface AdviceFacts {
  readonly subjects: readonly Subject[];
  readonly docker: Pick<DockerFacts, 'configFile' | 'pid'>;
  /** Unit of the service that containerd runs in. */
  readonly unit?: string;
  /** `ID` of the operating system. */
  readonly os?: string;
}

/** What to do before the restart, for the containers that it would lose; each reason once. */
export function adviseOnPlan({ containers, unread }: Planned, facts: AdviceFacts): Advice[] {
  const lost = lostContainers({ containers });
  const reasons = [...new Set(lost.map(({ reason }) => reason))];
  const advice = reasons.flatMap((reason) => {
    const group = lost.filter((each) => each.reason === reason);
    return adviseOnReason(reason, group, facts);
  });
  return [...advice, ...adviseOnUnknown({ containers, unread })];
}

/** What to do before the restart for containers that are lost for one reason. */
export function adviseOnReason(
  reason: PlanReason,
  lost: readonly PlannedContainer[],
  facts: AdviceFacts,
): readonly Advice[] {
  switch (reason) {
    case 'docker-stops':
      return [liveRestore(facts)];
    case 'systemd-kills-shim':
      return [killMode(facts)];
    case 'shim-file-missing':
      return [putBack(lost, facts)];
    case 'shim-stopped':
      return [wake(lost)];
    case 'oci-runtime-silent':
      return [
        {
          text: 'Install the OCI runtime again BEFORE the restart. After it, install the OCI runtime and restart again: the containers come back unless somebody starts or deletes them in between',
        },
      ];
    case 'bundle-missing':
      return [
        {
          text: "Put the bundle back below containerd's state directory BEFORE the restart, or stop the containers yourself",
        },
      ];
    default:
      return [moveWork(lost, facts)];
  }
}

function liveRestore({ docker }: AdviceFacts): Advice {
  const { configFile } = docker;
  const edit = defined({
    text: `Turn live-restore on in "${configFile}" and reload dockerd BEFORE the restart, so that containers keep running without dockerd`,
    command: reloadCommand(docker),
    snippet: JSON.stringify({ 'live-restore': true }, undefined, 2),
  });
  return editDaemonJson(edit, docker);
}

/** A drop-in in /run is enough for the next restart, and NixOS has no other place for one. */
function killMode({ unit = 'containerd.service', os }: AdviceFacts): Advice {
  const units = isNixos(defined({ os })) ? '/run/systemd/system' : '/etc/systemd/system';
  return {
    text: `Write a drop-in for ${unit} and load it BEFORE the restart, so that systemd leaves the shims alone`,
    command: 'systemctl daemon-reload',
    file: `${units}/${unit}.d/kill-mode.conf`,
    snippet: '[Service]\nKillMode=process',
  };
}

/** Any file at the same path will do; after the restart it is too late. */
function putBack(lost: readonly PlannedContainer[], { subjects }: AdviceFacts): Advice {
  const paths = [...new Set(lost.flatMap((each) => shimOf(each, subjects) ?? []))];
  const files = paths.length === 0 ? 'the file of the shim' : paths.map((path) => `"${path}"`).join(', ');
  return {
    text: `Put ${files} back BEFORE the restart: with any version of it, the containers keep running. After the restart, it is too late`,
  };
}

/** `shim-binary-path` of a lost container. */
export function shimOf({ namespace, id }: PlannedContainer, subjects: readonly Subject[]): string | undefined {
  const found = subjects.find(({ container: { bundle } }) => bundle.namespace === namespace && bundle.id === id);
  return found?.container.bundle.shimBinaryPath || undefined;
}

function wake(lost: readonly PlannedContainer[]): Advice {
  const pids = [...new Set(lost.flatMap(({ pid }) => pid ?? []))];
  const text = 'Continue the stopped shims BEFORE the restart';
  return pids.length === 0 ? { text } : { text, command: `kill -CONT ${pids.join(' ')}` };
}

function moveWork(lost: readonly PlannedContainer[], { subjects }: AdviceFacts): Advice {
  const ids = new Set(lost.map(({ namespace, id }) => `${namespace} ${id}`));
  const isPod = subjects.some(
    ({ container: { bundle, ownedByCri } }) => ownedByCri && ids.has(`${bundle.namespace} ${bundle.id}`),
  );
  if (isPod) {
    return { text: 'Drain the node BEFORE the restart', command: 'kubectl drain NODE --ignore-daemonsets' };
  }
  const names = lost.map(({ namespace, id }) => shellWord(`${namespace}/${id}`));
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  return { text: `Stop ${shown} yourself in a planned window BEFORE the restart, and start them again after it` };
}

function adviseOnUnknown({ containers, unread = '' }: Planned): Advice[] {
  const isDenied = [errnoText('EACCES'), errnoText('EPERM')].some((text) => unread.includes(text));
  const isUnknown = isDenied || containers.some(({ outcome }) => outcome === 'unknown');
  return isUnknown ? [{ text: 'Run shimdex as root on the host, so that it can read what is unknown' }] : [];
}
