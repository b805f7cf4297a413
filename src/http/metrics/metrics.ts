import type { Inventory } from '../../model/inventory/inventory.ts';
import { type MetricsFormat, renderFamilies } from '../../render/exposition.ts';
import { type Build, renderBuildMetrics, renderInventoryMetrics } from '../../render/metrics.ts';
import { noQuery } from '../answer/query.ts';
import { reply } from '../answer/reply.ts';
import { type Route, route } from '../answer/route.ts';
import { chooseMetricsFormat, metricsMediaTypes } from './format.ts';
import { LiveMetrics, type LiveSources } from './live-metrics.ts';
import { processFamilies } from './process-metrics.ts';

/** The metrics: what an inventory says is rendered once per revision, the few series that move with each scrape. */
export class Metrics {
  readonly #sources: LiveSources;
  readonly #live: LiveMetrics;
  readonly #build: string;
  #rendered: { readonly inventory: Inventory; readonly text: string } | undefined;

  constructor(sources: LiveSources, build: Build) {
    this.#sources = sources;
    this.#live = new LiveMetrics(sources);
    this.#build = renderBuildMetrics(build);
  }

  /** Counts a look that ended. */
  observed(seconds: number): void {
    this.#live.observed(seconds);
  }

  /** `GET /metrics`; before the first look, without what an inventory says. */
  route(): Route {
    return route({
      path: '/metrics',
      operationId: 'metrics',
      summary: 'Metrics for Prometheus',
      description: 'With an `Accept` that asks for it, OpenMetrics 1.0.0.',
      ...noQuery,
      ok: { mediaType: metricsMediaTypes.text, example: this.#build },
      conditional: false,
      others: { 400: { mediaType: 'application/problem+json', schema: 'Problem' } },
      handle: (_query, request, response) => {
        const format = chooseMetricsFormat(request.headers.accept);
        const headers = { 'Content-Type': metricsMediaTypes[format], 'Cache-Control': 'no-store', Vary: 'Accept' };
        reply(response, 200, headers, this.page(format));
      },
    });
  }

  /** The whole page, as it is now. */
  page(format: MetricsFormat): string {
    const moving = renderFamilies([...this.#live.families(), ...processFamilies()], format);
    return this.#inventoryText() + moving + (format === 'openmetrics' ? '# EOF\n' : '');
  }

  /** The page for the textfile collector, without the figures of this process. */
  textfile(): string {
    return this.#inventoryText() + renderFamilies(this.#live.families(), 'text');
  }

  /** Counts no more changes. */
  end(): void {
    this.#live.end();
  }

  #inventoryText(): string {
    const inventory = this.#sources.reader.current();
    if (inventory === undefined) return this.#build;
    if (this.#rendered?.inventory !== inventory) {
      this.#rendered = { inventory, text: this.#build + renderInventoryMetrics(inventory) };
    }
    return this.#rendered.text;
  }
}
