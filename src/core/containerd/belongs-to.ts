/** What brings its own containerd or dockerd, by a part of a path that only it uses; RKE2 keeps its socket where k3s does. */
const owners: readonly (readonly [string, RegExp])[] = [
  ['RKE2', /\/rancher\/rke2\//],
  ['k3s', /\/rancher\/k3s\/|\/run\/k3s\//],
  ['MicroK8s', /\/snap\/microk8s\//],
  ['k0s', /\/(?:lib|run|etc)\/k0s\//],
  ['the Docker snap', /\/snap\/docker\//],
  ['balenaEngine', /balena/],
  ['Docker', /\/docker\/containerd\/|\/docker-containerd/],
  ['Bottlerocket', /\/host-containerd\//],
  ['Talos', /\/system\/run\/containerd\//],
];

/** Whose a daemon is, by the paths on its command line and its address; undefined for the system's own. */
export function belongsTo(paths: readonly string[]): string | undefined {
  return owners.find(([, pattern]) => paths.some((path) => pattern.test(path)))?.[0];
}
