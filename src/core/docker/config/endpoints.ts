import { defined } from '../../../model/defined.ts';
import type { GoJson } from '../../go/json.ts';

/** The options of daemon.json that decide which sockets dockerd listens on, and which containerd it uses or starts. */
export interface Endpoints {
  readonly hosts: readonly string[];
  readonly containerd?: string;
  readonly execRoot?: string;
  /** The feature `embedded-containerd`: dockerd contains its containerd. */
  readonly embedsContainerd?: boolean;
  /** `cri-containerd`: the containerd that dockerd starts serves CRI. */
  readonly servesCri?: boolean;
}

/** A file that is absent, or that sets none of them. */
export const noEndpoints: Endpoints = { hosts: [] };

/**
 * Reads them from the JSON of a file, also where dockerd refuses another part of it: the running dockerd started with
 * an earlier version of the file, which most likely had the same ones.
 */
export function endpointsOf(json: GoJson): Endpoints {
  const hosts = memberOf(json, 'hosts');
  const containerd = textOf(memberOf(json, 'containerd'));
  const execRoot = textOf(memberOf(json, 'exec-root'));
  return defined({
    hosts: hosts?.kind === 'array' ? hosts.items.flatMap((item) => textOf(item) ?? []) : [],
    containerd,
    execRoot,
    embedsContainerd: flagOf(memberOf(memberOf(json, 'features'), 'embedded-containerd')),
    servesCri: flagOf(memberOf(json, 'cri-containerd')),
  });
}

function memberOf(json: GoJson | undefined, name: string): GoJson | undefined {
  return json?.kind === 'object' ? json.members.findLast((member) => member.name === name)?.value : undefined;
}

function textOf(json: GoJson | undefined): string | undefined {
  return json?.kind === 'string' ? json.value : undefined;
}

function flagOf(json: GoJson | undefined): boolean | undefined {
  return json?.kind === 'bool' ? json.value : undefined;
}
