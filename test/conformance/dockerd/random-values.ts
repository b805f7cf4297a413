import fc from 'fast-check';

const addresses = fc.array(
  fc.constantFrom(
    ...['', '10.0.0.1', '1.2.3', ' 10.0.0.1', '::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '1:2', 'x', 5, null],
  ),
  { maxLength: 3 },
);

/** Subnets of IPv6, and what is none. */
export const subnets = fc.constantFrom(
  ...['', 'x', '2001:db8::/64', '2001:DB8::1/129', 'fe80::/64', 'fe80::/32', 'fe00::/7', 'ff02::/16'],
  ...['10.0.0.0/8', '::ffff:10.0.0.0/96', 'fe80:0::1/10', '2001:db8::/064', '::/0', '1:2/3', 'fe80::%eth0/64'],
);

/** Sizes that one of the libraries, or both of them, read in a way of their own. */
export const sizes = [
  '641e5m',
  '5ki',
  '5i',
  '.5',
  '0x1p4',
  '1_0k',
  'inf ',
  '9e18k',
  '5m ',
  '5 ',
  '+5',
  '5İ',
  '5\u212a',
];

const truth = fc.constantFrom<unknown>(true, false, 'true', 1, null);
const text = fc.constantFrom<unknown>('', 'x', '10GB', 5, true, null, ['x']);
const number = fc.constantFrom<unknown>(0, -1, 10, 1.5, 1e3, '24', null, true);

const filter = fc.oneof(
  fc.array(fc.constantFrom<unknown>('a=b', 'unused-for=1h', 5, null), { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom<unknown>({ c: true }, { c: 1 }, 5, ['c'], null), {
    maxKeys: 2,
  }),
  fc.constantFrom<unknown>(5, 'x', null),
);
const rule = record({ all: truth, Filter: filter, keepStorage: text, ReservedSpace: text, nope: number });
const gc = record({
  enabled: truth,
  Policy: fc.oneof(fc.array(fc.oneof(rule, number), { maxLength: 2 }), number),
  DEFAULTKEEPSTORAGE: text,
  defaultReservedSpace: text,
});
const history = record({
  maxAge: fc.constantFrom<unknown>('', '5h', '30', 'x', '"', '"5h"', '"5', '9223372036854775807', 5, null),
  MaxEntries: number,
});
const entitlements = record({ 'network-host': truth, 'security-insecure': truth });
const limit = record({ Name: text, Soft: number, hard: number });
const pool = record({
  base: fc.constantFrom<unknown>('', '10.0.0.0/8', '10.0.0.0', 'x', '10.0.0.0/33', '::/0', 5, null),
  size: number,
});

/** Values of options whose types are more than a text, a number, a truth value, or a list or a map of them. */
export const types = {
  dns: addresses,
  addresses,
  limits: fc.dictionary(fc.constantFrom('nofile', 'a.b', '5'), fc.oneof(limit, number), { maxKeys: 2 }),
  pools: fc.array(fc.oneof({ weight: 4, arbitrary: pool }, { weight: 1, arbitrary: number }), { maxLength: 2 }),
  'network-opts': fc.dictionary(
    fc.constantFrom('bridge', 'a/b'),
    fc.oneof(fc.dictionary(fc.constantFrom('x', 'y~'), text, { maxKeys: 2 }), number),
    { maxKeys: 2 },
  ),
  builder: record({
    gc: fc.oneof(gc, number),
    Entitlements: fc.oneof(entitlements, number),
    history: fc.oneof(history, number),
  }),
  proxies: record({ 'http-proxy': text, 'no-proxy': text }),
};

/** An object with some of these members. */
function record(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc.record(members, { requiredKeys: [] });
}
