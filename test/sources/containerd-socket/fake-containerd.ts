import { writeFields } from '../../../src/core/protobuf/writer.ts';
import { FakeGrpc, type GrpcBehaviour, message, status } from '../grpc/fake-grpc.ts';

/** The methods that a containerd is asked, and the one that it must never be asked. */
export const methods = {
  version: '/containerd.services.version.v1.Version/Version',
  server: '/containerd.services.introspection.v1.Introspection/Server',
  plugins: '/containerd.services.introspection.v1.Introspection/Plugins',
  pluginInfo: '/containerd.services.introspection.v1.Introspection/PluginInfo',
  status: '/runtime.v1.RuntimeService/Status',
} as const;

/** A plugin as it answers: its type, its id, the code and text of its failure, and a directory that it exports. */
export type SaidPlugin = readonly [
  type: string,
  id: string,
  code?: number | undefined,
  error?: string | undefined,
  path?: string,
];

const usualPlugins: readonly SaidPlugin[] = [
  ['io.containerd.internal.v1', 'opt', undefined, undefined, '/opt/containerd'],
  ['io.containerd.grpc.v1', 'cri'],
];

/** What a containerd says; each has a usual value. */
export interface Said {
  readonly version?: string;
  readonly plugins?: readonly SaidPlugin[];
  readonly deprecations?: Readonly<Record<string, string>>;
  /** Names of the handlers of CRI, each with whether it supports user namespaces; `false`: CRI is not served. */
  readonly handlers?: Readonly<Record<string, boolean>> | false;
}

/** A containerd at a socket. `grpc.methods` changes what it does. */
export async function fakeContainerd(path: string, said: Said = {}): Promise<FakeGrpc> {
  return await new FakeGrpc(path, behaviours(said)).start();
}

export function behaviours({ version, plugins, deprecations, handlers }: Said = {}): Record<string, GrpcBehaviour> {
  const unserved = status(12, 'unknown service runtime.v1.RuntimeService');
  return {
    [methods.version]: message(writeFields([[1, version ?? '2.1.4']])),
    [methods.server]: message(serverAnswer(deprecations ?? {})),
    [methods.plugins]: message(pluginsAnswer(plugins ?? usualPlugins)),
    [methods.status]: handlers === false ? unserved : message(statusAnswer(handlers ?? { runc: true })),
  };
}

export function pluginsAnswer(plugins: readonly SaidPlugin[]): Uint8Array {
  return writeFields(
    plugins.map(([type, id, code, error = '', path]) => {
      const exported = path === undefined ? [] : [pair(5, 'root', '/var'), pair(5, 'path', path)];
      const fault = code === undefined ? [] : [pair(7, code, error)];
      return [1, writeFields([[1, type], [2, id], ...exported, ...fault])];
    }),
  );
}

/** A field with a message of two fields. */
function pair(field: number, first: string | number, second: string) {
  const fields = [
    [1, first],
    [2, second],
  ] as const;
  return [field, writeFields(fields)] as const;
}

function serverAnswer(deprecations: Readonly<Record<string, string>>): Uint8Array {
  const warnings = Object.entries(deprecations).map(
    ([id, text]) =>
      [
        4,
        writeFields([
          [1, id],
          [2, text],
        ]),
      ] as const,
  );
  return writeFields([[1, 'uuid'], [2, 42], ...warnings]);
}

/** As containerd 2.x answers: the configuration, and the handlers with the default one a second time. */
function statusAnswer(handlers: Readonly<Record<string, boolean>>): Uint8Array {
  const runtimes = Object.fromEntries(Object.keys(handlers).map((name) => [name, { runtimeType: 'secret' }]));
  const config = JSON.stringify({ containerd: { defaultRuntimeName: 'runc', runtimes }, registry: { auth: 'secret' } });
  const listed = Object.entries({ ...handlers, '': true });
  return writeFields([
    [
      1,
      writeFields([
        [
          1,
          writeFields([
            [1, 'RuntimeReady'],
            [2, true],
          ]),
        ],
      ]),
    ],
    [
      2,
      writeFields([
        [1, 'config'],
        [2, config],
      ]),
    ],
    [
      2,
      writeFields([
        [1, 'golang'],
        [2, '"go1.24"'],
      ]),
    ],
    ...listed.map(
      ([name, users]) =>
        [
          3,
          writeFields([
            [1, name],
            [
              2,
              writeFields([
                [1, true],
                [2, users],
              ]),
            ],
          ]),
        ] as const,
    ),
  ]);
}
