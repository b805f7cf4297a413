/** The TOML library that a containerd is built with. */
export type GoToml = '1.9.4' | '1.9.5' | '2.2' | '2.3' | '2.4';

/** The entry of `GoToml` that has the behaviour of a version of the library, such as `2.4.3`. */
export function goTomlOf(version: string): GoToml {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major < 2) return minor > 9 || (minor === 9 && patch >= 5) ? '1.9.5' : '1.9.4';
  if (major > 2 || minor >= 4) return '2.4';
  return minor === 3 ? '2.3' : '2.2';
}

/** How the TOML that a library reads differs from TOML 1.0. */
export interface TomlDialect {
  readonly library: GoToml;
  /** go-toml 1 accepts much that is not TOML: see each use. */
  readonly loose: boolean;
  /** Integers between 2^63 and 2^64-1 are values (go-toml 1.9.5). */
  readonly unsignedIntegers: boolean;
  /** A comma without a value before it panics the process instead of being an error (until go-toml 1.9.4). */
  readonly unhandledTokenPanics: boolean;
  /** Errors have the words that go-toml 2 used until 2.3. */
  readonly oldWords: boolean;
  /** A date where a string is wanted panics the process (until go-toml 2.2). */
  readonly datePanics: boolean;
  /** TOML 1.1: new lines and a last comma in inline tables, `\e` and `\xHH` in strings (go-toml 2.4). */
  readonly toml11: boolean;
}

/** The dialect that a version of go-toml reads. */
export function tomlDialect(library: GoToml): TomlDialect {
  const loose = library.startsWith('1.');
  return {
    library,
    loose,
    unsignedIntegers: library === '1.9.5',
    unhandledTokenPanics: library === '1.9.4',
    oldWords: library === '2.2' || library === '2.3',
    datePanics: library === '2.2',
    toml11: library === '2.4',
  };
}
