import type { Runtime } from '../../model/inventory/runtime.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { Resolution } from '../../model/resolution.ts';

/** A runtime for the OpenAPI document. */
export const exampleRuntime: Runtime = {
  name: 'io.containerd.kata.v2',
  origin: 'implicit',
  permitted: true,
  available: true,
  binary: 'containerd-shim-kata-v2',
  path: '/opt/kata/bin/containerd-shim-kata-v2',
  aliases: ['kata.v2'],
  handlers: [],
  description: 'Kata Containers: each pod in a lightweight VM',
  isolation: 'microvm',
};

/** A resolution for the OpenAPI document: a file on PATH that is not executable is skipped. */
export const exampleResolution: Resolution = {
  name: 'io.containerd.kata.v2',
  client: 'docker',
  verdict: 'implicit',
  permitted: true,
  available: true,
  binary: 'containerd-shim-kata-v2',
  path: '/opt/kata/bin/containerd-shim-kata-v2',
  attempts: [
    { step: 'cwd', path: '/containerd-shim-kata-v2', outcome: 'missing' },
    { step: 'path', path: '/usr/bin/containerd-shim-kata-v2', outcome: 'not-executable' },
    { step: 'path', path: '/opt/kata/bin/containerd-shim-kata-v2', outcome: 'chosen' },
  ],
  aliases: ['kata.v2'],
  advice: [],
};

/** Sources for the OpenAPI document. */
export const exampleSources: readonly SourceState[] = [
  { source: 'search-path', state: 'read' },
  { source: 'containerd-process', state: 'read' },
];
