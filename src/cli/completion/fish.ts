import {
  type CommandShape,
  type OptionShape,
  optionsWithValue,
  type ProgramShape,
  type Values,
} from '../syntax/shape.ts';

/** A script that completes shimdex in fish. */
export function fishCompletion(program: ProgramShape): string {
  const { options, commands } = program;
  const serve = commands.find(({ name }) => name === 'serve')?.options ?? [];
  const noCommand = 'not __shimdex_command >/dev/null';
  const flags = optionsWithValue(program).flatMap((option) => option.flags);
  return `# Completes shimdex in fish. Made by "shimdex completion fish".

# Prints the command that is typed.
function __shimdex_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case ${flags.join(' ')}
                set -e words[1]
            case '-*'
            case '*'
                echo -- $words[1]
                return 0
        end
        set -e words[1]
    end
    return 1
end

complete -c shimdex -f
${options.map((option) => optionLine(option)).join('\n')}
${serve.map((option) => optionLine(option, noCommand)).join('\n')}
${commands.map(({ name, help }) => `complete -c shimdex -n ${quoted(noCommand)} -a ${name} -d ${quoted(help)}`).join('\n')}
${commands.flatMap((command) => linesOf(command, commands)).join('\n')}
`;
}

function linesOf({ name, options, arguments: given }: CommandShape, commands: readonly CommandShape[]): string[] {
  const condition = `string match -q -- ${name} (__shimdex_command)`;
  const words = name === 'help' ? commands.map((command) => command.name) : [];
  const offers = [...given.map(({ values }) => values), ...(words.length === 0 ? [] : [{ words }])];
  return [
    ...options.map((option) => optionLine(option, condition)),
    ...offers.map((values) => `complete -c shimdex -n ${quoted(condition)}${offer(values)}`),
  ];
}

function optionLine({ flags, value, help, values }: OptionShape, condition?: string): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const when = condition === undefined ? '' : ` -n ${quoted(condition)}`;
  const what = value === undefined ? '' : ` -x${offer(values)}`;
  return `complete -c shimdex${when} ${names.join(' ')}${what} -d ${quoted(help)}`;
}

function offer({ words, paths, runtimes }: Values): string {
  const offers = [
    ...words,
    ...(paths === 'files' ? ['(__fish_complete_path (commandline -ct))'] : []),
    ...(paths === 'directories' ? ['(__fish_complete_directories (commandline -ct))'] : []),
    ...(runtimes === true ? ['(shimdex list -o name 2>/dev/null)'] : []),
  ];
  return offers.length === 0 ? '' : ` -a ${quoted(offers.join(' '))}`;
}

/** In fish, a backslash is special between single quotes too. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
