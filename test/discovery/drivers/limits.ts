import { ScenarioHost } from '../scenario-host.ts';

/** A Discovery that may not have the watches it wants; run by unshared.test.ts. */
const host = new ScenarioHost({ verifySeconds: 0.5 });
await host.start();
const { watches, unwatched, watchErrors } = host.discovery.statistics;
const times: number[] = [];
for (const place of ['a', 'b', 'a', 'b']) {
  host.install(`${place}/containerd-shim-kata${times.length}-v2`);
  times.push(await host.converge(4000));
}
await host.stop();
console.log(JSON.stringify({ watches, unwatched, watchErrors, slowestMs: Math.max(...times) }));
