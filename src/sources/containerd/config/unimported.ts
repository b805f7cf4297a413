import { posix } from 'node:path';
import { type ConfigQuestion, readContainerdConfig } from '../../../core/containerd/config/read-config.ts';
import type { UnimportedFile } from '../../../model/host/containerd-facts.ts';
import type { RecordedFiles } from './recorded-files.ts';

/** The directory next to containerd's configuration in which tools put their additions, such as NVIDIA's toolkit. */
const additions = 'conf.d';
/** More files than tools write on one host; each may take as long as the configuration itself. */
const mostFiles = 8;

/** Files in the directory for additions that are not among the ones that containerd has `read`, and their handlers. */
export function unimportedFiles(
  main: string,
  question: ConfigQuestion,
  read: ReadonlySet<string>,
  files: RecordedFiles,
): UnimportedFile[] {
  const directory = posix.join(posix.dirname(main), additions);
  const found = files
    .list(directory)
    .filter((name) => name.endsWith('.toml'))
    .map((name) => posix.join(directory, name));
  return found
    .filter((file) => !read.has(file))
    .slice(0, mostFiles)
    .flatMap((file): UnimportedFile[] => {
      const { settings } = readContainerdConfig({ ...question, givenFile: file }, files);
      const handlers = settings?.writtenHandlers.flatMap(({ name, isRead }) => (isRead ? [name] : [])) ?? [];
      return handlers.length === 0 ? [] : [{ file, handlers }];
    });
}
