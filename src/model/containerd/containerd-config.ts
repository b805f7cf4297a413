import type { Place, TomlTable, TomlValue } from './toml.ts';

/** What a command of containerd ends with: it works, it exits with an error, or it ends in a Go panic. */
export type Outcome =
  | { readonly kind: 'works' }
  /** `error` is what containerd prints after `containerd: `, word for word but for texts of its TOML library. */
  | {
      readonly kind: 'refuses';
      readonly error: string;
      readonly at?: Place;
      /** A flag is wrong, and no file. */
      readonly isOfCommandLine?: true;
      /** The pattern of `imports` that matches the file that the error is about; absent where the file is named. */
      readonly pattern?: string;
    }
  | { readonly kind: 'panics'; readonly error: string; readonly at?: Place }
  /** This service did not read all of it: a file is larger, deeper or imports more than it is willing to read. */
  | { readonly kind: 'unread'; readonly error: string; readonly at?: Place };

/** A file that was read, in the order of the walk: a later one wins. */
export interface ConfigFile {
  /** As containerd opens it: a relative path begins at its working directory. */
  readonly path: string;
  /** The number that the file gives; undefined when it gives none. */
  readonly version: number | undefined;
  /** What its `imports` became, in this order. */
  readonly imports: readonly string[];
}

/** A handler as one file has it, whether this release reads it there or not. */
export interface WrittenHandler {
  readonly name: string;
  /** The plugin whose section it is in, as the file names it, and the version that the file gives, else 0. */
  readonly section: string;
  readonly fileVersion: number;
  readonly at: Place;
  readonly value: TomlValue;
  /** This release reads handlers in that section of such a file. */
  readonly isRead: boolean;
}

/** A key that is not known at its place. 2.x logs a warning for it, 1.x is silent. */
export interface IgnoredKey {
  readonly key: readonly string[];
  readonly at: Place;
  readonly value: TomlValue;
  /** The plugin in whose section it is; absent for a key outside of `plugins`. */
  readonly plugin?: string;
}

/** A line that containerd logs about its configuration. */
export interface ConfigWarning {
  readonly text: string;
  readonly at?: Place;
  /** The key it is about, and the plugin of which it would be a key. */
  readonly key?: readonly string[];
  readonly plugin?: string;
  /** Only the started daemon logs it, not `config dump`. */
  readonly runOnly?: true;
}

/** A value and where it is written; `at` is undefined for a built-in value. */
export interface Sourced<T> {
  readonly value: T;
  readonly at?: Place;
  /** The places whose value this one replaced, the oldest first. */
  readonly replaced?: readonly Place[];
}

/** What all files together say, as `containerd config dump` shows it. */
export interface Settings {
  readonly version: number;
  readonly imports: readonly string[];
  readonly disabledPlugins: readonly Sourced<string>[];
  readonly requiredPlugins: readonly Sourced<string>[];
  readonly root: Sourced<string>;
  readonly state: Sourced<string>;
  readonly temp: Sourced<string>;
  /** The sockets for clients and for shims; '' for none of its own. */
  readonly grpcAddress: Sourced<string>;
  readonly ttrpcAddress: Sourced<string>;
  readonly debug: TomlTable;
  /** Where images may install files; of a disabled plugin as it is written, or undefined. */
  readonly optPath: Sourced<string> | undefined;
  readonly optIsDisabled: boolean;
  readonly timeouts: TomlTable;
  readonly proxyPlugins: TomlTable;
  /** Sections that no plugin of this release reads. */
  readonly unknownSections: readonly string[];
  /** Sections of CRI and of the opt plugin under a name that this release, or this version of a file, does not use. */
  readonly ignoredSections: readonly Sourced<string>[];
  /** Addresses of sockets at the top level that containerd does not read. */
  readonly unreadAddresses: readonly UnreadAddress[];
  readonly cri: CriSection | undefined;
  /** Every handler that some file has, in the order of the files. */
  readonly writtenHandlers: readonly WrittenHandler[];
  /** The section of handlers that counts in a file of the merged version. */
  readonly handlersSection: string;
  /** Where that section begins (1.x); absent when no file has it, and in 2.x, which merges it from all files. */
  readonly handlersSectionAt?: Place;
  readonly ignoredKeys: readonly IgnoredKey[];
}

/** The address of a socket in a table of the top level, whose place in a file of version 4 is the section of a plugin. */
export interface UnreadAddress {
  /** `grpc` style. */
  readonly table: string;
  readonly plugin: string;
  readonly value: string;
  readonly at: Place;
}

/** The section of CRI as it is shown: of the runtime plugin in 2.x. A disabled plugin's section is shown unchecked. */
export interface CriSection {
  readonly plugin: string;
  readonly at: Place;
  /** 1.x: the places whose section this one replaced as a whole, the oldest first. */
  readonly replaced?: readonly Place[];
  readonly checked: boolean;
  /** The names and tables as shown, built-in values included when it is checked. */
  readonly defaultRuntimeName: TomlValue | undefined;
  readonly runtimes: TomlTable | undefined;
  readonly snapshotter: TomlValue | undefined;
  /** 1.x: tables that the daemon turns into the handlers `default` and `untrusted`. */
  readonly defaultRuntime: TomlTable | undefined;
  readonly untrustedWorkloadRuntime: TomlTable | undefined;
}

/** What the started daemon makes of CRI. */
export interface CriState {
  /** The CRI service answers. */
  readonly served: boolean;
  /** The state of the plugins that were loaded, by URI; the others are disabled. */
  readonly plugins: ReadonlyMap<string, PluginState>;
  /** What pods can ask for, and what they get when they ask for nothing; undefined when the runtime part failed. */
  readonly handlers: Handlers | undefined;
}

/** `at` is the place that the error is about, where there is one. */
export type PluginState = { readonly ok: true } | { readonly ok: false; readonly error: string; readonly at?: Place };

export interface Handlers {
  readonly defaultName: string;
  readonly table: TomlTable;
}

/** One reading of containerd's configuration. */
export interface ContainerdConfig {
  /** The file that the walk began with; undefined when the default file does not exist. */
  readonly main: string | undefined;
  readonly files: readonly ConfigFile[];
  /** What `containerd config dump` ends with, and what the daemon does at start. */
  readonly dump: Outcome;
  readonly start: Outcome;
  /** undefined when nothing could be merged. */
  readonly settings: Settings | undefined;
  /** undefined when the daemon does not start. */
  readonly cri: CriState | undefined;
  /** The socket that the started daemon serves. */
  readonly address: string | undefined;
  readonly warnings: readonly ConfigWarning[];
}
