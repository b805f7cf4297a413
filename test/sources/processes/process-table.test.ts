import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { ProcessTable, settledMs } from '../../../src/sources/processes/process-table.ts';

describe('ProcessTable', () => {
  it('reads this process', () => {
    const facts = new ProcessTable(new HostFiles('/')).read(process.pid);

    expect(facts).toMatchObject({ pid: process.pid, exe: process.execPath, cwd: process.cwd(), errno: {} });
    expect(facts?.user).toMatchObject({ uid: process.geteuid?.(), gid: process.getegid?.() });
    expect(facts?.argv?.length).toBeGreaterThan(0);
    expect(facts?.environ?.size).toBeGreaterThan(0);
    expect(facts?.startTicks).toMatch(/^\d+$/);
  });

  it('lists pids in ascending order, and returns nothing for a missing process', () => {
    const table = tableWith({ 10: {}, 9: {} });

    expect(table.pids()).toEqual([9, 10]);
    expect(table.read(11)).toBeUndefined();
  });

  it('reports deleted executables and directories, and uses the first of two equal variables', () => {
    const table = tableWith({
      4: {
        cmdline: 'a\0\0b c\0',
        environ: 'PATH=/1\0PATH=/2\0broken\0EMPTY=\0',
        status: 'Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t6 20 \n',
        stat: `4 (a) b) c) S 1 4 4 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 0`,
        exe: '/usr/bin/x (deleted)',
        cwd: '/srv',
      },
    });

    expect(table.read(4)).toEqual({
      pid: 4,
      argv: ['a', '', 'b c'],
      environ: new Map([
        ['PATH', '/1'],
        ['EMPTY', ''],
      ]),
      exe: '/usr/bin/x',
      exeDeleted: true,
      cwd: '/srv',
      cwdDeleted: false,
      user: { uid: 2, gid: 6, groups: [6, 20] },
      startTicks: '987654',
      errno: {},
    });
  });

  it('names the error of each field that cannot be read', () => {
    const facts = tableWith({ 4: { cmdline: 'x\0', stat: '4 (x) S' } }).read(4);

    expect(facts?.errno).toEqual({
      environ: 'ENOENT',
      exe: 'EACCES',
      cwd: 'EACCES',
      user: 'ENOENT',
      startTicks: 'EINVAL',
    });
    expect(facts).not.toHaveProperty('environ');
  });

  /** Since begin(), process 4 has another command line, and process 5 is new. */
  function tableChangedInRound(): ProcessTable {
    const table = tableWith({ 4: { cmdline: 'before\0' } });
    const cmdline = join(roots.get(table) ?? '', 'proc/4/cmdline');

    table.begin(true);
    expect([table.pids(), table.argv(4)]).toEqual([[4], ['before']]);
    writeFileSync(cmdline, 'after\0');
    mkdirSync(join(cmdline, '../../5'));
    return table;
  }

  it('reads each command line once between begin() and end(), and again afterwards', () => {
    const table = tableChangedInRound();

    expect([table.pids(), table.argv(4), table.argv(5)]).toEqual([[4], ['before'], undefined]);

    table.end();
    expect([table.pids(), table.argv(4)]).toEqual([[4, 5], ['after']]);
  });

  it('reads command lines once, and everything else again, after keepCommandLines()', () => {
    const table = tableChangedInRound();

    table.keepCommandLines();

    expect([table.pids(), table.argv(4), table.argvNow(4)]).toEqual([[4, 5], ['before'], ['after']]);
  });

  it('asks again about a process that was not a daemon only while it is new, and in a round that trusts nothing', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const table = tableWith({ 4: { cmdline: 'old\0' } });
    const add = (pid: number) => mkdirSync(join(roots.get(table) ?? '', `proc/${pid}`));
    const asked = (all: boolean, laterMs: number, daemon: 'dockerd' | 'containerd' = 'dockerd') => {
      vi.setSystemTime(Date.now() + laterMs);
      const pids: number[] = [];
      table.begin(all);
      table.find(daemon, (pid) => {
        pids.push(pid);
        return undefined;
      });
      table.end();
      return pids;
    };

    expect(asked(true, 0)).toEqual([4]);
    add(5);
    expect(asked(false, 0)).toEqual([5]);
    expect(asked(false, settledMs - 1)).toEqual([5]);
    expect(asked(false, 1)).toEqual([5]);
    expect(asked(false, 0)).toEqual([]);
    expect(asked(false, 0, 'containerd')).toEqual([4, 5]);
    expect(asked(true, 0)).toEqual([4, 5]);
  });

  it('finds a daemon in each round, and one that became a daemon later in the next round with all', () => {
    const table = tableWith({ 4: { cmdline: 'dockerd\0' }, 5: { cmdline: 'sh\0' } });
    const found = (all: boolean) => {
      table.begin(all);
      const pids = table.find('dockerd', (pid) => (table.argv(pid)?.[0] === 'dockerd' ? pid : undefined));
      table.end();
      return pids;
    };

    expect([found(true), found(false)]).toEqual([[4], [4]]);
    writeFileSync(join(roots.get(table) ?? '', 'proc/5/cmdline'), 'dockerd\0');
    expect([found(false), found(true)]).toEqual([[4], [4, 5]]);
  });

  it('has no processes without /proc', () => {
    expect(new ProcessTable(new HostFiles(temporary())).pids()).toEqual([]);
  });
});

function temporary(): string {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-proc-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

function tableWith(processes: Readonly<Record<number, Readonly<Record<string, string>>>>): ProcessTable {
  const root = temporary();
  for (const [pid, files] of Object.entries(processes)) {
    const directory = join(root, 'proc', pid);
    mkdirSync(directory, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      if (name === 'exe' || name === 'cwd') symlinkSync(content, join(directory, name));
      else writeFileSync(join(directory, name), content);
    }
  }
  const table = new ProcessTable(new HostFiles(root));
  roots.set(table, root);
  return table;
}

/** Where each table's /proc is. */
const roots = new WeakMap<ProcessTable, string>();
