import type { Change } from '../../model/inventory/change.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import type { Family } from '../../render/exposition.ts';
import type { Statistics } from '../api/context.ts';
import { DurationHistogram } from './duration-histogram.ts';

/** Where the figures that move between two revisions come from. */
export interface LiveSources {
  readonly reader: InventoryReader;
  readonly statistics?: (() => Statistics) | undefined;
  /** Clients of the event stream now. */
  readonly eventClients: () => number;
}

/** The series that move between two revisions: how observing goes, what changed since start, how many clients listen. */
export class LiveMetrics {
  readonly #sources: LiveSources;
  readonly #durations = new DurationHistogram(
    'shimdex_observation_duration_seconds',
    'Time it took to inspect the host.',
  );
  readonly #changes: Record<Change['action'], number> = { create: 0, update: 0, destroy: 0 };
  readonly #unsubscribe: () => void;

  constructor(sources: LiveSources) {
    this.#sources = sources;
    this.#unsubscribe = sources.reader.subscribe(({ revision, changes }) => {
      // What the first look finds did not change.
      if (revision === 1) return;
      for (const { action } of changes) this.#changes[action] += 1;
    });
  }

  /** Counts a look that ended. */
  observed(seconds: number): void {
    this.#durations.observe(seconds);
  }

  /** The series as they are now. */
  families(): readonly Family[] {
    const { statistics, eventClients } = this.#sources;
    const { lastObservationTimestamp, watchErrors, unwatched } = statistics?.() ?? {};
    return [
      {
        name: 'shimdex_inventory_changes_total',
        type: 'counter',
        help: 'Entries of the inventory that were added, changed or removed since the first look.',
        samples: Object.entries(this.#changes).map(([action, value]) => ({ labels: { action }, value })),
      },
      this.#durations.family(),
      single(
        'shimdex_last_observation_timestamp_seconds',
        'gauge',
        'When the host was last inspected successfully, in seconds since 1970.',
        lastObservationTimestamp,
      ),
      single('shimdex_watch_errors_total', 'counter', 'Failures of the file watcher.', watchErrors),
      single(
        'shimdex_unwatched_directories',
        'gauge',
        'Directories for which the kernel reports no changes; the verification finds changes there.',
        unwatched,
      ),
      single('shimdex_sse_clients', 'gauge', 'Clients of the event stream.', eventClients()),
    ];
  }

  /** Counts no more changes. */
  end(): void {
    this.#unsubscribe();
  }
}

function single(name: string, type: Family['type'], help: string, value: number | undefined): Family {
  return { name, type, help, samples: value === undefined ? [] : [{ value }] };
}
