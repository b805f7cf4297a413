import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';

/** How containerd would end with the files as they are; undefined when it would start, or when they were not read. */
export function refusalOf(config: ConfigFacts | undefined) {
  const outcome = config?.fault?.outcome;
  return outcome === undefined || outcome.kind === 'unread' ? undefined : outcome;
}
