import type { Origin } from '../../model/host/systemd.ts';
import { isPlainPath } from './paths.ts';
import { type Apply, commandsIn, isOwner, NO, type Reader, YES } from './setting.ts';

const COMMANDS = ['ExecCondition', 'ExecStartPre', 'ExecStartPost', 'ExecReload', 'ExecStopPost'];

/** Settings of `[Service]` that shimdex does not describe; systemd refuses the unit if it does not take their value. */
export const CHECKED: Readonly<Record<string, Apply>> = {
  ...Object.fromEntries(COMMANDS.map((key) => [key, commandsIn])),
  DynamicUser: ({ service }, value, from) => {
    if (!YES.test(value) && !NO.test(value)) service.invalid = from;
  },
  SupplementaryGroups: checkGroups,
  RootDirectory: checkPath,
  RootImage: checkPath,
  RootVerity: checkPath,
  AppArmorProfile: checkLabel,
  SELinuxContext: checkLabel,
  SmackProcessLabel: checkLabel,
};

function checkGroups({ service, expand }: Reader, value: string, from: Origin): void {
  // Quotes are letters here.
  const names = value.split(/[ \t\r\n]+/).filter((name) => name !== '');
  const isValid = names.map(expand).every((name) => name !== undefined && isOwner(name));
  if (!isValid) service.invalid = from;
}

function checkPath({ service, expand }: Reader, value: string, from: Origin): void {
  const path = expand(value);
  if (value !== '' && (path === undefined || !isPlainPath(path))) service.invalid = from;
}

/** Only a specifier that systemd does not know is wrong, and it is ignored behind a dash. */
function checkLabel({ service, expand }: Reader, value: string, from: Origin): void {
  if (!value.startsWith('-') && expand(value) === undefined) service.invalid = from;
}
