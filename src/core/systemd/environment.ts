import type { ServiceVariable, Setting } from '../../model/host/systemd.ts';
import { compareCodePoints } from '../code-points.ts';
import type { FileVariable } from './environment-file.ts';
import type { ManagerVariables } from './manager-environment.ts';
import type { WrittenService } from './written-service.ts';

/** The variables of one file of `EnvironmentFile=`. */
export interface ReadEnvironmentFile {
  readonly file: string;
  readonly variables: readonly FileVariable[];
}

/**
 * Puts the environment of a service together. A later one wins: the manager's own, `PIDFile=`, `ExecSearchPath=`,
 * `PassEnvironment=`, `Environment=`, `EnvironmentFile=`; then `UnsetEnvironment=` removes.
 *
 * Source: systemd `src/core/execute.c`, `exec_child`.
 */
export function serviceEnvironment(
  service: WrittenService,
  manager: ManagerVariables,
  files: readonly ReadEnvironmentFile[],
): Map<string, Setting<string>> {
  const environment = new Map<string, Setting<string>>(manager.given.map(({ name, ...setting }) => [name, setting]));
  if (service.pidFile !== undefined) environment.set('PIDFILE', service.pidFile);
  const [first] = service.searchPath;
  if (first !== undefined) {
    const joined = service.searchPath.map(({ value }) => value).join(':');
    environment.set('PATH', first.from === undefined ? { value: joined } : { value: joined, from: first.from });
  }
  for (const { value: name } of service.passEnvironment) {
    const own = manager.own.get(name);
    if (own !== undefined) environment.set(name, own);
  }
  for (const [name, setting] of service.environment) environment.set(name, setting);
  for (const { file, variables } of files) {
    for (const { name, value, line } of variables) environment.set(name, { value, from: { file, line } });
  }
  for (const { value } of service.unsetEnvironment) unset(environment, value);
  return environment;
}

/** The variables as a list, sorted by name. */
export function sortedVariables(environment: ReadonlyMap<string, Setting<string>>): ServiceVariable[] {
  return [...environment]
    .map(([name, setting]) => ({ name, ...setting }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}

/** A name removes the variable, an assignment only when the value is equal. */
function unset(environment: Map<string, Setting<string>>, text: string): void {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  if (equals < 0 || environment.get(name)?.value === text.slice(equals + 1)) environment.delete(name);
}
