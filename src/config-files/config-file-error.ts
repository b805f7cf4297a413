/** What is wrong with a configuration file; its message says what to write, and never contains a secret. */
export class ConfigFileError extends Error {
  override readonly name = 'ConfigFileError';
}
