import type { Command } from 'commander';
import { alternatives, UsageError } from '../../errors.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { type ProgramShape, shapeOf } from '../syntax/shape.ts';
import type { Terminal } from '../terminal.ts';

const scripts: Readonly<Record<string, (program: ProgramShape) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `shimdex completion`: the script with which a shell completes the command line. */
export function completion(shell: string, program: Command, terminal: Terminal): number {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) {
    throw new UsageError(`Cannot complete in ${JSON.stringify(shell)}: write ${alternatives(Object.keys(scripts))}`);
  }
  terminal.out(script(shapeOf(program)));
  return 0;
}
