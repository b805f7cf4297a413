import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';

/** A process that has containerd's executable, working directory, environment and user, and does nothing. */
export interface StandIn {
  readonly pid: number;
  stop(): Promise<void>;
}

/** How the stand-in is started; `launch` is the link it is started through. */
export interface StandInOptions {
  readonly executable: string;
  readonly launch?: string;
  readonly cwd: string;
  readonly cwdDeleted: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
}

/** Starts a copy of sleep(1) as containerd. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { executable, launch, cwd, env, uid } = options;
  rmSync(executable, { force: true });
  copyFileSync('/bin/sleep', executable);
  const child = spawn(launch ?? executable, ['3600'], { cwd, env, uid, gid: uid, stdio: 'ignore' });
  await once(child, 'spawn');
  if (options.cwdDeleted) rmSync(cwd, { recursive: true });
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
