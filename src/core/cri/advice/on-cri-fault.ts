import type { Place } from '../../../model/containerd/toml.ts';
import { defined } from '../../../model/defined.ts';
import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { editConfig, restartContainerd } from '../../advice/host/edit-config.ts';
import { shellWord } from '../../advice/shell-word.ts';
import { writeHeader } from '../../containerd/config/toml/write-toml.ts';
import type { World } from '../../world.ts';
import { criService, handlerTables } from '../service.ts';
import { handlerHome } from './handler-home.ts';
import { writeHandler } from './handler-snippet.ts';
import { adviseOnUnknownHandler } from './on-unknown-handler.ts';

/** Why a plugin of CRI fails, in the words of containerd. */
interface CriFault {
  readonly error: string;
  readonly at?: Place;
}

interface Asked {
  readonly config: ConfigFacts;
  readonly world: World;
}

/** What to do about a plugin of CRI that fails. */
export function adviseOnCriFault({ error, at }: CriFault, asked: Asked): Advice[] {
  const file = at?.file ?? asked.config.file;
  for (const [pattern, advise] of remedies) {
    const match = pattern.exec(error);
    if (match !== null) return advise({ match, at, file, asked });
  }
  const text = 'Correct what the message names, or disable CRI where no kubelet needs it';
  return [editConfig({ text, file }, asked.world)];
}

interface Found {
  readonly match: RegExpExecArray;
  readonly at: Place | undefined;
  readonly file: string;
  readonly asked: Asked;
}

const inLine = (at: Place | undefined) => (at === undefined ? '' : ` in line ${at.line}`);

const say =
  (text: string, snippet?: string) =>
  ({ at, file, asked }: Found): Advice[] => [
    editConfig(defined({ text: `${text}${inLine(at)}`, file, isOfLine: at !== undefined, snippet }), asked.world),
  ];

/** What the plugins of CRI say, and what helps. */
const remedies: readonly (readonly [RegExp, (found: Found) => Advice[]])[] = [
  [/no corresponding runtime configured .* `default_runtime_name = "(.*)"$/s, onMissingDefault],
  [/`default_runtime_name` is empty$/, onEmptyDefault],
  [/failed to load base OCI spec from file: /, onBaseSpec],
  [
    /failed to find snapshotter /,
    say('Write the name of a snapshotter that this containerd has', 'snapshotter = "overlayfs"\n'),
  ],
  [
    /`cgroup_writable` is only supported on cgroup v2/,
    say('Write false: this host has cgroup v1', 'cgroup_writable = false\n'),
  ],
  [/`io_type` can only be/, say('Write "fifo" or "streaming"', 'io_type = "fifo"\n')],
  [
    /requires `privileged_without_host_devices` to be enabled/,
    say('Add this key to the same handler; its other key is', 'privileged_without_host_devices = true\n'),
  ],
  [
    /`systemd_cgroup` only works for runtime/,
    say(
      'Remove systemd_cgroup, and write "SystemdCgroup" into the options of the handler instead; it is',
      'SystemdCgroup = true\n',
    ),
  ],
  [/`no_pivot` only works for runtime/, say('Remove no_pivot')],
  [
    /`runtime_(?:engine|root)` only works for runtime/,
    say('Remove the key, and name the OCI runtime with "BinaryName" in the options; it is'),
  ],
  [
    /`mirrors` cannot be set when `config_path` is provided/,
    say('Remove the mirrors, or config_path; the mirrors are'),
  ],
  [/conflicting definitions/, say('Remove untrusted_workload_runtime: the handler "untrusted" replaces it')],
  [/time: invalid duration/, say('Write a duration such as "4h" or "30s"')],
];

/** The default has to be a handler. In 1.x, a table of handlers replaces the built-in `runc`. */
function onMissingDefault({ match: [, name = ''], at, asked }: Found): Advice[] {
  const { config, world } = asked;
  const home = handlerHome(config, world.containerd.version);
  const shown = config.inForce.settings?.cri?.runtimes;
  const others = [...(shown?.entries.keys() ?? handlerTables(criService(config)).keys())];
  const missing =
    name === 'runc'
      ? [
          writeHandler(
            {
              text: () => 'Add the handler "runc", which is the default; a table of handlers replaces the built-in one',
              name,
              fields: { keys: { runtime_type: 'io.containerd.runc.v2' } },
              home,
              isNew: true,
            },
            world,
          ),
        ]
      : adviseOnUnknownHandler({ name, config, world });
  const [other] = others;
  if (other === undefined) return missing;
  const text = `Or make "${other}" the default`;
  const header = writeHeader('plugins', home.section, 'containerd');
  const snippet = `${header}\ndefault_runtime_name = ${JSON.stringify(other)}\n`;
  return [...missing, editConfig({ text, file: at?.file ?? home.file, snippet }, world)];
}

function onEmptyDefault({ at, file, asked: { config, world } }: Found): Advice[] {
  const { section } = handlerHome(config, world.containerd.version);
  const snippet = `${writeHeader('plugins', section, 'containerd')}\ndefault_runtime_name = "runc"\n`;
  const text = `Name the handler that pods get by default${inLine(at)}`;
  return [editConfig({ text, file, isOfLine: at !== undefined, snippet }, world)];
}

function onBaseSpec({ match: { input, index, 0: found }, at, file, asked: { world } }: Found): Advice[] {
  const path = input.slice(index + found.length).split(': ')[0] ?? '';
  const isMissing = input.includes('no such file or directory');
  const text = isMissing
    ? `Write a specification to "${path}", which base_runtime_spec names`
    : `Write a specification that is valid JSON to "${path}"`;
  return [
    { text, command: `ctr oci spec > ${shellWord(path)} && ${restartContainerd(world)}` },
    editConfig({ text: `Or remove base_runtime_spec${inLine(at)} of "${file}"`, file, isOfLine: true }, world),
  ];
}
