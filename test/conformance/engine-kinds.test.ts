import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDockerInfo } from '../../src/render/docker/info.ts';
import { infoKind, versionKind } from '../../src/sources/engine/kinds.ts';
import { inventory } from '../builders.ts';
import { dockerClis, runDocker } from './docker-clients.ts';
import { vectors } from './vector-world.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Body = { readonly [name: string]: Json };

const { baseline } = vectors<{
  baseline: readonly { readonly dockerd: string; readonly info: Body; readonly version: Body }[];
}>('dockerd_e2e.json');

/** Of a swarm's manager. */
const cluster: Body = {
  ID: 'c',
  Version: { Index: 1 },
  CreatedAt: '2024-01-01T00:00:00.123456789Z',
  UpdatedAt: '2024-01-01T01:00:00+01:00',
  Spec: {
    Name: 'default',
    Labels: { a: 'b' },
    Orchestration: { TaskHistoryRetentionLimit: 5 },
    Raft: {
      SnapshotInterval: 10000,
      KeepOldSnapshots: 0,
      LogEntriesForSlowFollowers: 500,
      ElectionTick: 10,
      HeartbeatTick: 1,
    },
    Dispatcher: { HeartbeatPeriod: 5000000000 },
    CAConfig: {
      NodeCertExpiry: 31536000000000000,
      ExternalCAs: [{ Protocol: 'cfssl', URL: 'https://ca', Options: { a: 'b' }, CACert: 'c' }],
    },
    TaskDefaults: { LogDriver: { Name: 'json-file', Options: { a: 'b' } } },
    EncryptionConfig: { AutoLockManagers: false },
  },
  TLSInfo: { TrustRoot: 'r', CertIssuerSubject: 'YWI=', CertIssuerPublicKey: 'YWJj' },
  RootRotationInProgress: false,
  DefaultAddrPool: ['10.0.0.0/8'],
  SubnetSize: 24,
  DataPathPort: 4789,
};

/** What no recorded daemon had: a swarm, pools, devices. */
const seldom: Body = {
  GenericResources: [
    { NamedResourceSpec: { Kind: 'gpu', Value: 'a' } },
    { DiscreteResourceSpec: { Kind: 'ssd', Value: 3 } },
  ],
  DefaultAddressPools: [{ Base: '10.10.0.0/16', Size: 24 }],
  DriverStatus: [['Backing Filesystem', 'extfs']],
  DiscoveredDevices: [{ Source: 'cdi', ID: 'vendor.com/gpu=0' }],
  FirewallBackend: { Driver: 'iptables', Info: [['ReloadedAt', 'now']] },
  Warnings: ['WARNING: No swap limit support'],
  Swarm: {
    NodeID: 'n',
    LocalNodeState: 'active',
    RemoteManagers: [{ NodeID: 'n', Addr: 'a' }],
    Nodes: 1,
    Managers: 1,
    Cluster: cluster,
  },
};

interface Spoilt {
  readonly path: string;
  readonly json: Json;
  /** It is of the same kind; only some of those are looked into. */
  readonly isWord?: true;
}

/** The JSON with one value replaced by one of another kind, for each value. */
function* spoilt(value: Json, path: string): Generator<Spoilt> {
  yield { path, json: typeof value === 'object' && !Array.isArray(value) ? [] : {} };
  if (typeof value === 'string') yield { path: `${path} (another word)`, json: 'x=', isWord: true };
  if (typeof value === 'number') yield { path: `${path} (a fraction)`, json: value + 0.5 };
  for (const [key, inner] of Object.entries(typeof value === 'object' ? (value ?? {}) : {})) {
    for (const { json, ...about } of spoilt(inner, `${path}.${key}`)) {
      const copy = structuredClone(value) as Json[] & Record<string, Json>;
      Object.assign(copy, { [key]: json });
      yield { ...about, json: copy };
    }
  }
}

const newest = baseline.at(-1);
const { Runtimes, ...rest } = newest?.info ?? {};
const some = Object.fromEntries(Object.entries(Runtimes ?? {}).filter(([name]) => ['crun', 'withargs'].includes(name)));
const answers = {
  info: [...spoilt({ ...rest, ...seldom, Runtimes: some }, 'info')],
  version: [...spoilt(newest?.version ?? null, 'version')],
};
const kinds = { info: infoKind, version: versionKind };
const rendered = {
  info: (body: Body): unknown => renderDockerInfo(inventory(), { state: 'read', body }),
  version: (body: Body): unknown => body,
};

it.each(baseline)('what dockerd $dockerd answered is of its kind', ({ info, version }) => {
  expect([infoKind(info, ''), versionKind(version, '')]).toEqual([undefined, undefined]);
  expect(infoKind({ ...info, ...seldom }, '')).toBeUndefined();
});

describe.each(await dockerClis())('docker $version at $path', (cli) => {
  let server: Server;
  let body: unknown = null;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      response.writeHead(200, { 'api-version': '1.41', 'content-type': 'application/json' });
      response.end(url.endsWith('/_ping') ? 'OK' : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  it.each(['info', 'version'] as const)(
    '%s: whatever the client cannot read is refused',
    { timeout: 120_000 },
    async (command) => {
      const missed: string[] = [];
      let unread = 0;
      for (const { path, json, isWord } of answers[command]) {
        body = json;
        const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
        if ((await runDocker(cli, ['-H', host, command])).status === 0) continue;
        if (!isWord) unread += 1;
        if (kinds[command](json, '') !== undefined) continue;
        // What is not refused is passed on as a client can read it.
        body = rendered[command](json as Body);
        const { status, stdout, stderr } = await runDocker(cli, ['-H', host, command]);
        if (status !== 0) missed.push(`${path}: ${stdout}${stderr}`);
      }

      expect(missed).toEqual([]);
      expect(unread).toBeGreaterThan(answers[command].filter((each) => !each.isWord).length / 2);
    },
  );
});
