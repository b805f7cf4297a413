import { readdirSync } from 'node:fs';
import { cpuMs, residentMib } from '../server.js';
import { median } from '../statistics.js';

/** What is measured of the service while it is under strain. */
export class Measurements {
  #pid;
  #statuses = {};
  #sums = {};
  #latencies = [];
  #memory = [];
  #cpu;
  #began = performance.now();
  firstDescriptors;

  constructor(pid) {
    this.#pid = pid;
    this.#cpu = cpuMs(pid);
    this.firstDescriptors = this.descriptors();
  }

  /** Open files of the service. */
  descriptors() {
    return readdirSync(`/proc/${this.#pid}/fd`).length;
  }

  count(kind, statuses, times = 1) {
    this.#statuses[kind] ??= {};
    for (const status of statuses) this.#statuses[kind][status] = (this.#statuses[kind][status] ?? 0) + times;
  }

  add(kind, count) {
    this.#sums[kind] = (this.#sums[kind] ?? 0) + count;
  }

  took(ms) {
    this.#latencies.push(ms);
  }

  sample() {
    this.#memory.push(residentMib(this.#pid));
  }

  figures() {
    const quarter = Math.ceil(this.#memory.length / 4);
    const round = (number) => Math.round(number * 10) / 10;
    return {
      ...this.#sums,
      statuses: this.#statuses,
      memoryMib: {
        most: round(Math.max(...this.#memory)),
        secondQuarter: round(median(this.#memory.slice(quarter, 2 * quarter))),
        lastQuarter: round(median(this.#memory.slice(-quarter))),
        perMinute: Array.from({ length: Math.floor(this.#memory.length / 60) }, (_, minute) =>
          round(median(this.#memory.slice(60 * minute, 60 * minute + 60))),
        ),
      },
      cpuShare: round((cpuMs(this.#pid) - this.#cpu) / (performance.now() - this.#began)),
      rightUserMs: { median: round(median(this.#latencies)), most: round(Math.max(...this.#latencies)) },
      descriptors: { before: this.firstDescriptors, after: this.descriptors() },
    };
  }
}
