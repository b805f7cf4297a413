import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { compare } from 'bcryptjs';

/** What comes of a try: let in, not let in, or too many tries at once to look at this one. */
export type Verdict = 'welcome' | 'refused' | 'busy';

/** Names and the bcrypt hashes of their passwords. */
export type Users = ReadonlyMap<string, string>;

/** How many attempts may wait; further ones are asked to try again. */
const seats = 16;

/** How long after a wrong password the next one has to wait, in milliseconds: bcrypt takes the time that answers need. */
const pauseMs = 250;

/** How many verdicts of each kind are remembered. */
const remembered = 1_000;

/**
 * Checks passwords, and remembers each verdict, so that bcrypt runs once for a client that asks repeatedly.
 *
 * One hash is computed at a time. What is remembered is keyed with a hash that no other process can make, so nothing
 * can be learned from how long a look into memory takes.
 */
export class PasswordCheck {
  readonly #key = randomBytes(32);
  readonly #welcome = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #underWay = new Map<string, Promise<Verdict>>();
  #turn: Promise<unknown> = Promise.resolve();

  /** The verdict on an `Authorization` header: at once where it is known. */
  check(header: string | undefined, users: Users): Verdict | Promise<Verdict> {
    const credentials = readCredentials(header);
    if (credentials === undefined) return 'refused';
    const { name, password } = credentials;
    const hash = users.get(name);
    const compared = hash ?? strangerHash(users);
    const key = this.#keyOf(name, compared, password);
    if (this.#welcome.has(key)) return 'welcome';
    if (this.#refused.has(key)) return 'refused';
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    if (this.#underWay.size >= seats) return 'busy';
    const verdict = this.#turn.then(() => this.#decide(key, password, compared, hash !== undefined));
    this.#underWay.set(key, verdict);
    this.#turn = verdict.then(
      (decided) => (decided === 'welcome' ? undefined : pause(pauseMs, undefined, { ref: false })),
      () => undefined,
    );
    return verdict;
  }

  async #decide(key: string, password: string, hash: string, known: boolean): Promise<Verdict> {
    try {
      const fits = (await compare(password, hash)) && known;
      remember(fits ? this.#welcome : this.#refused, key);
      return fits ? 'welcome' : 'refused';
    } finally {
      this.#underWay.delete(key);
    }
  }

  #keyOf(...parts: readonly string[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(parts)).digest('base64');
  }
}

/** Oldest out: the verdicts of a set are forgotten in the order they were made. */
function remember(verdicts: Set<string>, key: string): void {
  const [oldest] = verdicts.size >= remembered ? verdicts : [];
  if (oldest !== undefined) verdicts.delete(oldest);
  verdicts.add(key);
}

/** Name and password of HTTP basic authentication (RFC 7617); the name ends at the first colon. */
function readCredentials(header: string | undefined): { name: string; password: string } | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** A hash that no password matches, as costly as the costliest of `users`: the time does not reveal which users exist. */
function strangerHash(users: Users): string {
  const costs = [...users.values()].map((hash) => hash.slice(4, 6));
  return `$2b$${costs.sort().at(-1) ?? '10'}$${'.'.repeat(53)}`;
}
