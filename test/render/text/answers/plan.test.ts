import { expect, it } from 'vitest';
import { renderPlan } from '../../../../src/render/text/answers/plan.ts';
import { plan } from '../../../builders.ts';

it.each([
  [{ runs: true, from: '2.1.9', to: '2.1.9' }, 'containerd 2.1.9 runs'],
  [{ runs: true, from: '1.7.24', to: '2.1.9' }, 'containerd 1.7.24 runs, and 2.1.9 starts instead'],
  [{ runs: true }, 'A containerd runs whose version is not known'],
  [{ runs: true, to: '2.3.9' }, 'A containerd runs whose version is not known, and 2.3.9 starts instead'],
  [{ runs: false, to: '2.1.9' }, 'containerd does not run; 2.1.9 starts'],
  [{ runs: false }, 'containerd does not run'],
])('renderPlan() says which containerd runs: %o', (given, line) => {
  expect(renderPlan(plan(given), { colour: false }).split('\n')[1]).toBe(line);
});
