import type { SystemdService } from '../../model/host/systemd.ts';
import { oncePer } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { readSystemdService, type ServiceOptions } from './read-service.ts';
import { ListedOnce } from './unit-files.ts';

/** Services of systemd. Each is read once, until something is different that any of them was read from. */
export class KnownServices {
  readonly #host: HostFiles;
  #files: ListedOnce;
  readonly #known = new Map<string, SystemdService>();

  constructor(host: HostFiles) {
    this.#host = host;
    this.#files = new ListedOnce(host);
  }

  /** The files that the services are read from. */
  get files(): ListedOnce {
    return this.#files;
  }

  /** Begins a look, which asks the host again for everything that the services were read from. */
  begin(): void {
    if (this.#files.isUnchanged()) return;
    this.#files = new ListedOnce(this.#host);
    this.#known.clear();
  }

  /** A service with its drop-ins as systemd would start it. */
  read(name: string, options: ServiceOptions = {}): SystemdService {
    const key = `${name} ${options.orphanedDropIns === true}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const service = readSystemdService(this.#files, name, options);
    this.#known.set(key, service);
    return service;
  }

  /**
   * The existing files and directories that decide about a service. A path that is missing is represented by the nearest
   * directory that exists: that changes when the path appears, and many paths share it.
   */
  readonly dependsOn = oncePer(
    (service: SystemdService): ReadonlySet<string> =>
      new Set(service.dependsOn.map((path) => this.#files.nearestExisting(path))),
  );
}
