import { readFileSync, statSync } from 'node:fs';
import { errorMessage } from '../errors.ts';
import { ConfigFileError } from './config-file-error.ts';

/**
 * The text of a configuration file; throws a `ConfigFileError` for a file that cannot be read.
 *
 * Only a regular file is read: a FIFO would block the service.
 */
export function readConfigFile(file: string): string {
  try {
    if (statSync(file).isFile()) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigFileError(`${errorMessage(error)}; write a file that can be read`);
  }
  throw new ConfigFileError('it is not a regular file; write the path of one');
}
