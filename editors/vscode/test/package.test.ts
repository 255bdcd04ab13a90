import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';

import { OLDEST } from '../src/program';
import { serverSettings } from '../src/settings';
import { COMMANDS } from '../src/tasks';
import { extension, json, program, NO_PROGRAM, read, repository } from './support';

const manifest = json('package.json');
const { contributes } = manifest;
const source = ['extension', 'settings', 'tasks'].map((name) => read(`src/${name}.ts`)).join('\n');

test('every command is registered, and every registered one is offered', () => {
  const offered = contributes.commands.map((entry: { command: string }) => entry.command).sort();
  const registered = [...source.matchAll(/registerCommand\('([^']+)'/g)].map((match) => match[1]).sort();
  assert.deepEqual(registered, offered);
  for (const entries of Object.values<{ command: string }[]>(contributes.menus)) {
    for (const { command } of entries) {
      assert.ok(offered.includes(command), command);
    }
  }
});

test('every setting has a description, a default of its type, and a reader', () => {
  const properties: Record<string, any> = contributes.configuration.properties;
  const asked = new Set<string>(['enable', 'path', 'trace.server']);
  serverSettings((name) => asked.add(name) && undefined, { home: '/' });
  assert.deepEqual(Object.keys(properties).sort(), [...asked].map((name) => `preceptor.${name}`).sort());
  assert.match(source, /get\('path', ''\)/);
  assert.match(source, /get\('enable'\)/);
  for (const [name, property] of Object.entries(properties)) {
    assert.ok(property.markdownDescription?.endsWith('.'), name);
    assert.ok('default' in property && property.scope, name);
    const value = property.default;
    const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    assert.ok([property.type].flat().includes(type), `${name}: ${type}`);
  }
  // The defaults say nothing that a configuration file could not overrule.
  const defaults = serverSettings((name) => properties[`preceptor.${name}`].default, { home: '/' });
  assert.deepEqual(defaults, serverSettings(() => undefined, { home: '/' }));
});

test('a folder that is not trusted does not choose the program', () => {
  const { untrustedWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, 'limited');
  for (const name of untrustedWorkspaces.restrictedConfigurations) {
    assert.ok(name in contributes.configuration.properties, name);
  }
  assert.ok(untrustedWorkspaces.restrictedConfigurations.includes('preceptor.path'));
});

test('every file that is named is there', () => {
  const files: string[] = [
    manifest.icon,
    ...contributes.languages.map((entry: any) => entry.configuration),
    ...contributes.grammars.map((entry: any) => entry.path),
    ...contributes.snippets.map((entry: any) => entry.path),
  ];
  for (const file of files) {
    assert.ok(existsSync(path.join(extension, file)), file);
  }
  for (const { scopeName, path: file } of contributes.grammars) {
    assert.equal(json(file).scopeName, scopeName);
  }
  const icon = readFileSync(path.join(extension, manifest.icon));
  assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [128, 128]);
});

test('words of a note are words: letters of every alphabet, hyphens, apostrophes', () => {
  const { pattern, flags } = json('language-configuration.json').wordPattern;
  const words = "Plan: patient's follow-up, œdème 64F .normalcardiac 病歴".match(new RegExp(pattern, `g${flags}`));
  assert.deepEqual(words, ['Plan', "patient's", 'follow-up', 'œdème', '64F', 'normalcardiac', '病歴']);
});

test('the languages of the extension are those of the client', () => {
  const languages: string[] = JSON.parse(/LANGUAGES = (\[.*?\])/.exec(source)![1]!.replaceAll("'", '"'));
  const contributed = contributes.languages.map((entry: any) => entry.id);
  for (const language of contributed) {
    assert.ok(languages.includes(language), language);
  }
  for (const language of languages.filter((language) => !contributed.includes(language))) {
    assert.ok(manifest.activationEvents.includes(`onLanguage:${language}`), language);
  }
  for (const { language } of contributes.snippets) {
    assert.ok(languages.includes(language), language);
  }
});

test('tasks: what is declared is what is read', () => {
  const [definition] = contributes.taskDefinitions;
  assert.equal(definition.type, 'preceptor');
  assert.ok(manifest.activationEvents.includes('onTaskType:preceptor'));
  assert.deepEqual([...definition.properties.command.enum].sort(), [...COMMANDS].sort());
});

test('nothing is sent anywhere: no telemetry, no address in the code', () => {
  assert.doesNotMatch(source, /telemetry|https?:|fetch\(|node:https?|node:net/i);
});

test('the version is that of the program', () => {
  const cargo = path.join(repository, 'Cargo.toml');
  assert.ok(existsSync(cargo), cargo);
  const text = readFileSync(cargo, 'utf8');
  assert.equal(manifest.version, /^version = "(.*)"$/m.exec(text)?.[1]);
  assert.equal(manifest.license, /^license = "(.*)"$/m.exec(text)?.[1]);
  const lock = json('package-lock.json');
  assert.equal(lock.version, manifest.version);
  // The oldest program it takes cannot be newer than itself.
  assert.ok(OLDEST.localeCompare(manifest.version, 'en', { numeric: true }) <= 0);
});

test('the licence holds both texts of the repository', () => {
  for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    const text = readFileSync(path.join(repository, name), 'utf8').trim();
    assert.ok(read('LICENSE').includes(text), name);
  }
});

test('the lock file names no host', () => {
  for (const [name, entry] of Object.entries<any>(json('package-lock.json').packages)) {
    assert.equal(entry.resolved, undefined, name);
    assert.ok(name === '' || entry.integrity || entry.link, `${name} has no checksum`);
  }
});

test('the README says every setting and command', () => {
  const readme = read('README.md');
  for (const name of Object.keys(contributes.configuration.properties)) {
    assert.ok(readme.includes(`\`${name}\``), name);
  }
  for (const { title } of contributes.commands) {
    assert.ok(readme.includes(title), title);
  }
  for (const { name } of contributes.problemMatchers) {
    assert.ok(readme.includes(`\`$${name}\``), name);
  }
});

test('the snippets are what the program prints', (context) => {
  const preceptor = program();
  if (preceptor === undefined) {
    context.skip(NO_PROGRAM);
    return;
  }
  const env = { ...process.env, PRECEPTOR: preceptor };
  const ran = spawnSync(process.execPath, ['scripts/snippets.mjs', '--check'], { cwd: extension, env, encoding: 'utf8' });
  assert.equal(ran.status, 0, ran.stderr);
});
