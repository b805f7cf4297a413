import type { Setting, SystemdService } from '../../../src/model/host/systemd.ts';
import type { Answer } from './cases.ts';

/** Units that every service of the system manager needs. */
const IMPLIED = /^"?(?:sysinit\.target|dbus\.socket|system.*\.slice"?|-\.mount)$/;

/** What shimdex reads, in the words of `expectedShow`. */
export function shownService(service: SystemdService) {
  const isLoaded = service.state === 'loaded' || service.state === 'bad-setting';
  return {
    state: service.state,
    id: service.id,
    fragment: service.fragment ?? '',
    dropIns: service.dropIns,
    ...(isLoaded ? settingsOf(service) : {}),
  };
}

/** What `systemctl show` prints. */
export function expectedShow(show: Answer['show']) {
  const isLoaded = show['LoadState'] === 'loaded' || show['LoadState'] === 'bad-setting';
  return {
    state: show['LoadState'],
    id: show['Id'],
    // Debian 12's systemd writes /lib, which is a link to /usr/lib.
    fragment: show['FragmentPath']?.replace(/^\/lib\//, '/usr/lib/'),
    // Some releases name the ones of a masked unit, which have no effect.
    dropIns: show['LoadState'] === 'masked' ? [] : words(show['DropInPaths']),
    ...(isLoaded ? expectedSettings(show) : {}),
  };
}

/** The process that shimdex says a service begins with, in the words of `expectedProcess`. */
export function foretoldProcess({ commands, environment }: SystemdService) {
  const [first] = commands;
  return {
    argv: [first?.path.split('/').at(-1), ...(first?.argv.slice(1) ?? [])],
    environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
  };
}

/** The process that systemd started. */
export function expectedProcess({ argv, environment }: NonNullable<Answer['process']>) {
  return { argv: [argv[0]?.split('/').at(-1), ...argv.slice(1)], environment };
}

function settingsOf(service: SystemdService) {
  return {
    killMode: service.killMode.value,
    restart: service.restart.value,
    isDelegated: service.delegate.value !== 'no',
    bindsTo: values(service.bindsTo),
    requires: values(service.requires),
    partOf: values(service.partOf),
    workingDirectory: service.workingDirectory?.value ?? '',
    user: service.user?.value ?? '',
    group: service.group?.value ?? '',
  };
}

function expectedSettings(show: Answer['show']) {
  return {
    killMode: show['KillMode'],
    restart: show['Restart'],
    isDelegated: show['Delegate'] === 'yes',
    bindsTo: words(show['BindsTo']).sort(),
    requires: words(show['Requires'])
      .filter((name) => !IMPLIED.test(name))
      .sort(),
    partOf: words(show['PartOf']).sort(),
    workingDirectory: (show['WorkingDirectory'] ?? '').replace(/^!/, ''),
    user: show['User'],
    group: show['Group'],
  };
}

function values(settings: readonly Setting<string>[]): string[] {
  return settings.map(({ value }) => value).sort();
}

function words(text = ''): string[] {
  return text.split(' ').filter((word) => word !== '');
}
