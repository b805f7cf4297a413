import { posix } from 'node:path';
import { type ConfigQuestion, readContainerdConfig } from '../../../core/containerd/config/read-config.ts';
import type { UnimportedFile } from '../../../model/host/containerd-facts.ts';
import type { RecordedFiles } from './recorded-files.ts';

/** The directory next to containerd's configuration in which tools put their additions, such as NVIDIA's toolkit. */
const additions = 'conf.d';
/** More files than a tool writes. */
const mostFiles = 32;

/** Files in the directory for additions that containerd does not read, because nothing imports them, and their handlers. */
export function unimportedFiles(main: string, question: ConfigQuestion, files: RecordedFiles): UnimportedFile[] {
  const read = new Set(files.opened);
  const directory = posix.join(posix.dirname(main), additions);
  const found = files
    .list(directory)
    .filter((name) => name.endsWith('.toml'))
    .map((name) => posix.join(directory, name));
  return found
    .filter((file) => !read.has(file))
    .slice(0, mostFiles)
    .flatMap((file): UnimportedFile[] => {
      const { settings } = readContainerdConfig({ ...question, parameters: ['--config', file] }, files);
      const handlers = settings?.writtenHandlers.flatMap(({ name, isRead }) => (isRead ? [name] : [])) ?? [];
      return handlers.length === 0 ? [] : [{ file, handlers }];
    });
}
