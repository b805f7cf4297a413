import { dirname, resolve } from 'node:path';
import { ConfigFileError } from '../../../config-files/config-file-error.ts';
import { readConfigFile } from '../../../config-files/read-config-file.ts';

/** Reads the files that a configuration file names. */
export class NamedFiles {
  readonly #directory: string;
  readonly #onFile: (file: string) => void;

  /** Relative paths start at the directory of `configFile`; `onFile` receives each path before it is read. */
  constructor(configFile: string, onFile: (file: string) => void) {
    this.#directory = dirname(configFile);
    this.#onFile = onFile;
  }

  /** The text of `file`; throws a `ConfigFileError` that begins with `key`, the place that names the file. */
  read(file: string, key: string): string {
    const path = resolve(this.#directory, file);
    this.#onFile(path);
    try {
      return readConfigFile(path);
    } catch (error) {
      throw error instanceof ConfigFileError
        ? new ConfigFileError(`${key} ${JSON.stringify(path)}: ${error.message}`)
        : error;
    }
  }

  /** A secret: white space around it does not count, as in Prometheus. */
  secret(file: string, key: string): string {
    return this.read(file, key).trim();
  }
}
