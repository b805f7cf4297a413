import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderRuntimeClasses } from '../../src/render/runtime-class.ts';
import { handler } from '../builders.ts';

function documents(...handlers: readonly ReturnType<typeof handler>[]): readonly unknown[] {
  return [...parseAllDocuments(renderRuntimeClasses({ cri: { state: 'served' }, handlers: [...handlers] }))].map(
    (each) => each.toJS(),
  );
}

it('renderRuntimeClasses() binds each handler that would start to the nodes labelled for it', () => {
  const found = documents(
    handler({ handler: 'kata' }),
    handler({ handler: 'gvisor' }),
    handler({ handler: 'x', available: false }),
  );

  expect(found).toHaveLength(2);
  expect(found[0]).toEqual({
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'kata' },
    handler: 'kata',
    scheduling: { nodeSelector: { 'shimdex.feature.node.kubernetes.io/handler.kata': 'true' } },
  });
});

it.each(['1e3', 'null', 'no', '0x1', 'true'])('renderRuntimeClasses() keeps the handler %s a text', (name) => {
  expect(documents(handler({ handler: name }))).toMatchObject([{ handler: name, metadata: { name } }]);
});

it('renderRuntimeClasses() binds no handler whose label would be too long', () => {
  const name = 'a'.repeat(60);

  const [found] = documents(handler({ handler: name }));

  expect(found).toMatchObject({ handler: name });
  expect(found).not.toHaveProperty('scheduling');
});

it('renderRuntimeClasses() says why there is none to write', () => {
  const outcomes = [[], [handler({ handler: 'Kata_QEMU' }), handler({ handler: 'a: b\nc' })]].map((handlers) =>
    renderRuntimeClasses({ cri: { state: 'served' }, handlers }),
  );

  expect(outcomes).toEqual([
    '# A pod would not start with any CRI handler of this host.\n',
    '# No CRI handler of this host has a name that is valid for a RuntimeClass (RFC 1123 label).\n',
  ]);
});
