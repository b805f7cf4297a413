import { inflateSync } from 'node:zlib';
import { defined } from '../../model/defined.ts';
import type { BuildFacts } from '../../model/host/program.ts';
import { readSections } from '../executables/elf/sections.ts';
import type { ReadAt } from '../executables/executable-format.ts';

const SECTION = '.dep-v0';
const MAX_SECTION_BYTES = 1024 * 1024;
const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const MAX_PACKAGES = 10_000;
const CONTAINERD = /^containerd-(?:shim(?:-protos)?|client)$/;

interface Crate {
  readonly name: string;
  readonly version: string;
  readonly isRoot: boolean;
}

/**
 * What `cargo auditable` wrote into a Rust program; undefined for other files. Bounded, never throws.
 *
 * Format: rust-secure-code/cargo-auditable `PARSING.md`: JSON, compressed with zlib, in a section of its own.
 */
export function readRustBuild(readAt: ReadAt): BuildFacts | undefined {
  const section = readSections(readAt).find(({ name }) => name === SECTION);
  if (section === undefined || section.isEmpty || section.size > MAX_SECTION_BYTES) return undefined;
  if (!Number.isSafeInteger(section.offset)) return undefined;
  const crates = parseCrates(readAt(section.offset, section.size));
  const root = crates.find(({ isRoot }) => isRoot);
  if (root === undefined) return undefined;
  const ours = crates.filter(({ name }) => CONTAINERD.test(name));
  return defined({
    language: 'rust',
    module: root.name,
    version: root.version,
    containerd: ours.length === 0 ? undefined : Object.fromEntries(ours.map(({ name, version }) => [name, version])),
  });
}

function parseCrates(bytes: Buffer): Crate[] {
  const document = parse(bytes);
  const packages = isObject(document) ? document['packages'] : undefined;
  if (!Array.isArray(packages)) return [];
  return packages.slice(0, MAX_PACKAGES).flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const { name, version, root } = one;
    return typeof name === 'string' && typeof version === 'string' ? [{ name, version, isRoot: root === true }] : [];
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(inflateSync(bytes, { maxOutputLength: MAX_TEXT_BYTES }).toString('utf8'));
  } catch {
    // Damaged, or larger than any real list of crates.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
