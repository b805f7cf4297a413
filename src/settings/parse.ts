import { resolve } from 'node:path';
import { hasOpenClass } from '../core/policy.ts';
import { defined } from '../model/defined.ts';
import { longestSocketPath } from '../model/words.ts';
import type { Given, GivenOptions } from './given-options.ts';
import { parseListenAddress } from './listen-address.ts';
import { prometheusUrl } from './prometheus-url.ts';
import { type ListenAddress, logLevels, type ObserveSettings, type ServeSettings } from './settings.ts';
import { hostPath, lastValue, oneOf, reject, releaseNumber, seconds, switchedOn, wholeNumber } from './values.ts';

/** Converts the options of every command to settings; throws a UsageError that says what to write instead. */
export function parseObserveSettings(given: GivenOptions): ObserveSettings {
  const { always, ifGiven } = readerOf(given);
  return defined({
    root: always('root', directoryHere),
    containerd: always('containerd', whichContainerd),
    containerdSocket: always('containerd-socket', (socket) => oneOf(socket, ['auto', 'none'] as const)),
    target: always('target', label),
    policy: { allow: ifGiven('allow', filePatterns) ?? [], deny: ifGiven('deny', filePatterns) ?? [] },
    searchPath: ifGiven('search-path', lastValue),
    containerdAddress: ifGiven('containerd-address', hostPath),
    containerdConfig: ifGiven('containerd-config', hostPath),
    containerdCwd: ifGiven('containerd-cwd', hostPath),
    containerdExe: ifGiven('containerd-exe', hostPath),
    containerdUid: ifGiven('containerd-uid', userId),
    containerdVersion: ifGiven('containerd-version', (version) => releaseNumber(version, '1.7.24')),
    dockerVersion: ifGiven('docker-version', (version) => releaseNumber(version, '28.5.2')),
    dockerConfig: ifGiven('docker-config', hostPath),
    dockerdFlags: ifGiven('dockerd-flag', dockerdArguments),
    dockerSocket: ifGiven('docker-socket', socketOrNone),
  });
}

/**
 * Converts the options of `shimdex serve` to settings; throws a UsageError that says what to write instead.
 *
 * Sockets from systemd replace the default address, and are added to addresses that are given.
 */
export function parseServeSettings(given: GivenOptions, inherited: readonly ListenAddress[]): ServeSettings {
  const { always, ifGiven } = readerOf(given);
  const replacesDefault = inherited.length > 0 && given.get('listen')?.byDefault === true;
  const textfile = ifGiven('textfile', promFile);
  const url = ifGiven('prometheus-url', prometheusUrl);
  const nfdFile = ifGiven('nfd-file', (file) => fileOtherThan(textfile, file));
  return defined({
    ...parseObserveSettings(given),
    listen: replacesDefault ? inherited : [...always('listen', listenAddresses), ...inherited],
    verifySeconds: always('verify', seconds),
    rescanSeconds: always('rescan', seconds),
    allowedHosts: ifGiven('allowed-host', hostNames) ?? [],
    insecureListen: ifGiven('insecure-listen', switchedOn) ?? false,
    webConfig: ifGiven('web-config', fileHere),
    textfile,
    nfdFile,
    prometheusUrl: url,
    prometheusHttpConfig: ifGiven('prometheus-http-config', (file) => httpConfigFor(url, file)),
    logLevel: always('log-level', (level) => oneOf(level, logLevels)),
  });
}

/** Parses options: `always` the ones with a default, `ifGiven` the others. */
function readerOf(options: GivenOptions) {
  const ifGiven = <T>(flag: string, parse: (given: Given) => T): T | undefined => {
    const given = options.get(flag);
    return given === undefined ? undefined : parse(given);
  };
  const always = <T>(flag: string, parse: (given: Given) => T): T =>
    parse(options.get(flag) ?? { writtenAs: `--${flag}`, values: [''] });
  return { always, ifGiven };
}

/** A directory of this machine, which may be relative to our working directory. */
function directoryHere(given: Given): string {
  const text = lastValue(given);
  return text === '' || text.includes('\0') ? reject(given, 'write a directory, such as "/host"') : resolve(text);
}

/** A file of this machine, even when another host is observed. */
function fileHere(given: Given): string {
  const text = lastValue(given);
  return text === '' || text.endsWith('/') || text.includes('\0')
    ? reject(given, 'write a file, such as "/var/lib/example/shimdex"')
    : resolve(text);
}

/** node_exporter ignores files with other names (its `collector/textfile.go`). */
function promFile(given: Given): string {
  const file = fileHere(given);
  return file.endsWith('.prom')
    ? file
    : reject(given, 'write a file whose name ends in .prom, because node_exporter reads no others');
}

/** Each sink replaces its whole file, so two sinks cannot share one. */
function fileOtherThan(textfile: string | undefined, given: Given): string {
  const file = fileHere(given);
  return file === textfile ? reject(given, 'write a file other than that of --textfile') : file;
}

/** Credentials are written in one place only, so that it is clear which ones are sent. */
function httpConfigFor(url: string | undefined, given: Given): string {
  if (url === undefined) return reject(given, 'write --prometheus-url, too');
  return new URL(url).username === ''
    ? fileHere(given)
    : reject(given, 'write the user and the password of --prometheus-url as basic_auth in this file');
}

/** Names as a `Host` header has them; a port behind one does not matter. */
function hostNames(given: Given): readonly string[] {
  return nonEmptyValues(given).map((text) =>
    /^[^\s/?#@*]+$/.test(text) ? text : reject(given, 'write a name alone, such as "shimdex.example.org"', text),
  );
}

/**
 * Patterns for names of files. A pattern that matches no file would deny nothing, and nobody would notice; the empty one
 * alone would allow nothing.
 */
function filePatterns(given: Given): readonly string[] {
  const patterns = nonEmptyValues(given);
  if (patterns.length === 0) return reject(given, 'write the file name of a shim, such as "containerd-shim-kata-*"');
  return patterns.map((text) => {
    const advice = patternAdvice(text);
    return advice === undefined ? text : reject(given, advice, text);
  });
}

function patternAdvice(text: string): string | undefined {
  const example = 'such as "containerd-shim-kata-*"';
  if (text.includes('/')) return `write the name of the file without its directory, ${example}`;
  if (text.startsWith('io.containerd.')) return `write the name of the shim's file, ${example}, not of the runtime`;
  if (/[{}]/.test(text)) return 'write *, ? and [a-z] only, and the option once for each pattern';
  return hasOpenClass(text) ? 'close the "[", or write "[[]" for the character itself' : undefined;
}

function whichContainerd(given: Given): 'auto' | 'none' | number {
  const text = lastValue(given);
  if (text === 'auto' || text === 'none') return text;
  const pid = Number(text);
  const fits = /^\d+$/.test(text) && pid >= 1 && pid <= 4_194_304;
  return fits ? pid : reject(given, 'write auto, none or a process id');
}

function socketOrNone(given: Given): string {
  if (lastValue(given) === 'none') return 'none';
  const path = lastValue(given).replace(/^unix:\/\//, '');
  if (!path.startsWith('/') || path.includes('\0')) {
    return reject(given, 'write an absolute path, such as "/var/run/docker.sock", or none');
  }
  return path;
}

/** 4294967295 is not a user: to the kernel it means "unchanged". */
function userId(given: Given): number {
  return wholeNumber(given, 0, 4_294_967_294);
}

/** A single empty value says that dockerd has no flags; among others it is an argument, such as `--group ''`. */
function dockerdArguments({ values }: Given): readonly string[] {
  return values.length === 1 && values[0] === '' ? [] : values;
}

/** Drops empty values: they only say that the option was given. */
function nonEmptyValues(given: Given): readonly string[] {
  return given.values.filter((value) => value !== '');
}

/** The target is a label of metrics and in page headers, so it must be short and on one line. */
function label(given: Given): string {
  const text = lastValue(given);
  // Most targets are ASCII, and the second expression takes long to compile.
  return /^[\x20-\x7e]{1,128}$/.test(text) || /^[\p{L}\p{N}\p{P}\p{S} ]{1,128}$/u.test(text)
    ? text
    : reject(given, 'write 1 to 128 printable characters, such as "rootless"');
}

function listenAddresses(given: Given): readonly ListenAddress[] {
  return given.values.map((text, index) => {
    if (given.values.indexOf(text) < index) return reject(given, 'write each address once', text);
    return parseListenAddress(text) ?? reject(given, addressAdvice(text), text);
  });
}

function addressAdvice(text: string): string {
  const forms = 'write HOST:PORT, [IPv6]:PORT or unix:/FILE';
  if (text.includes(',')) return `${forms}, and only ",api=docker" or ",api=all" behind it`;
  if (Buffer.byteLength(text) > longestSocketPath) return `${forms} with a path of at most ${longestSocketPath} bytes`;
  return `${forms}, such as "127.0.0.1:7446"`;
}
