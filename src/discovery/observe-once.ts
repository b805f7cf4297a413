import type { ObserveSettings } from '../settings/settings.ts';
import { ContainerdSocket } from '../sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../sources/engine/engine.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { Looker } from './look.ts';
import { Observer } from './observe.ts';
import type { Published } from './resolver.ts';

/** Longest time the running Engine, or containerd, may take to answer a command. */
const deadlineMs = 1000;

/** Looks at the host once, for the commands that answer and end; the revision is 1. */
export async function observeOnce(files: HostFiles, settings: ObserveSettings): Promise<Published> {
  const engine = new Engine({ files, onChange: () => {}, deadlineMs });
  const socket = new ContainerdSocket({ files, onChange: () => {}, deadlineMs });
  const observer = new Observer(files, settings, { engine, socket }, deadlineMs * 2);
  try {
    const { facts, host } = await new Looker(observer, files, settings).look('all');
    return { inventory: { revision: 1, ...facts }, observation: host };
  } finally {
    await Promise.all([engine.stop(), socket.stop()]);
  }
}
