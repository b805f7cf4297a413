import { type CommandShape, optionsWithValue, type ProgramShape, type Values } from '../syntax/shape.ts';

/** A script that completes shimdex in bash; it needs nothing of the package bash-completion. */
export function bashCompletion(program: ProgramShape): string {
  const { options, commands } = program;
  const withValue = optionsWithValue(program);
  const flagsOf = (list: CommandShape['options']) => list.flatMap(({ flags }) => flags).join(' ');
  const serve = commands.find(({ name }) => name === 'serve')?.options ?? [];
  return `# Completes shimdex in bash. Made by "shimdex completion bash".

# Offers the words that start with what is typed.
_shimdex_words() {
    local word
    for word; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

# Offers the runtime names of this host, quoted for the shell.
_shimdex_runtimes() {
    local name typed=\${cur#[\\'\\"]} quoted
    [[ $typed == "$cur" ]] && typed=\${cur//\\\\/}
    while IFS= read -r name; do
        [[ -n $name && $name == "$typed"* ]] || continue
        # After an open quote, readline wants the text as it is.
        if [[ $cur == [\\'\\"]* ]]; then quoted=$name; else printf -v quoted %q "$name"; fi
        COMPREPLY+=("$quoted")
    done < <(shimdex list -o name 2>/dev/null)
}

_shimdex_paths() {
    mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
    compopt -o filenames 2>/dev/null
}

_shimdex() {
    local cur=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]} command= i
    COMPREPLY=()
    # readline makes words of "--option", "=" and the value.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $option == = ]]; then
        option=\${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case \${COMP_WORDS[i]} in
            ${withValue.flatMap(({ flags }) => flags).join(' | ')})
                [[ \${COMP_WORDS[i + 1]} == = ]] && ((i++))
                ((i++))
                ;;
            -*) ;;
            *)
                command=\${COMP_WORDS[i]}
                break
                ;;
        esac
    done
    case $option in
${withValue.map(({ flags, values }) => `        ${flags.join(' | ')}) ${offer(values)}return ;;`).join('\n')}
    esac
    case $command in
        '') if [[ $cur == -* ]]; then _shimdex_words ${flagsOf([...options, ...serve])}; else _shimdex_words ${commands.map(({ name }) => name).join(' ')}; fi ;;
${commands.map((command) => `        ${command.name}) ${argumentsOf(command, flagsOf([...command.options, ...options]), commands)} ;;`).join('\n')}
    esac
}

complete -F _shimdex shimdex
`;
}

function offer({ words, paths, runtimes }: Values): string {
  const offers = [
    ...(paths === undefined ? [] : [`_shimdex_paths ${paths === 'files' ? '-f' : '-d'}; `]),
    ...(words.length === 0 ? [] : [`_shimdex_words ${words.join(' ')}; `]),
    ...(runtimes === true ? ['_shimdex_runtimes; '] : []),
  ];
  return offers.join('');
}

function argumentsOf(
  { name, arguments: given }: CommandShape,
  flags: string,
  commands: readonly CommandShape[],
): string {
  const names = `_shimdex_words ${commands.map((command) => command.name).join(' ')}; `;
  const words = name === 'help' ? names : given.map(({ values }) => offer(values)).join('');
  return `if [[ $cur == -* ]]; then _shimdex_words ${flags}; else ${words === '' ? ':; ' : words}fi`;
}
