import { expect, it } from 'vitest';
import { byFlagTemplate, literal } from '../../../src/core/hint/template.ts';

// What Go makes of them is tested with real CLIs in test/conformance.

it('literal() is a string constant of a template, whatever is in the text', () => {
  expect(literal(['a "b"', '{{.Name}} \\ }}'])).toBe('{{"a \\"b\\"\\n{{.Name}} \\\\ }}"}}');
});

it('byFlagTemplate() has a branch for each case, and prints nothing for other names', () => {
  const template = byFlagTemplate([
    { names: ['a', 'alias "a"'], lines: ['about a'] },
    { names: ['b'], lines: ['about b'] },
  ]);

  expect(template).toBe(
    '{{$name := flag . "runtime"}}{{if eq $name ""}}' +
      '{{else if eq $name "a" "alias \\"a\\""}}{{"about a"}}{{else if eq $name "b"}}{{"about b"}}{{end}}',
  );
});

it('byFlagTemplate() calls a name unknown only when it is neither explained nor known', () => {
  const template = byFlagTemplate([{ names: ['a'], lines: ['about a'] }], ['runc', 'kata.v2']);

  expect(template).toMatch(
    /\{\{else if eq \$name "runc" "kata\.v2"\}\}\{\{else if eq \(urlquery \$name\) \$name\}\}\{\{printf /,
  );
  expect(byFlagTemplate([], [])).toContain('{{else if false}}');
});
