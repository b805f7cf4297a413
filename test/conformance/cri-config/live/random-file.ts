import fc from 'fast-check';
import { type Plugins, pluginSection } from './random-plugin.ts';
import { criSection } from './random-section.ts';

/** Names that sort, match and hide in different ways; a file may import any of them, existing or not. */
export const dropIns = [
  'a.toml',
  'conf.d/10-a.toml',
  'conf.d/9-b.toml',
  'conf.d/B.toml',
  'conf.d/_z.toml',
  'conf.d/.hidden.toml',
  'conf.d/x.toml~',
  'sub/c.toml',
] as const;

/** `$ROOT` is the directory of the layout. */
const importEntry = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('conf.d/*.toml', '$ROOT/conf.d/*.toml', '*.toml', 'conf.d/*') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('a.toml', '$ROOT/sub/../a.toml', 'conf.d/[0-9]*.toml', 'conf.d/?*.toml', '*/*'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('../*/a.toml', 'conf.d/*.toml~', 'none/*.toml', 'conf.d/**.toml', 'config.toml'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('missing.toml', '', 'conf.d', 'conf.d/?.toml', '~/a.toml', 'conf.d/[*.toml'),
  },
);

const pluginName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('io.containerd.snapshotter.v1.aufs', 'io.containerd.internal.v1.restart') },
  { weight: 1, arbitrary: fc.constantFrom('cri', 'opt', 'io.containerd.grpc.v1.cri', 'io.containerd.internal.v1.opt') },
  { weight: 1, arbitrary: fc.constantFrom('aufs', 'a.b', 'x.y.z.w', '', 'IO.containerd.grpc.v1.cri') },
);

const version = fc.oneof(
  { weight: 30, arbitrary: fc.constant('version = 2') },
  { weight: 8, arbitrary: fc.constantFrom('', 'version = 1') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('version = 0', 'version = 3', 'VERSION = 2', 'Version = 2', 'version = 0x2'),
  },
  { weight: 1, arbitrary: fc.constantFrom('version = "2"', 'version = 2.0', 'version = -1', 'version = 99') },
);

/** For 2.x, whose own is version 3. */
const version2 = fc.oneof({ weight: 1, arbitrary: fc.constant('version = 3') }, { weight: 1, arbitrary: version });

const top = fc.constantFrom(
  'root = "/srv/containerd"',
  'root = ""',
  'state = "/run/other"',
  'STATE = "/run/upper"',
  'temp = "/srv/temp"',
  'oom_score = -999',
  'not_a_key = [1, "mixed"]',
  '# a comment: é ☃',
  'required_plugins = ["io.containerd.grpc.v1.cri"]',
);

const other = fc.constantFrom(
  '[plugins.opt]\npath = "/srv/short"',
  '[plugins."io.containerd.internal.v1.opt"]\npath = "/srv/opt"',
  '[plugins."io.containerd.internal.v1.opt"]\nPATH = "relative"',
  '[plugins."io.containerd.internal.v1.restart"]\ninterval = "20s"',
  '[plugins."io.containerd.internal.v1.restart"]\ninterval = "soon"',
  '[plugins."io.containerd.gc.v1.scheduler"]\npause_threshold = 0.5',
  '[plugins."io.containerd.gc.v1.scheduler"]\nmutation_threshold = "100"',
  '[plugins."io.containerd.metadata.v1.bolt"]\ncontent_sharing_policy = "isolated"',
  '[plugins."io.containerd.runtime.v2.task"]\nplatforms = ["linux/arm64"]',
  '[plugins."io.containerd.none.v1.none"]\nkey = 1',
  '[grpc]\naddress = "/run/own.sock"\nuid = 0x10',
  '[grpc]\naddress = ""',
  '[ttrpc]\naddress = "/run/own.ttrpc"',
  '[debug]\nlevel = "debug"\nformat = "json"',
  '[timeouts]\n"io.containerd.timeout.shim.cleanup" = "9s"',
  '[proxy_plugins.soci]\ntype = "snapshot"\naddress = "/run/soci.sock"',
  '[metrics]\ngrpc_histogram = true',
  '[[unknown.tables]]\na = 1',
);

/** What editors, other systems and accidents leave in a file. */
const accident = fc.oneof(
  { weight: 24, arbitrary: fc.constant((text: string) => text) },
  { weight: 3, arbitrary: fc.constant((text: string) => text.replaceAll('\n', '\r\n')) },
  { weight: 1, arbitrary: fc.constant((text: string) => `\uFEFF${text}`) },
  { weight: 1, arbitrary: fc.nat(40).map((cut) => (text: string) => text.slice(0, -1 - cut)) },
  { weight: 1, arbitrary: fc.constant((text: string) => `${text}\n[grpc]\n[grpc]\n`) },
);

function namesIn(key: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${key} = [${names.map((name) => JSON.stringify(name)).join(', ')}]`];
}

/** The text of one configuration file, with up to `maxImports` imports. */
export function configText(plugins: Plugins, maxImports: number): fc.Arbitrary<string> {
  return fc
    .record({
      version: 'io.containerd.cri.v1.runtime' in plugins ? version2 : version,
      imports: fc.array(importEntry, { maxLength: maxImports }),
      disabled: rarely(fc.array(pluginName, { minLength: 1, maxLength: 2 }), []),
      top: fc.uniqueArray(top, { maxLength: 2, selector: keyOf }),
      sections: fc.array(criSection, { maxLength: 2 }),
      other: fc.uniqueArray(fc.oneof(other, pluginSection(plugins)), { maxLength: 2, selector: headerOf }),
      accident,
    })
    .map((file) => {
      const lines = [
        file.version,
        ...namesIn('imports', file.imports),
        ...namesIn('disabled_plugins', file.disabled),
        ...file.top,
        ...sectionsOnce(file.sections),
        ...file.other,
      ];
      return file.accident(`${lines.join('\n')}\n`);
    });
}

/** A section that is given twice would only ever be refused. */
function sectionsOnce(sections: readonly { readonly key: string; readonly text: string }[]): string[] {
  const keys = sections.map(({ key }) => key);
  return sections.filter(({ key }, at) => keys.indexOf(key) === at).map(({ text }) => text);
}

function keyOf(line: string): string {
  return line.split(' = ')[0] ?? '';
}

function headerOf(section: string): string {
  return section.split('\n')[0] ?? '';
}

/** Mostly `usual`. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, usual: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });
}
