import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { compileFloor } from './compile.js';

/** Starts the C inotify reader on `directory`; `listener(name, time)` hears of each file with a shim's prefix. */
export async function startInotifyReader(scratch, directory, listener) {
  const child = spawn(compileFloor('inotify-reader', scratch), [directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The inotify reader ended')));
    createInterface(child.stdout).on('line', (line) => {
      if (line === 'ready') return resolve();
      const blank = line.indexOf(' ');
      listener(line.slice(blank + 1), BigInt(line.slice(0, blank)));
    });
  });
  return { pid: child.pid, stop: () => child.kill('SIGKILL') };
}
