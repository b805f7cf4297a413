import type { HostFiles } from '../host-files.ts';

/** What starts dockerd without systemd: OpenRC and System V, runit, s6, Slackware, Upstart. */
const scripts = [
  '/etc/init.d/docker',
  '/etc/init.d/dockerd',
  '/etc/sv/docker/run',
  '/etc/s6-overlay/s6-rc.d/dockerd/run',
  '/etc/rc.d/rc.docker',
  '/etc/init/docker.conf',
];
/** Where their users write the flags. */
const settings = ['/etc/conf.d/docker', '/etc/default/docker', '/etc/sv/docker/conf'];

/** A script that starts dockerd, which shimdex does not read, in a sentence; undefined when there is none. */
export function describeInitScript(files: HostFiles): string | undefined {
  const script = scripts.find((file) => files.isPresent(file));
  if (script === undefined) return undefined;
  const written = settings.find((file) => files.isPresent(file));
  const where = written === undefined ? '' : `, which are in "${written}"`;
  return `No running dockerd is seen, and "${script}" starts it, which is not read: it is assumed that dockerd has no flags; give its flags${where} with --dockerd-flag`;
}
