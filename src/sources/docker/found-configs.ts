import type { FoundConfig } from '../../model/host/docker-facts.ts';
import { isObject } from '../../model/json-object.ts';
import type { HostFiles } from '../host-files.ts';

/** Files that some Docker reads, or that people write when they mean dockerd's. */
const places: readonly string[] = [
  '/etc/docker/daemon.json',
  '/etcdocker/daemon.json',
  '/etc/docker/deamon.json',
  '/etc/docker/daemon.jsonc',
  '/etc/docker/daemon.conf',
  '/etc/docker/docker.json',
  '/etc/docker/config.json',
  '/etc/docker/daemon.json.d/daemon.json',
  '/etc/docker.json',
  '/etc/daemon.json',
  '/etc/docker-daemon.json',
  '/etc/default/docker.json',
  '/root/.config/docker/daemon.json',
  '/root/.docker/daemon.json',
  '/var/snap/docker/current/config/daemon.json',
  '/var/snap/docker/current/etc/docker/daemon.json',
];

/** The same below the home of each user. */
const placesInHomes: readonly string[] = ['.config/docker/daemon.json', '.docker/daemon.json'];

/** Options for a command line; whether they reach dockerd depends on what starts it. */
const optionFiles: readonly string[] = ['/etc/default/docker', '/etc/sysconfig/docker', '/etc/conf.d/docker'];

/** Homes that are looked into, and the longest file and most runtimes that are read. */
const mostHomes = 64;
const limitBytes = 256 * 1024;
const mostRuntimes = 256;

/** Every daemon.json at a place where dockerd or a person may look for one, with the names of its runtimes. */
export function findConfigs(files: HostFiles): readonly FoundConfig[] {
  const listed = files.listNow('/home');
  const homes = listed.ok ? listed.names.toSorted().slice(0, mostHomes) : [];
  const inHomes = homes.flatMap((home) => placesInHomes.map((place) => `/home/${home}/${place}`));
  const found = (file: string, runtimesOf: (text: string) => readonly string[]) => {
    const read = files.readFile(file, limitBytes);
    return read.ok ? [{ file, runtimes: runtimesOf(read.bytes.toString('utf8')) }] : [];
  };
  return [
    ...[...places, ...inHomes].flatMap((file) => found(file, runtimesIn)),
    ...optionFiles.flatMap((file) => found(file, runtimesInOptions)).map(asOptions),
  ];
}

function asOptions(config: FoundConfig): FoundConfig {
  return { ...config, holdsOptions: true };
}

/** Names in `--add-runtime NAME=PATH`, outside of comments. */
function runtimesInOptions(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const options = lines.join('\n').matchAll(/--add-runtime[=\s]+["']?([^\s="']+)=/g);
  return Array.from(options, ([, name = '']) => name).slice(0, mostRuntimes);
}

/** Names only: a file of another Docker is not judged, so a file that is not JSON has none. */
function runtimesIn(text: string): readonly string[] {
  try {
    const json: unknown = JSON.parse(text);
    const runtimes = isObject(json) ? json['runtimes'] : undefined;
    return isObject(runtimes) ? Object.keys(runtimes).slice(0, mostRuntimes) : [];
  } catch {
    return [];
  }
}
