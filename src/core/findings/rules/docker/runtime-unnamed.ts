import type { Rule } from '../../context.ts';

/**
 * dockerd takes a runtime whose name is empty and lists it, but to the Docker API the empty name means the default runtime.
 */
export const runtimeUnnamed: Rule = {
  check({ observation: { docker } }) {
    const configured = (docker.onDisk ?? docker.runtimes).runtimes;
    const unnamed = configured.find(({ name, origin }) => name === '' && origin === 'configured');
    if (unnamed === undefined) return [];
    const { file, line } = unnamed.definedIn ?? { file: docker.configFile, line: 0 };
    return [
      {
        severity: 'low',
        subject: line === 0 ? file : `${file}:${line}`,
        message: 'A runtime has the empty name "", which no client can ask for, because it means the default runtime',
        advice: 'Give the runtime a name, or remove its entry, and reload dockerd',
      },
    ];
  },
};
