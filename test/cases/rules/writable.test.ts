import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, linkSync, mkdirSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { type CheckJson, parsed } from '../answers.ts';
import { elf } from '../elf.ts';
import { type CaseHost, newHost } from '../host.ts';

/** Only root can give files to other users; their owners are part of most of these cases. */
const itAsRoot = it.runIf(process.getuid?.() === 0);

const codes = ['directory-writable', 'file-writable', 'program-setuid', 'policy-bypassed'];
const alice = 1234;
const accounts = { passwd: 'root:x:0:0::/root:/bin/sh\nalice:x:1234:1234::/home/alice:/bin/sh\n' };
const shim = '/usr/bin/containerd-shim-runc-v2';

type Found = CheckJson['findings'][number];

function secured(): CaseHost {
  return newHost()
    .running()
    .daemonJson({})
    .put('/etc/passwd', accounts.passwd)
    .put('/etc/group', 'root:x:0:\nstaff:x:50:\ndocker:x:999:alice,root\n');
}

async function findings(host: CaseHost, ...options: readonly string[]): Promise<Found[]> {
  const outcome = await host.run(['check', '--json', ...options]);
  return parsed<CheckJson>(outcome).findings.filter(({ code }) => codes.includes(code));
}

function brief(found: readonly Found[]): string[] {
  return found.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}

/** Runs a command of an advice on the tree of the host. */
function follow(host: CaseHost, command: string): void {
  const inTree = command.replaceAll(/ (\/\S*)/g, (_, path: string) => ` ${host.at(path)}`);
  execFileSync('sh', ['-c', inTree]);
}

function chmod(host: CaseHost, path: string, mode: number): CaseHost {
  mkdirSync(host.at(path.endsWith('/') ? path : '/'), { recursive: true });
  chmodSync(host.at(path), mode);
  return host;
}

function chown(host: CaseHost, path: string, uid: number, gid = 0): CaseHost {
  chownSync(host.at(path), uid, gid);
  return host;
}

it('check finds nothing on a host where only root can write', async () => {
  expect(await findings(secured())).toEqual([]);
});

interface Case {
  readonly title: string;
  readonly make: (host: CaseHost) => unknown;
  readonly found: readonly string[];
  readonly message: string;
}

const cases: readonly Case[] = [
  {
    title: 'a directory of PATH that every user can write to',
    make: (host) => chmod(host, '/usr/bin', 0o777),
    found: ['high directory-writable /usr/bin'],
    message:
      'Every user can write to "/usr/bin" and decide what runs as root: it is a directory of containerd\'s PATH; ' +
      'the shim "/usr/bin/containerd-shim-runc-v2" is in it; the OCI runtime "/usr/bin/runc" is in it; and 2 more',
  },
  {
    title: 'a parent directory that every user can write to',
    make: (host) => chmod(host, '/usr/', 0o777),
    found: ['high directory-writable /usr'],
    message: 'Every user can write to "/usr" and decide',
  },
  {
    title: 'a shim of another user',
    make: (host) => chown(host, shim, alice),
    found: [`high file-writable ${shim}`],
    message: `User "alice" can write to "${shim}" and decide what runs as root: it is the shim`,
  },
  {
    title: 'an OCI runtime for a group with members',
    make: (host) => chmod(chown(host, '/usr/bin/runc', 0, 999), '/usr/bin/runc', 0o775),
    found: ['high file-writable /usr/bin/runc'],
    message: 'Group "docker" (alice) can write to "/usr/bin/runc" and decide what runs as root: it is the OCI runtime',
  },
  {
    title: 'a dockerd that every user can write to',
    make: (host) => chmod(host, '/usr/bin/dockerd', 0o757),
    found: ['high file-writable /usr/bin/dockerd'],
    message: 'it is the program',
  },
  {
    title: 'a daemon.json of another user',
    make: (host) => chown(host, '/etc/docker/daemon.json', alice),
    found: ['medium file-writable /etc/docker/daemon.json'],
    message: 'it is the configuration of dockerd',
  },
  {
    title: 'a directory in which a missing config.toml can be created',
    make: (host) => chmod(host, '/etc/containerd', 0o777),
    found: ['medium directory-writable /etc/containerd'],
    message: 'the configuration of containerd "/etc/containerd/config.toml" does not exist and can be created in it',
  },
  {
    title: 'an imported file',
    make: (host) =>
      chmod(
        host
          .put('/etc/containerd/config.toml', 'version = 2\nimports = ["/opt/conf/*.toml"]\n')
          .put('/opt/conf/a.toml', 'version = 2\n'),
        '/opt/conf/a.toml',
        0o646,
      ),
    found: ['medium file-writable /opt/conf/a.toml'],
    message: 'it is the configuration of containerd',
  },
  {
    title: 'a drop-in of a unit',
    make: (host) =>
      chmod(
        host
          .put('/usr/lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd\n')
          .put('/etc/systemd/system/docker.service.d/a.conf', '[Service]\nEnvironment=A=b\n'),
        '/etc/systemd/system/docker.service.d/a.conf',
        0o666,
      ),
    found: ['medium file-writable /etc/systemd/system/docker.service.d/a.conf'],
    message: 'it is the unit file of dockerd',
  },
  {
    title: 'a directory that a link leads to',
    make: (host) =>
      chown(
        host.program('/home/alice/shim').link('/home/alice/shim', '/usr/bin/containerd-shim-a-v1'),
        '/home/alice',
        alice,
      ),
    found: ['high directory-writable /home/alice'],
    message:
      'User "alice" can write to "/home/alice" and decide what runs as root: the shim ' +
      '"/usr/bin/containerd-shim-a-v1" leads through it by the link "/usr/bin/containerd-shim-a-v1"',
  },
  {
    title: 'a missing directory of PATH that others can create',
    make: (host) => chmod(host, '/opt/', 0o777).put('/proc/200/environ', 'PATH=/usr/bin:/opt/new/bin\0'),
    found: ['high directory-writable /opt'],
    message: 'a directory of containerd\'s PATH "/opt/new/bin" does not exist and can be created in it',
  },
  {
    title: 'a setuid shim',
    make: (host) => chmod(host, shim, 0o4755),
    found: [`high program-setuid ${shim}`],
    message: `"${shim}" (the shim) has the setuid bit, which it does not need: every user can run it as root`,
  },
  {
    title: 'a setgid OCI runtime',
    make: (host) => chmod(host, '/usr/bin/runc', 0o2755),
    found: ['medium program-setuid /usr/bin/runc'],
    message: 'has the setgid bit',
  },
  {
    title: 'a writable directory behind one that only root can enter',
    make: (host) => {
      host.program('/root/bin/shim').link('/root/bin/shim', '/usr/bin/containerd-shim-a-v1');
      chmod(chmod(host, '/root/bin', 0o777), '/root', 0o700);
    },
    found: ['low directory-writable /root/bin'],
    message: '. For now, only root can enter "/root", so nobody else can use this yet',
  },
  {
    title: 'a path with a blank',
    make: (host) =>
      chmod(host.program('/opt/b/crun').daemonJson({ runtimes: { c: { path: '/opt/b/crun' } } }), '/opt/b/crun', 0o777),
    found: ['high file-writable /opt/b/crun'],
    message: 'it is the OCI runtime',
  },
];

describe.each(cases)('check reports $title', ({ make, found, message }) => {
  itAsRoot('and its advice removes the finding', async () => {
    const host = secured();
    await make(host);

    const before = await findings(host);

    expect(brief(before)).toEqual(found);
    expect(before[0]?.message).toContain(message);
    for (const { advice } of before) follow(host, advice[0]?.command ?? 'false');
    expect(await findings(host)).toEqual([]);
  });
});

itAsRoot('check reports nothing about a group that has only root', async () => {
  const host = secured();
  chmod(chown(host, '/usr/local/bin', 0, 50), '/usr/local/bin', 0o2775);

  expect(await findings(host)).toEqual([]);
});

itAsRoot('check names the id of a group whose members it cannot read', async () => {
  const host = newHost().running();
  chmod(chown(host, '/usr/bin', 0, 50), '/usr/bin', 0o775);

  const [found] = await findings(host);

  expect(found).toMatchObject({ severity: 'medium', subject: '/usr/bin' });
  expect(found?.message).toMatch(/^Group 50 can write/);
});

itAsRoot('check counts a sticky directory for new names only', async () => {
  const host = secured()
    .program('/tmp/kept/crun')
    .daemonJson({ runtimes: { c: { path: '/tmp/kept/crun' } } });
  chmod(host, '/tmp', 0o1777);

  expect(await findings(host)).toEqual([]);

  host.put('/proc/200/environ', 'PATH=/usr/bin:/tmp\0');
  const [found, ...others] = await findings(host);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ severity: 'high', code: 'directory-writable', subject: '/tmp' });
  expect(found?.advice).toEqual([
    { text: '"/tmp" is a directory for files of all users: use another directory, which only root can write to' },
  ]);
});

itAsRoot('check reports a link of another user in a sticky directory', async () => {
  const host = secured().program('/opt/crun').link('/opt/crun', '/tmp/crun');
  host.daemonJson({ runtimes: { c: { path: '/tmp/crun' } } });
  chmod(host, '/tmp', 0o1777);
  execFileSync('chown', ['-h', 'nobody', host.at('/tmp/crun')]);

  const found = await findings(host);

  expect(brief(found)).toEqual(['high file-writable /tmp/crun']);
  expect(found[0]?.message).toContain('User 65534 can replace the link "/tmp/crun"');
  follow(host, found[0]?.advice[0]?.command ?? 'false');
  expect(await findings(host)).toEqual([]);
});

it('check trusts the owner of an unpacked tree', async () => {
  const host = secured();
  for (const path of ['/', '/usr', '/usr/bin', shim])
    chownSync(host.at(path), process.getuid?.() === 0 ? alice : -1, -1);

  expect(await findings(host)).toEqual([]);
});

describe('with --deny', () => {
  const denied = '/usr/bin/containerd-shim-kata-v2';
  const deny = '--deny=containerd-shim-kata-*';

  it('check finds nothing while only the denied name leads to the file', async () => {
    expect(await findings(secured().program(denied), deny)).toEqual([]);
  });

  it.each([
    ['a link', (host: CaseHost) => host.link('containerd-shim-kata-v2', '/usr/bin/containerd-shim-kat-v2')],
    ['a hard link', (host: CaseHost) => linkSync(host.at(denied), host.at('/usr/bin/containerd-shim-kat-v2'))],
  ])('check reports %s with another name, until that is denied as well', async (_, make) => {
    const host = secured().program(denied);
    make(host);

    const [found, ...others] = await findings(host, deny);

    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'medium', subject: '/usr/bin/containerd-shim-kat-v2' });
    expect(found?.message).toBe(
      `The site policy denies "${denied}", but runtime "io.containerd.kat.v2" runs the same file as "/usr/bin/containerd-shim-kat-v2"`,
    );
    expect(found?.advice[0]?.text).toBe('Deny the other name as well: --deny containerd-shim-kat-v2');
    expect(await findings(host, deny, '--deny=containerd-shim-kat-v2')).toEqual([]);
  });

  it('check reports an absolute runtimeType with another name', async () => {
    const host = secured().program(denied).link(denied, '/opt/k');
    host.daemonJson({ runtimes: { k: { runtimeType: '/opt/k' } } });

    const found = await findings(host, deny);

    expect(brief(found)).toEqual(['medium policy-bypassed /opt/k']);
    follow(host, found[0]?.advice[1]?.command ?? 'false');
    expect(await findings(host, deny)).toEqual([]);
  });

  it('check reports a CRI handler, because a kubelet does not ask Docker', async () => {
    const host = secured().program(denied);
    const table = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]';
    host.put('/etc/containerd/config.toml', `version = 2\n${table}\nruntime_type = "io.containerd.kata.v2"\n`);

    const found = await findings(host, deny);

    expect(brief(found)).toEqual(['medium policy-bypassed kata']);
    expect(found[0]?.advice[0]?.text).toContain('Remove the handler "kata" from "/etc/containerd/config.toml"');
  });

  it('check reports nothing about an absolute runtimeType with the denied name', async () => {
    const host = secured().program('/opt/containerd-shim-kata-v2');
    host.daemonJson({ runtimes: { k: { runtimeType: '/opt/containerd-shim-kata-v2' } } });

    expect(await findings(host, deny)).toEqual([]);
  });
});

it('check quotes a path for the shell', async () => {
  const host = secured().put('/opt/it is/crun', elf(), 0o777);
  host.daemonJson({ runtimes: { c: { path: '/opt/it is/crun' } } });

  const [found] = await findings(host);

  expect(found?.advice[0]?.command).toBe("chmod go-w '/opt/it is/crun'");
});
