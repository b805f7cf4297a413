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

/** A JSON with one value replaced. */
interface Spoilt {
  readonly path: string;
  readonly keys: readonly string[];
  readonly value: Json;
  /** It is of the same kind; only some of those are looked into. */
  readonly isWord?: true;
}

/** One value replaced by one of another kind, for each value. */
function* spoilt(value: Json, path: string, keys: readonly string[] = []): Generator<Spoilt> {
  yield { path, keys, value: typeof value === 'object' && !Array.isArray(value) ? [] : {} };
  if (typeof value === 'string') yield { path: `${path} (another word)`, keys, value: 'x=', isWord: true };
  if (typeof value === 'number') yield { path: `${path} (a fraction)`, keys, value: value + 0.5 };
  for (const [key, inner] of Object.entries(typeof value === 'object' ? (value ?? {}) : {})) {
    yield* spoilt(inner, `${path}.${key}`, [...keys, key]);
  }
}

/** The JSON with these replacements. */
function spoil(json: Json, replacements: readonly Spoilt[]): Json {
  return replacements.reduce((whole, { keys, value }) => replace(whole, keys, value), json);
}

function replace(json: Json, [key, ...deeper]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  const copy = (Array.isArray(json) ? [...json] : { ...(json as Body) }) as Record<string, Json>;
  return Object.assign(copy, { [key]: replace(copy[key] ?? null, deeper, value) });
}

const newest = baseline.at(-1);
const { Runtimes, ...rest } = newest?.info ?? {};
const some = Object.fromEntries(Object.entries(Runtimes ?? {}).filter(([name]) => ['crun', 'withargs'].includes(name)));
const answers = {
  info: { ...rest, ...seldom, Runtimes: some } as Body,
  version: newest?.version ?? {},
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

  /** Returns whether the client can read this answer. */
  async function canRead(command: keyof typeof answers, answer: unknown): Promise<boolean> {
    body = answer;
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return (await runDocker(cli, ['-H', host, command])).status === 0;
  }

  /** The replacements that make an answer unreadable for the client; at most `enough` of them. */
  async function unreadOf(
    command: keyof typeof answers,
    replacements: readonly Spoilt[],
    enough = Number.POSITIVE_INFINITY,
  ) {
    const unread: Spoilt[] = [];
    for (const each of replacements) {
      if (unread.length >= enough) break;
      if (!(await canRead(command, spoil(answers[command], [each])))) unread.push(each);
    }
    return unread;
  }

  /**
   * The replacements that the client cannot read as they are passed on. It is asked about all at once, and about each
   * half of what it cannot read.
   */
  async function missedOf(command: keyof typeof answers, replacements: readonly Spoilt[]): Promise<readonly string[]> {
    const answer = spoil(answers[command], replacements);
    if (await canRead(command, rendered[command](answer as Body))) return [];
    if (replacements.length < 2) return replacements.map(({ path }) => path);
    const middle = Math.ceil(replacements.length / 2);
    const first = await missedOf(command, replacements.slice(0, middle));
    return [...first, ...(await missedOf(command, replacements.slice(middle)))];
  }

  it.each(['info', 'version'] as const)(
    '%s: whatever the client cannot read is refused',
    { timeout: 120_000 },
    async (command) => {
      const answer = answers[command];
      const all = [...spoilt(answer, command)];
      const isRefused = (each: Spoilt) => kinds[command](spoil(answer, [each]), '') !== undefined;
      const words = all.filter((each) => each.isWord && !isRefused(each));
      const others = all.filter(({ isWord }) => !isWord);
      const passedOn = others.filter((each) => !isRefused(each));

      // What is not refused is passed on as a client can read it.
      const unread = await unreadOf(command, passedOn);
      const missed = [...(await missedOf(command, words))];
      for (const each of unread) missed.push(...(await missedOf(command, [each])));
      expect(missed).toEqual([]);

      // Most of the rest is unreadable, so that refusals are about what the client reads.
      const enough = Math.floor(others.length / 2) + 1 - unread.length;
      unread.push(...(await unreadOf(command, others.filter(isRefused), enough)));
      expect(unread.length).toBeGreaterThan(others.length / 2);
    },
  );
});
