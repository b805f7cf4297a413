import { matchesField } from '../../../go/fold-name.ts';
import type { GoJson } from '../../../go/json.ts';
import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { ConfigRules } from '../release.ts';
import { sizeFault } from './size.ts';

type Checked = (gc: GoJson, rules: ConfigRules) => Complaint | undefined;

/**
 * A size of the builder's garbage collection with which dockerd does not start. It is read when the builder is made, so
 * `dockerd --validate` accepts it. Docker 27 changed how it is read, and is not judged.
 *
 * Source: moby `builder/builder-next/controller.go`, `getGCPolicy`; `daemon/config/builder.go`.
 */
export function builderSizeFault({ given }: ConfigDocument, rules: ConfigRules): Complaint | undefined {
  const builder = given.get('builder')?.value;
  const gc = builder && fieldOf(builder, 'gc');
  if (gc?.kind !== 'object' || rules.major === 27) return undefined;
  const enabled = fieldOf(gc, 'enabled');
  const isEnabled = enabled?.kind === 'bool' ? enabled.value : rules.major > 27;
  return isEnabled ? (rules.major < 27 ? faultOfOld : faultOfNew)(gc, rules) : undefined;
}

/** A rule must have a size until 26. */
const faultOfOld: Checked = (gc, { sizes }) => {
  const refused = (text: string, line: number, why: string) => {
    const fault = sizeFault(text, sizes);
    return fault === undefined ? undefined : { message: `could not get builder GC policy: ${why}${fault}`, line };
  };
  const { text, line } = textOf(gc, 'defaultKeepStorage');
  const why = `could not parse '${text}' as Builder.GC.DefaultKeepStorage config: `;
  const ofAll = text === '' ? undefined : refused(text, line, why);
  return (
    ofAll ??
    firstOf(rulesOf(gc), (rule) => {
      const keep = textOf(rule, 'keepStorage');
      return refused(keep.text, keep.line, '');
    })
  );
};

/** A size as an error names it, and its keys: the second one is the former key, which counts without the first. */
interface Size {
  readonly shown: string;
  readonly keys: readonly string[];
}

const sizesOfRule: readonly Size[] = [
  { shown: 'reservedSpace', keys: ['reservedSpace', 'keepStorage'] },
  { shown: 'maxUsedSpace', keys: ['maxUsedSpace'] },
  { shown: 'minFreeSpace', keys: ['minFreeSpace'] },
];
const sizesByDefault: readonly Size[] = [
  { shown: 'defaultRESERVEDSPACE', keys: ['defaultReservedSpace', 'defaultKeepStorage'] },
  { shown: 'defaultMAXUSEDSPACE', keys: ['defaultMaxUsedSpace'] },
  { shown: 'defaultMINFREESPACE', keys: ['defaultMinFreeSpace'] },
];

/** The default sizes are not read where there are rules. */
const faultOfNew: Checked = (gc, { sizes }) => {
  const faultIn = (object: GoJson, all: readonly Size[]) =>
    firstOf(all, ({ shown, keys }) => {
      const written = keys.map((key) => textOf(object, key)).find(({ text }) => text !== '');
      const fault = written && sizeFault(written.text, sizes);
      if (fault === undefined) return undefined;
      return { message: `${start}failed to parse ${shown}: ${fault}`, line: written?.line };
    });
  const policy = fieldOf(gc, 'policy');
  return policy?.kind === 'array'
    ? firstOf(policy.items, (rule) => faultIn(rule, sizesOfRule))
    : faultIn(gc, sizesByDefault);
};

const start = 'error initializing buildkit: error creating buildkit instance: could not get builder GC policy: ';

function rulesOf(gc: GoJson): readonly GoJson[] {
  const policy = fieldOf(gc, 'policy');
  return policy?.kind === 'array' ? policy.items : [];
}

function textOf(object: GoJson, name: string): { readonly text: string; readonly line: number } {
  const value = fieldOf(object, name);
  return { text: value?.kind === 'string' ? value.value : '', line: value?.line ?? object.line };
}

/** The last value of a field; null keeps the one before. */
function fieldOf(object: GoJson, name: string): GoJson | undefined {
  if (object.kind !== 'object') return undefined;
  const same = object.members.filter((member) => matchesField(member.name, name));
  return same.findLast(({ value }) => value.kind !== 'null')?.value;
}

function firstOf<T>(all: readonly T[], check: (each: T) => Complaint | undefined): Complaint | undefined {
  for (const each of all) {
    const fault = check(each);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
