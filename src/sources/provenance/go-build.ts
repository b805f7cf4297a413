import { defined } from '../../model/defined.ts';
import type { BuildFacts } from '../../model/host/program.ts';
import type { GoBuildInfo } from '../executables/go-build-info.ts';

/** Modules of containerd's source; the version of each decides what a shim answers. */
const CONTAINERD = /^github\.com\/containerd\/containerd(?:\/v\d+|\/api)?$/;
/** A linker flag that sets a variable: `-X main.version=1.2`, with or without quotes. */
const FLAG = /-X[ =]+["']?([^\s"'=]+)=([^\s"']+)/g;
/** Variables that hold the program's own version, best first. */
const VARIABLES = [/\/version\.Version$/, /^main\.(?:version|Version|gitVersion)$/, /(?:\.|\/)(?:VERSION|Version)$/];

/** What Go's build information says about a program, with the versions of containerd in it. */
export function goBuild({ go, mainPackage, module, dependencies, settings }: GoBuildInfo): BuildFacts {
  const version = module?.version === '(devel)' || module?.version === '' ? undefined : module?.version;
  const own = module === undefined || !CONTAINERD.test(module.path) ? [] : [module];
  const containerd = [...own, ...dependencies].filter((each) => CONTAINERD.test(each.path));
  return defined({
    language: 'go',
    module: module?.path ?? mainPackage,
    version,
    revision: settings.get('vcs.revision'),
    goVersion: go,
    containerd:
      containerd.length === 0 ? undefined : Object.fromEntries(containerd.map((each) => [each.path, each.version])),
    linked: linkedVersion(settings.get('-ldflags') ?? ''),
  });
}

/** The version that linker flags set; undefined where they set none. */
export function linkedVersion(flags: string): string | undefined {
  const set = [...flags.matchAll(FLAG)].map(([, name = '', value = '']) => ({ name, value }));
  for (const variable of VARIABLES) {
    const found = set.find(({ name, value }) => variable.test(name) && /\d+\.\d+/.test(value));
    if (found !== undefined) return found.value;
  }
  return undefined;
}
