import fc from 'fast-check';

const blanks = fc.constantFrom('', '', '', ' ', '\t', '  ');
const newline = fc.oneof({ weight: 20, arbitrary: fc.constant('\n') }, fc.constantFrom('\r\n', '\n\n', ' \n', '\t\n'));

/** Pieces of the texts in which systemd knows quotes, escapes, variables and specifiers. */
const piece = fc.constantFrom(
  ...['a', 'B', 'é', '1', '-x', '--y=1', '/a//b', '.', '=', ':', ',', '#', ';', '|', '*', '~', '&', '!'],
  ...[
    '"',
    "'",
    '\\',
    '\\\\',
    '\\"',
    "\\'",
    '\\n',
    '\\t',
    '\\s',
    '\\x41',
    '\\x4',
    '\\101',
    '\\u00e9',
    '\\q',
    '\\;',
    '\\ ',
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: systemd knows the same variables
  ...['$', '$$', '$A', '${A}', '${B', '$B', '${C}', '$UNSET', '${A:-x}', '$1', '{', '}'],
  ...['%', '%%', '%n', '%N', '%p', '%i', '%t', '%h', '%u', '%U', '%S', '%z', '%1', '%f', '%j'],
);
const word = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
const quoted = fc.tuple(fc.constantFrom('"', "'"), fc.array(fc.oneof(piece, fc.constant(' ')), { maxLength: 4 }));
const token = fc.oneof(
  { weight: 3, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom('a', '--flag', '-l', 'debug', '/etc/x.toml') },
  { weight: 1, arbitrary: quoted.map(([quote, pieces]) => `${quote}${pieces.join('')}${quote}`) },
);
const separator = fc.oneof(
  { weight: 8, arbitrary: fc.constant(' ') },
  fc.constantFrom('  ', '\t', ' \\\n', ' \\\n# x\n', '\\\n'),
);
const tokens = fc
  .array(fc.tuple(token, separator), { maxLength: 4 })
  .map((pairs) =>
    pairs.flatMap(([text, after], index) => (index === pairs.length - 1 ? [text] : [text, after])).join(''),
  );

const program = fc.oneof(
  { weight: 12, arbitrary: fc.constant('/probe/containerd') },
  fc.constantFrom(
    '/probe//containerd',
    '/probe/./containerd',
    'containerd',
    'probe/containerd',
    '/probe',
    '/missing',
    '"/probe/containerd"',
    '/probe/../probe/containerd',
  ),
);
const prefix = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.constantFrom('-', ':', '+', '!', '!!', '@', '-:', '--', '+-', '@ ', '- '),
);
const command = fc.tuple(prefix, program, tokens).map(([before, path, args]) => `${before}${path} ${args}`);

const assigned = fc
  .tuple(
    fc.constantFrom('A', 'B', 'C', 'PATH', 'a', 'X1', '_', '1A', 'A-B', '', 'é'),
    fc.oneof(word, fc.constantFrom('', '1', 'x y', '/bin:/usr/bin')),
  )
  .map(([name, value]) => `${name}=${value}`);
const environment = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: assigned },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom('"', "'"), assigned).map(([quote, text]) => `${quote}${text}${quote}`),
      },
      { weight: 1, arbitrary: word },
    ),
    { maxLength: 3 },
  )
  .map((words) => words.join(' '));

/** Names of units, as other units refer to them. */
export const unitName = fc.constantFrom(
  'a.service',
  'b.socket',
  'x.target',
  'no',
  'a@b.service',
  '%n',
  '%N.socket',
  'c%i.service',
);
const units = fc.array(unitName, { maxLength: 3 }).map((names) => names.join(' '));

const otherCommand = fc.constantFrom(
  '',
  '/bin/true',
  '/bin/true a "b',
  '-/bin/true %z',
  'bin/true',
  '/bin/true \\q ; /bin/true %z',
  '-bin/true',
  '/bin/true ; bin/true',
);
const settings: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Environment: environment,
  EnvironmentFile: fc.constantFrom(
    '',
    '/etc/env1',
    '-/etc/env2',
    '/etc/env-missing',
    '-/etc/env-missing',
    'etc/env1',
    '-',
    '/etc/env%%',
    '/etc/env[12]',
    '/etc/./env1',
    '/etc/../etc/env1',
    '"/etc/env1"',
  ),
  UnsetEnvironment: fc.constantFrom('', 'A', 'A=1', 'B C', 'PATH', '"A"', '1A', 'A=', "'B' 1x C"),
  PassEnvironment: fc.constantFrom('', 'A', 'PATH container', '"X"', '\\x41'),
  ExecSearchPath: fc.constantFrom(
    '',
    '/probe',
    '/probe:/bin',
    'rel',
    '/a:rel:/b//c/.',
    '/%%',
    '/probe:',
    ':/probe',
    '"/probe"',
    '/probe:/probe',
    '/x:/probe:/x/',
    '/%z:/probe',
    '/probe:/%z:/bin',
    '/a b:/probe',
    '/x\\:y',
    '/x/../probe',
  ),
  WorkingDirectory: fc.constantFrom(
    '',
    '/tmp',
    '-/nope',
    '/nope',
    '~',
    '-~',
    'rel',
    '-rel',
    '/tmp/',
    '/tmp//.',
    '/%%',
    '"/tmp"',
    '-',
    '/../tmp',
    '-/../tmp',
    '/tmp/..',
  ),
  User: fc.constantFrom(
    '',
    'root',
    'nobody',
    '0',
    'missing',
    'a b',
    'x/y',
    '%u',
    'r:t',
    '-1',
    '65534',
    '0root',
    'é',
    'a.b',
    '.',
    '..',
    '00',
    '65535',
    '4294967295',
    '-',
    '-a',
    '1.5',
  ),
  Group: fc.constantFrom('', 'root', 'nogroup', '0', 'missing', '%g', 'x/y'),
  KillMode: fc.constantFrom('', 'process', 'mixed', 'none', 'control-group', 'Process', 'x', '"process"'),
  Delegate: fc.constantFrom('', 'yes', 'no', 'cpu', 'cpu memory', 'TRUE', 'x', 'on', '"cpu"', 'cpu "'),
  Restart: fc.constantFrom('', 'no', 'on-abort', 'Always', 'x'),
  Type: fc.constantFrom('', 'simple', 'exec', 'x', 'Simple', 'dbus', 'idle'),
  ExecStartPre: otherCommand,
  ExecCondition: otherCommand,
  ExecStartPost: otherCommand,
  ExecReload: otherCommand,
  ExecStop: otherCommand,
  ExecStopPost: otherCommand,
  RootDirectory: fc.constantFrom('', 'rel', '/x/..', '-/nope'),
  RootImage: fc.constantFrom('', 'rel', '/x/..'),
  RootVerity: fc.constantFrom('', 'rel', '/x/..', '-/nope'),
  PAMName: fc.constantFrom('', '', 'login', '%z'),
  AppArmorProfile: fc.constantFrom('', '-x', '%z', '-%z'),
  SELinuxContext: fc.constantFrom('', '-x', '%z', '-%z'),
  SmackProcessLabel: fc.constantFrom('', '-x', '%z', '-%z'),
  SupplementaryGroups: fc.constantFrom('"root', "'root'", 'a\\\\b', '', 'root', 'x/y', '0 root', '%z', 'missing'),
  PIDFile: fc.constantFrom('', 'x.pid', '/run/x.pid', '/x/../y', '%z'),
  BusName: fc.constantFrom('', 'a.%p', 'x', '%z'),
  LimitNOFILE: fc.constantFrom('', 'infinity', 'x', '5:3', '10'),
  DynamicUser: fc.constantFrom('', 'no', 'x'),
  RemainAfterExit: fc.constantFrom('', 'yes', 'no', 'x'),
};
const unitSettings: Readonly<Record<string, fc.Arbitrary<string>>> = {
  BindsTo: units,
  Requires: units,
  PartOf: units,
  Description: tokens,
  SuccessAction: fc.constantFrom('', 'none', 'x'),
};

const spellings = fc.oneof(
  { weight: 30, arbitrary: fc.constant((key: string) => key) },
  fc.constantFrom(
    (key: string) => key.toLowerCase(),
    (key: string) => ` ${key} `,
    (key: string) => `X-${key}`,
    (key: string) => `"${key}"`,
  ),
);

function lineOf(known: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(known)), spellings, blanks, blanks, newline)
    .chain(([key, spell, before, after, end]) =>
      (known[key] ?? fc.constant('')).map((value) => `${spell(key)}${before}=${after}${value}${end}`),
    );
}

const noise = fc.constantFrom(
  '# x\n',
  '; x\n',
  '\n',
  'nonsense\n',
  '=x\n',
  ' # x\n',
  'A\\\n',
  '[X-Y]\nExecStart=/x\n[Service]\n',
);
const execLine = fc.tuple(command, newline).map(([text, end]) => `ExecStart=${text}${end}`);
const someLines = fc.array(fc.oneof({ weight: 10, arbitrary: lineOf(settings) }, noise), { maxLength: 4 });
const header = (name: string) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(`[${name}]\n`) },
    fc.constantFrom(` [${name}] \n`, `[${name}]\r\n`, `[${name}\n`, `[${name}]x\n`, `[ ${name}]\n`),
  );

/** A unit file. */
export const unitText = fc
  .tuple(
    fc.constantFrom('', '', '', '\ufeff', '# x\n', 'A=1\n'),
    header('Unit'),
    fc.array(lineOf(unitSettings), { maxLength: 2 }),
    header('Service'),
    someLines,
    fc.oneof(
      { weight: 10, arbitrary: execLine },
      fc.tuple(execLine, execLine).map((both) => both.join('ExecStart=\n')),
      fc.constant(''),
    ),
    someLines,
  )
  .map(([start, unit, needs, service, before, exec, after]) =>
    [start, unit, ...needs, service, 'StandardOutput=null\n', ...before, exec, ...after].join(''),
  );
/** A drop-in of a unit. */
export const dropIn = fc
  .tuple(
    header('Service'),
    someLines,
    fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      execLine.map((line) => `ExecStart=\n${line}`),
      execLine,
    ),
  )
  .map((parts) => parts.flat().join(''));

/** A file of `EnvironmentFile=`; units call it `/etc/env1` or the like. */
export const environmentText = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.tuple(assigned, newline).map((parts) => parts.join('')) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('A', 'B'), tokens, newline)
          .map(([name, text, end]) => `${name}=${text}${end}`),
      },
      fc.constantFrom(
        '# x\n',
        '; A=2\n',
        '\n',
        'export A=3\n',
        'A = 4\n',
        ' B=5\n',
        'A\n',
        '\\\n',
        'C="x\ny"\n',
        "C='x\\\ny'\n",
      ),
    ),
    { maxLength: 5 },
  )
  .map((lines) => lines.join(''));

const managerLine = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        blanks,
        environment.filter((text) => !/%[huU]/.test(text)),
        newline,
      )
      .map(([before, value, end]) => `DefaultEnvironment${before}=${value}${end}`),
  },
  fc.constantFrom(
    'DefaultEnvironment=\n',
    'ManagerEnvironment=A=manager\n',
    'ManagerEnvironment=PATH=/m "B=%%"\n',
    'ManagerEnvironment=\n',
    '[Service]\nDefaultEnvironment=B=2\n[Manager]\n',
    'defaultenvironment=B=3\n',
  ),
);
/** A `system.conf`. Later releases than the installed one know `%h`, `%u` and `%U` there. */
export const managerText = fc
  .tuple(header('Manager'), fc.array(managerLine, { maxLength: 3 }))
  .map(([first, lines]) => [first, ...lines].join(''));
