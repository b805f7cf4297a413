/** One series of an answer, at one moment. */
export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The result of a query: an answer, or the reason why there is none. `unreachable`: no server answers there. `late`: the
 * deadline passed. `refused`: Prometheus would not answer. `garbage`: the server that answered is not Prometheus.
 */
export type PrometheusAnswer =
  | { readonly ok: true; readonly series: readonly PrometheusSeries[]; readonly warnings: readonly string[] }
  | {
      readonly ok: false;
      readonly kind: 'unreachable' | 'late' | 'refused' | 'garbage';
      /** A predicate: what Prometheus did, such as `did not answer completely within 5 s`. */
      readonly message: string;
    };

/** A Prometheus that is asked instant queries. */
export interface PrometheusView {
  /** Asks one question, about `time` (RFC 3339 or seconds since 1970) or about now; never rejects. */
  query(query: string, time?: string): Promise<PrometheusAnswer>;
}
