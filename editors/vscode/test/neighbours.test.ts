// What the configurations for Sublime Text and Zed say is true of the program.
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

import { serverSettings } from '../src/settings';
import { program, NO_PROGRAM, repository } from './support';

/** A file of settings: JSON with comments on lines of their own. */
function settings(file: string): any {
  const text = readFileSync(path.join(repository, 'editors', file), 'utf8');
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ''));
}

const build = settings('sublime/preceptor.sublime-build');

test('Sublime Text: a result line leads to its place', (context) => {
  const regex = new RegExp(build.file_regex);
  assert.deepEqual(regex.exec('C:\\my notes\\a b.md:12:5: warning: "x" [y]: z [LNG002]')?.slice(1), [
    'C:\\my notes\\a b.md',
    '12',
    '5',
    '"x" [y]: z [LNG002]',
  ]);
  for (const line of ['preceptor: checking', 'preceptor: 3 problems', '[Finished in 0.1s with exit code 1]']) {
    assert.doesNotMatch(line, regex);
  }
  const preceptor = program();
  if (preceptor === undefined) {
    context.skip(NO_PROGRAM);
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'preceptor sublime '));
  try {
    const file = path.join(folder, 'a b.md');
    writeFileSync(file, '# SOAP Note\n\nS: cough for *** days\n\nA: cough\n\nP: aspirin 10.0 mg QD\n');
    const args = build.cmd.slice(1).map((part: string) => (part === '$file' ? file : part));
    const ran = spawnSync(preceptor, args, { cwd: folder, encoding: 'utf8' });
    const lines = ran.stdout.trimEnd().split('\n');
    assert.ok(lines.length > 3, ran.stderr);
    for (const line of lines) {
      assert.equal(regex.exec(line)?.[1], file, line);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every command in these configurations is one of the program', (context) => {
  const server = settings('sublime/LanguageServers.sublime-settings').preceptor.command;
  const tasks = settings('zed/tasks.json').map((task: any) => [task.command, ...task.args]);
  const commands: string[][] = [build.cmd, ...build.variants.map((variant: any) => variant.cmd), server, ...tasks];
  for (const command of commands) {
    assert.equal(command[0], 'preceptor');
  }
  const preceptor = program();
  if (preceptor === undefined) {
    context.skip(NO_PROGRAM);
    return;
  }
  for (const args of commands.map((command) => command.slice(1))) {
    // With --help the options before it are read, and nothing is run.
    const ran: SpawnSyncReturns<string> = spawnSync(preceptor, [...args, '--help'], { encoding: 'utf8' });
    assert.equal(ran.status, 0, `${args.join(' ')}: ${ran.stderr}`);
  }
});

test('Sublime Text: every setting is one of the server', () => {
  const asked = new Set<string>();
  serverSettings((name) => asked.add(`preceptor.${name}`) && undefined, { home: '/' });
  for (const name of Object.keys(settings('sublime/LanguageServers.sublime-settings').preceptor.settings)) {
    assert.ok(asked.has(name), name);
  }
});

test('Zed: the versions are that of the program', () => {
  const version = (file: string) => /^version = "(.*)"$/m.exec(readFileSync(path.join(repository, file), 'utf8'))?.[1];
  assert.equal(version('editors/zed/extension.toml'), version('Cargo.toml'));
  assert.equal(version('editors/zed/Cargo.toml'), version('Cargo.toml'));
});
