import { vectors } from './vector-world.ts';

/** A request that the recorded CLI sent. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a recorded server answered a request with. */
interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

/** One run of docker CLI 28.2.2 against a server whose answers were made up for it. */
export interface Case {
  readonly id: string;
  readonly server: Readonly<Record<string, Answer>>;
  readonly command: readonly string[];
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly Request[];
}

/** All runs. */
export const { cases } = vectors<{ cases: readonly Case[] }>('docker_cli.json');
