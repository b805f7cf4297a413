import { posix } from 'node:path';
import { build } from 'esbuild';

/**
 * Joins parts of the bundle into one CommonJS text with one scope: names of another part are then variables, not
 * properties that are looked up. A part still runs when it is first needed. The text gives `{ [part]: () => exports }` for the
 * parts that others load.
 *
 * @param {Map<string, { text: string, exports: string[] }>} parts all parts of the bundle, by path below `dist/app`
 * @param {Set<string>} joined which of them
 */
export async function inOneScope(parts, joined) {
  const order = [...joined];
  const loaders = order
    .filter(isLoadedBy(parts, joined))
    .map((name) => `${JSON.stringify(name)}: () => require('exports-of:${order.indexOf(name)}').all()`);
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = {${loaders.join(',\n')}}`, sourcefile: 'quick.js' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    plugins: [fromParts(parts, order)],
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** Finds the main part, and what is imported by parts that are not joined. */
function isLoadedBy(parts, joined) {
  const others = [...parts].filter(([name]) => !joined.has(name)).map(([, { text }]) => text);
  return (name) => name === 'main.js' || others.some((text) => text.includes(`/${posix.basename(name)}"`));
}

/** Within the text, a part is its number: names that esbuild makes from contents take more of the package. */
function fromParts(parts, order) {
  return {
    name: 'from-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(?:exports-of|part):/ }, ({ path }) => {
        const [namespace, number] = path.split(':');
        return { path: number, namespace };
      });
      onResolve({ filter: /^[^.]/ }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\./ }, ({ path, importer }) => {
        const name = posix.join(posix.dirname(order[importer]), path);
        const number = order.indexOf(name);
        return number < 0 ? { path: `./${name}`, external: true } : { path: String(number), namespace: 'part' };
      });
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({ contents: parts.get(order[path]).text }));
      onLoad({ filter: /.*/, namespace: 'exports-of' }, ({ path }) => ({
        contents: exportsOf(path, parts.get(order[path]).exports),
      }));
    },
  };
}

/** A module that makes the properties of a part when they are asked for. */
function exportsOf(number, names) {
  const local = names.map((each, index) => `${each} as $${index}`);
  const getters = names.map((each, index) => `get ${each}() { return $${index}; }`);
  return `import { ${local.join(', ')} } from 'part:${number}'; export const all = () => ({ ${getters.join(', ')} });`;
}
