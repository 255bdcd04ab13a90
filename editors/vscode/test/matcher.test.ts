import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { serverSettings } from '../src/settings';
import { taskArguments } from '../src/tasks';
import { json, program, NO_PROGRAM } from './support';

const { problemMatchers, problemPatterns } = json('package.json').contributes;
const [pattern] = problemPatterns;
const finding = new RegExp(pattern.regexp);

function match(line: string) {
  const found = finding.exec(line);
  const get = (group: string) => found?.[pattern[group]];
  return (
    found && {
      file: get('file'),
      line: Number(get('line')),
      column: Number(get('column')),
      severity: get('severity'),
      message: get('message'),
      code: get('code'),
    }
  );
}

test('a finding', () => {
  assert.deepEqual(match('day 1/a note.md:12:5: warning: "claims that" casts doubt [LNG002]'), {
    file: 'day 1/a note.md',
    line: 12,
    column: 5,
    severity: 'warning',
    message: '"claims that" casts doubt',
    code: 'LNG002',
  });
});

test('names with colons, brackets and drives; messages with all of these', () => {
  assert.equal(match('C:\\Users\\Mia K\\a.md:1:1: error: x [ORG001]')?.file, 'C:\\Users\\Mia K\\a.md');
  assert.equal(match('\\\\server\\share\\a.md:1:1: info: x [ORG001]')?.file, '\\\\server\\share\\a.md');
  assert.equal(match('ward: two [b].md:3:4: info: x [ORG001]')?.file, 'ward: two [b].md');
  assert.equal(match('a:10:30.md:3:4: info: x [ORG001]')?.line, 3);
  const message = 'seen at 10:30: "[x] yes" stands there:1:2: error: odd [no] code';
  assert.equal(match(`a.md:3:4: info: ${message} [MED001]`)?.message, message);
  assert.equal(match('Übergabe Zoë 病歴.md:3:4: info: x [ORG001]')?.file, 'Übergabe Zoë 病歴.md');
});

test('what is no finding', () => {
  for (const line of [
    'preceptor: checking',
    'preceptor: 3 problems in 2 notes',
    'a.md:1:1: hint: x [ORG001]',
    'a.md:1: error: x [ORG001]',
    'a.md:1:1: error: x',
    'error: a.md cannot be read',
    '',
  ]) {
    assert.equal(match(line), null, line);
  }
});

test('the begin and end lines of a pass', () => {
  const { background } = problemMatchers.find((matcher: any) => matcher.name === 'preceptor-watch');
  const [begins, ends] = [new RegExp(background.beginsPattern), new RegExp(background.endsPattern)];
  assert.match('preceptor: checking', begins);
  for (const line of ['preceptor: 0 problems', 'preceptor: 1 problem in 1 note', 'preceptor: 12 problems in 3 notes']) {
    assert.match(line, ends);
    assert.doesNotMatch(line, begins);
  }
  assert.doesNotMatch('preceptor: checking', ends);
  assert.doesNotMatch('a.md:1:1: error: preceptor: 1 problem [ORG001]', ends);
});

test('a pass of the program itself: begin, findings, end', { timeout: 120_000 }, async (context) => {
  const preceptor = program();
  if (preceptor === undefined) {
    context.skip(NO_PROGRAM);
    return;
  }
  const { background } = problemMatchers.find((matcher: any) => matcher.name === 'preceptor-watch');
  const folder = mkdtempSync(path.join(tmpdir(), 'preceptor watch '));
  const file = path.join(folder, 'a b.md');
  writeFileSync(file, '# SOAP Note\n\nS: cough for *** days\n');
  const settings = serverSettings(() => undefined, { home: folder });
  const args = taskArguments({ type: 'preceptor', command: 'watch', args: ['--isolated'] }, settings);
  const watch = spawn(preceptor, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const lines = createInterface({ input: watch.stdout })[Symbol.asyncIterator]();
    const pass = async () => {
      const findings: ReturnType<typeof match>[] = [];
      assert.match((await lines.next()).value, new RegExp(background.beginsPattern));
      for (;;) {
        const line: string = (await lines.next()).value;
        if (new RegExp(background.endsPattern).test(line)) {
          return findings;
        }
        assert.ok(match(line), line);
        findings.push(match(line));
      }
    };
    const first = await pass();
    assert.ok(first.some((finding) => finding?.file === 'a b.md' && finding.code === 'TPL001'));
    writeFileSync(file, '# SOAP Note\n\nS: cough for 3 days\n');
    const second = await pass();
    assert.ok(!second.some((finding) => finding?.code === 'TPL001'));
  } finally {
    watch.kill();
    rmSync(folder, { recursive: true });
  }
});

test('both matchers read findings alike and leave open notes to the server', () => {
  assert.deepEqual(problemMatchers.map((matcher: any) => matcher.name), ['preceptor', 'preceptor-watch']);
  for (const matcher of problemMatchers) {
    assert.equal(matcher.pattern, `$${pattern.name}`);
    assert.equal(matcher.applyTo, 'closedDocuments');
    assert.equal(matcher.owner, 'preceptor');
  }
});

test('every line that the program prints is read, and its place is the right one', (context) => {
  const preceptor = program();
  if (preceptor === undefined) {
    context.skip(NO_PROGRAM);
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'preceptor matcher '));
  try {
    mkdirSync(path.join(folder, 'day 1 [b]'));
    const note = '# SOAP Note\n\nS: cough for *** days, 10.0 mg QD\n\nA: cough\n\nP: {rest|fluids}; see {{ date }}\n';
    writeFileSync(path.join(folder, 'day 1 [b]', 'Müller ß.md'), note);
    writeFileSync(path.join(folder, 'b.md'), note);
    const settings = serverSettings(() => undefined, { home: folder });
    const args = taskArguments({ type: 'preceptor', command: 'check', args: ['--isolated'] }, settings);
    const ran = spawnSync(preceptor, args, { cwd: folder, encoding: 'utf8' });
    assert.equal(ran.status, 1, ran.stderr);
    const found = ran.stdout.trimEnd().split('\n').map((line) => ({ line, read: match(line) }));
    for (const { line, read } of found) {
      assert.ok(read, line);
    }
    assert.deepEqual(new Set(found.map(({ read }) => read?.severity)).has('error'), true);
    // The JSON of the same run tells the same places.
    const isolated = ['check', '--isolated', '--format', 'json'];
    const told = spawnSync(preceptor, isolated, { cwd: folder, encoding: 'utf8' }).stdout;
    const expected = JSON.parse(told).notes.flatMap((one: any) =>
      one.diagnostics.map((diagnostic: any) => [
        path.normalize(one.path),
        diagnostic.span.start.line,
        diagnostic.span.start.column,
        diagnostic.severity,
        diagnostic.code,
      ]),
    );
    assert.deepEqual(
      found.map(({ read }) => [path.normalize(read!.file!), read!.line, read!.column, read!.severity, read!.code]),
      expected,
    );
    assert.ok(expected.some(([file]: string[]) => file?.includes('Müller ß.md')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
