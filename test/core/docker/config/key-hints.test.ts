import { expect, it } from 'vitest';
import { findKeyHints } from '../../../../src/core/docker/config/key-hints.ts';
import { daemonOptions } from '../../../../src/core/docker/config/known-options.ts';
import { parseGoJson } from '../../../../src/core/go/json.ts';

function hintsOf(text: string) {
  const parsed = parseGoJson(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return findKeyHints(parsed.value, daemonOptions).map(({ line: _, ...hint }) => hint);
}

it.each([
  ['{"feautres":{"buildkit":true}}', [{ key: 'feautres', meant: 'features', kind: 'misspelt' }]],
  ['{"runtime":{"kata":{}}}', [{ key: 'runtime', meant: 'runtimes', kind: 'misspelt' }]],
  ['{"default_runtime":"nvidia"}', [{ key: 'default_runtime', meant: 'default-runtime', kind: 'misspelt' }]],
  ['{"defaultRuntime":"nvidia"}', [{ key: 'defaultRuntime', meant: 'default-runtime', kind: 'misspelt' }]],
  [
    '{"runtimeType":"io.containerd.kata.v2"}',
    [{ key: 'runtimeType', meant: 'runtimes.NAME.runtimeType', kind: 'moved' }],
  ],
  ['{"native.cgroupdriver":"systemd"}', [{ key: 'native.cgroupdriver', meant: 'exec-opts', kind: 'moved' }]],
  ['{"cgroup-driver":"systemd"}', [{ key: 'cgroup-driver', meant: 'exec-opts', kind: 'moved' }]],
  ['{"max-size":"10m"}', [{ key: 'max-size', meant: 'log-opts', kind: 'moved' }]],
  ['{"exec-opts":{"native.cgroupdriver":"systemd"}}', [{ key: 'exec-opts', kind: 'no-object' }]],
  [
    '{"runtimes":{"c":{"binaryName":"/usr/bin/crun"}}}',
    [{ key: 'binaryName', inside: 'runtimes.c', meant: 'path', kind: 'misspelt', ignored: true }],
  ],
  [
    '{"runtimes":{"c":{"runtimeType":"io.containerd.runc.v2","BinaryName":"/usr/bin/crun"}}}',
    [{ key: 'BinaryName', inside: 'runtimes.c', meant: 'options', kind: 'misspelt', ignored: true }],
  ],
  ['{"something-else":1}', [{ key: 'something-else', kind: 'unknown' }]],
  ['{"debug":true,"runtimes":{"c":{"path":"crun","runtimeArgs":[]}}}', []],
  [
    '{"runtimes":{"c":{"runtime-type":"a.b"}}}',
    [{ key: 'runtime-type', inside: 'runtimes.c', meant: 'runtimeType', kind: 'misspelt', ignored: true }],
  ],
  [
    '{"runtimes":{"c":{"path":"crun","args":["x"]}}}',
    [{ key: 'args', inside: 'runtimes.c', meant: 'runtimeArgs', kind: 'misspelt', ignored: true }],
  ],
  [
    '{"runtimes":{"c":{"runtime_type":"a.b","colour":1}}}',
    [
      { key: 'runtime_type', inside: 'runtimes.c', meant: 'runtimeType', kind: 'misspelt', ignored: true },
      { key: 'colour', inside: 'runtimes.c', kind: 'unknown', ignored: true },
    ],
  ],
  ['{"add-runtime":["crun=crun"]}', [{ key: 'add-runtime', meant: 'runtimes', kind: 'misspelt', ignored: true }]],
  ['{"log-opt":{"max-size":"10m"}}', [{ key: 'log-opt', meant: 'log-opts', kind: 'misspelt' }]],
  ['{"nvidia":{"path":"x"}}', [{ key: 'nvidia', meant: 'runtimes.nvidia', kind: 'moved' }]],
  ['{"daemon":{"debug":true}}', [{ key: 'daemon', kind: 'unknown', ignored: true }]],
  ['{"proxies":{"http-proxy":"x"}}', []],
  ['{"runtimes":{"c":{"PATH":"crun"}}}', []],
  ['[]', []],
])('findKeyHints() explains the keys of %s', (text, expected) => {
  expect(hintsOf(text)).toEqual(expected);
});
