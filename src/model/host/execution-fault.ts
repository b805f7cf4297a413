/** What every fault says. */
interface Fault {
  /** The file that was asked about. */
  readonly path: string;
  /** What is wrong, as one plain sentence without a full stop. */
  readonly what: string;
  /** What execve(2) fails with; absent where the program starts and then fails, as with a missing library. */
  readonly errno?: string;
}

/** What was put in place of a program: something to unpack, a page of a failed download, a program of another system. */
export type MistakenKind = 'archive' | 'web-page' | 'other-system';

/**
 * Why a file does not execute, by the cause.
 *
 * `program` in `missing-program` is what `env` is asked for; `neededBy` in `missing-library` is the file that
 * asks for the library; `interpreter` and `loader` are spelled as the file spells them, a carriage return included.
 */
export type ExecutionFault =
  | (Fault & {
      readonly kind: 'missing-file';
      /** It is a symbolic link. */
      readonly dangling?: true;
    })
  | (Fault & { readonly kind: 'not-a-file' | 'noexec' | 'empty' | 'damaged' })
  | (Fault & {
      readonly kind: 'not-executable';
      /** What is still wrong once its mode is right; null: nothing. Absent where its content cannot be read. */
      readonly content?: ExecutionFault | null;
    })
  | (Fault & { readonly kind: 'not-a-program'; readonly isText: boolean; readonly mistaken?: MistakenKind })
  | (Fault & { readonly kind: 'byte-order-mark'; readonly encoding: 'utf-8' | 'utf-16' })
  | (Fault & {
      readonly kind: 'carriage-return';
      readonly interpreter: string;
      /** What the `env` that looks for the interpreter begins its messages with; absent where the kernel looks for it. */
      readonly env?: string;
    })
  | (Fault & {
      readonly kind: 'missing-interpreter' | 'relative-interpreter' | 'interpreter-too-long' | 'interpreter-loop';
      readonly interpreter: string;
    })
  | (Fault & { readonly kind: 'unusable-interpreter'; readonly interpreter: string; readonly cause: ExecutionFault })
  | (Fault & {
      readonly kind: 'missing-program';
      readonly program: string;
      /** What `env` begins its messages with. */
      readonly env: string;
      readonly searchPath: string;
      /** Absent where no file of that name is there. */
      readonly refusal?: EnvRefusal;
    })
  | (Fault & { readonly kind: 'missing-loader'; readonly loader: string; readonly library: LoaderLibrary })
  | (Fault & { readonly kind: 'foreign-machine'; readonly machine: string; readonly hostMachine: string })
  | (Fault & {
      readonly kind: 'missing-library';
      readonly library: string;
      readonly neededBy: string;
      /** False where the loader may look in places that are not known from here. */
      readonly certain: boolean;
      /** The version of symbols, such as `GLIBC_2.38`, that the library lacks; absent when the library is missing. */
      readonly version?: string;
      /** What the loader of glibc says of a file that is not a library, such as `file too short`. */
      readonly damage?: string;
      /** Path of the library that lacks the version or is damaged. */
      readonly foundAt?: string;
    });

/** The error that ends the search of `env`, or of the first file on the PATH that it skips. */
export interface EnvRefusal {
  readonly errno: string;
  readonly path: string;
  /** What is wrong with the file, where its mode is right. */
  readonly cause?: ExecutionFault;
}

/** The C library a loader belongs to. */
export type LoaderLibrary = 'glibc' | 'musl' | 'other';
