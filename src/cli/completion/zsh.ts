import type { CommandShape, OptionShape, ProgramShape, Values } from '../syntax/shape.ts';

/** A script that completes shimdex in zsh: a file of `fpath`, or a text to source. */
export function zshCompletion({ options, commands }: ProgramShape): string {
  const serve = commands.find(({ name }) => name === 'serve')?.options ?? [];
  return `#compdef shimdex
# Completes shimdex in zsh. Made by "shimdex completion zsh".

_shimdex_runtimes() {
    local -a names
    names=("\${(@f)$(shimdex list -o name 2>/dev/null)}")
    names=(\${names:#})
    compadd -a names
}

_shimdex_commands() {
    local -a commands
    commands=(
${commands.map(({ name, help }) => `        ${quoted(`${name}:${help}`)}`).join('\n')}
    )
    _describe command commands
}

_shimdex() {
    local curcontext="$curcontext" state line
    typeset -A opt_args
    local -a common
    common=(
${specs(options, 8)}
    )
    _arguments -C $common \\
${specs(serve, 8, ' \\')}
        '1:command:_shimdex_commands' '*::argument:->arguments'
    [[ $state == arguments ]] || return
    case $words[1] in
${commands.map((command) => `        ${command.name}) _arguments $common${specs(command.options, 12, '', ' \\\n')}${argumentsOf(command)} ;;`).join('\n')}
    esac
}

if [[ $funcstack[1] == _shimdex ]]; then
    _shimdex "$@"
else
    compdef _shimdex shimdex
fi
`;
}

function specs(options: readonly OptionShape[], indent: number, end = '', start?: string): string {
  const lines = options.map((option) => `${' '.repeat(indent)}${specOf(option)}`);
  if (start !== undefined) return lines.map((line) => `${start}${line}`).join('');
  return lines.map((line) => `${line}${end}`).join('\n');
}

/** One option of _arguments. It may be given more than once, as all of ours may. */
function specOf({ flags, value, help, values }: OptionShape): string {
  const rest = `[${help.replace(/[[\]\\]/g, '\\$&')}]${value === undefined ? '' : `:value:${actionOf(values)}`}`;
  const long = `*${flags.at(-1)}${value === undefined ? '' : '='}${rest}`;
  const short = flags.length === 1 ? [] : [`*${flags[0]}${value === undefined ? '' : '+'}${rest}`];
  return [...short, long].map(quoted).join(' ');
}

function actionOf({ words, paths, runtimes }: Values): string {
  if (runtimes === true) return '_shimdex_runtimes';
  if (paths !== undefined) return paths === 'files' ? '_files' : '_files -/';
  return words.length === 0 ? ' ' : `(${words.join(' ')})`;
}

function argumentsOf({ name, arguments: given }: CommandShape): string {
  if (name === 'help') return ` '1:command:_shimdex_commands'`;
  return given.map(({ values }) => ` ${quoted(`*:argument:${actionOf(values)}`)}`).join('');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
