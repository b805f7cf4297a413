import { goQuote } from './quote.ts';

/** What is wrong with an address, and the part of the text at which Go noticed it. */
interface Fault {
  readonly why: string;
  readonly at?: string;
}

/** The error of Go's `netip.ParseAddr`; undefined when it reads the text. Source: Go `net/netip/netip.go`. */
export function addressFault(text: string): string | undefined {
  const fault = faultOf(text);
  if (fault === undefined) return undefined;
  const at = fault.at === undefined ? '' : ` (at ${goQuote(fault.at)})`;
  return `ParseAddr(${goQuote(text)}): ${fault.why}${at}`;
}

/** The error of Go's `netip.ParsePrefix`; undefined when it reads the text. */
export function prefixFault(text: string): string | undefined {
  const wrong = (why: string) => `netip.ParsePrefix(${goQuote(text)}): ${why}`;
  const slash = text.lastIndexOf('/');
  if (slash < 0) return wrong("no '/'");
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  const fault = addressFault(address);
  if (fault !== undefined) return wrong(fault);
  if (address.includes('%')) return wrong('IPv6 zones cannot be present in a prefix');
  if (!/^(?:\d|[1-9]\d{1,17})$/.test(bits)) return wrong(`bad bits after slash: ${goQuote(bits)}`);
  const isInRange = Number(bits) <= (address.includes(':') ? 128 : 32);
  return isInRange ? undefined : wrong('prefix length out of range');
}

/** The first of these characters decides what the text is meant to be. */
function faultOf(text: string): Fault | undefined {
  switch (/[.:%]/.exec(text)?.[0]) {
    case '.':
      return ipv4Fault(text);
    case ':':
      return ipv6Fault(text);
    case '%':
      return { why: 'missing IPv6 address' };
    default:
      return { why: 'unable to parse IP' };
  }
}

/** Reads character by character: the first one that cannot be right is named. */
function ipv4Fault(text: string): Fault | undefined {
  let dots = 0;
  let digits = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const isDot = character === '.';
    const fault = isDot ? dotFault(text, at, digits, dots) : digitFault(text, at, digits);
    if (fault !== undefined) return fault;
    digits = isDot ? '' : digits + character;
    dots += Number(isDot);
  }
  return dots < 3 ? { why: 'IPv4 address too short' } : undefined;
}

function digitFault(text: string, at: number, before: string): Fault | undefined {
  if (!/\d/.test(text.charAt(at))) return { why: 'unexpected character', at: text.slice(at) };
  if (before === '0') return { why: 'IPv4 field has octet with leading zero' };
  return Number(before + text.charAt(at)) > 255 ? { why: 'IPv4 field has value >255' } : undefined;
}

function dotFault(text: string, at: number, before: string, dots: number): Fault | undefined {
  const isBare = before === '' || at === text.length - 1;
  if (isBare) return { why: 'IPv4 field must have at least one digit', at: text.slice(at) };
  return dots === 3 ? { why: 'IPv4 address too long' } : undefined;
}

/** Reads the groups of an IPv6 address, one after the other. */
interface Groups {
  readonly rest: string;
  /** How many of its 16 bytes were read. */
  readonly bytes: number;
  readonly hasEllipsis: boolean;
}

function ipv6Fault(text: string): Fault | undefined {
  const percent = text.indexOf('%');
  if (percent === text.length - 1) return { why: 'zone must be a non-empty string' };
  const address = percent < 0 ? text : text.slice(0, percent);
  const hasEllipsis = address.startsWith('::');
  let groups: Groups = { rest: hasEllipsis ? address.slice(2) : address, bytes: 0, hasEllipsis };
  if (address === '::') return undefined;
  while (groups.bytes < 16) {
    const next = readGroup(groups);
    if ('why' in next) return next;
    groups = next;
    if (groups.rest === '') break;
  }
  if (groups.rest !== '') return { why: 'trailing garbage after address', at: groups.rest };
  if (groups.bytes < 16) return groups.hasEllipsis ? undefined : { why: 'address string too short' };
  return groups.hasEllipsis ? { why: 'the :: must expand to at least one field of zeros' } : undefined;
}

function readGroup({ rest, bytes, hasEllipsis }: Groups): Groups | Fault {
  const [digits = ''] = /^[\da-fA-F]*/.exec(rest) ?? [];
  if (digits.length > 4) return { why: 'each group must have 4 or less digits', at: rest };
  if (digits === '') return { why: 'each colon-separated field must have at least one digit', at: rest };
  if (rest[digits.length] === '.') return embeddedIpv4({ rest, bytes, hasEllipsis });
  const read = { bytes: bytes + 2, hasEllipsis };
  const after = rest.slice(digits.length);
  if (after === '') return { ...read, rest: '' };
  if (!after.startsWith(':')) return { why: 'unexpected character, want colon', at: after };
  if (after === ':') return { why: 'colon must be followed by more characters', at: after };
  if (after[1] !== ':') return { ...read, rest: after.slice(1) };
  if (hasEllipsis) return { why: 'multiple :: in address', at: after.slice(1) };
  return { bytes: read.bytes, hasEllipsis: true, rest: after.slice(2) };
}

function embeddedIpv4({ rest, bytes, hasEllipsis }: Groups): Groups | Fault {
  if (!hasEllipsis && bytes !== 12) {
    return { why: 'embedded IPv4 address must replace the final 2 fields of the address', at: rest };
  }
  if (bytes + 4 > 16) {
    return { why: 'too many hex fields to fit an embedded IPv4 at the end of the address', at: rest };
  }
  return ipv4Fault(rest) ?? { rest: '', bytes: bytes + 4, hasEllipsis };
}
