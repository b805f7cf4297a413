import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import * as z from 'zod';
import { readFindingsPage } from '../../findings-page.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import { version } from '../../version.ts';
import { bakeHeaders } from '../answer/bake-headers.ts';
import { ProblemError } from '../answer/problem.ts';
import { Rendering } from '../answer/rendering.ts';
import { type Route, refuseMethod } from '../answer/route.ts';
import { addressFiles, type ServedFile } from './addresses.ts';
import { findPublicDirectory, type PageFile, readPageFiles } from './files.ts';
import { meaningFiles } from './meanings.ts';
import { drawInto } from './picture.ts';

/**
 * The page runs its own files and nothing else: no inline script or style, and nothing from other hosts. Markup enters
 * the document only through the Trusted Types policy of `public/document/trusted.js`.
 */
const pageHeaders = bakeHeaders({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ['shimdex'],
    },
  },
  originAgentCluster: true,
  xFrameOptions: { action: 'deny' },
});

/** The files of the page as they are served, by address. */
interface Served {
  readonly files: ReadonlyMap<string, ServedFile>;
  readonly renderings: ReadonlyMap<string, Rendering>;
}

/** The dashboard: every file of the page, read once. Each has an ETag made from its content. */
export class Pages {
  readonly #readFiles: () => readonly PageFile[];
  #files: readonly PageFile[] | undefined;
  #served: Served | undefined;
  #drawn: { readonly inventory: Inventory; readonly rendering: Rendering } | undefined;

  constructor(readFiles: () => readonly PageFile[] = readDashboard) {
    this.#readFiles = readFiles;
  }

  /** Reads the files, unless it has done so: much later, they can be those of another version. */
  read(): readonly PageFile[] {
    this.#files ??= this.#readFiles();
    return this.#files;
  }

  /** `GET /`. Its address may have `?q=`, which the page reads itself; a link can have more, which is ignored. */
  route(reader: InventoryReader): Route {
    return {
      path: '/',
      operationId: 'dashboard',
      summary: 'The dashboard',
      query: () => z.object({ q: z.string().optional().describe('Text the list of runtimes is filtered by') }),
      ok: { mediaType: 'text/html; charset=utf-8' },
      conditional: true,
      others: { 404: { mediaType: 'application/problem+json', schema: 'Problem' } },
      handle: (request, response) => {
        const page = this.#page(reader.current());
        if (page === undefined) throw new ProblemError(404, 'Cannot show the page: this build has no "public"');
        page.send(request, response);
      },
    };
  }

  /** Answers a request for a file of the page; false if the page has no such file. */
  handle(request: Request, response: Response): boolean {
    const file = this.#all().renderings.get(request.path);
    if (file === undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseMethod(request);
    file.send(request, response);
    return true;
  }

  /** The page with the current data in it, drawn once for each inventory; without an inventory, unchanged. */
  #page(inventory: Inventory | undefined): Rendering | undefined {
    const { files, renderings } = this.#all();
    const page = files.get('/');
    if (page === undefined || inventory === undefined) return renderings.get('/');
    if (this.#drawn?.inventory !== inventory) {
      this.#drawn = { inventory, rendering: render({ ...page, text: drawInto(page.text, inventory) }) };
    }
    return this.#drawn.rendering;
  }

  /** Made for the first request: most hosts show nobody a page. */
  #all(): Served {
    this.#served ??= serve(this.read());
    return this.#served;
  }
}

/** The files of `public/`, and what each finding means. */
export function readDashboard(): readonly PageFile[] {
  return [...readPageFiles(findPublicDirectory(import.meta.dirname)), ...meaningFiles(readFindingsPage())];
}

function serve(files: readonly PageFile[]): Served {
  const served = addressFiles(files).map(withVersion);
  return {
    files: new Map(served.map((file) => [file.path, file])),
    renderings: new Map(served.map((file) => [file.path, render(file)])),
  };
}

/** The version of shimdex at the foot of the page. */
function withVersion(file: ServedFile): ServedFile {
  if (file.path !== '/') return file;
  return { ...file, text: file.text.replace('<span id="version"></span>', `<span id="version">${version}</span>`) };
}

function render({ mediaType, text, immutable }: ServedFile): Rendering {
  const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const kept = immutable ? { 'Cache-Control': 'max-age=31536000, immutable' } : pageHeaders;
  return new Rendering(text, mediaType, tag, kept);
}
