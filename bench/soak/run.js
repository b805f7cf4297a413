import { faultsOf } from './faults.js';
import { soak } from './soak.js';

/** `npm run soak [SECONDS] [SEED]`: prints the figures, and what is wrong with them. */
const seconds = Number(process.argv[2] ?? 3600);
const seed = Number(process.argv[3] ?? 20_261);
process.env.NODE_ENV = 'production';
// Without a limit, V8 collects garbage late while memory is free, which looks like growth. With it, a leak ends the service.
process.env.NODE_OPTIONS = '--max-old-space-size=96';
const figures = await soak(seconds, seed);
const faults = faultsOf(figures);
console.log(JSON.stringify({ seed, ...figures, faults }, null, 2));
process.exit(faults.length === 0 ? 0 : 1);
