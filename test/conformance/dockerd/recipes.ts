import type { DebianRecipe } from '../../e2e/debian-tree.ts';

const packages = ['docker.io', 'containerd', 'runc', 'busybox-static'];

/** dockerd 26.1 and containerd 1.7: implicit runtimes, `runtimeType`, moby's rule of today; the CLI is a package of its own. */
export const debian13: DebianRecipe = { suite: 'trixie', packages: [...packages, 'docker-cli'], installed: true };

/** The newest containerd that Debian has. */
export const debianSid: DebianRecipe = {
  suite: 'sid',
  packages: ['containerd', 'runc', 'busybox-static'],
  installed: true,
};

/** dockerd 28.5 and containerd 2.1: the newest ones that Debian has. */
export const debianSidWithDocker: DebianRecipe = {
  ...debianSid,
  base: debianSid,
  packages: [...debianSid.packages, 'docker.io'],
};

/** dockerd 20.10 and containerd 1.6: configured and stock runtimes alone. */
export const debian12: DebianRecipe = { suite: 'bookworm', packages, installed: true };
