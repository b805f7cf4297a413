import { resolve } from 'node:path';
import type { Given, GivenOptions } from './given-options.ts';
import { parseListenAddress } from './listen-address.ts';
import { prometheusUrl } from './prometheus-url.ts';
import { type ListenAddress, logLevels, type ObserveSettings, type ServeSettings } from './settings.ts';
import { hostPath, lastValue, oneOf, reject, releaseNumber, seconds, switchedOn, wholeNumber } from './values.ts';

/** Turns the options of every command into settings; throws a UsageError that says what to write instead. */
export function parseObserveSettings(given: GivenOptions): ObserveSettings {
  const { always, ifGiven } = readerOf(given);
  return {
    root: always('root', directoryHere),
    containerd: always('containerd', whichContainerd),
    containerdConfig: always('containerd-config', hostPath),
    target: always('target', label),
    policy: { allow: given.get('allow')?.values ?? [], deny: given.get('deny')?.values ?? [] },
    ...named('searchPath', ifGiven('search-path', lastValue)),
    ...named('containerdAddress', ifGiven('containerd-address', hostPath)),
    ...named('containerdCwd', ifGiven('containerd-cwd', hostPath)),
    ...named('containerdExe', ifGiven('containerd-exe', hostPath)),
    ...named('containerdUid', ifGiven('containerd-uid', userId)),
    ...named('containerdVersion', ifGiven('containerd-version', releaseNumber)),
    ...named('dockerVersion', ifGiven('docker-version', releaseNumber)),
    ...named('dockerConfig', ifGiven('docker-config', hostPath)),
    ...named('dockerdFlags', ifGiven('dockerd-flag', nonEmptyValues)),
    ...named('dockerSocket', ifGiven('docker-socket', socketOrNone)),
  };
}

/**
 * Turns the options of `shimdex serve` into settings; throws a UsageError that says what to write instead.
 *
 * Sockets that systemd handed over stand in for the default address, and beside those that were written.
 */
export function parseServeSettings(given: GivenOptions, inherited: readonly ListenAddress[]): ServeSettings {
  const { always, ifGiven } = readerOf(given);
  const standsAlone = inherited.length > 0 && given.get('listen')?.byDefault === true;
  const textfile = ifGiven('textfile', promFile);
  const nfdFile = ifGiven('nfd-file', (file) => fileOtherThan(textfile, file));
  return {
    ...parseObserveSettings(given),
    listen: standsAlone ? inherited : [...always('listen', listenAddresses), ...inherited],
    verifySeconds: always('verify', seconds),
    rescanSeconds: always('rescan', seconds),
    allowedHosts: ifGiven('allowed-host', nonEmptyValues) ?? [],
    insecureListen: ifGiven('insecure-listen', switchedOn) ?? false,
    ...named('webConfig', ifGiven('web-config', fileHere)),
    ...named('textfile', textfile),
    ...named('nfdFile', nfdFile),
    ...named('prometheusUrl', ifGiven('prometheus-url', prometheusUrl)),
    logLevel: always('log-level', (level) => oneOf(level, logLevels)),
  };
}

/** Applies a parser to an option: to one that has a default, or to one that may be left out. */
function readerOf(options: GivenOptions) {
  const ifGiven = <T>(flag: string, parse: (given: Given) => T): T | undefined => {
    const given = options.get(flag);
    return given === undefined ? undefined : parse(given);
  };
  const always = <T>(flag: string, parse: (given: Given) => T): T =>
    parse(options.get(flag) ?? { writtenAs: `--${flag}`, values: [''] });
  return { always, ifGiven };
}

/** `{key: value}`, or nothing where there is no value. */
function named<Key extends string, T>(key: Key, value: T | undefined): { [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: T });
}

/** The root is a directory of this machine, so it may be relative to where the user stands. */
function directoryHere(given: Given): string {
  const text = lastValue(given);
  return text === '' || text.includes('\0') ? reject(given, 'write a directory, such as "/host"') : resolve(text);
}

/** A file of this machine that is written to, wherever the observed host is. */
function fileHere(given: Given): string {
  const text = lastValue(given);
  return text === '' || text.endsWith('/') || text.includes('\0')
    ? reject(given, 'write a file, such as "/var/lib/example/shimdex"')
    : resolve(text);
}

/** node_exporter passes over files of other names (its `collector/textfile.go`). */
function promFile(given: Given): string {
  const file = fileHere(given);
  return file.endsWith('.prom')
    ? file
    : reject(given, 'write a file whose name ends in .prom, as node_exporter reads no other');
}

/** Each is replaced as a whole, so if both were one file they would undo each other. */
function fileOtherThan(textfile: string | undefined, given: Given): string {
  const file = fileHere(given);
  return file === textfile ? reject(given, 'write another file than that of --textfile') : file;
}

function whichContainerd(given: Given): 'auto' | 'none' | number {
  const text = lastValue(given);
  if (text === 'auto' || text === 'none') return text;
  const pid = Number(text);
  const fits = /^\d+$/.test(text) && pid >= 1 && pid <= 4_194_304;
  return fits ? pid : reject(given, 'write auto, none or the number of a process');
}

function socketOrNone(given: Given): string {
  if (lastValue(given) === 'none') return 'none';
  const path = lastValue(given).replace(/^unix:\/\//, '');
  if (!path.startsWith('/') || path.includes('\0')) {
    return reject(given, 'write an absolute path, such as "/var/run/docker.sock", or none');
  }
  return path;
}

/** 4294967295 is no user: the kernel reads it as "leave as it is". */
function userId(given: Given): number {
  return wholeNumber(given, 0, 4_294_967_294);
}

/** Empty values say that the option was given, and nothing more. */
function nonEmptyValues(given: Given): readonly string[] {
  return given.values.filter((value) => value !== '');
}

/** A target labels metrics and stands in page headers, so it is kept short and on one line. */
function label(given: Given): string {
  const text = lastValue(given);
  return /^[\p{L}\p{N}\p{P}\p{S} ]{1,128}$/u.test(text)
    ? text
    : reject(given, 'write 1 to 128 printable characters, such as "rootless"');
}

function listenAddresses(given: Given): readonly ListenAddress[] {
  const advice = 'write HOST:PORT, [IPv6]:PORT or unix:/FILE, such as "127.0.0.1:7446"';
  return given.values.map((text) => parseListenAddress(text) ?? reject(given, advice, text));
}
