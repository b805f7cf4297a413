import { describe, expect, it } from 'vitest';
import type { ContentFault, ProgramFacts } from '../../../src/model/host/program.ts';
import { LearnedPrograms } from '../../../src/sources/provenance/learned-programs.ts';

const changing: ContentFault = { kind: 'changing', what: 'changes while it is read' };

function facts(size: number, fault?: ContentFault): ProgramFacts {
  const content = { format: { kind: 'other' as const }, digests: {}, patterns: [] };
  return { size, mode: 0o755, uid: 0, gid: 0, ...content, ...(fault && { fault }) };
}

function programsWith(known: Readonly<Record<string, ProgramFacts>>): LearnedPrograms {
  const programs = new LearnedPrograms();
  for (const [path, of] of Object.entries(known)) learn(programs, path, of);
  return programs;
}

function learn(programs: LearnedPrograms, path: string, of: ProgramFacts): void {
  programs.learn(path, { stamp: String(of.size), databases: '', facts: of, isSearched: false, readMs: 0 });
}

describe('LearnedPrograms', () => {
  it('gives the same facts until it learns or forgets something', () => {
    const programs = programsWith({ '/bin/a': facts(1), '/bin/b': facts(2) });
    const { facts: before } = programs;

    expect(programs.facts).toBe(before);
    learn(programs, '/bin/a', facts(3));
    expect(programs.facts).not.toBe(before);
    expect(programs.facts.get('/bin/b')).toBe(before.get('/bin/b'));
    programs.forget('/bin/a');
    expect([...programs.facts.keys()]).toEqual(['/bin/b']);
  });

  it('paths() finds all files of a name, and no forgotten ones', () => {
    const programs = programsWith({ '/bin/a': facts(1), '/opt/a': facts(2), '/bin/b': facts(3) });

    expect([...programs.paths(new Set(['a', 'c']))].sort()).toEqual(['/bin/a', '/opt/a']);
    expect([...programs.paths()]).toHaveLength(3);
    programs.forget('/opt/a');
    expect([...programs.paths(new Set(['a']))]).toEqual(['/bin/a']);
  });

  it('keepOnly() forgets the others under their names too', () => {
    const programs = programsWith({ '/bin/a': facts(1), '/opt/a': facts(2) });

    programs.keepOnly(new Set(['/opt/a']));

    expect(programs.of('/bin/a')).toBeUndefined();
    expect([...programs.paths(new Set(['a']))]).toEqual(['/opt/a']);
  });

  it('changing() names the files that changed whenever they were read', () => {
    expect(programsWith({ '/bin/a': facts(1), '/bin/b': facts(2, changing) }).changing()).toEqual(['b']);
  });
});
