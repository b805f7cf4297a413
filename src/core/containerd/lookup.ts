import type { ContainerdFacts, FileFact, Inspect } from '../../model/observation.ts';
import type { Attempt, AttemptStep, Refusal } from '../../model/resolution.ts';
import { errnoText } from '../go/errno-text.ts';
import { isExecutable, passedOver, searchCandidates } from '../go/look-path.ts';
import { absolutePath, directoryOf, isAbsolutePath, joinPaths } from '../go/path.ts';
import { goQuote } from '../go/quote.ts';
import type { World } from '../world.ts';
import { type ContainerdRules, containerdRules } from './release.ts';
import { toBinaryName } from './runtime-name.ts';

/** What a containerd that has not looked before makes of a runtime name. */
export interface LookupResult {
  /** File name looked for; absent for a path and for a name that containerd refuses. */
  readonly binary?: string;
  /** The file that would be executed; whether it can be is another question. */
  readonly path?: string;
  readonly file?: FileFact;
  readonly attempts: Attempt[];
  /** containerd's own text, with `failed to resolve runtime path: ` where it has that. */
  readonly error?: string;
  /** containerd calls the name invalid. */
  readonly refusal?: Refusal;
}

/**
 * Looks for the shim of a runtime name as containerd does.
 *
 * The cwd and the directory of the executable are only asked whether something is there; PATH is searched by Go's
 * rules. Source: containerd `core/runtime/v2/shim_manager.go`, `resolveRuntimePath` (before 1.6
 * `runtime/v2/shim/util.go`, `Command`).
 */
export function lookUp(name: string, world: Pick<World, 'containerd' | 'inspect'>): LookupResult {
  const { containerd, inspect } = world;
  const rules = containerdRules(containerd.version);
  if (isAbsolutePath(name) && rules.absoluteName === 'binary') return customBinary(name, rules, inspect);
  const refusal = refusalOf(name, rules);
  const binary = toBinaryName(name, rules);
  if (refusal !== undefined || binary === undefined) {
    return { attempts: [], error: invalidName(name, rules), ...(refusal === undefined ? {} : { refusal }) };
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
  /** Found by its mere presence, or only when it passes for executable. */
  readonly test: 'present' | 'executable';
  /** Hangs off the cwd, so nothing is there once that was deleted. */
  readonly relative: boolean;
}

type Looked = Pick<LookupResult, 'path' | 'file' | 'attempts'>;

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

/** An absolute path is taken as it is, if anything is there: whatever it is, executable or not. */
function customBinary(path: string, rules: ContainerdRules, inspect: Inspect): LookupResult {
  const file = inspect(path);
  if (file.kind !== 'missing') return { path, file, attempts: [{ step: 'absolute', path, outcome: 'chosen' }] };
  return {
    attempts: [{ step: 'absolute', path, outcome: passedOver(file) }],
    error: `${rules.lookupPrefix}invalid custom binary path: stat ${path}: ${errnoText(file.errno)}`,
  };
}

function candidatesOf(name: string, binary: string, containerd: ContainerdFacts, rules: ContainerdRules): Candidate[] {
  const { cwd, path, executableDirectory } = containerd;
  const candidates: Candidate[] = [];
  if (rules.cwdPlace) {
    const relative = !isAbsolutePath(name);
    const place = absolutePath(joinPaths(directoryOf(name), binary), cwd);
    candidates.push({ step: relative ? 'cwd' : 'absolute', path: place, test: 'present', relative });
  }
  if (binary.includes('/')) {
    candidates.push({ step: 'cwd', path: absolutePath(binary, cwd), test: 'executable', relative: true });
    return candidates;
  }
  for (const candidate of searchCandidates(binary, path, cwd)) {
    candidates.push({ step: 'path', ...candidate, test: 'executable' });
  }
  if (rules.executablePlace && executableDirectory !== undefined) {
    const sibling = joinPaths(executableDirectory, binary);
    candidates.push({ step: 'executable-directory', path: sibling, test: 'present', relative: false });
  }
  return candidates;
}

function walk(
  candidates: readonly Candidate[],
  { containerd, inspect }: Pick<World, 'containerd' | 'inspect'>,
): Looked {
  const attempts: Attempt[] = [];
  let found: { path: string; file: FileFact } | undefined;
  for (const { step, path, test, relative } of candidates) {
    if (found !== undefined) {
      attempts.push({ step, path, outcome: 'not-tried' });
      continue;
    }
    const gone = relative && containerd.cwdDeleted;
    const file: FileFact = gone ? { kind: 'missing', errno: 'ENOENT', dangling: false } : inspect(path);
    const hit = test === 'present' ? file.kind !== 'missing' : isExecutable(file, containerd.executableTest);
    attempts.push({ step, path, outcome: hit ? 'chosen' : passedOver(file) });
    if (hit) found = { path, file };
  }
  return { attempts, ...found };
}

/**
 * Go's error about a file name with a slash is not `ErrNotFound`, so containerd goes on with an empty path, makes it
 * absolute, and ends up with its own working directory for a shim.
 */
function workingDirectory(
  attempts: Attempt[],
  { containerd, inspect }: Pick<World, 'containerd' | 'inspect'>,
  rules: ContainerdRules,
): Omit<LookupResult, 'binary'> {
  const { cwd, cwdDeleted } = containerd;
  if (cwdDeleted) return { attempts, error: `${rules.lookupPrefix}getwd: no such file or directory` };
  const path = absolutePath('', cwd);
  return { path, file: inspect(path), attempts: [...attempts, { step: 'cwd', path, outcome: 'chosen' }] };
}
