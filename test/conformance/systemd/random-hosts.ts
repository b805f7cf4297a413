import fc from 'fast-check';
import type { UnitCase } from './cases.ts';
import { dropIn, environmentText, managerText, unitName, unitText } from './random-lines.ts';

/** A unit with its files, whatever systemd makes of it. */
export type RandomUnit = Omit<UnitCase, 'answer'>;

/** How a unit is called, and the names whose drop-ins it has. */
interface Named {
  readonly unit: string;
  /** The name of its file. */
  readonly file: string;
  readonly dropIns: readonly string[];
}

const naming: fc.Arbitrary<(id: string) => Named> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant((id: string) => ({
      unit: `${id}.service`,
      file: `${id}.service`,
      dropIns: [`${id}.service`],
    })),
  },
  fc.constant((id: string) => ({
    unit: `${id}@x.service`,
    file: `${id}@.service`,
    dropIns: [`${id}@x.service`, `${id}@.service`, `${id}@y.service`],
  })),
  fc.constant((id: string) => ({
    unit: `${id}-b-c.service`,
    file: `${id}-b-c.service`,
    dropIns: [`${id}-b-c.service`, `${id}-b-.service`, `${id}-.service`, `${id}-b.service`],
  })),
  fc.constant((id: string) => ({
    unit: `${id}-b@x-y.service`,
    file: `${id}-b@.service`,
    dropIns: [`${id}-b@x-y.service`, `${id}-b@.service`, `${id}-@.service`, `${id}-@x-y.service`],
  })),
);
const directory = fc.constantFrom(
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
);
const fileName = fc.constantFrom('0.conf', '1.conf', 'a.conf', 'B.conf', 'x.txt', '.h.conf', 'é.conf');

/** What is at the place of the unit's file. */
type Fragment = 'file' | 'mask' | 'empty' | 'alias' | 'linked' | 'hidden' | 'none';
const fragment = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fragment>('file') },
  fc.constantFrom<Fragment>('mask', 'empty', 'alias', 'linked', 'hidden', 'none'),
);

const host = fc.record({
  naming,
  fragment,
  at: directory,
  text: unitText,
  other: unitText,
  dropIns: fc.array(
    fc.record({
      at: directory,
      name: fc.nat(3),
      file: fileName,
      text: dropIn,
      isMask: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
    { maxLength: 3 },
  ),
  requires: fc.array(fc.tuple(directory, unitName), { maxLength: 1 }),
  environments: fc.tuple(environmentText, environmentText),
});
type Host = typeof host extends fc.Arbitrary<infer T> ? T : never;

/** So many units of one host, each with up to three drop-ins. */
export function randomUnits(count: number): fc.Arbitrary<readonly RandomUnit[]> {
  return fc
    .array(host, { minLength: count, maxLength: count })
    .map((all) => all.map((one, index) => new UnitWriter(one, `r${index}`).unit()));
}

/** Puts the files of a unit in their places; the first file or link at a place stays. */
class UnitWriter {
  readonly #host: Host;
  readonly #id: string;
  readonly #named: Named;
  readonly #files = new Map<string, string>();
  readonly #links = new Map<string, string>();

  constructor(host: Host, id: string) {
    this.#host = host;
    this.#id = id;
    this.#named = host.naming(id);
  }

  unit(): RandomUnit {
    const { environments, requires, dropIns } = this.#host;
    this.#file('/etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
    for (const [index, text] of environments.entries()) this.#file(`/etc/${this.#id}/env${index + 1}`, text);
    this.#putFragment();
    for (const each of dropIns) this.#putDropIn(each);
    for (const [at, needed] of requires) {
      if (!needed.includes('%')) this.#link(`${at}/${this.#named.unit}.requires/${needed}`, `../${needed}`);
    }
    const [files, links] = [Object.fromEntries(this.#files), Object.fromEntries(this.#links)];
    return { what: 'random', group: 'random', unit: this.#named.unit, files, links };
  }

  #putFragment(): void {
    const { at, fragment: kind, text, other } = this.#host;
    const { file } = this.#named;
    const place = `${at}/${file}`;
    const target = this.#targetOf(file);
    const linked = `/srv/${this.#id}/${file}`;
    if (kind === 'alias') this.#link(place, text.length % 2 === 0 ? target : `${at}/${target}`);
    if (kind === 'linked') this.#link(place, linked);
    if (kind === 'mask') this.#link(place, '/dev/null');
    const texts: Readonly<Record<Fragment, Readonly<Record<string, string>>>> = {
      file: { [place]: text },
      hidden: { [place]: text, [`/usr/lib/systemd/system/${file}`]: other },
      empty: { [place]: '' },
      alias: { [`${at}/${target}`]: text },
      linked: { [linked]: text },
      mask: {},
      none: {},
    };
    for (const [path, content] of Object.entries(texts[kind])) this.#file(path, content);
  }

  #putDropIn({ at, name, file, text, isMask }: Host['dropIns'][number]): void {
    const names = this.#named.dropIns;
    const own = names[name % names.length] ?? this.#named.unit;
    const isOfTarget = this.#host.fragment === 'alias' && name === 3;
    const path = `${at}/${isOfTarget ? this.#targetOf(own) : own}.d/${file}`;
    if (isMask) this.#link(path, '/dev/null');
    else this.#file(path, text);
  }

  /** The file that an alias leads to. */
  #targetOf(name: string): string {
    return name.replace(this.#id, `${this.#id}target`);
  }

  #file(path: string, text: string): void {
    if (!this.#links.has(path) && !this.#files.has(path)) {
      this.#files.set(path, text.replaceAll('/etc/env', `/etc/${this.#id}/env`));
    }
  }

  #link(path: string, target: string): void {
    if (!this.#links.has(path) && !this.#files.has(path)) this.#links.set(path, target);
  }
}

const managerPlace = fc.constantFrom(
  '/etc/systemd/system.conf',
  '/run/systemd/system.conf',
  '/usr/local/lib/systemd/system.conf',
  '/etc/systemd/system.conf.d/1.conf',
  '/run/systemd/system.conf.d/1.conf',
  '/usr/local/lib/systemd/system.conf.d/2.conf',
);

/** Hosts of one unit each, whose manager gives its services variables. */
export function randomManagers(count: number): fc.Arbitrary<readonly RandomUnit[]> {
  const one = fc.tuple(
    fc.dictionary(managerPlace, managerText, { maxKeys: 3 }),
    fc.dictionary(
      fc.constantFrom('/etc/systemd/system/service.d/a.conf', '/run/systemd/system/service.d/b.conf'),
      dropIn,
      { maxKeys: 1 },
    ),
    fc.constantFrom('', 'Environment=A=own\n', 'UnsetEnvironment=PATH\n', 'PassEnvironment=A B\n'),
  );
  return fc.array(one, { minLength: count, maxLength: count }).map((all) =>
    all.map(([manager, types, own], index) => ({
      what: 'random',
      group: `manager ${index}`,
      unit: 'm.service',
      links: {},
      files: {
        ...manager,
        ...types,
        '/etc/os-release': 'ID=debian\n',
        '/etc/systemd/system/m.service': `[Service]\nStandardOutput=null\nExecStart=/probe/containerd $A\n${own}`,
      },
    })),
  );
}
