import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '..', 'docs', 'plots');
/** Size of a plot, and the room for its axes, in pixels. */
const [width, height, left, right, top, bottom] = [480, 260, 56, 16, 36, 44];

const titles = {
  shims: 'Time from rename to event, by shims in a directory',
  directories: 'Time from rename to event, by directories of the search path',
  runtimes: 'Time from rename to event, by configured runtimes',
  clients: 'Time from rename to the event at the last client, by clients',
};

/** Writes one SVG for each kind of point, `{plot, x, y}` with y in ms, in the rows of benchmarks. */
export function writePlots(rows) {
  mkdirSync(directory, { recursive: true });
  for (const [plot, title] of Object.entries(titles)) {
    const points = rows.flatMap(({ point }) => (point?.plot === plot ? [point] : []));
    if (points.length > 1) writeFileSync(join(directory, `${plot}.svg`), draw(title, plot, points));
  }
}

/** A line over a logarithmic axis; readable on a light and on a dark page. */
function draw(title, unit, points) {
  const [first, last] = [points[0].x, points.at(-1).x];
  const most = niceLimit(Math.max(...points.map(({ y }) => y)));
  const x = (value) => left + ((width - left - right) * Math.log(value / first)) / Math.log(last / first);
  const y = (value) => height - bottom - ((height - top - bottom) * value) / most;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * most);
  const line = points.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${title}: ${points.map((point) => `${point.x}: ${point.y.toFixed(1)} ms`).join(', ')}</title>`,
    '<style>text{font:12px system-ui,sans-serif;fill:#333}.grid{stroke:#8884}.line{fill:none;stroke:#2563eb;stroke-width:2}circle{fill:#2563eb}',
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.line{stroke:#7aa2ff}circle{fill:#7aa2ff}}</style>',
    `<text x="${left}" y="18" font-weight="600">${title}</text>`,
    ...ticks.map((tick) => `<path class="grid" d="M${left} ${y(tick)}H${width - right}"/>`),
    ...ticks.map((tick) => `<text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick} ms</text>`),
    `<polyline class="line" points="${line}"/>`,
    ...points.map((point) => `<circle cx="${x(point.x).toFixed(1)}" cy="${y(point.y).toFixed(1)}" r="4"/>`),
    ...points.map(
      (point) =>
        `<text x="${x(point.x).toFixed(1)}" y="${(y(point.y) - 10).toFixed(1)}" text-anchor="middle">${point.y.toFixed(1)}</text>`,
    ),
    ...points.map(
      (point) =>
        `<text x="${x(point.x).toFixed(1)}" y="${height - bottom + 18}" text-anchor="middle">${point.x}</text>`,
    ),
    `<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${unit}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** The next of 1, 2, 4, 8 times a power of ten above a value. */
function niceLimit(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 8, 10].find((factor) => factor * power >= value * 1.05) * power;
}
