import fc from 'fast-check';
import { criImages, criRuntime, criService } from '../../../../src/core/containerd/config/schema/plugins.ts';
import { pluginsOfSomeBuilds } from '../../../../src/core/containerd/config/start/registered.ts';

/** The sections of plugins that `config dump` prints without a file. */
export type Plugins = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** CRI has random sections of its own, and nothing is said about the keys of plugins that some builds do not have. */
const leftOut = [criService, criRuntime, criImages, ...pluginsOfSomeBuilds];
/** What 2.x takes over from older files, and what it does not know any more. */
const older: Plugins = {
  'io.containerd.internal.v1.restart': { interval: '10s' },
  'io.containerd.monitor.v1.cgroups': { no_prometheus: false },
  'io.containerd.runtime.v2.task': { platforms: [], sched_core: false },
};

const values = {
  string: ['"text"', '""', "'5s'"],
  number: ['0', '7', '-3', '0.25'],
  boolean: ['true', 'false'],
  list: ['[]', '["a", "b=c"]', '["linux/amd64"]'],
};
const anyValue = Object.values(values).flat();

/** A section of a plugin that is not CRI, with one or two of its keys, mostly with values of their types. */
export function pluginSection(plugins: Plugins): fc.Arbitrary<string> {
  const known = Object.entries({ ...older, ...plugins }).filter(
    ([name, keys]) => !leftOut.includes(name) && Object.keys(keys).length > 0,
  );
  return fc.constantFrom(...known).chain(([name, keys]) =>
    fc
      .uniqueArray(fc.constantFrom(...Object.entries(keys)).chain(entry), {
        minLength: 1,
        maxLength: 2,
        selector: ([key]) => key,
      })
      .map((entries) => [`[plugins.${JSON.stringify(name)}]`, ...entries.map((each) => each.join(' = '))].join('\n')),
  );
}

function entry([key, value]: readonly [string, unknown]): fc.Arbitrary<readonly [string, string]> {
  return fc.tuple(
    fc.oneof({ weight: 8, arbitrary: fc.constant(key) }, { weight: 1, arbitrary: fc.constant('unknown_key') }),
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...valuesLike(value)) },
      { weight: 1, arbitrary: fc.constantFrom(...anyValue) },
    ),
  );
}

function valuesLike(value: unknown): readonly string[] {
  // A length of time is printed as text.
  if (typeof value === 'string') return /^\d+m?s$/.test(value) ? ["'5s'", '"1m30s"'] : values.string;
  if (Array.isArray(value)) return values.list;
  return typeof value === 'boolean' ? values.boolean : ['0', '7'];
}
