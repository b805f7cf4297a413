/** Programs at the start of a command that somebody pastes. */
const programs = /^(?:\S*\/)?(?:sudo|docker|docker-compose|podman|nerdctl|ctr|crictl|dockerd)$/;

/** An option of other programs that names a runtime; shimdex has no such option. */
const runtimeOption = /^--?(?:runtime|add-runtime|default-runtime)(?:=|$)/;

/**
 * Puts `--` before a command that a shell has split into words, so that its options are words of the question:
 * `resolve docker run --runtime=kata alpine`. Options of shimdex belong before the pasted command.
 */
export function markPasted(args: readonly string[]): readonly string[] {
  const [command, ...rest] = args;
  const option = rest.findIndex((word) => runtimeOption.test(word));
  if (command !== 'resolve' || option < 0 || rest.includes('--')) return args;
  const program = rest.findIndex((word, index) => programs.test(word) && rest[index - 1]?.startsWith('-') !== true);
  const at = program < 0 || program > option ? option : program;
  return [command, ...rest.slice(0, at), '--', ...rest.slice(at)];
}
