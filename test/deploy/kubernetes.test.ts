import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { RuntimeClass } from 'kubernetes-models/node.k8s.io/v1/RuntimeClass';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { renderNfd } from '../../src/render/nfd.ts';
import { inventory, runtime } from '../builders.ts';
import { program } from '../cli/run-shimdex.ts';
import { ask, temporaryDirectory } from '../http/serving.ts';

const repository = join(import.meta.dirname, '..', '..');
const manifests = join(repository, 'deploy', 'kubernetes');

it('the kustomization names the image that npm run package:image builds', () => {
  const { version } = z
    .object({ version: z.string() })
    .parse(parse(readFileSync(join(repository, 'package.json'), 'utf8')));
  const { images } = z
    .object({ images: z.array(z.object({ name: z.string(), newName: z.string(), newTag: z.string() })) })
    .parse(read('kustomization.yaml'));

  expect(images).toEqual([{ name: container().image, newName: 'registry.example.org/shimdex', newTag: version }]);
});

/** Kubernetes' own kinds, with the validators and types that are made from its published schemas. */
const kinds = [
  ['daemonset.yaml', DaemonSet, 'IDaemonSet', 'apps/v1/DaemonSet'],
  ['namespace.yaml', Namespace, 'INamespace', 'v1/Namespace'],
  ['networkpolicy.yaml', NetworkPolicy, 'INetworkPolicy', 'networking.k8s.io/v1/NetworkPolicy'],
  ['runtimeclass-example.yaml', RuntimeClass, 'IRuntimeClass', 'node.k8s.io/v1/RuntimeClass'],
] as const;

function read(file: string): unknown {
  return parse(readFileSync(join(manifests, file), 'utf8'));
}

it.each(kinds)('%s is valid by the schema of Kubernetes', (file, Kind) => {
  const manifest = read(file) as ConstructorParameters<typeof Kind>[0] & { apiVersion: string; kind: string };

  const model = new Kind(manifest as never);

  expect([manifest.apiVersion, manifest.kind]).toEqual([Kind.apiVersion, Kind.kind]);
  expect(() => model.validate()).not.toThrow();
});

it('the schema of Kubernetes would find a wrong one', () => {
  const wrong = new DaemonSet({
    spec: { selector: {}, template: { spec: { containers: [{ image: 'x' }] } } },
  } as never);

  expect(() => wrong.validate()).toThrow('required property name');
});

it('no manifest has a key that Kubernetes does not know', { timeout: 60_000 }, () => {
  // Inside of the repository, since the compiler looks for the types above the file.
  const directory = join(repository, 'node_modules', '.cache', `manifests-${process.pid}`);
  mkdirSync(directory, { recursive: true });
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const compile = (name: string, type: string, from: string, manifest: unknown) => {
    const file = join(directory, `${name}.ts`);
    const literal = JSON.stringify(manifest, undefined, 1);
    writeFileSync(
      file,
      `import type { ${type} } from 'kubernetes-models/${from}';\nexport const it: ${type} = ${literal};\n`,
    );
    return file;
  };
  const tsc = (...files: readonly string[]) => {
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    const compiler = join(repository, 'node_modules', '.bin', 'tsc');
    try {
      return execFileSync(compiler, ['--ignoreConfig', ...options, ...files], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return String((error as { stdout: string }).stdout);
    }
  };

  const sound = tsc(...kinds.map(([file, , type, from]) => compile(type, type, from, read(file))));
  const odd = { ...(read('runtimeclass-example.yaml') as object), handlr: 'kata' };
  const told = tsc(compile('odd', 'IRuntimeClass', 'node.k8s.io/v1/RuntimeClass', odd));

  expect(sound).toBe('');
  expect(told).toContain('"handlr"');
});

/** The part of Node Feature Discovery's `NodeFeatureRule` that is used here (`api/nfd/v1alpha1/types.go`). */
const NodeFeatureRule = z.strictObject({
  apiVersion: z.literal('nfd.k8s-sigs.io/v1alpha1'),
  kind: z.literal('NodeFeatureRule'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    rules: z.array(
      z.strictObject({
        name: z.string(),
        labels: z.record(z.string(), z.string()),
        matchFeatures: z.array(
          z.strictObject({
            feature: z.string(),
            matchExpressions: z.record(
              z.string(),
              z.strictObject({
                op: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'GtLt', 'IsTrue', 'IsFalse']),
                value: z.array(z.string()).optional(),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});

it('the rule of Node Feature Discovery asks for features that shimdex writes', () => {
  const { spec } = NodeFeatureRule.parse(read('nodefeaturerule.yaml'));
  const runtime = {
    name: 'io.containerd.runc.v2',
    origin: 'stock' as const,
    permitted: true,
    available: true,
    aliases: [],
    handlers: [],
  };
  const written = renderNfd(inventory({ runtimes: [runtime] }), { version: '0' });

  const asked = spec.rules.flatMap(({ matchFeatures }) =>
    matchFeatures.flatMap((m) => Object.keys(m.matchExpressions)),
  );

  expect(asked.length).toBeGreaterThan(0);
  for (const feature of asked) expect(written).toContain(`\n${feature}=`);
});

it('the example of a RuntimeClass selects nodes by a label that shimdex writes', () => {
  const kata = runtime({ name: 'io.containerd.kata.v2' });
  const written = renderNfd(inventory({ runtimes: [kata] }), { version: '0' });

  const example = z
    .object({ scheduling: z.object({ nodeSelector: z.record(z.string(), z.string()) }) })
    .parse(read('runtimeclass-example.yaml'));

  const labels = Object.entries(example.scheduling.nodeSelector);
  expect(labels).toHaveLength(1);
  for (const [label, value] of labels) expect(written.split('\n')).toContain(`${label}=${value}`);
});

it('kustomization.yaml lists files that exist, and names the image of the DaemonSet', () => {
  const { resources, images } = z
    .object({ resources: z.array(z.string()), images: z.array(z.object({ name: z.string() })) })
    .parse(read('kustomization.yaml'));

  expect(readdirSync(manifests)).toEqual(expect.arrayContaining(resources));
  expect(images.map(({ name }) => name)).toEqual([container().image]);
});

const Container = z.object({
  image: z.string(),
  args: z.array(z.string()),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]), add: z.array(z.string()) }),
  }),
  volumeMounts: z.array(z.object({ mountPath: z.string(), readOnly: z.boolean().default(false) })),
  startupProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
  livenessProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
  readinessProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
});

function container(): z.output<typeof Container> {
  const { spec } = z
    .object({ spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([Container]) }) }) }) })
    .parse(read('daemonset.yaml'));
  return spec.template.spec.containers[0];
}

it('the DaemonSet gives no more rights than the unit of systemd', () => {
  const unit = readFileSync(join(repository, 'deploy', 'systemd', 'shimdex.service'), 'utf8');
  const [, granted = ''] = /^AmbientCapabilities=(.*)$/m.exec(unit) ?? [];

  const { securityContext, volumeMounts } = container();

  expect(securityContext.capabilities.add.map((name) => `CAP_${name}`)).toEqual(granted.split(' '));
  expect(volumeMounts.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath)).toEqual(['/features']);
});

it('the arguments of the DaemonSet start a service that its probes find well', async () => {
  const { args, livenessProbe, readinessProbe, startupProbe } = container();
  const [host, features] = [temporaryDirectory(), temporaryDirectory()];
  const here = args.map((argument) =>
    argument.replace('=/host', `=${host}`).replace('=/features', `=${features}`).replace(':7446', ':0'),
  );

  const child = spawn(program, here, { env: { SHIMDEX_TARGET: 'node-1', PATH: process.env['PATH'] }, stdio: 'pipe' });
  onTestFinished(() => end(child));
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });

  const port = await vi.waitFor(
    () => Number(/"http:\/\/0\.0\.0\.0:(\d+)"/.exec(log)?.[1] ?? expect.unreachable()),
    10_000,
  );
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    await vi.waitFor(async () => expect((await ask(port, httpGet.path)).status).toBe(200), 10_000);
  }
  await vi.waitFor(() => expect(readdirSync(features)).toEqual(['shimdex']), 10_000);
  expect((await ask(port, '/v1/inventory')).text).toContain('"node-1"');
});

async function end(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined;
  child.kill('SIGKILL');
  await ended;
}
