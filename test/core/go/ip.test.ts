import { expect, it } from 'vitest';
import { parsesIp } from '../../../src/core/go/ip.ts';

it.each([
  '0.0.0.0',
  '255.255.255.255',
  '10.0.0.1',
  '::',
  '::1',
  'fe80::1',
  '1:2:3:4:5:6:7:8',
  '1::8',
  '::ffff:10.0.0.1',
  '64:ff9b::1.2.3.4',
  '1:2:3:4:5:6:1.2.3.4',
])('parsesIp() reads %s', (text) => {
  expect(parsesIp(text)).toBe(true);
});

it.each([
  '',
  'x',
  '1',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.01',
  '10.0.0.1/8',
  ' 10.0.0.1',
  'fe80::1%eth0',
  '1:2',
  ':',
  ':::',
  '1::2::3',
  '12345::',
  '1:2:3:4:5:6:7::8:9',
  '1:2:3:4:5:6:7:8::',
  '::1.2.3',
  '::1.2.3.256',
  ':1',
  '1:',
])('parsesIp() does not read %j', (text) => {
  expect(parsesIp(text)).toBe(false);
});
