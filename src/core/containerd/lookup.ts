import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { FileFact, Inspect } from '../../model/host/file-fact.ts';
import type { Attempt, AttemptStep, Refusal } from '../../model/resolution.ts';
import { errnoText } from '../go/errno-text.ts';
import { type Hidden, hiddenAt } from '../go/hidden.ts';
import { isExecutable, passedOver } from '../go/look-path.ts';
import { absolutePath, directoryOf, isAbsolutePath, joinPaths } from '../go/path.ts';
import { goQuote } from '../go/quote.ts';
import type { World } from '../world.ts';
import type { LookupResult } from './lookup-result.ts';
import { type LookupPlace, placesOf } from './places.ts';
import { type ContainerdRules, containerdRules } from './release.ts';
import { toBinaryName } from './runtime-name.ts';

/**
 * Finds the shim of a runtime name as containerd does.
 *
 * In the cwd and in the directory of the executable, any existing file is accepted; PATH is searched by Go's rules.
 * Source: containerd `core/runtime/v2/shim_manager.go`, `resolveRuntimePath` (before 1.6
 * `runtime/v2/shim/util.go`, `Command`).
 */
export function lookUp(name: string, world: Pick<World, 'containerd' | 'inspect' | 'lookups'>): LookupResult {
  const known = world.lookups?.get(name);
  if (known !== undefined) return known;
  const found = search(name, world);
  world.lookups?.set(name, found);
  return found;
}

function search(name: string, world: Pick<World, 'containerd' | 'inspect'>): LookupResult {
  const { containerd, inspect } = world;
  const rules = containerdRules(containerd.version);
  if (isAbsolutePath(name) && rules.absoluteName === 'binary') return customBinary(name, rules, inspect);
  const refusal = refusalOf(name, rules);
  const binary = toBinaryName(name, rules);
  if (refusal !== undefined || binary === undefined) {
    return defined({ attempts: [], error: invalidName(name, rules), refusal });
  }
  const looked = walk(candidatesOf(name, binary, containerd, rules), world);
  if (looked.path !== undefined) return { binary, ...looked };
  if (binary.includes('/')) return { binary, ...workingDirectory(looked.attempts, world, rules) };
  const text = `runtime ${goQuote(name)} binary not installed ${goQuote(binary)}: file does not exist`;
  return { binary, ...looked, error: rules.lookupPrefix + text };
}

interface Candidate {
  readonly step: AttemptStep;
  readonly path: string;
  /** Whether it is enough that the file exists, or it must be executable. */
  readonly test: 'present' | 'executable';
  /** The path depends on a working directory that was deleted. */
  readonly deleted: boolean;
}

type Looked = Pick<LookupResult, 'path' | 'file' | 'attempts' | 'hidden'>;

function refusalOf(name: string, rules: ContainerdRules): Refusal | undefined {
  if (name === '') return 'empty';
  if (name.includes('/') && rules.slashInName === 'refused') return 'relative-path';
  if (!name.includes('.')) return 'no-dot';
  return name.startsWith('.') && !rules.leadingDot ? 'empty-prefix' : undefined;
}

function invalidName(name: string, rules: ContainerdRules): string {
  if (name === '' && rules.emptyNameText) return `${rules.lookupPrefix}no runtime name`;
  const format = rules.pathInNameError
    ? `either format like \`${rules.example}\` or a full path to the binary`
    : `format like ${rules.example}`;
  const verb = rules.pathInNameError ? 'should be' : 'should';
  return `${rules.lookupPrefix}invalid runtime name ${name}, correct runtime name ${verb} ${format}`;
}

/** Any existing file at an absolute path is accepted, executable or not. */
function customBinary(path: string, rules: ContainerdRules, inspect: Inspect): LookupResult {
  const file = inspect(path);
  if (file.kind !== 'missing') return { path, file, attempts: [{ step: 'absolute', path, outcome: 'chosen' }] };
  return {
    attempts: [{ step: 'absolute', path, outcome: passedOver(file) }],
    ...defined({ hidden: hiddenAt(path, file) }),
    error: `${rules.lookupPrefix}invalid custom binary path: stat ${path}: ${errnoText(file.errno)}`,
  };
}

function candidatesOf(name: string, binary: string, containerd: ContainerdFacts, rules: ContainerdRules): Candidate[] {
  const { cwd, cwdDeleted } = containerd;
  const first = besideName(name, binary, containerd);
  if (binary.includes('/')) {
    const second: Candidate = { step: 'cwd', path: absolutePath(binary, cwd), test: 'executable', deleted: cwdDeleted };
    return rules.cwdPlace ? [first, second] : [second];
  }
  const searched = { cwd: rules.cwdPlace, opt: true, path: true, executable: rules.executablePlace };
  return placesOf(containerd)
    .filter(({ kind }) => searched[kind])
    .map((place) => (place.kind === 'cwd' ? first : candidateIn(place, binary)));
}

/** The cwd, or the directory that a name with slashes begins with. */
function besideName(name: string, binary: string, { cwd, cwdDeleted }: ContainerdFacts): Candidate {
  const path = absolutePath(joinPaths(directoryOf(name), binary), cwd);
  if (isAbsolutePath(name)) return { step: 'absolute', path, test: 'present', deleted: false };
  return { step: 'cwd', path, test: 'present', deleted: cwdDeleted };
}

function candidateIn({ directory, kind, deleted = false }: LookupPlace, binary: string): Candidate {
  const path = joinPaths(directory, binary);
  return kind === 'executable'
    ? { step: 'executable-directory', path, test: 'present', deleted }
    : { step: 'path', path, test: 'executable', deleted };
}

function walk(
  candidates: readonly Candidate[],
  { containerd, inspect }: Pick<World, 'containerd' | 'inspect'>,
): Looked {
  const attempts: Attempt[] = [];
  let found: { path: string; file: FileFact } | undefined;
  let hidden: Hidden | undefined;
  for (const { step, path, test, deleted } of candidates) {
    if (found !== undefined) {
      attempts.push({ step, path, outcome: 'not-tried' });
      continue;
    }
    const file: FileFact = deleted ? { kind: 'missing', errno: 'ENOENT', dangling: false } : inspect(path);
    const hit = test === 'present' ? file.kind !== 'missing' : isExecutable(file, containerd.executableTest);
    attempts.push({ step, path, outcome: hit ? 'chosen' : passedOver(file) });
    if (hit) found = { path, file };
    hidden ??= hiddenAt(path, file);
  }
  return { attempts, ...defined({ hidden }), ...found };
}

/**
 * Go's error about a file name with a slash is not `ErrNotFound`, so containerd continues with an empty path, makes it
 * absolute, and uses its own working directory as the shim. Go looks at that directory first. Source: Go `os/getwd.go`.
 */
function workingDirectory(
  attempts: readonly Attempt[],
  { containerd, inspect }: Pick<World, 'containerd' | 'inspect'>,
  rules: ContainerdRules,
): Omit<LookupResult, 'binary'> {
  const { cwd, cwdDeleted } = containerd;
  if (cwdDeleted) return { attempts, error: `${rules.lookupPrefix}getwd: no such file or directory` };
  const path = absolutePath('', cwd);
  const file = inspect(path);
  const isClosed = file.kind !== 'missing' && !file.accessible;
  if (isClosed) return { attempts, error: `${rules.lookupPrefix}stat .: permission denied` };
  return { path, file, attempts: [...attempts, { step: 'cwd', path, outcome: 'chosen' }] };
}
