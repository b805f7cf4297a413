/** Packages that take longer to load than the host takes to read; only the service needs them. */
const heavy = ['express', 'zod', 'pino', 'chokidar'];

/** Commands people run in loops and hooks: what they load before the first look is what they wait for. */
const quick = [
  'src/main.ts',
  'src/cli/commands/list.ts',
  'src/cli/commands/resolve.ts',
  'src/cli/commands/check.ts',
  'src/cli/commands/export.ts',
];

/** Stops the build when a quick command would load a heavy package as it starts. */
export function assertLeanStart(metafile) {
  for (const source of quick) {
    const output = Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint === source);
    if (output === undefined) throw new Error(`Cannot tell what "${source}" loads: it is not a separate part any more`);
    const packages = packagesBehind(metafile, output);
    const found = heavy.filter((name) => packages.includes(name));
    if (found.length > 0)
      throw new Error(`Cannot build a quick "${source}": it loads ${found.join(', ')} as it starts`);
  }
}

/** Every package that is evaluated once `output` is imported; lazy imports are left out. */
function packagesBehind(metafile, output, seen = new Set()) {
  if (seen.has(output)) return [];
  seen.add(output);
  const { inputs, imports } = metafile.outputs[output];
  const eager = imports.filter((it) => it.kind === 'import-statement' && !it.external);
  const own = Object.keys(inputs).map((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...own, ...eager.flatMap((it) => packagesBehind(metafile, it.path, seen))];
}
