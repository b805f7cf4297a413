/** The moment the fleet is asked about, in seconds since 1970: blocks end a little behind it. */
export const askedAt = Date.UTC(2026, 0, 15, 11, 59, 0) / 1000;

/** As often as `deploy/prometheus/prometheus.yml` has it. */
const scrapeSeconds = 30;
/** What is looked back at: six hours of who was there, and a chunk of the rest. */
const longSeconds = 6 * 3600;
const shortSeconds = 1800;

const stock = ['runc', 'io.containerd.runc.v2'];
const others = [
  'io.containerd.kata.v2',
  'io.containerd.runsc.v1',
  'io.containerd.wasmtime.v1',
  'io.containerd.spin.v2',
  'crun',
];

/** The lines of an OpenMetrics page with all samples of `count` hosts, five runtimes each, a family at a time. */
export function* openMetricsOf(count) {
  const hosts = Array.from({ length: count }, (_, index) => hostOf(index));
  yield* family('up', hosts, longSeconds, (host) => (host.fate === 'gone' ? [] : [['', host.fate === 'down' ? 0 : 1]]));
  yield* family('shimdex_build_info', hosts, longSeconds, () => [
    ['version="0.1.0",revision="0123456789ab",nodeversion="20.20.0"', 1],
  ]);
  yield* family('shimdex_last_observation_timestamp_seconds', hosts, shortSeconds, (host) => [
    ['', (time) => (host.fate === 'stuck' ? askedAt - 3600 : time - 7)],
  ]);
  yield* family('shimdex_host_info', hosts, shortSeconds, ({ index }) => [
    [
      `nodename="node-${index}",target="default",containerd_version="${index % 7 ? '1.7.24' : '2.0.2'}",docker_version="${index % 3 ? '28.2.2' : '27.5.1'}",path_source="process"`,
      1,
    ],
  ]);
  yield* family('shimdex_default_runtime_available', hosts, shortSeconds, ({ index }) => [['', index % 211 ? 1 : 0]]);
  yield* family('shimdex_default_runtime_info', hosts, shortSeconds, () => [['runtime="runc"', 1]]);
  yield* family('shimdex_runtime_info', hosts, shortSeconds, ({ runtimes }) =>
    runtimes.map(({ name, binary, path }) => [
      `runtime="${name}",origin="${stock.includes(name) ? 'stock' : 'implicit'}",binary="${binary}",path="${path}"`,
      1,
    ]),
  );
  yield* family('shimdex_runtime_available', hosts, shortSeconds, ({ runtimes }) =>
    runtimes.map(({ name, available }) => [`runtime="${name}"`, available]),
  );
  const failing = ({ runtimes }) => runtimes.filter(({ available }) => !available);
  yield* family('shimdex_runtime_unavailable_reason', hosts, shortSeconds, (host) =>
    failing(host).map(({ name }) => [`runtime="${name}",reason="exec-format-error"`, 1]),
  );
  yield* family('shimdex_runtime_findings', hosts, shortSeconds, (host) =>
    failing(host).map(({ name }) => [`runtime="${name}",severity="medium",code="shim-cannot-start"`, 1]),
  );
  yield* family('shimdex_shim_info', hosts, shortSeconds, ({ shims }) =>
    shims.map(({ binary, path }) => [`binary="${binary}",path="${path}"`, 1]),
  );
  yield* family('shimdex_findings', hosts, shortSeconds, ({ index }) => [
    ...(index % 20 ? [] : [['severity="high",code="default-runtime-unavailable"', 1]]),
    ...(index % 4 ? [] : [['severity="medium",code="shim-cannot-start"', 2]]),
    ...(index % 10 ? [] : [['severity="low",code="shim-shadowed"', 1]]),
  ]);
  yield* family('shimdex_shadowed_shims', hosts, shortSeconds, ({ index, shims }) =>
    index % 10 ? [] : [[`binary="${shims[0].binary}"`, 1]],
  );
  yield* family('shimdex_unusable_shims', hosts, shortSeconds, ({ index }) =>
    index % 12 ? [] : [['reason="dot-in-name"', 1]],
  );
  yield* family('shimdex_inventory_changes_total', hosts, shortSeconds, ({ index }) =>
    ['create', 'update', 'destroy'].map((action) => [
      `action="${action}"`,
      (time) => (index % 40 || time < askedAt - 600 ? 4 : 7),
    ]),
  );
  yield '# EOF\n';
}

/** All samples of a family; each series of a host stays the same for as long as the host says something. */
function* family(metric, hosts, seconds, seriesOf) {
  yield `# TYPE ${metric.replace(/_total$/, '')} ${metric.endsWith('_total') ? 'counter' : 'gauge'}\n`;
  for (const host of hosts) {
    const until = metric === 'up' ? askedAt : host.until;
    const from = Math.min(askedAt - seconds, until - 600);
    for (const [labels, value] of seriesOf(host)) {
      const series = `${metric}{job="shimdex",instance="${host.instance}",cluster="${host.cluster}"${labels && `,${labels}`}}`;
      let text = '';
      for (let time = from; time <= until; time += scrapeSeconds) {
        text += `${series} ${typeof value === 'function' ? value(time) : value} ${time}\n`;
      }
      yield text;
    }
  }
}

function hostOf(index) {
  const fate = index % 100 === 7 ? 'down' : index % 200 === 11 ? 'gone' : index % 250 === 13 ? 'stuck' : 'there';
  const silentSince = { down: 1800, gone: 5400, stuck: 0, there: 0 }[fate];
  const names = [...stock, ...others.filter((_, place) => (index + place) % others.length < 3)];
  const runtimes = names.map((name, place) => runtimeOf(name, (index * 7 + place) % 23 !== 0));
  const shims = [...new Map(runtimes.filter(({ path }) => path).map((it) => [it.binary, shimOf(it, index)])).values()];
  return {
    index,
    fate,
    instance: `host-${String(index).padStart(5, '0')}.example:7446`,
    cluster: `cluster-${Math.floor(index / 1000)}`,
    until: askedAt - silentSince,
    runtimes,
    shims,
  };
}

function runtimeOf(name, available) {
  const [, family = 'runc', version = 'v2'] = /^io\.containerd\.(\w+)\.(v\d)$/.exec(name) ?? [];
  const binary = `containerd-shim-${family}-${version}`;
  return { name, binary, path: available ? `/usr/bin/${binary}` : '', available: Number(available) };
}

/** A few hosts have the shim somewhere else. */
function shimOf({ binary, path }, index) {
  return { binary, path: index % 9 === 0 ? `/opt/release-${index % 5}/bin/${binary}` : path };
}
