import { expect, it } from 'vitest';
import { ConfigFileError } from '../src/config-files/config-file-error.ts';
import { readContainerdConfig } from '../src/core/containerd/config/read-config.ts';
import { configRelease } from '../src/core/containerd/config/release.ts';
import { readToml } from '../src/core/containerd/config/toml/read-toml.ts';
import { containerdRules, newestContainerd } from '../src/core/containerd/release.ts';
import { listedAliases, toBinaryName, whyNoRuntime } from '../src/core/containerd/runtime-name.ts';
import { parseCommandLine } from '../src/core/docker/config/command-line.ts';
import { parseDockerd } from '../src/core/docker/config/dockerd.ts';
import { parseGoJson } from '../src/core/go/json.ts';
import { cleanPath, splitSearchPath } from '../src/core/go/path.ts';
import { goQuote } from '../src/core/go/quote.ts';
import { readAnswer } from '../src/core/pairing/answer.ts';
import { pairingRules } from '../src/core/pairing/release.ts';
import { readFields } from '../src/core/protobuf/reader.ts';
import { writeFields } from '../src/core/protobuf/writer.ts';
import { readQuestion } from '../src/core/resolve/read-question.ts';
import { parseEnvironmentFile } from '../src/core/systemd/environment-file.ts';
import { parseUnitFile } from '../src/core/systemd/unit-file.ts';
import { parseUnitName } from '../src/core/systemd/unit-name.ts';
import { splitWords } from '../src/core/systemd/words.ts';
import { acceptsGzip, matchingTag } from '../src/http/answer/conditional.ts';
import { ProblemError } from '../src/http/answer/problem.ts';
import { readEventFilter } from '../src/http/docker-api/event-filter.ts';
import { readEventQuery } from '../src/http/docker-api/event-query.ts';
import { createHostCheck } from '../src/http/gate/host-check.ts';
import { parseGoDuration } from '../src/http/gate/web-config/go-duration.ts';
import { parseWebConfigDocument } from '../src/http/gate/web-config/parse-document.ts';
import { printable } from '../src/render/text/printable.ts';
import { parseListenAddress } from '../src/settings/listen-address.ts';
import { parseAccounts } from '../src/sources/accounts.ts';
import { readCri, readDeprecations, readPlugins, readVersion } from '../src/sources/containerd-socket/answers.ts';
import { decodeEngineDocument } from '../src/sources/engine/document.ts';
import { readScriptLine } from '../src/sources/executables/faults/script-line.ts';
import { parseLibraryCache } from '../src/sources/executables/libraries/ld-so-cache.ts';
import { statusText, unframed } from '../src/sources/grpc/frame.ts';
import {
  parseEnviron,
  parseIds,
  parseStartTicks,
  parseStatus,
  parseTaskState,
  splitNul,
} from '../src/sources/processes/proc-formats.ts';
import { programWords } from '../src/sources/processes/program-words.ts';
import { boundSockets } from '../src/sources/processes/unix-sockets.ts';
import { readPrometheusAnswer } from '../src/sources/prometheus/prometheus-answer.ts';
import { shimArguments } from '../src/sources/running/shim-arguments.ts';
import { parseMountInfo } from '../src/sources/tree/mounts.ts';
import { type FuzzTarget, fuzz } from './faulty-copies.ts';

const text = (bytes: Buffer) => bytes.toString('utf8');
const lines = (...each: readonly string[]) => Buffer.from(`${each.join('\n')}\n`);

/** A reader that refuses by an error of this kind; any other is a bug. */
function refusing(kind: new (...given: never[]) => Error, read: (bytes: Buffer) => unknown) {
  return (bytes: Buffer) => {
    try {
      return read(bytes);
    } catch (error) {
      if (error instanceof kind) return undefined;
      throw error;
    }
  };
}

const daemonJson = JSON.stringify({
  runtimes: {
    crun: { path: '/usr/bin/crun', runtimeArgs: ['--debug'] },
    kata: { runtimeType: 'io.containerd.kata.v2' },
  },
  'default-runtime': 'crun',
  hosts: ['unix:///var/run/docker.sock', 'tcp://[::1]:2375'],
});
const toml = lines(
  'version = 3 # newest',
  'imports = ["conf.d/*.toml", \'/etc/*.toml\']',
  '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]',
  'runtime_type = "io.containerd.kata.v2"',
  'options = { BinaryName = "/usr/bin/kata", Root = """a\\u0041""" }',
  '[[proxy]]',
  'when = 1979-05-27T07:32:00Z',
);
const question = { release: configRelease('2.3.4'), parameters: [], cwd: '/', cgroups: 2 as const };
const unit = lines(
  '[Unit]',
  'After=a.service \\',
  ' b.service',
  '[Service]',
  "ExecStart=/usr/bin/dockerd -H fd:// '--containerd=/run/c d.sock' $OPTIONS %i",
  'Environment="A=b c" \'D=e\' F=\\x41',
);
const message = Buffer.from(
  writeFields([
    [1, '2.1.0'],
    [
      2,
      Buffer.from(
        writeFields([
          [1, 'io'],
          [3, 7],
        ]),
      ),
    ],
    [3, 300],
  ]),
);
const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
const matrix = { status: 'success', data: { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [1, '1'] }] } };
const status = lines('Name:\tdockerd', 'PPid:\t1', 'Uid:\t0\t0\t0\t0', 'Gid:\t0\t0\t0\t0', 'Groups:\t1 2');
const mountLine = '36 35 98:0 /mnt1 /mnt\\0402 rw,noexec master:1 - ext3 /dev/root rw,errors=continue';
const isHost = createHostCheck(['node.example']);
const arrival = { unix: false, localAddress: '10.0.0.1' };

const targets: Readonly<Record<string, FuzzTarget>> = {
  TOML: { seed: toml, runs: 16_000, read: (bytes) => readToml(bytes, '/etc/containerd/config.toml') },
  'containerd configuration': {
    seed: toml,
    runs: 4000,
    read: (bytes) =>
      readContainerdConfig(question, {
        read: (path) =>
          path === '/etc/containerd/config.toml' ? { ok: true, bytes } : { ok: false, step: 'open', errno: 'ENOENT' },
        list: () => [],
      }),
  },
  JSON: {
    seed: Buffer.from(daemonJson),
    runs: 20_000,
    read: (bytes) => [true, false].map((whole) => parseGoJson(text(bytes), { whole, firstLine: 1 })),
  },
  'daemon.json': {
    seed: Buffer.from(daemonJson),
    runs: 8000,
    read: (bytes) => {
      for (const version of ['20.10.0', '28.0.0']) {
        const line = parseCommandLine(['--add-runtime', 'a=b'], version);
        parseDockerd({ ...line, configFile: '/etc/docker/daemon.json', explicit: false, bytes });
      }
    },
  },
  'flags of dockerd': {
    seed: Buffer.from('-H\0fd://\0--add-runtime=a=/b\0--config-file\0/etc/d.json\0--default-runtime=a'),
    runs: 16_000,
    read: (bytes) => parseCommandLine(text(bytes).split('\0'), '28.0.0'),
  },
  'unit file': {
    seed: unit,
    runs: 16_000,
    read: (bytes) => {
      parseUnitFile(text(bytes), 'a.service');
      parseUnitName(text(bytes).slice(0, 40));
      splitWords(text(bytes), { escapes: true });
    },
  },
  'environment file': {
    seed: lines('# of docker', 'A="b c"', "D='e\\", "f'", 'export G=h', 'I=j\\', 'k'),
    runs: 16_000,
    read: (bytes) => parseEnvironmentFile(text(bytes)),
  },
  'pasted question': {
    seed: Buffer.from('docker: Error response from daemon: unknown or invalid runtime name: io.containerd.kata.v2'),
    runs: 12_000,
    read: (bytes) => readQuestion(text(bytes)),
  },
  names: {
    seed: Buffer.from('io.containerd.kata-a-b.v2:/usr/bin:./x::../y/containerd-shim-kata-v2'),
    runs: 12_000,
    read: (bytes) => {
      const name = text(bytes);
      toBinaryName(name, containerdRules(newestContainerd));
      listedAliases(name);
      whyNoRuntime(name);
      printable(goQuote(cleanPath(splitSearchPath(name).join('/'))));
    },
  },
  protobuf: {
    seed: message,
    runs: 20_000,
    read: (bytes) => {
      readFields(bytes);
      for (const read of [readVersion, readDeprecations, readPlugins, readCri]) read(bytes);
    },
  },
  gRPC: { seed: framed, runs: 8000, read: (bytes) => [unframed(bytes), statusText(text(bytes))] },
  'answer of a shim': {
    seed: Buffer.from('{"version":3,"address":"unix:///run/containerd/s/abc","protocol":"ttrpc"}'),
    runs: 8000,
    read: (bytes) => readAnswer(text(bytes), pairingRules('2.1.0')),
  },
  'answer of the Engine': {
    seed: Buffer.from(daemonJson),
    runs: 8000,
    read: (bytes) => decodeEngineDocument(bytes),
  },
  'answer of Prometheus': {
    seed: Buffer.from(JSON.stringify(matrix)),
    runs: 8000,
    read: (bytes) => readPrometheusAnswer(200, bytes),
  },
  '/proc': {
    seed: Buffer.concat([status, Buffer.from('7 (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0')]),
    runs: 12_000,
    read: (bytes) => {
      const read = text(bytes);
      for (const parse of [parseEnviron, parseStatus, parseIds, parseStartTicks, parseTaskState]) parse(read);
      shimArguments(programWords(splitNul(read)));
    },
  },
  'tables of the kernel': {
    seed: lines(mountLine, '0: 00000002 00000000 00010000 0001 01 1001 /run/docker.sock', '1: 2 @abstract'),
    runs: 12_000,
    read: (bytes) => [parseMountInfo(text(bytes)), boundSockets(bytes)],
  },
  'system files': {
    seed: lines('root:x:0:0:root:/root:/bin/sh', '#!/usr/bin/env -S sh -e', 'glibc-ld.so.cache1.1\0\0\0\x01'),
    runs: 12_000,
    read: (bytes) => [parseAccounts(bytes), readScriptLine(bytes), parseLibraryCache(bytes)],
  },
  'web configuration': {
    seed: lines('tls_server_config:', '  cert_file: a.pem', '  key_file: &k b.pem', 'basic_auth_users: {tom: *k}'),
    runs: 2500,
    read: refusing(ConfigFileError, (bytes) => parseWebConfigDocument(text(bytes))),
  },
  'HTTP headers': {
    seed: Buffer.from('node.example:7446, gzip;q=0.5, *;q=0, W/"boot.1-gzip", "boot.1", 1h2m3.5s, [::1]:80'),
    runs: 16_000,
    read: (bytes) => {
      const header = text(bytes);
      isHost(header, arrival);
      acceptsGzip(header);
      matchingTag(header, ['"boot.1"']);
      parseGoDuration(header);
      parseListenAddress(header);
    },
  },
  'queries of the Docker API': {
    seed: Buffer.from('{"type":["daemon"],"event":{"reload":true}}'),
    runs: 8000,
    read: refusing(ProblemError, (bytes) => {
      readEventFilter(text(bytes));
      readEventQuery(`/events?since=1&until=2.5&filters=${encodeURIComponent(text(bytes))}`);
    }),
  },
};

it('the parsers of text get at least 200,000 inputs', () => {
  expect(Object.values(targets).reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(200_000);
});

it.each(Object.keys(targets))(
  'the parser of %s survives faulty copies, quickly and in bounded memory',
  (name) => {
    fuzz(targets[name] ?? expect.unreachable(), name.length * 6007);
  },
  240_000,
);
