import { describe, expect, it } from 'vitest';
import { containerdRules } from '../../src/core/containerd/release.ts';
import { type ShimStringName, shimStrings } from '../../src/core/containerd/shim-strings.ts';
import { readAnswer } from '../../src/core/pairing/answer.ts';
import { encodeBootstrapResult } from '../../src/core/pairing/bootstrap-result.ts';
import { evidenceFrom } from '../../src/core/pairing/evidence.ts';
import { pair } from '../../src/core/pairing/pair.ts';
import { acceptsTask, pairingRules } from '../../src/core/pairing/release.ts';
import type { ShimEvidence } from '../../src/model/host/shim-evidence.ts';
import { vectors } from './vector-world.ts';

interface BinaryRecord {
  readonly kind: 'binary';
  readonly file: string;
  readonly version: string;
  readonly buildinfo: { readonly path: string };
  readonly strings: Readonly<Record<string, number>>;
}

interface Attempt {
  readonly kind: Exclude<string, 'binary'>;
  readonly daemon: string;
  readonly shim: string;
  readonly runtime?: string;
  readonly started: boolean;
  readonly ctr_stderr: string | null;
  readonly answer?: Answer;
}

interface Answer {
  readonly fmt?: string;
  readonly addr?: string;
  readonly backend?: string;
  readonly raw?: string;
  readonly rc?: number;
  readonly signal?: number;
  readonly sleep?: number;
  readonly stderr?: string;
}

const { records } = vectors<{ records: readonly (BinaryRecord | Attempt)[] }>('pairing.json');
const isBinary = (record: BinaryRecord | Attempt): record is BinaryRecord => record.kind === 'binary';
const binaries = records.filter(isBinary);
const attempts = records.filter((record): record is Attempt => !isBinary(record));
const ofKind = (...kinds: readonly string[]) => attempts.filter(({ kind }) => kinds.includes(kind));

/** `main` has the version constant of the release after the last one. */
const version = (name: string) => name.replace('-deb', '').replace('main', '2.4.0-beta');

/** The strings of each shim, as the records of files and the fact sheet of the same run give them. */
const stringsOf: Readonly<Record<string, readonly ShimStringName[]>> = {
  '1.6': ['task-v2', 'runc-v2'],
  '1.7': ['task-v2', 'sandbox-v1', 'read-runtime-options', 'runc-v2'],
  '2.1': ['task-v3', 'read-runtime-options', 'runc-v2'],
  '2.2': ['task-v3', 'read-runtime-options', 'runc-v2'],
  '2.3': ['task-v3', 'read-runtime-options', 'bootstrap-v1', 'runc-v2'],
  '2.4': ['task-v3', 'read-runtime-options', 'bootstrap-v1', 'runc-v2'],
  main: ['task-v3', 'read-runtime-options', 'bootstrap-v1', 'refuses-deprecated-start', 'runc-v2'],
};

function shimEvidence(name: string): ShimEvidence {
  const strings = stringsOf[name] ?? stringsOf[name.slice(0, 3)] ?? [];
  return evidenceFrom({ patterns: strings, constant: version(name) });
}

/** The text after `ctr: `, with the placeholders of a forecast. */
const messageIn = ({ ctr_stderr }: Attempt) =>
  ctr_stderr
    ?.replace(/^ctr: /, '')
    .replaceAll('$HASH', 'HASH')
    .replaceAll('$ID', 'ID');

describe('a real shim', () => {
  it.each(ofKind('real', 'other-name', 'absolute-path', 'runc-binary-option'))(
    '$kind: $shim under containerd $daemon',
    (attempt) => {
      const { kind, daemon, shim, started } = attempt;
      const binary = kind === 'other-name' ? 'containerd-shim-pairx-v2' : 'containerd-shim-runc-v2';
      const sendsOptions = kind === 'real' || kind === 'runc-binary-option';

      const pairing = pair(shimEvidence(shim), { version: version(daemon), binary, sendsOptions });

      expect(pairing).toEqual(
        started
          ? { verdict: 'ok', certainty: 'proved' }
          : { verdict: 'refused', certainty: 'proved', message: messageIn(attempt) },
      );
    },
  );

  it.each(ofKind('runc-v1'))('$shim under containerd $daemon', ({ daemon, shim }) => {
    const library = shim.replace(' runc-v1', '');
    const evidence = evidenceFrom({ patterns: ['task-v2', 'runc-v1'], constant: library });

    const question = { version: version(daemon), binary: 'containerd-shim-runc-v1', sendsOptions: true };

    expect(pair(evidence, question)).toEqual({ verdict: 'ok', certainty: 'proved' });
  });
});

describe('a file', () => {
  const shims = binaries.filter(({ file }) => file === 'containerd-shim-runc-v2');

  /** The patterns that a record of a file counts, and the one of its main package. */
  const patternsIn = ({ strings, buildinfo }: BinaryRecord) =>
    shimStrings.filter(({ text }) => (strings[text] ?? 0) > 0 || buildinfo.path.endsWith(text)).map(({ name }) => name);

  it.each(shims)('$file $version has the strings that the pair table is tested with', (record) => {
    const name = record.version.replace('-unstripped', '');

    expect(new Set(patternsIn(record))).toEqual(new Set(stringsOf[name] ?? stringsOf[name.slice(0, 3)]));
  });

  it.each(binaries.filter(({ file }) => file === 'containerd'))('$file $version is not treated as a shim', (record) => {
    expect(evidenceFrom({ patterns: patternsIn(record), constant: '2.1.9' })).toEqual({ library: '2.1.9' });
  });
});

/** Bytes that a fake shim printed, one character for each; containerd reads stderr and stdout together. */
function printed({ fmt = '', addr = 'unix:///run/containerd/s/$HASH', raw, stderr = '' }: Answer): string {
  const address = addr.replace('$HASH', '#'.repeat(64));
  if (raw !== undefined) return stderr + Buffer.from(raw, 'hex').toString('latin1');
  const [, format = '', number, text, newline] =
    /^(addr|json|pb)(-strver|-nover|\d)?(-\w+(?<!-nl))?(-nl)?$/.exec(fmt) ?? [];
  const written = text?.slice(1);
  const protocol = written === undefined || written === 'noaddr' ? 'ttrpc' : written;
  const body = { addr: () => address, json: () => jsonAnswer(number, address, written), pb: () => protobufAnswer() }[
    format
  ];
  function protobufAnswer(): string {
    const encoded = encodeBootstrapResult({ version: Number(number), address, protocol });
    const withVersion = number === '0' ? encoded.slice(2) : encoded;
    return written === 'noproto' ? withVersion.slice(0, -2 - protocol.length) : withVersion;
  }
  return stderr + (body?.() ?? fmt) + (newline === undefined ? '' : '\n');
}

/** JSON as Python writes it. */
function jsonAnswer(number: string | undefined, address: string, written: string | undefined): string {
  const version = { '-strver': ['"version": "3"'], '-nover': [] }[number ?? ''] ?? [`"version": ${number}`];
  const fields = [
    ...version,
    ...(written === 'noaddr' ? [] : [`"address": "${address}"`]),
    ...(written === 'noproto'
      ? []
      : [`"protocol": "${written === undefined || written === 'noaddr' ? 'ttrpc' : written}"`]),
  ];
  return `{${fields.join(', ')}}`;
}

describe('readAnswer()', () => {
  const exits = ({ rc = 0, signal, sleep }: Answer) => rc !== 0 || signal !== undefined || sleep !== undefined;
  const scripts = ofKind('translated', 'dead').map((attempt) => ({ ...attempt, answer: attempt.answer ?? {} }));
  const answered = scripts.filter(({ answer }) => !exits(answer));

  it.each(answered)('$kind: $shim under containerd $daemon', (attempt) => {
    const { daemon, answer, kind, shim, started } = attempt;
    const rules = pairingRules(version(daemon));
    const { unknownSuffix } = containerdRules(version(daemon));
    const message = messageIn(attempt) ?? 'no answer';

    const read = readAnswer(printed(answer), rules);

    if (!read.ok) {
      // The records hold text, so that bytes outside UTF-8 are lost in them.
      const error = read.error.replaceAll(/[\x80-\xff]/g, '\ufffd').replace('#'.repeat(64), 'HASH');
      expect(message).toBe(
        `failed to start shim: start failed: ${error}${unknownSuffix && !read.coded ? ': unknown' : ''}`,
      );
    } else if (kind === 'dead') expect(message).toContain(nobodyListens);
    else expect(acceptsTask(read.result.version, servedBy(shim), rules)).toBe(started);
  });

  it('is not asked about scripts that end with an error or never end', () => {
    const leftOut = scripts.filter(({ answer }) => exits(answer)).map(({ shim }) => shim);

    // A file does not show how a program ends.
    expect([...new Set(leftOut)].sort()).toEqual([
      'exit1-silent',
      'exit1-stderr',
      'exit1-stdout',
      'exit3-both',
      'hangs',
      'killed-by-signal',
    ]);
    expect(leftOut).toHaveLength(23);
  });
});

const nobodyListens = 'dial unix /run/containerd/s/none: connect: no such file or directory';

/** `pb3<2.3.4` has the shim of 2.3.4 behind it. */
const servedBy = (shim: string) => (/<1\./.test(shim) ? 2 : 3);

it('only records of files that are not programs are left out', () => {
  const used = ['binary', 'real', 'other-name', 'absolute-path', 'runc-binary-option', 'runc-v1', 'translated', 'dead'];
  const leftOut = records.filter(({ kind }) => !used.includes(kind));

  // The lookup and the kernel decide these, before a shim runs.
  expect(leftOut.filter(({ kind }) => kind !== 'file')).toEqual([]);
  expect(leftOut).toHaveLength(28);
});
