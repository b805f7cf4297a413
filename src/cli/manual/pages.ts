import { version } from '../../version.ts';
import { buildProgram } from '../program.ts';
import { type CommandShape, type OptionShape, type ProgramShape, shapeOf } from '../syntax/shape.ts';
import { examples } from './examples.ts';
import { bold, entry, italic, paragraph, verbatim } from './roff.ts';

/** The manual pages of section 1, by file name, from the table that `--help` shows. `date` is RFC 3339 without a time. */
export function manualPages(date: string): ReadonlyMap<string, string> {
  const program = shapeOf(buildProgram(silent, () => {}));
  const commands = program.commands.filter(({ name }) => name !== 'help');
  return new Map([
    ['shimdex.1', mainPage(program, commands, date)],
    ...commands.map((command): [string, string] => [`shimdex-${command.name}.1`, commandPage(command, date)]),
  ]);
}

const silent = {
  out: () => {},
  err: () => {},
  interactive: false,
  colour: false,
  interactiveErrors: false,
  environment: {},
};

function mainPage({ help, options }: ProgramShape, commands: readonly CommandShape[], date: string): string {
  return page([
    ...title('shimdex', date),
    '.SH NAME',
    'shimdex \\- the containerd runtimes that a host can start',
    '.SH SYNOPSIS',
    `${bold('shimdex')} [${italic('command')}] [${italic('options')}]`,
    '.SH DESCRIPTION',
    ...paragraph(`${help} Each command looks at the host itself, and needs no running service.`),
    '.SH COMMANDS',
    ...commands.flatMap(({ name, help: what }) => entry(`${bold(`shimdex-${name}`)}(1)`, what)),
    '.SH OPTIONS',
    ...paragraph('The options of every command. Write them before or after the command.'),
    ...options.flatMap(optionLines),
    '.SH ENVIRONMENT',
    ...entry(
      bold('SHIMDEX_*'),
      'Each option above, and each option of serve, can be set in the environment: SHIMDEX_SEARCH_PATH for --search-path. An option on the command line overrides the variable. For a repeatable option, write one value on each line.',
    ),
    ...entry(bold('NO_COLOR'), 'If it is set, the output has no colours.'),
    '.SH EXIT STATUS',
    ...statuses.flatMap(([status, text]) => entry(bold(status), text)),
    '.SH SEE ALSO',
    ...commands.map(({ name }, index) => `${bold(`shimdex-${name}`)}(1)${index === commands.length - 1 ? '' : ','}`),
  ]);
}

const statuses = [
  ['0', 'Yes, or nothing to report.'],
  [
    '1',
    'No: a name would not start, check has findings at or above --fail-on, or plan found something that would be lost.',
  ],
  ['2', 'Error: wrong usage, a port in use, an unreadable setting. One line on stderr says what to write instead.'],
  ['3', 'resolve or plan cannot say, because something that the answer depends on is not known.'],
] as const;

function commandPage(command: CommandShape, date: string): string {
  const { name, help, usage, options } = command;
  const example = examples[name];
  return page([
    ...title(`shimdex-${name}`, date),
    '.SH NAME',
    ...paragraph(`shimdex-${name} - ${help}`),
    '.SH SYNOPSIS',
    ...paragraph(`shimdex ${name} ${usage}`),
    '.SH DESCRIPTION',
    ...paragraph(`${help.charAt(0).toUpperCase()}${help.slice(1)}.`),
    ...command.arguments.flatMap(({ name: value, help: what }) => entry(italic(value), what)),
    '.SH OPTIONS',
    ...options.flatMap(optionLines),
    ...paragraphAfter('The options of every command, and the exit status, are in shimdex(1).'),
    ...(example === undefined ? [] : ['.SH EXAMPLES', ...paragraph(example[0]), ...verbatim([example[1]])]),
    '.SH SEE ALSO',
    `${bold('shimdex')}(1)`,
  ]);
}

function title(name: string, date: string): string[] {
  return [`.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 ${date} "shimdex ${version}" "shimdex manual"`];
}

function optionLines({ flags, value, help }: OptionShape): string[] {
  const names = flags.map((flag) => bold(flag)).join(', ');
  return entry(value === undefined ? names : `${names} ${italic(value)}`, help);
}

function paragraphAfter(text: string): string[] {
  return ['.PP', ...paragraph(text)];
}

function page(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
