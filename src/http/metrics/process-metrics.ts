import { readdirSync, statSync } from 'node:fs';
import type { Family } from '../../render/exposition.ts';

/**
 * The series that every Prometheus client has of its own process, under their usual names.
 *
 * prom-client's set measures the delay of the event loop with a timer that wakes an idle process 100 times a second.
 */
export function processFamilies(): readonly Family[] {
  const { user, system } = process.cpuUsage();
  return [
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'CPU time of this process.',
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge('process_resident_memory_bytes', 'Memory of this process.', process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'Start time of this process, in seconds since 1970.', startTime),
    gauge('process_open_fds', 'Open files of this process.', openFiles()),
  ];
}

const startTime = Math.round(Date.now() - 1000 * process.uptime()) / 1000;

/** Since Linux 6.2 the size of the directory is the number of its entries (fs/proc/fd.c); before, it is 0. */
function openFiles(): number {
  return statSync('/proc/self/fd').size || readdirSync('/proc/self/fd').length;
}

function gauge(name: string, help: string, value: number): Family {
  return { name, type: 'gauge', help, samples: [{ value }] };
}
