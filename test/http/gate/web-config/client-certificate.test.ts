import { expect, it } from 'vitest';
import { alternativeNames } from '../../../../src/http/gate/web-config/client-certificate.ts';

it('alternativeNames() spells names as Go does', () => {
  const subjectAltName =
    'DNS:a.example, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, email:x@y.example, URI:spiffe://a/b, DirName:CN = z';

  expect(alternativeNames({ subjectAltName })).toEqual([
    'a.example',
    '192.0.2.1',
    '2001:db8::1',
    'x@y.example',
    'spiffe://a/b',
  ]);
});

it('alternativeNames() lets no name pretend to be two', () => {
  const subjectAltName = 'URI:"http://evil.example/, DNS:good.example", DNS:"a\\u0000b"';

  expect(alternativeNames({ subjectAltName })).toEqual(['http://evil.example/, DNS:good.example', 'a\0b']);
});

it('alternativeNames() of a certificate without any are none', () => {
  expect(alternativeNames({ subjectAltName: undefined })).toEqual([]);
});
