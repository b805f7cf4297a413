import { defined } from '../../model/defined.ts';
import type { ForeignEngine } from '../../model/docker/engine-origin.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Answer } from '../containerd/answer.ts';
import { otherConfigOf } from '../docker/foreign.ts';
import { editDaemonJson } from './daemon-json.ts';

/** Where the runtimes of a foreign Engine are configured; no file of this host is a remedy. */
export function adviseOnForeign({ how, configFile: file }: ForeignEngine): Advice[] {
  return [defined({ text: how.charAt(0).toUpperCase() + how.slice(1), file })];
}

/** What to do about a name that is configured in a file that dockerd does not read. */
export function adviseOnOtherConfig(name: string, { verdict }: Answer, docker: DockerFacts): Advice[] {
  const other = verdict === 'refused' ? otherConfigOf(name, docker) : undefined;
  // An option cannot be copied into daemon.json; the entry to write is other advice.
  if (other === undefined || other.holdsOptions) return [];
  const { configFile: file } = docker;
  return [
    editDaemonJson({ text: `Copy the entry "${name}" of "${other.file}" into "${file}", which dockerd reads` }, docker),
  ];
}
