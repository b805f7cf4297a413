import { errnoText } from '../../core/go/errno-text.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { Scope } from '../scope.ts';
import type { SourceReader, Sources } from './source-reader.ts';

/** The sources as they were read last: read again when a look asks for it, and kept while this machine cannot read. */
export class KeptSources {
  readonly #files: HostFiles;
  readonly #reader: Pick<SourceReader, 'read' | 'doubt'>;
  /** The last ones that were read. */
  #sources: Sources | undefined;
  /** The same, marked stale where this machine could not read them again. */
  #shown: Sources | undefined;

  constructor(files: HostFiles, reader: Pick<SourceReader, 'read' | 'doubt'>) {
    this.#files = files;
    this.#reader = reader;
  }

  /** Whether the sources could not be read the last time, for a reason of this machine. */
  get isStale(): boolean {
    return this.#shown !== this.#sources;
  }

  /** Reads them as far as `scope` says; the first time, all of them. */
  async read(scope: Scope): Promise<Sources> {
    const keeps = scope === 'touched' || scope === 'shims';
    if (keeps && this.#shown !== undefined) return this.#shown;
    if (scope === 'all' && this.#sources !== undefined) this.#reader.doubt();
    this.#shown = await this.#readAgain();
    return this.#shown;
  }

  /** Reads the sources; when this process itself cannot read, the last ones are kept and marked stale. */
  async #readAgain(): Promise<Sources> {
    this.#files.takeTrouble();
    const sources = await this.#reader.read();
    const errno = this.#files.takeTrouble();
    if (errno !== undefined && this.#sources !== undefined) return outdated(this.#sources, errno);
    this.#sources = sources;
    return sources;
  }
}

/** Sources that were read before and cannot be read now. The reading of Docker is a new object, so that it is judged again. */
function outdated(sources: Sources, errno: string): Sources {
  const message = `shimdex cannot read: ${errnoText(errno)}`;
  const aged = (state: SourceState): SourceState =>
    state.state === 'read' ? { ...state, state: 'stale', message } : state;
  const { docker, states } = sources;
  return { ...sources, docker: { ...docker, states: docker.states.map(aged) }, states: states.map(aged) };
}
