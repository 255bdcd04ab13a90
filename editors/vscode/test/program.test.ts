import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

import { examine, expand, findProgram, isOlder, parseVersion, run, type Ran, type Surroundings } from '../src/program';

function around(files: string[], rest: Partial<Surroundings>): Surroundings {
  return {
    setting: '',
    env: {},
    platform: 'linux',
    home: '/home/mia',
    isFile: (file) => files.includes(file),
    ...rest,
  };
}

test('the setting comes before PATH', () => {
  const files = ['/opt/p/preceptor', '/usr/bin/preceptor'];
  const env = { PATH: '/usr/bin' };
  assert.deepEqual(findProgram(around(files, { env })), { file: '/usr/bin/preceptor' });
  assert.deepEqual(findProgram(around(files, { env, setting: '/opt/p/preceptor' })), { file: '/opt/p/preceptor' });
  // The folder will do too, and so will the bare name.
  assert.deepEqual(findProgram(around(files, { env, setting: ' /opt/p ' })), { file: '/opt/p/preceptor' });
  assert.deepEqual(findProgram(around(files, { env, setting: 'preceptor' })), { file: '/usr/bin/preceptor' });
});

test('a setting that leads nowhere is said, and nothing else is taken instead', () => {
  const found = findProgram(around(['/usr/bin/preceptor'], { env: { PATH: '/usr/bin' }, setting: '/gone' }));
  assert.ok('problem' in found && found.problem.includes('/gone'), JSON.stringify(found));
});

test('home and workspace folder in the setting', () => {
  const files = ['/home/mia/bin/preceptor', '/ward/tools/preceptor'];
  assert.deepEqual(findProgram(around(files, { setting: '~/bin/preceptor' })), { file: files[0] });
  assert.deepEqual(findProgram(around(files, { setting: 'tools/preceptor', folder: '/ward' })), { file: files[1] });
  const setting = '${workspaceFolder}/tools/preceptor';
  assert.deepEqual(findProgram(around(files, { setting, folder: '/ward' })), { file: files[1] });
  assert.equal(expand('~x/a', '/home/mia', undefined), '~x/a');
  // A dollar in the home folder is no pattern.
  assert.equal(expand('~/a', '/home/$&', undefined), '/home/$&/a');
});

test('PATH in its order; empty and relative folders are passed over', () => {
  const files = ['/b/preceptor', '/c/preceptor', 'preceptor', './preceptor', '/ward/preceptor'];
  const found = findProgram(around(files, { env: { PATH: ':.:rel:/a:/b:/c' }, folder: '/ward' }));
  assert.deepEqual(found, { file: '/b/preceptor' });
});

test('where cargo installs, for editors with a short PATH', () => {
  const [home, moved] = ['/home/mia/.cargo/bin/preceptor', '/opt/cargo/bin/preceptor'];
  assert.deepEqual(findProgram(around([home, moved], { env: { PATH: '/usr/bin' } })), { file: home });
  assert.deepEqual(findProgram(around([home, moved], { env: { CARGO_HOME: '/opt/cargo' } })), { file: moved });
});

test('Windows: Path in any case, quotes, semicolons, .exe', () => {
  const files = ['C:\\Tools and more\\preceptor.exe'];
  const windows = { platform: 'win32' as const, home: 'C:\\Users\\mia' };
  const env = { Path: 'C:\\Windows;"C:\\Tools and more";relative' };
  assert.deepEqual(findProgram(around(files, { ...windows, env })), { file: files[0] });
  const setting = 'C:\\Tools and more\\preceptor';
  assert.deepEqual(findProgram(around(files, { ...windows, setting })), { file: files[0] });
});

test('nothing there: the way out is left to the caller, the reason is said', () => {
  const found = findProgram(around([], { env: { PATH: '/usr/bin' } }));
  assert.ok('problem' in found && found.problem.includes('PATH'), JSON.stringify(found));
});

test('versions', () => {
  assert.equal(parseVersion('preceptor 0.1.0\npreceptor is a teaching aid.\n'), '0.1.0');
  assert.equal(parseVersion('preceptor 1.2.3-rc.1\n'), '1.2.3-rc.1');
  assert.equal(parseVersion('precept 0.1.0'), undefined);
  assert.ok(isOlder('0.0.9', '0.1.0'));
  assert.ok(isOlder('0.9.0', '0.10.0'));
  assert.ok(!isOlder('0.1.0', '0.1.0'));
  assert.ok(!isOlder('0.1.0-dev', '0.1.0'));
  assert.ok(!isOlder('1.0.0', '0.9.9'));
});

test('a program that is too old, none of ours, or broken', async () => {
  const told = (version: Partial<Ran>, lsp: Partial<Ran>) => (_file: string, args: readonly string[]) =>
    Promise.resolve({ stdout: '', stderr: '', status: 0, ...(args[0] === 'lsp' ? lsp : version) });
  const good = { stdout: 'preceptor 0.1.0\n' };
  assert.deepEqual(await examine('/p', told(good, {})), { version: '0.1.0' });
  const problem = async (version: Partial<Ran>, lsp: Partial<Ran>) => {
    const usable = await examine('/p', told(version, lsp));
    assert.ok('problem' in usable, JSON.stringify(usable));
    return usable.problem;
  };
  assert.match(await problem({ stdout: 'preceptor 0.0.1\n' }, {}), /0\.0\.1, which is too old/);
  assert.match(await problem(good, { status: 2 }), /too old.*language server/);
  assert.match(await problem({ stdout: 'v20.1.0\n' }, {}), /another program/);
  assert.match(await problem({ status: 3, stderr: 'library missing\nmore' }, {}), /cannot be run: library missing$/);
  assert.match(await problem({ status: undefined, failure: 'EACCES' }, {}), /cannot be run: EACCES/);
});

test('run: output, exit status, and a program that is not there', async () => {
  const node = process.execPath;
  const ran = await run(node, ['-e', 'console.log("a b"); console.error("c"); process.exit(3)']);
  assert.deepEqual([ran.stdout, ran.stderr, ran.status], ['a b\n', 'c\n', 3]);
  // Standard input is closed at once.
  assert.equal((await run(node, ['-e', 'process.stdin.on("end", () => process.exit(5)).resume()'])).status, 5);
  const none = await run('/nowhere/preceptor', []);
  assert.equal(none.status, undefined);
  assert.match(none.failure ?? '', /ENOENT/);
  if (process.platform !== 'win32') {
    // A name with spaces and marks is no shell command.
    const folder = mkdtempSync(path.join(tmpdir(), 'pre ceptor; '));
    const file = path.join(folder, 'preceptor');
    writeFileSync(file, '#!/bin/sh\necho "preceptor 0.1.0 $1"\n');
    chmodSync(file, 0o755);
    assert.equal((await run(file, ['$(id)'])).stdout, 'preceptor 0.1.0 $(id)\n');
    rmSync(folder, { recursive: true });
  }
});
