import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EngineReading, EngineView } from '../../model/docker/engine-view.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import { renderDockerInfo, renderOldDockerInfo } from '../../render/docker/info.ts';
import { renderDockerVersion } from '../../render/docker/version.ts';
import { reply } from '../answer/reply.ts';
import { currentInventory } from '../api/context.ts';
import { advertisedVersion, checkVersion, knowsStatus, oldestApiVersion, ownApiVersion } from './api-version.ts';
import { DockerEventStream } from './event-stream.ts';
import { FreshEngine } from './fresh-engine.ts';
import { LastRendering } from './last-rendering.ts';
import { dockerRoot, markAsDocker, replyDocker, unknownPage } from './reply.ts';

/** What the façade answers from. */
interface DockerApiOptions {
  readonly reader: InventoryReader;
  readonly version: string;
  readonly engine?: EngineView | undefined;
  /** How long to wait for the Engine, in milliseconds; the default leaves half a second of the two that are promised. */
  readonly patienceMs?: number;
}

/**
 * The part of the Docker Engine API that shows runtimes: `/_ping`, `/info`, `/version`, `/events`.
 *
 * It only reads, and passes nothing on to the Engine: any other request gets the Engine's 404.
 */
export class DockerApi {
  readonly #options: DockerApiOptions;
  readonly #engine: FreshEngine;
  readonly #events: DockerEventStream;
  readonly #info = new LastRendering();
  readonly #oldInfo = new LastRendering();
  readonly #version = new LastRendering();

  constructor(options: DockerApiOptions) {
    this.#options = options;
    this.#engine = new FreshEngine(options.engine, options.patienceMs ?? 1_500);
    this.#events = new DockerEventStream(options.reader);
  }

  /** How many clients of the event stream are connected now. */
  get eventClients(): number {
    return this.#events.clients;
  }

  /** Sets the headers of the façade, before anything is decided about the request. */
  mark(response: ServerResponse): void {
    markAsDocker(response, this.#options.version, this.#advertised());
  }

  /** Answers a request below the façade's root; rejects with a `ProblemError` for an unknown one. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const [, asked = this.#advertised(), path = ''] =
      /^(?:\/v([0-9.]+))?(\/\w+)(?:\?.*)?$/.exec(url.slice(dockerRoot.length)) ?? [];
    if (method !== 'GET' && !(method === 'HEAD' && path === '/_ping')) throw unknownPage();
    const answer = this.#answers.get(path);
    if (answer === undefined) throw unknownPage();
    checkVersion(asked, this.#advertised());
    await answer(request, response, asked);
  }

  /** Ends event streams. */
  end(): void {
    this.#events.end();
  }

  readonly #answers: ReadonlyMap<string, Answer> = new Map<string, Answer>([
    ['/_ping', (request, response) => ping(request, response)],
    ['/info', (_request, response, asked) => this.#answerInfo(response, asked)],
    ['/version', (_request, response) => this.#answerVersion(response)],
    ['/events', ({ url = '' }, response) => this.#events.open(url, response)],
  ]);

  #advertised(): string {
    return advertisedVersion(this.#engine.apiVersion());
  }

  async #answerInfo(response: ServerResponse, asked: string): Promise<void> {
    const reading = await this.#engine.info();
    const inventory = currentInventory(this.#options.reader);
    const [rendering, render] = knowsStatus(asked) ? [this.#info, infoText] : [this.#oldInfo, oldInfoText];
    replyDocker(response, 200, rendering.of(inventory, reading, render));
  }

  async #answerVersion(response: ServerResponse): Promise<void> {
    const reading = await this.#engine.version();
    const inventory = currentInventory(this.#options.reader);
    const { version } = this.#options;
    const own = { version, apiVersion: ownApiVersion, minApiVersion: oldestApiVersion, architecture };
    const render = () => JSON.stringify(renderDockerVersion(inventory, own, reading));
    replyDocker(response, 200, this.#version.of(inventory, reading, render));
  }
}

/** This machine's architecture, as Go names it; a mounted host may have another one. */
const architecture = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }[process.arch as string] ?? process.arch;

type Answer = (request: IncomingMessage, response: ServerResponse, asked: string) => void | Promise<void>;

function infoText(inventory: Inventory, reading: EngineReading): string {
  return JSON.stringify(renderDockerInfo(inventory, reading));
}

function oldInfoText(inventory: Inventory, reading: EngineReading): string {
  return JSON.stringify(renderOldDockerInfo(renderDockerInfo(inventory, reading)));
}

/** What a client asks first; the headers are the ones of dockerd (moby `daemon/server/router/system`). */
function ping({ method }: IncomingMessage, response: ServerResponse): void {
  const headers = {
    'Builder-Version': '2',
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    'Content-Type': 'text/plain; charset=utf-8',
    Pragma: 'no-cache',
    Swarm: 'inactive',
  };
  reply(response, 200, headers, method === 'HEAD' ? '' : 'OK');
}
