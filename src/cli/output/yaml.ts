import { Document, isScalar, visit } from 'yaml';

/** What a terminal would act on, and what YAML allows only as an escape. */
const unseen = /[\u007f-\u009f\u2028\u2029\ufeff\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const everyUnseen = new RegExp(unseen, 'gu');
/** Plain, a reader of YAML 1.1 such as PyYAML refuses a tab, and a text that is an equals sign. */
const refusedPlain = /\t|^=$/;

/**
 * A plain value as a document of YAML 1.2 that readers of YAML 1.1 read in the same way. Characters that a terminal would
 * act on are escapes; ends in a line break.
 */
export function renderYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(document, {
    Scalar(_key, node) {
      // Only a text in double quotes may have escapes.
      if (!isScalar(node) || typeof node.value !== 'string') return;
      if (unseen.test(node.value) || refusedPlain.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 }).replace(everyUnseen, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
