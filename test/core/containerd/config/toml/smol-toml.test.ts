import { parse } from 'smol-toml';
import { expect, it } from 'vitest';
import { tomlDialect } from '../../../../../src/core/containerd/config/toml/dialect.ts';
import { readToml } from '../../../../../src/core/containerd/config/toml/read-toml.ts';
import { plain } from '../../../../conformance/cri-config/observed.ts';
import { readVectors } from '../../../../conformance/cri-config/vector.ts';

const contents = readVectors().vectors.flatMap(({ files }) => files.map(({ content }) => content));
const texts = [...new Set(contents.filter((content) => typeof content === 'string'))];

/** What a library of TOML 1.0 reads; undefined when it refuses the text, or when numbers do not fit into JSON. */
function bySmolToml(text: string): unknown {
  try {
    return JSON.parse(JSON.stringify(parse(text)));
  } catch {
    return undefined;
  }
}

function byOwnGrammar(text: string): unknown {
  const read = readToml(Buffer.from(text, 'utf8'), '/c.toml', tomlDialect('2.2'));
  return read.ok ? plain(read.table) : undefined;
}

it('readToml() reads the recorded files as another library of TOML 1.0 does', () => {
  const both = texts.map((text) => ({ text, own: byOwnGrammar(text), other: bySmolToml(text) }));
  const comparable = both.filter(({ own, other }) => own !== undefined && other !== undefined && !isSpecial(own));

  expect(comparable.length).toBeGreaterThan(200);
  for (const { text, own, other } of comparable) expect({ text, value: own }).toEqual({ text, value: other });
});

/** Floats, dates and large integers have a form of their own in the vectors. */
function isSpecial(value: unknown): boolean {
  return /"\$\w+":|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d/.test(JSON.stringify(value));
}
