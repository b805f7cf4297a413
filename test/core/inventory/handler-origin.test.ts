import { describe, expect, it } from 'vitest';
import { originOfHandler } from '../../../src/core/inventory/handler-origin.ts';
import { handler, readAs } from '../containerd/config/config-host.ts';

const main = '/etc/containerd/config.toml';
const extra = '/etc/containerd/extra.toml';

function originOf(name: string, version: string, files: Readonly<Record<string, string>>) {
  const { cri, settings } = readAs(version, files);
  const table = cri?.handlers?.table.entries.get(name);
  if (cri?.handlers === undefined || table?.kind !== 'table') throw new Error(`CRI has no handler "${name}"`);
  return originOfHandler(table, cri.handlers.defaultName === name, settings?.cri);
}

const begins = (imports: string) => `version = 2\nimports = [${imports}]\n`;
const kata = `${handler(2, 'kata', 'io.containerd.kata.v2')}runtime_path = "/a"\n`;

describe('originOfHandler()', () => {
  it('names the place, the other file, and each key that the other file replaced', () => {
    const files = {
      'config.toml': `${begins('"extra.toml"')}${kata}snapshotter = "overlayfs"\n`,
      'extra.toml': `version = 2\n${kata}options = { ConfigPath = "/c" }\n`,
    };

    expect(originOf('kata', '2.2.0', files)).toEqual({
      definedIn: { file: main, line: 3 },
      alsoIn: [{ file: extra, line: 3 }],
      overrides: [
        { key: 'runtime_path', file: main, line: 5, by: { file: extra, line: 4 } },
        { key: 'runtime_type', file: main, line: 4, by: { file: extra, line: 3 } },
      ],
    });
  });

  it('names the section that containerd 1.x replaces as a whole', () => {
    const files = {
      'config.toml': `${begins('"extra.toml"')}${kata}`,
      'extra.toml': `version = 2\n${kata}${handler(2, 'runc', 'io.containerd.runc.v2')}`,
    };

    expect(originOf('kata', '1.7.27', files)).toMatchObject({
      definedIn: { file: extra, line: 2 },
      overrides: [{ key: 'plugins."io.containerd.grpc.v1.cri"', file: main, line: 3, by: { file: extra, line: 2 } }],
    });
  });

  it('names the place that made it the default instead of another one', () => {
    const setDefault = (name: string) =>
      `[plugins."io.containerd.grpc.v1.cri".containerd]\ndefault_runtime_name = "${name}"\n`;
    const files = {
      'config.toml': `${begins('"extra.toml"')}${setDefault('runc')}`,
      'extra.toml': `version = 2\n${setDefault('kata')}${kata}`,
    };

    expect(originOf('kata', '2.2.0', files)).toMatchObject({
      definedIn: { file: extra, line: 4 },
      overrides: [{ key: 'default_runtime_name', file: main, line: 4, by: { file: extra, line: 3 } }],
    });
  });

  it('finds no place for the built-in handler, and the place of a file that completes it', () => {
    const options = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\nSystemdCgroup = true\n';

    expect(originOf('runc', '2.2.0', { 'config.toml': begins('') })).toEqual({});
    expect(originOf('runc', '2.2.0', { 'config.toml': `${begins('')}${options}` })).toEqual({
      definedIn: { file: main, line: 3 },
    });
  });
});
