import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parsed, type ResolutionJson } from '../answers.ts';
import { newHost } from '../host.ts';

const question = ['resolve', 'io.containerd.runc.v2', '--client', 'containerd', '--json'];

it('resolve says what ctr prints where the runc shim finds no runc', async () => {
  const host = newHost().running();

  expect(parsed<ResolutionJson>(await host.run(question))).toMatchObject({ available: true });

  rmSync(host.at('/usr/bin/runc'));
  const answer = parsed<ResolutionJson>(await host.run(question));

  expect(answer).toMatchObject({ verdict: 'implicit', available: false });
  expect(answer.unavailable?.reason).toBe('oci-runtime-missing');
  expect(answer.error).toMatch(/^ctr: failed to create shim task: OCI runtime create failed: /);
  expect(answer.error).toContain('exec: "runc": executable file not found in $PATH');
  expect(answer.advice).not.toEqual([]);
});
