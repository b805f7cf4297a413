import type { HostFiles } from '../host-files.ts';

/** Sockets of Engines: Docker's, Podman's. */
const fixed = ['/var/run/docker.sock', '/run/podman/podman.sock', '/var/run/balena-engine.sock'];

/** Below a directory with one entry for each user: rootless Docker and Podman; Docker Desktop, Rancher Desktop, Colima. */
const ofEach: readonly (readonly [string, readonly string[]])[] = [
  ['/run/user', ['/docker.sock', '/podman/podman.sock']],
  [
    '/home',
    ['/.docker/desktop/docker.sock', '/.docker/run/docker.sock', '/.rd/docker.sock', '/.colima/default/docker.sock'],
  ],
];

/** Users that are looked at. */
const mostUsers = 256;

/** The sockets that exist at places where Engines listen; nothing connects to them. */
export function wellKnownSockets(files: HostFiles): readonly string[] {
  const users = ofEach.flatMap(([parent, children]) => {
    const listed = files.listNow(parent);
    const owners = listed.ok ? listed.names.slice(0, mostUsers).sort() : [];
    return owners.flatMap((owner) => children.map((child) => `${parent}/${owner}${child}`));
  });
  return [...fixed, ...users].filter((path) => {
    const found = files.stat(path);
    return found.ok && found.stat.isSocket();
  });
}
