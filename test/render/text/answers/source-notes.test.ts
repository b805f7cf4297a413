import { expect, it } from 'vitest';
import { renderSourceNotes } from '../../../../src/render/text/answers/source-notes.ts';
import { host } from '../../../builders.ts';

it('renderSourceNotes() is empty when everything was read', () => {
  expect(renderSourceNotes({ host: host(), sources: [{ source: 'search-path', state: 'read' }] })).toBe('');
});

it('renderSourceNotes() has one line for each source that was not read', () => {
  const text = renderSourceNotes({
    host: host(),
    sources: [
      { source: 'containerd-process', state: 'assumed', message: 'No containerd runs' },
      { source: 'docker-config', state: 'absent', file: '/etc/docker/daemon.json' },
      {
        source: 'containerd-config',
        state: 'unreadable',
        file: '/c.toml',
        message: 'Cannot read "/c.toml": permission denied',
      },
      { source: 'search-path', state: 'stale', message: 'Cannot list "/a\u001b[31m"' },
      { source: 'containerd-socket', state: 'absent', message: 'No permission to connect to "/c.sock"' },
    ],
  });

  expect(text).toBe(
    [
      'Assumed: no containerd runs (containerd-process)',
      'Not found: "/etc/docker/daemon.json" (docker-config)',
      'Not read: cannot read "/c.toml": permission denied (containerd-config)',
      'Out of date: cannot list "/a\\x1b[31m" (search-path)',
      'Not read: no permission to connect to "/c.sock" (containerd-socket)',
      '',
    ].join('\n'),
  );
});

it('renderSourceNotes() names the versions that are assumed', () => {
  const { containerd, docker } = host();
  const assumed = { version: '2.3.4', versionSource: 'assumed' } as const;

  const text = renderSourceNotes({
    host: host({ containerd: { ...containerd, ...assumed }, docker: { ...docker, ...assumed } }),
    sources: [],
  });

  expect(text).toMatch(/^Assumed: the rules of containerd 2\.3\.4.*\nAssumed: the rules of Docker 2\.3\.4.*\n$/);
});
