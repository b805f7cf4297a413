import type { WrittenFile } from '../../../model/host/written-file.ts';
import { writeHeader, writeString } from '../../containerd/config/toml/write-toml.ts';
import { joinPaths } from '../../go/path.ts';
import type { Dockerd } from './dockerd.ts';
import { dataRootOf, emptyDocument } from './document.ts';
import { execRootOf, writtenContainerd } from './sockets.ts';

/**
 * The configuration that dockerd writes for the containerd that it starts; undefined when it uses another
 * containerd.
 *
 * Source: moby `libcontainerd/supervisor/remote_daemon.go`, `Start`, `getContainerdConfig`; CRI is off unless dockerd
 * has `--cri-containerd`: `daemon/command/daemon.go`, `getContainerdDaemonOpts`.
 */
export function ownContainerd(dockerd: Dockerd): WrittenFile | undefined {
  if ((writtenContainerd(dockerd) ?? '') !== '') return undefined;
  const { flags, config, defaultDataRoot } = dockerd;
  const dataRoot = dataRootOf(config.ok ? config.document : emptyDocument, flags, defaultDataRoot);
  const state = joinPaths(execRootOf(dockerd), 'containerd');
  const lines = [
    'version = 2',
    `root = ${writeString(joinPaths(dataRoot, 'containerd/daemon'))}`,
    `state = ${writeString(joinPaths(state, 'daemon'))}`,
    ...(servesCri(dockerd) ? [] : ['disabled_plugins = ["io.containerd.grpc.v1.cri"]']),
    writeHeader('grpc'),
    `address = ${writeString(joinPaths(state, 'containerd.sock'))}`,
  ];
  const file = joinPaths(state, 'containerd.toml');
  const message = `dockerd writes "${file}" when it starts its containerd: what it would write is described`;
  return { file, text: `${lines.join('\n')}\n`, isReplaced: true, message };
}

function servesCri({ flags, config }: Dockerd): boolean {
  const flag = flags.given.get('cri-containerd')?.values.at(-1);
  return flag === undefined ? config.endpoints.servesCri === true : /^(?:1|t|true)$/i.test(flag);
}
