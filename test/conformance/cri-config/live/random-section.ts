import fc from 'fast-check';

/** Values as TOML spells them, by the type that a key wants. */
const values = {
  text: fc.constantFrom(
    '"io.containerd.runc.v2"',
    "'io.containerd.kata.v2'",
    '""',
    '"/opt/x y"',
    '"\\u0069o.x.v1"',
    '"tab\\tquote\\"back\\\\slash"',
    '"""\\\n   joined.v1"""',
    "'''\nliteral\\n'''",
    '"日本😀"',
  ),
  integer: fc.constantFrom('0', '5', '-1', '+7', '0x1F', '0b10', '0o17', '1_000'),
  boolean: fc.constantFrom('true', 'false'),
  texts: fc.constantFrom('[]', '["a"]', '["a", "b"]', '[ "a", # comment\n  "b",\n]', "['io.k.*']"),
  any: fc.constantFrom(
    ...['1.5', '-2.0', '1e3', '6.02E+23', '[1, 2]', '[[1], ["a"]]', '[true]', '{ a = 1, "b c" = { d = "e" } }', '{}'],
    ...['9223372036854775807', '1979-05-27T07:32:00Z', '1979-05-27T00:32:00-07:00', '[{ a = 1 }, { a = 2 }]'],
  ),
};

type Kind = keyof typeof values;

const handlerKeys: readonly (readonly [key: string, kind: Kind])[] = [
  ['runtime_type', 'text'],
  ['runtime_type', 'text'],
  ['runtime_path', 'text'],
  ['runtime_engine', 'text'],
  ['runtime_root', 'text'],
  ['base_runtime_spec', 'text'],
  ['cni_conf_dir', 'text'],
  ['cni_max_conf_num', 'integer'],
  ['snapshotter', 'text'],
  ['sandbox_mode', 'text'],
  ['sandboxer', 'text'],
  ['pod_annotations', 'texts'],
  ['container_annotations', 'texts'],
  ['privileged_without_host_devices', 'boolean'],
  ['privileged_without_host_devices_all_devices_allowed', 'boolean'],
  ['unknown_key', 'any'],
];

const spelling = fc.oneof(
  { weight: 16, arbitrary: fc.constant((key: string) => key) },
  { weight: 3, arbitrary: fc.constant((key: string) => key.toUpperCase()) },
  { weight: 1, arbitrary: fc.constant((key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`) },
  { weight: 1, arbitrary: fc.constant((key: string) => `"${key}"`) },
  { weight: 1, arbitrary: fc.constant((key: string) => `"${key.replace('_', '\\u005f')}"`) },
);

/** Mostly of the type that the key wants. */
function ofKind(kind: Kind): fc.Arbitrary<string> {
  const wrong = fc.constantFrom(...(Object.keys(values) as Kind[])).chain((each) => values[each]);
  return fc.oneof({ weight: 60, arbitrary: values[kind] }, { weight: 1, arbitrary: wrong });
}

type Entry = readonly [key: string, value: string];

function entry([key, kind]: readonly [string, Kind]): fc.Arbitrary<Entry> {
  return fc.tuple(
    spelling.map((spell) => spell(key)),
    ofKind(kind),
  );
}

function entries(keys: readonly (readonly [string, Kind])[], maxLength: number): fc.Arbitrary<Entry[]> {
  const one = fc.constantFrom(...keys).chain(entry);
  return fc.uniqueArray(one, { maxLength, selector: ([key]) => key.replaceAll('"', '') });
}

const options = entries(
  [
    ['BinaryName', 'text'],
    ['SystemdCgroup', 'boolean'],
    ['IoUid', 'integer'],
    ['ConfigPath', 'text'],
    ['"odd key"', 'any'],
    ['Nested', 'any'],
    ['Root', 'text'],
  ],
  3,
);

/** Not the empty name: go-toml 1 prints it as a table without a name, which nothing can read. */
const handlerName = fc.constantFrom('runc', 'runc', 'kata', 'Kata', 'runsc', '"a.b"', '"x y"', "'é'", '__proto__');

const handlers = fc.uniqueArray(
  fc.record({ name: handlerName, keys: entries(handlerKeys, 4), options: fc.option(options, { nil: undefined }) }),
  { maxLength: 3, selector: ({ name }) => name },
);

type Handler = Parameters<Parameters<(typeof handlers)['map']>[0]>[0][number];

/** How the handlers are written down: a header each, dotted keys, or inline tables. */
const forms = {
  headers: (runtimes: string, all: readonly Handler[]) =>
    all.flatMap(({ name, keys, options: given }) => [
      `[${runtimes}.${name}]`,
      ...keys.map(assignment),
      ...(given === undefined ? [] : [`  [${runtimes}.${name}.options]`, ...given.map(assignment)]),
    ]),
  dotted: (runtimes: string, all: readonly Handler[]) => [
    `[${runtimes}]`,
    ...all.flatMap(({ name, keys, options: given = [] }) => [
      ...keys.map((each) => `${name}.${assignment(each)}`),
      ...given.map((each) => `${name}.options.${assignment(each)}`),
    ]),
  ],
  inline: (runtimes: string, all: readonly Handler[]) => [
    `[${runtimes}]`,
    ...all.map(({ name, keys, options: given }) => {
      const inner = given === undefined ? [] : [`options = { ${given.map(assignment).join(', ')} }`];
      return `${name} = { ${[...keys.map(assignment), ...inner].join(', ')} }`;
    }),
  ],
};

function assignment([key, value]: Entry): string {
  return `${key} = ${value}`;
}

const pluginKey = fc.oneof(
  { weight: 12, arbitrary: fc.constant('plugins."io.containerd.grpc.v1.cri"') },
  { weight: 4, arbitrary: fc.constantFrom('plugins.cri', 'PLUGINS."io.containerd.grpc.v1.cri"') },
  {
    weight: 2,
    arbitrary: fc.constantFrom("plugins.'io.containerd.cri.v1.runtime'", 'Plugins."io.containerd.grpc.v1.cri"'),
  },
  { weight: 1, arbitrary: fc.constantFrom('plugins.io.containerd.grpc.v1.cri', 'plugins."io.containerd.grpc.v1.CRI"') },
);

const ofContainerd = entries(
  [
    ['default_runtime_name', 'text'],
    ['snapshotter', 'text'],
    ['no_pivot', 'boolean'],
    ['discard_unpacked_layers', 'boolean'],
    ['default_runtime', 'any'],
  ],
  2,
);

const ofCri = entries(
  [
    ['sandbox_image', 'text'],
    ['systemd_cgroup', 'boolean'],
    ['max_concurrent_downloads', 'integer'],
    ['cdi_spec_dirs', 'texts'],
    ['unknown_key', 'any'],
  ],
  2,
);

const oldTable = fc.tuple(fc.constantFrom('default_runtime', 'untrusted_workload_runtime'), entries(handlerKeys, 2));

/** One section of CRI; `key` identifies it among others of a file. */
export const criSection: fc.Arbitrary<{ readonly key: string; readonly text: string }> = fc
  .record({
    key: pluginKey,
    containerd: fc.oneof(
      { weight: 8, arbitrary: fc.constant('containerd') },
      { weight: 1, arbitrary: fc.constantFrom('CONTAINERD', 'Containerd') },
    ),
    ofCri,
    ofContainerd,
    old: fc.option(oldTable, { nil: undefined, freq: 5 }),
    handlers,
    form: fc.constantFrom('headers', 'headers', 'dotted', 'inline'),
  })
  .map((section) => {
    const { key, containerd } = section;
    const ofTable = (header: string, all: readonly Entry[]) =>
      all.length === 0 ? [] : [`[${header}]`, ...all.map(assignment)];
    const text = [
      ...ofTable(key, section.ofCri),
      ...ofTable(`${key}.${containerd}`, section.ofContainerd),
      ...(section.old === undefined ? [] : ofTable(`${key}.${containerd}.${section.old[0]}`, section.old[1])),
      ...forms[section.form as keyof typeof forms](`${key}.${containerd}.runtimes`, section.handlers),
    ];
    return { key: key.replaceAll("'", '"'), text: text.join('\n') };
  });
