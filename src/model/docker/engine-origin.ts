import * as z from 'zod';

/** What an Engine says of itself in `GET /info` and `GET /version`; each may be missing. */
export interface EngineIdentity {
  readonly id?: string;
  readonly name?: string;
  readonly operatingSystem?: string;
  readonly dockerRootDir?: string;
  readonly securityOptions?: readonly string[];
  /** Names of the components in `GET /version`: Podman calls itself "Podman Engine". */
  readonly components?: readonly string[];
}

/** An Engine that is not a process of the observed host: what it is, and where its configuration is. */
export const ForeignEngine = z.object({
  product: z.enum([
    'docker-desktop',
    'snap',
    'podman',
    'rancher-desktop',
    'colima',
    'lima',
    'orbstack',
    'rootless',
    'unknown',
  ]),
  title: z.string().describe('What it is, in words'),
  configFile: z.string().optional().describe('The file that configures its runtimes, where that is known'),
  how: z.string().describe('Where its configuration is and how it is applied, as a clause'),
});
export type ForeignEngine = Readonly<z.infer<typeof ForeignEngine>>;
