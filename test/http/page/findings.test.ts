import { expect, it } from 'vitest';
import { groupsOf, kindOf } from '../../../public/data/finding-groups.js';
import { findingCard } from '../../../public/views/findings/card.js';
import { findingsChips, isChosen } from '../../../public/views/findings/findings.js';
import { finding, inventory, runtime, shim } from '../../builders.ts';

const reload = { text: 'Reload', command: 'systemctl reload docker' };
const one = finding({ code: 'reload-needed', subject: 'kata', severity: 'medium', advice: [reload] });
const other = finding({
  code: 'default-not-available',
  subject: 'crun',
  severity: 'high',
  advice: [{ text: 'Or remove it' }, reload],
});
const alone = finding({ code: 'file-writable', subject: '/x', severity: 'low', advice: [{ text: 'Let root own it' }] });
const none = { severity: undefined, kind: undefined };

it('groupsOf() puts findings together that one command fixes, the command first, each piece of advice once', () => {
  expect(groupsOf([other, alone, one])).toEqual([
    { key: 'systemctl reload docker', findings: [other, one], advice: [reload, { text: 'Or remove it' }] },
    { key: 'file-writable /x', findings: [alone], advice: alone.advice },
  ]);
});

it('groupsOf() keeps the order of the advice of a single finding', () => {
  expect(groupsOf([other])[0]?.advice).toEqual(other.advice);
});

it('kindOf() gives the kind of each finding, and broken for other codes', () => {
  const unknown = finding({ code: 'not-a-code' });

  expect([one, other, alone, unknown].map(kindOf)).toEqual(['drift', 'drift', 'security', 'broken']);
});

it('findingCard() shows each finding with its address and since when, and one command for all', () => {
  const [group] = groupsOf([other, one]);
  const appearances = new Map([['reload-needed kata', { time: '2026-11-28T10:00:00Z', isNew: true }]]);
  if (group === undefined) throw new Error('There is a group');
  const { markup } = findingCard(group, inventory(), appearances);

  expect(markup).toContain('One command fixes 2 findings');
  expect(markup.match(/<pre[^>]*>systemctl reload docker/g)).toHaveLength(1);
  expect(markup).toContain('href="#/findings?code=reload-needed&amp;subject=kata"');
  expect(markup).toContain('<time datetime="2026-11-28T10:00:00Z">');
  expect(markup.split('>new<')).toHaveLength(2);
});

it.each([
  ['its mode is 0644', 'its mode is 0644', 'Make it executable'],
  ['exec format error', 'it is a text', 'It is a text. Make it executable'],
])('findingCard() does not repeat the path and the fault of "%s"', (said, fault, text) => {
  const subject = '/usr/bin/containerd-shim-a-v1';
  const [group] = groupsOf([
    finding({
      code: 'shim-cannot-start',
      subject,
      message: `containerd cannot execute "${subject}": ${said}`,
      advice: [{ text: `"${subject}": ${fault}. Make it executable` }, { text: 'Or remove it' }],
    }),
  ]);
  if (group === undefined) throw new Error('There is a group');
  const { markup } = findingCard(group, inventory(), new Map());

  expect([...markup.matchAll(/<li><p>([^<]*)/g)].map(([, shown]) => shown)).toEqual([text, 'Or remove it']);
  expect(markup).not.toContain(`<code>${subject}`);
});

it('isChosen() and findingsChips() agree about severities and kinds', () => {
  const all = [other, one, alone];
  const { markup } = findingsChips(all, { severity: undefined, kind: 'drift' });
  const counts = [...markup.matchAll(/data-(?:severity|kind)="(\w*)".*?<span class="tally"[^>]*>(\d+)/g)].map(
    ([, value, count]) => [value, Number(count)],
  );

  expect(all.filter((each) => isChosen(each, none))).toEqual(all);
  expect(all.filter((each) => isChosen(each, { severity: 'high', kind: 'drift' }))).toEqual([other]);
  expect(counts).toEqual([
    ['', 3],
    ['high', 1],
    ['medium', 1],
    ['security', 1],
    ['drift', 2],
  ]);
});

const refused = runtime({
  name: 'mine',
  available: false,
  unavailable: { reason: 'docker-config-refused', message: 'x' },
});

it.each([
  ['next-start-fails', '/etc/docker/daemon.json:3', '#/runtimes?show=failing'],
  ['docker-config-refused', '/etc/docker/daemon.json', '#/runtimes?show=failing'],
  ['search-path-relative', 'tools/bin', '#/search-path'],
  ['search-path-unreadable', '/closed', '#/search-path'],
  ['search-path-broken', '/loop', '#/search-path'],
  ['source-unreadable', 'containerd-process', '#/search-path'],
  ['source-unreadable', 'docker-config', '#/runtimes'],
  ['source-stale', 'containers', '#/running'],
  ['reload-needed', 'default-runtime', '#/explain?name=kata'],
  ['reload-needed', 'crun', '#/explain?name=crun'],
  ['shim-unusable', '/usr/bin/containerd-shim-a-v1', '#/shim?path=%2Fusr%2Fbin%2Fcontainerd-shim-a-v1'],
  ['handler-unavailable', 'gvisor', '#/handlers?name=gvisor'],
])('findingCard() leads from %s about %s to %s', (code, subject, address) => {
  const [group] = groupsOf([finding({ code, subject })]);
  const host = inventory({
    defaultRuntime: 'kata',
    runtimes: [runtime({ name: 'crun' }), refused],
    shims: [shim({ path: '/usr/bin/containerd-shim-a-v1' })],
  });
  if (group === undefined) throw new Error('There is a group');

  expect(findingCard(group, host, new Map()).markup).toContain(`href="${address}"`);
});

it('findingCard() does not lead to failing runtimes if the configuration has none', () => {
  const [group] = groupsOf([finding({ code: 'next-start-fails', subject: '/etc/docker/daemon.json:3' })]);
  if (group === undefined) throw new Error('There is a group');

  expect(findingCard(group, inventory(), new Map()).markup).not.toContain('#/runtimes');
  expect(findingCard(group, inventory({ runtimes: [refused] }), new Map()).markup).toContain('#/runtimes?show=failing');
});

it.each([
  ['next-start-fails', /<pre[^>]*>it is not what/],
  ['shim-cannot-start', /<p>It is not what/],
])('findingCard() quotes only the error of another program: %s', (code, shown) => {
  const message = `containerd cannot use "/a": it is not ${'what it was, '.repeat(8)}and nothing else`;
  const [group] = groupsOf([finding({ code, message })]);
  if (group === undefined) throw new Error('There is a group');

  expect(findingCard(group, inventory(), new Map()).markup).toMatch(shown);
});
