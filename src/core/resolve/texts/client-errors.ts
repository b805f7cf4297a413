import type { Client } from '../../../model/resolution.ts';
import { textsIn } from './log-texts.ts';
import type { ReadQuestion } from './reading.ts';
import { unquote } from './unquote.ts';

interface Pattern {
  readonly pattern: RegExp;
  readonly client?: Client;
  /** It names a RuntimeClass, and not its handler. */
  readonly about?: 'runtime-class';
}

/**
 * What clients print. A shell removes quotes from words that are not quoted as a whole.
 *
 * Sources: moby `daemon/runtime_unix.go`; containerd `core/runtime/v2/shim_manager.go`, `internal/cri/config/config.go`,
 * `internal/cri/server/sandbox_run.go`; Kubernetes `plugin/pkg/admission/runtimeclass/admission.go`,
 * `pkg/kubelet/util/runtimeclass/runtimeclass_manager.go`, apimachinery `pkg/api/errors/errors.go`.
 */
const errors: readonly Pattern[] = [
  { pattern: /unknown or invalid runtime name: (.+)/i, client: 'docker' },
  { pattern: /unknown runtime specified (\S+)/i, client: 'docker' },
  { pattern: /specified default runtime '([^']+)' does not exist/i, client: 'docker' },
  { pattern: /\bruntime "((?:[^"\\]|\\.)+)" binary not installed/i },
  { pattern: /\bruntime ([^\s"]+) binary not installed/i },
  { pattern: /\binvalid runtime name (.+?), correct runtime name/i },
  { pattern: /\bno runtime for "((?:[^"\\]|\\.)*)" is configured/i, client: 'cri' },
  { pattern: /\bno runtime for ([^\s"]+) is configured/i, client: 'cri' },
  { pattern: /\bRuntimeHandler "([^"]+)" not supported/i },
  {
    pattern: /\bruntimeclass(?:es\.node\.k8s\.io)? "?([^\s"\\]+)"? not found/i,
    client: 'cri',
    about: 'runtime-class',
  },
  { pattern: /\bfailed to lookup RuntimeClass ([^\s:]+): /, client: 'cri', about: 'runtime-class' },
  // The runc shim names the program that it cannot execute; a runtime is usually called like its program.
  { pattern: /\bOCI runtime (?:create|start) failed: .*(?:fork\/exec |exec: ")(?:[^\s":]*\/)?([^\s":/]+)/i },
];

/** What a client puts before an error. crictl has the prefix of nerdctl, and quotes CRI behind it. */
const printedBy: readonly (readonly [RegExp, Client])[] = [
  [/^FATA\[\d+\] (?!.*rpc error: )/, 'nerdctl'],
  [/^ctr: /, 'containerd'],
  [/^(?:docker: )?Error response from daemon: /i, 'docker'],
  // The log of dockerd. Source: moby `daemon/server/server.go`.
  [/^Handler for [A-Z]+ \/\S* returned error: /, 'docker'],
];

/** The runtime name in an error, or in a line of a log that quotes one; undefined for other texts. */
export function fromError(text: string): ReadQuestion | undefined {
  return firstOf(textsIn(text), errorIn);
}

/** An error about executing a shim names its file only. */
export function fromExecution(text: string): ReadQuestion | undefined {
  return /\s/.test(text) ? firstOf(textsIn(text), shimIn) : undefined;
}

function firstOf(texts: readonly string[], read: (text: string) => ReadQuestion | undefined): ReadQuestion | undefined {
  for (const text of texts) {
    const found = read(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function errorIn(text: string): ReadQuestion | undefined {
  for (const { pattern, client, about } of errors) {
    const name = pattern.exec(text)?.[1];
    if (name === undefined) continue;
    const found = withPrinter(withoutHelp(name), client, text);
    return about === undefined ? found : { ...found, about };
  }
  return undefined;
}

function shimIn(text: string): ReadQuestion | undefined {
  const found = /(?:^|[/"\s])containerd-shim-([^\s/":\\]+)-([^\s/":\\-]+)(?=["\s:\\]|$)/.exec(text);
  return found === null ? undefined : withPrinter(`io.containerd.${found[1]}.${found[2]}`, undefined, text);
}

/** Adds the client that has printed the text, unless the error itself belongs to one. */
function withPrinter(name: string, client: Client | undefined, text: string): ReadQuestion {
  const printer = client ?? printedBy.find(([prefix]) => prefix.test(text))?.[1];
  return printer === undefined ? { name } : { name, client: printer };
}

/** The docker CLI ends its errors in a full stop, or in a hint on a line of its own; a field of one line joins the two. */
function withoutHelp(name: string): string {
  const [line = ''] = name.split('\n');
  const message = line.replace(/\s*(?:Run|See) 'docker [^']*--help'.*$/, '');
  return unquote(message.trim().replace(/(?:\.|: unknown)$/, ''));
}
