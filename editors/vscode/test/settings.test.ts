import assert from 'node:assert/strict';
import { test } from 'node:test';

import { count, statusDetail, statusText } from '../src/findings';
import { ruleOptions, serverSettings } from '../src/settings';
import { matcher, readDefinition, taskArguments } from '../src/tasks';
import { choices, listArguments, readTemplates, snippetArguments } from '../src/templates';

const places = { home: '/home/mia', folder: '/ward' };
const from = (values: Record<string, unknown>) => serverSettings((name) => values[name], places);
const nothing = from({});

test('nothing set: nothing stands above the configuration file', () => {
  assert.deepEqual(nothing, {
    configuration: null,
    select: [],
    extendSelect: [],
    ignore: [],
    preview: null,
    profile: [],
    inlayHints: { bmi: false, fahrenheit: false, labFlags: false },
    allMarkdown: false,
  });
  assert.deepEqual(ruleOptions(nothing), []);
});

test('every setting reaches the server', () => {
  const all = from({
    configuration: '~/course.toml',
    select: ['SAF'],
    extendSelect: ['ORG009'],
    ignore: ['missing-section'],
    preview: false,
    profile: ['exam'],
    'inlayHints.bmi': true,
    'inlayHints.fahrenheit': true,
    'inlayHints.labFlags': true,
    allMarkdown: true,
  });
  assert.deepEqual(all, {
    configuration: '/home/mia/course.toml',
    select: ['SAF'],
    extendSelect: ['ORG009'],
    ignore: ['missing-section'],
    preview: false,
    profile: ['exam'],
    inlayHints: { bmi: true, fahrenheit: true, labFlags: true },
    allMarkdown: true,
  });
});

test('values of the wrong type count as not set', () => {
  const wrong = from({
    configuration: 5,
    select: 'SAF',
    ignore: ['SAF001', 7, ' ', null],
    preview: 'yes',
    'inlayHints.bmi': 'true',
    allMarkdown: 1,
  });
  assert.deepEqual(wrong, { ...nothing, ignore: ['SAF001'] });
  assert.equal(from({ configuration: '  ' }).configuration, null);
});

test('a task makes the same choice of rules as the server', () => {
  const settings = from({ configuration: '${workspaceFolder}/c.toml', select: ['SAF', 'ORG'], preview: true, profile: ['ward'] });
  assert.deepEqual(taskArguments({ type: 'preceptor', command: 'watch' }, settings), [
    ...['watch', '--format', 'concise', '--color', 'never'],
    ...['--config', '/ward/c.toml', '--profile', 'ward', '--select', 'SAF', '--select', 'ORG', '--preview'],
  ]);
  const definition = { type: 'preceptor', command: 'check', paths: ['day 1', '-odd.md'], args: ['--fix'] } as const;
  assert.deepEqual(taskArguments(definition, nothing), [
    ...['check', '--format', 'concise', '--color', 'never', '--fix', '--', 'day 1', '-odd.md'],
  ]);
});

test('tasks.json is read with care', () => {
  assert.deepEqual(readDefinition({ type: 'preceptor', command: 'watch', paths: ['a', 3], args: 'x' }), {
    type: 'preceptor',
    command: 'watch',
    paths: ['a'],
    args: undefined,
  });
  assert.equal(readDefinition({ type: 'preceptor', command: 'redact' }), undefined);
  assert.equal(readDefinition({ type: 'shell', command: 'watch' }), undefined);
  assert.equal(matcher({ type: 'preceptor', command: 'watch' }), '$preceptor-watch');
  assert.equal(matcher({ type: 'preceptor', command: 'check' }), '$preceptor');
});

test('templates: the list, those of your own first', () => {
  const json = JSON.stringify({
    errors: [{ path: 'templates/bad.md', message: 'no manifest' }, 'odd'],
    templates: [
      { name: 'hp', title: 'H&P', description: 'All of it.', kind: 'hp', setting: null, specialty: [], tags: [], path: null },
      { name: 'clinic', title: 'Our clinic', specialty: ['pediatrics'], path: '/ward/templates/clinic.md' },
      { title: 'without a name' },
      null,
    ],
  });
  const { templates, errors } = readTemplates(json);
  assert.deepEqual(errors, ['templates/bad.md: no manifest', 'odd']);
  assert.deepEqual(choices(templates), [
    { label: 'Our clinic', description: 'clinic · pediatrics · your own', detail: '', name: 'clinic' },
    { label: 'H&P', description: 'hp', detail: 'All of it.', name: 'hp' },
  ]);
  assert.deepEqual(readTemplates('{}'), { templates: [], errors: [] });
  assert.deepEqual(listArguments(nothing), ['templates', 'list', '--format', 'json']);
  const settings = from({ configuration: '/c.toml', profile: ['ward'], select: ['SAF'] });
  assert.deepEqual(snippetArguments('hp', settings), [
    ...['new', '--snippet', '--config', '/c.toml', '--profile', 'ward', '--', 'hp'],
  ]);
});

test('the status item counts the findings of preceptor only', () => {
  const of = (...severities: number[]) => count(severities.map((severity) => ({ source: 'preceptor', severity })));
  assert.equal(statusText(of()), '$(check) no findings');
  assert.equal(statusText(of(2)), '$(checklist) 1 finding');
  assert.equal(statusText(of(0, 1, 1, 3)), '$(checklist) 4 findings');
  assert.equal(statusDetail(of(0, 1, 1, 3)), 'preceptor: 1 error, 2 warnings, 1 info in this note');
  assert.equal(statusDetail(of()), 'preceptor: nothing to mend in this note');
  assert.deepEqual(count([{ source: 'markdownlint', severity: 0 }, { severity: 0 }]), { errors: 0, warnings: 0, infos: 0 });
});
