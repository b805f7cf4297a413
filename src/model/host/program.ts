/** Digests that package managers record of their files. */
export type DigestName = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** What a file is by its first bytes. */
export interface FileFormat {
  readonly kind: 'elf' | 'script' | 'other';
  /** The machine of an ELF file, `x86-64` style. */
  readonly machine?: string;
  /** The loader of an ELF file, or the program of a `#!` line. */
  readonly interpreter?: string;
}

/** What a compiler wrote into a program. */
export interface BuildFacts {
  readonly language: 'go' | 'rust';
  /** Main module; the main package where the build records no module. */
  readonly module?: string;
  /** Its version as the build records it; absent for `(devel)`. */
  readonly version?: string;
  /** Commit of the source. */
  readonly revision?: string;
  readonly goVersion?: string;
  /** Versions of the modules or crates of containerd that it contains. */
  readonly containerd?: Readonly<Record<string, string>>;
  /** A version that flags of the linker set. */
  readonly linked?: string;
}

/** The package that has a file, and the digest that the package manager recorded of it. */
export interface PackageFacts {
  readonly manager: 'dpkg' | 'rpm' | 'apk' | 'nix';
  readonly name: string;
  /** With epoch and revision, as the package manager shows it. */
  readonly version: string;
  readonly recorded?: { readonly algorithm: DigestName; readonly digest: string };
}

/** Why the content of a file is not known, or not whole. */
export interface ContentFault {
  readonly kind: 'too-large' | 'changing' | 'unreadable' | 'cut-off';
  /** The end of a sentence that begins with the file: `is larger than …`. */
  readonly what: string;
}

/** What was read of one program: its metadata, digests, and everything that can show its version. */
export interface ProgramFacts {
  /** In bytes. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly format: FileFormat;
  /** Hexadecimal digests of the content; empty where it was not read. */
  readonly digests: Readonly<Partial<Record<DigestName, string>>>;
  readonly build?: BuildFacts;
  /** A version that the symbol table leads to. */
  readonly symbol?: string;
  /** The version constant of the containerd source in it, `2.1.9` or `2.4.0-beta`. */
  readonly constant?: string;
  /** Names of the byte patterns that were found in it. */
  readonly patterns: readonly string[];
  /** null: no package of the host has it. Absent where nobody asked, or the host has no package database that is read. */
  readonly package?: PackageFacts | null;
  readonly fault?: ContentFault;
}
