import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

import { program, NO_PROGRAM, repository } from './support';
import { scoped, tokens } from './tokens';

const HEADING = 'entity.name.section';
const LABEL = 'entity.name.tag.label';
const PLACEHOLDER = 'meta.placeholder';

/** Each text has exactly these stretches with the scope. */
async function each(scope: string, cases: [text: string, ...stretches: string[]][], grammar?: string): Promise<void> {
  for (const [text, ...stretches] of cases) {
    assert.deepEqual(await scoped(text, scope, grammar), stretches, JSON.stringify(text));
  }
}

test('headings in all their forms', () =>
  each(HEADING, [
    ['# HPI', 'HPI'],
    ['###### HPI', 'HPI'],
    ['## HPI ##', 'HPI'],
    ['# 1. CHF', 'CHF'],
    ['# CHF: likely viral', 'CHF'],
    ['#CHF', 'CHF'],
    ['#1 CHF', 'CHF'],
    ['- # CHF', 'CHF'],
    ['**HPI**', 'HPI'],
    ['**HPI:**', 'HPI'],
    ['__HPI__', 'HPI'],
    ['**HPI:** cough', 'HPI'],
    ['**HPI**: cough', 'HPI'],
    ['**HPI** - cough', 'HPI'],
    ['**Chief complaint: chest pain**', 'Chief complaint'],
    ['PAST MEDICAL HISTORY', 'PAST MEDICAL HISTORY'],
    ['PMH:', 'PMH'],
    ['H.P.I.', 'H.P.I.'],
    ['## 22 Nov 2026, night shift', '22 Nov 2026, night shift'],
    // No headings.
    ['T 38.1 HR 112'],
    ['NO DISTRESS.'],
    ['**bold** words in prose'],
    ['TODO'],
    ['####### seven'],
    ['a # b'],
  ]));

test('problems', () =>
  each('entity.name.section.problem', [
    ['#CHF', 'CHF'],
    ['#1 CHF', 'CHF'],
    ['#CHF: volume overloaded', 'CHF'],
    ['# CHF'],
  ]));

test('labels', () =>
  each(LABEL, [
    ['HPI: cough', 'HPI'],
    ['Past history : none', 'Past history'],
    ['S: cough', 'S'],
    ['CC:cough', 'CC'],
    ['Name:***', 'Name'],
    ['BP:142/88', 'BP'],
    ['H.P.I.: cough', 'H.P.I.'],
    ['Dr. Grey: agrees', 'Dr. Grey'],
    ['Vitals (triage 06:10): stable', 'Vitals (triage 06:10)'],
    ['- Lungs: clear', 'Lungs'],
    ['> Mother: he fell', 'Mother'],
    ['BP: 142/88   HR: 104', 'BP'],
    ['No murmur. LUNGS: clear', 'LUNGS'],
    ['HEENT: normal. NECK: supple; LUNGS: clear', 'HEENT', 'NECK', 'LUNGS'],
    // No labels.
    ['10:30 seen again'],
    ['1:1 sitter'],
    ['I:E 1:2'],
    ['https://example.org'],
    ['He came back yesterday. Then he said: no'],
    ['one two three four five six seven eight nine: no'],
  ]));

test('placeholders', () =>
  each(PLACEHOLDER, [
    ['for *** days', '***'],
    ['for ***{onset} days', '***{onset}'],
    ['{none|mild}', '{none|mild}'],
    ['{he/she/they}', '{he/she/they}'],
    ['{left:right}', '{left:right}'],
    ['{+fever|chills|cough}', '{+fever|chills|cough}'],
    ['{=none|mild|severe}', '{=none|mild|severe}'],
    ['{Onset:1234}', '{Onset:1234}'],
    ['{?with radiation to ***}', '{?with radiation to ***}'],
    ['a {?b {c|d} e} f', '{?b {c|d} e}'],
    ['@NAME@ @LASTLAB(NA:1)@ @age@', '@NAME@', '@LASTLAB(NA:1)@', '@age@'],
    ['{{ age }}', '{{ age }}'],
    ['Weight: ___ kg', '___'],
    ['[ ] yes [ ] no', '[ ]', '[ ]'],
    ['☐ yes ☐ no', '☐', '☐'],
    ['Consent: [ ]', '[ ]'],
    ['TODO call', 'TODO'],
    ['it is FIXME and TBD', 'FIXME', 'TBD'],
    ['dose XX mg', 'XX'],
    ['pain ?? days', '??'],
    ['[insert dose] [Enter name] [add labs] [your name] <insert dose>', '[insert dose]', '[Enter name]', '[add labs]', '[your name]', '<insert dose>'],
    ['# *** of the ***', '***', '***'],
    ['| a | {b|c} |', '{b|c}'],
    ['- [x] seen, {yes|no}', '{yes|no}'],
    ['**HPI ***:** x', '***'],
  ]));

test('what is no placeholder', () =>
  each(PLACEHOLDER, [
    ['{x} {} {10:30}'],
    ['___'],
    ['Signature: ______'],
    ['Date: ____'],
    ['Attending signature: ______  Date: ____'],
    ['- [ ] repeat potassium'],
    ['1. [ ] repeat potassium'],
    ['[x] yes [ ] no'],
    ['[NAME] [DATE-2] [AGE 90+]'],
    ['Dr. XX saw XX/XX/XXXX, XXX'],
    ['46,XX'],
    ['??PE ?UTI really??'],
    ['**bold** and *text*'],
    ['* * *'],
    ['*****'],
    ['mia@example.org, bob@example.org'],
    ['[add](link.md)'.replace('add', 'x')],
  ]));

test('the choices of a pick list', async () => {
  const text = 'left {=none|mild: worse|a/b} right';
  assert.deepEqual(await scoped(text, 'punctuation.separator.choice'), ['|', '|']);
  assert.deepEqual(await scoped(text, 'keyword.operator.placeholder'), ['=']);
  assert.deepEqual(await scoped('***{onset}', 'variable.parameter.placeholder'), ['onset']);
});

test('front matter, and what is none', async () => {
  const note = '---\nkind: hp\nspecialty: [surgery, obstetrics]\npatient-age: 64\nmood: odd\n---\n# HPI\n';
  assert.deepEqual(await scoped(note, 'entity.name.tag.front-matter'), ['kind', 'specialty', 'patient-age']);
  assert.deepEqual(await scoped(note, 'entity.other.attribute-name.front-matter'), ['mood']);
  assert.deepEqual(await scoped(note, 'string.unquoted.front-matter'), ['hp', 'surgery', 'obstetrics', 'odd']);
  assert.deepEqual(await scoped(note, 'constant.numeric.front-matter'), ['64']);
  assert.deepEqual(await scoped(note, HEADING), ['HPI']);
  // Prose between the two: the first is a rule, and the rest is a note.
  const prose = '---\nHe fell.\n---\n# HPI\nCC: ***\n';
  assert.deepEqual(await scoped(prose, HEADING), ['HPI']);
  assert.deepEqual(await scoped(prose, PLACEHOLDER), ['***']);
  // Only at the very top; nothing is looked for in it.
  assert.deepEqual(await scoped('a\n---\nkind: hp\n---\n', 'meta.front-matter'), []);
  assert.deepEqual(await scoped('---\nauthor: ***\n---\n', PLACEHOLDER), []);
});

test('the manifest of a template', async () => {
  const template = '+++\ntitle = "H&P" # all\n[[fields]]\nname = "age"\n+++\n# HPI\n{% if age %}***{% endif %}';
  assert.deepEqual(await scoped(template, 'entity.other.attribute-name.manifest'), ['title', 'name']);
  assert.deepEqual(await scoped(template, 'string.quoted.manifest'), ['"H&P"', '"age"']);
  assert.deepEqual(await scoped(template, HEADING), ['HPI']);
  assert.deepEqual(await scoped(template, 'keyword.control.template'), ['{% if age %}', '{% endif %}']);
  assert.deepEqual(await scoped(template, PLACEHOLDER), ['***']);
});

test('directives and comments', async () => {
  const note = "<!-- preceptor: allow SAF001, missing-section -- the patient's -- own words ***-->\nafter ***\n";
  assert.deepEqual(await scoped(note, 'keyword.control.directive'), ['preceptor:', 'allow']);
  assert.deepEqual(await scoped(note, 'constant.other.rule'), ['SAF001', 'missing-section']);
  assert.deepEqual(await scoped(note, 'string.unquoted.reason'), ["the patient's -- own words ***"]);
  assert.deepEqual(await scoped(note, PLACEHOLDER), ['***']);
  for (const word of ['allow-section', 'allow-file']) {
    const found = await scoped(`a <!-- preceptor: ${word} ORG -- why --> b`, 'keyword.control.directive');
    assert.deepEqual(found, ['preceptor:', word]);
  }
  const comment = 'x <!-- not ***\nnor {a|b} --> but *** this';
  assert.deepEqual(await scoped(comment, PLACEHOLDER), ['***']);
  assert.deepEqual(await scoped(comment, 'comment.block'), ['<!-- not ***', 'nor {a|b} -->']);
  assert.deepEqual(await scoped(comment, 'meta.directive'), []);
});

test('dot phrases', () =>
  each('meta.dot-phrase', [
    ['.normalcardiac', '.normalcardiac'],
    ['Heart: .normalcardiac', '.normalcardiac'],
    ['2. .headinjury', '.headinjury'],
    ['- .rosneg', '.rosneg'],
    ['seen (.timeout) then', '.timeout'],
    ['.normalcardiac; legs warm', '.normalcardiac'],
    ['.5 mg'],
    ['see notes.md and e.g. this'],
    ['... later'],
    ['in .config/x'],
  ]));

test('lists and to-dos', async () => {
  await each('punctuation.definition.list.begin', [
    ['- a', '-'],
    ['  * a', '*'],
    ['•a', '•'],
    ['-furosemide', '-'],
    ['1. a', '1.'],
    ['(12) a', '(12)'],
    ['1)anemia', '1)'],
    ['a) x', 'a)'],
    ['-5 kg'],
    ['+2 pulses'],
    ['3.5 mg'],
    ['3/7 and 2/52'],
    ['c. diff'],
  ]);
  await each('constant.language.todo.open', [['- [ ] repeat potassium', '[ ]'], ['- ☐ call', '☐'], ['[ ] alone']]);
  await each('constant.language.todo.done', [['- [x] done', '[x]'], ['1. [X] done', '[X]']]);
});

test('quotes, rules, tables', async () => {
  await each('markup.quote', [['> "It feels"', '> "It feels"'], ['> 50 %'], ['>50'], ['>= 3']]);
  await each('meta.separator', [['a\n---', '---'], ['a\n===', '==='], ['* * *', '* * *'], ['*****', '*****'], ['***']]);
  await each('punctuation.separator.table', [['| a | b |', '|', '|', '|'], ['|---|---:|', '|---|---:|'], ['a | b']]);
});

test('Markdown: blanks and directives are marked, and nothing else', async () => {
  const markdown = 'text.html.markdown';
  await each(
    PLACEHOLDER,
    [
      ['for *** days, "***", ***-year-old, ***/10', '***', '***', '***', '***'],
      ['***{onset}', '***{onset}'],
      ['# Pain {none|mild}', '{none|mild}'],
      ['{?with ***} {Onset:12} @AGE@ {{ age }} [insert dose]', '{?with ***}', '{Onset:12}', '@AGE@', '{{ age }}', '[insert dose]'],
      ['Weight: ___ kg', '___'],
      ['***bold and italic***'],
      ['a ***word*** b, ***(so)***'],
      ['___bold___'],
      ['{key: value} {a/b} {#id .class}'],
      ['`***` and `{a|b}`'],
      ['```\n*** {a|b}\n```'],
      ['<!-- *** -->'],
      ['---\ntitle: "***"\n---\n'],
      ['- [ ] a task, TODO, ??'],
    ],
    markdown,
  );
  const note = 'a <!-- preceptor: allow SAF001 -- why --> b <!-- other -->';
  assert.deepEqual(await scoped(note, 'constant.other.rule', markdown), ['SAF001']);
  const ours = (await tokens('# HPI\nCC: cough\n.normalcardiac\n- [ ] x', markdown)).flatMap((token) => token.scopes);
  assert.deepEqual(ours.filter((scope) => scope.endsWith('.clinical-note')), []);
});

test('every placeholder that the program reports is marked, in all of the notes here', async (context) => {
  const preceptor = program();
  if (preceptor === undefined) {
    context.skip(NO_PROGRAM);
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'preceptor-grammar-'));
  try {
    const markup = readFileSync(path.join(repository, 'docs', 'markup.md'), 'utf8');
    // What the page says is a placeholder: the first cells of its table.
    const table = markup.slice(markup.indexOf('## Placeholders'), markup.indexOf('These are **not** placeholders'));
    const written = [...table.matchAll(/^\| (`.*?) \|(?! *written)/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replaceAll('\\|', '|')),
    );
    assert.ok(written.length > 20, String(written.length));
    writeFileSync(path.join(folder, 'markup.md'), `# SOAP Note\n\n## Subjective\n${written.map((code) => `he said ${code} then\n`).join('\n')}`);
    const files = ['examples/bad', 'examples/good', 'tests/templates/filled']
      .map((name) => path.join(repository, name))
      .flatMap((name) => readdirSync(name).map((file) => path.join(name, file)));
    // A new note from each of these templates is full of them.
    for (const name of ['hp', 'soap-clinic', 'progress-icu', 'consult', 'learning', 'well-child']) {
      const file = path.join(folder, `${name}.md`);
      assert.equal(spawnSync(preceptor, ['new', name, '--isolated', '-o', file]).status, 0, name);
      files.push(file);
    }
    files.push(path.join(folder, 'markup.md'));
    const rules = ['TPL001', 'TPL002', 'TPL003', 'TPL004', 'TPL005', 'TPL006', 'TPL007'].flatMap((code) => ['--select', code]);
    const ran = spawnSync(preceptor, ['check', '--isolated', '--format', 'json', ...rules, ...files], { encoding: 'utf8', maxBuffer: 64 << 20 });
    let checked = 0;
    for (const { path: file, diagnostics } of JSON.parse(ran.stdout).notes) {
      const text = readFileSync(file, 'utf8');
      const marked = await tokens(text);
      const lines = text.split(/\r\n|\r|\n/);
      for (const { code, span } of diagnostics) {
        const line = lines[span.start.line - 1]!;
        const start = [...line].slice(0, span.start.column - 1).join('').length;
        const token = marked.find((token) => token.line === span.start.line - 1 && token.start <= start && start < token.start + token.text.length);
        const good = token?.scopes.some((scope) => scope.startsWith('meta.placeholder.') || scope.startsWith('meta.dot-phrase'));
        assert.ok(good, `${path.basename(file)}:${span.start.line}:${span.start.column} ${code}: ${line} (${token?.scopes.join(' ')})`);
        checked += 1;
      }
    }
    assert.ok(checked > 200, `only ${checked} placeholders`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no text makes the grammar stop early or nest without end', async () => {
  const parts = ['{', '{?', '{a|', '*', '_', '[ ] ', 'A ', 'A. ', 'a b: ', '**a', '<!-- ', '@A', '. A', '1. ', '- ', '> ', '|a'];
  for (const part of [...parts, '??', 'A(', '(a) ', 'a/', 'Aaaa bbbb, ', '{? } ', '- [ ] ']) {
    for (const text of [part.repeat(Math.ceil(4000 / part.length)), `${part.repeat(200)}\n`.repeat(10)]) {
      const depth = Math.max(...(await tokens(text)).map((token) => token.scopes.length));
      assert.ok(depth <= 16, `${JSON.stringify(part)}: ${depth}`);
    }
  }
});
