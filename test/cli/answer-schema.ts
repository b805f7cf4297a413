import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { runHere } from './run-here.ts';
import type { Outcome } from './run-shimdex.ts';

/** The commands that have a schema. */
export const described = ['list', 'resolve', 'check', 'ps', 'plan', 'handlers', 'targets'] as const;

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = new Map<string, ValidateFunction>();

/** Fails when a command printed JSON that differs from what `shimdex schema` says of it; other output is not looked at. */
export async function expectSchema(args: readonly string[], { stdout }: Outcome): Promise<void> {
  const [command = ''] = args;
  const isJson = args.lastIndexOf('--json') > args.lastIndexOf('-o') || args[args.lastIndexOf('-o') + 1] === 'json';
  if (!isJson || stdout === '' || !described.some((name) => name === command)) return;
  const validate = validators.get(command) ?? (await compile(command));
  validators.set(command, validate);
  if (!validate(JSON.parse(stdout))) expect(validate.errors).toEqual([]);
}

async function compile(command: string): Promise<ValidateFunction> {
  const { stdout } = await runHere(['schema', command]);
  return ajv.compile(JSON.parse(stdout));
}
