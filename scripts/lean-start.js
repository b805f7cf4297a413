import { posix } from 'node:path';

/** Packages that take longer to load than the host takes to read; only the service needs them. */
const heavy = ['express', 'zod', 'pino', 'chokidar'];

/** Commands people run in loops and hooks: what they load before the first look is what they wait for. */
const quick = [
  'src/cli/commands/list.ts',
  'src/cli/commands/resolve.ts',
  'src/cli/commands/check.ts',
  'src/cli/commands/export.ts',
];

/** Commands that scripts run for each name, and what they load on the way. */
const oftenAsked = [
  'src/cli/commands/list.ts',
  'src/cli/commands/resolve.ts',
  'src/sources/provenance/programs.ts',
  'src/sources/provenance/read-program.ts',
  'src/sources/provenance/packages/package-owners.ts',
];

/** Stops the build when a quick command would load a heavy package as it starts. */
export function assertLeanStart(metafile) {
  for (const source of ['src/main.ts', ...quick]) {
    const packages = [...filesBehind(metafile, outputOf(metafile, source))].flatMap((file) =>
      packagesIn(metafile, file),
    );
    const found = heavy.filter((name) => packages.includes(name));
    if (found.length > 0)
      throw new Error(`Cannot build a quick "${source}": it loads ${found.join(', ')} as it starts`);
  }
}

/** What `src/main.ts`, `list` and `resolve` load, as paths below `dist/app`. */
export function loadedByQuickCommands(metafile) {
  const files = ['src/main.ts', ...oftenAsked].flatMap((source) => [
    ...filesBehind(metafile, outputOf(metafile, source)),
  ]);
  return new Set(files.map((file) => posix.relative('dist/app', file)));
}

/** The names of the parts that consist of zod or of schemas alone. Nothing of them is used while a program starts. */
export function partsOfSchemas({ outputs }) {
  const isSchema = (path) => /(?:^|\/)node_modules\/zod\/|^src\/model\/|^src\/http\/answer\/schemas\.ts$/.test(path);
  const hasZod = (name) => Object.keys(outputs[name].inputs).some((path) => path.includes('node_modules/zod/'));
  const isLate = (name) =>
    Object.keys(outputs[name].inputs).every(isSchema) &&
    (hasZod(name) || outputs[name].imports.some(({ path }) => path in outputs && hasZod(path)));
  return new Set(
    Object.keys(outputs)
      .filter(isLate)
      .map((name) => posix.basename(name)),
  );
}

function outputOf({ outputs }, source) {
  const output = Object.keys(outputs).find((name) => outputs[name].entryPoint === source);
  if (output === undefined) throw new Error(`Cannot tell what "${source}" loads: it is not a separate part any more`);
  return output;
}

/** A file and everything that is evaluated once it is imported; lazy imports are left out. */
function filesBehind({ outputs }, output, seen = new Set()) {
  if (seen.has(output)) return seen;
  seen.add(output);
  const eager = outputs[output].imports.filter((it) => it.kind === 'import-statement' && !it.external);
  for (const { path } of eager) filesBehind({ outputs }, path, seen);
  return seen;
}

function packagesIn({ outputs }, file) {
  return Object.keys(outputs[file].inputs).map((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
}
