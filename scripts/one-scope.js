import { posix } from 'node:path';
import { build } from 'esbuild';

/**
 * Joins parts of the bundle into one CommonJS text with one scope: names of another part are then variables, not
 * properties that are looked up. A part still runs when it is first needed. The text gives `{ [part]: () => exports }`.
 *
 * @param {Map<string, { text: string, exports: string[] }>} parts all parts of the bundle, by path below `dist/app`
 * @param {Set<string>} joined which of them
 */
export async function inOneScope(parts, joined) {
  const loaders = [...joined].map(
    (name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(`exports-of:${name}`)}).all()`,
  );
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = {${loaders.join(',\n')}}`, sourcefile: 'quick.js' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    plugins: [fromParts(parts, joined)],
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

function fromParts(parts, joined) {
  return {
    name: 'from-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^exports-of:/ }, ({ path }) => ({ path, namespace: 'exports' }));
      onResolve({ filter: /^[^.]/ }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\./ }, ({ path, importer, namespace }) => {
        const name = namespace === 'exports' ? path.slice(2) : posix.join(posix.dirname(importer), path);
        return joined.has(name) ? { path: name, namespace: 'part' } : { path: `./${name}`, external: true };
      });
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({ contents: parts.get(path).text }));
      onLoad({ filter: /.*/, namespace: 'exports' }, ({ path }) => {
        const name = path.slice('exports-of:'.length);
        return { contents: exportsOf(name, parts.get(name).exports) };
      });
    },
  };
}

/** A module that makes the properties of a part when they are asked for. */
function exportsOf(name, names) {
  const local = names.map((each, index) => `${each} as $${index}`);
  const getters = names.map((each, index) => `get ${each}() { return $${index}; }`);
  return `import { ${local.join(', ')} } from './${name}'; export const all = () => ({ ${getters.join(', ')} });`;
}
