import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostFiles } from '../../src/sources/host-files.ts';
import { ParsedFile } from '../../src/sources/parsed-file.ts';

let root: string;
let parsed: string[];
let file: ParsedFile<string>;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'shimdex-parsed-'));
  parsed = [];
  const parse = (bytes: Buffer) => {
    parsed.push(bytes.toString());
    return bytes.toString().toUpperCase();
  };
  file = new ParsedFile(new HostFiles(root), parse, 8);
});

afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(root, name), text);
}

it('parses each version of a file once', () => {
  write('a', 'one');
  expect([file.read('/a'), file.read('/a')]).toEqual(['ONE', 'ONE']);
  write('a', 'other');
  expect([file.read('/a'), file.read('/a')]).toEqual(['OTHER', 'OTHER']);
  expect(parsed).toEqual(['one', 'other']);
});

it('does not mistake one file for another', () => {
  write('a', 'one');
  write('b', 'two');
  expect([file.read('/a'), file.read('/b')]).toEqual(['ONE', 'TWO']);
});

it('gives undefined for a missing and for a large file, and reads the file once it is there', () => {
  expect(file.read('/a')).toBeUndefined();
  write('a', '123456789');
  expect(file.read('/a')).toBeUndefined();
  write('a', '12345678');
  expect(file.read('/a')).toBe('12345678');
});
