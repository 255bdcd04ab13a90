// Writes snippets/preceptor.json: every template that comes with the program, as the program itself prints it.
// With --check nothing is written; the exit status is 1 if the file is not what the program prints.
//
// The program is the one in the variable PRECEPTOR, else the one on PATH.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../snippets/preceptor.json', import.meta.url));
const program = process.env.PRECEPTOR ?? 'preceptor';
const run = (...args) => execFileSync(program, [...args, '--isolated'], { encoding: 'utf8', maxBuffer: 32 << 20 });

// The day of a template that writes it becomes the day on which the snippet is used.
const DAY = '2001-02-03';
const TODAY = '$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE';

const snippets = {};
for (const { name, title, description, path } of JSON.parse(run('templates', 'list', '--format', 'json')).templates) {
  if (path !== null) {
    continue; // one of the user's own
  }
  const body = run('new', name, '--snippet', '--today', DAY).replaceAll(DAY, TODAY);
  // No prefix: the server offers templates while one types, with better filling in; these stand in the lists of
  // “Snippets: Fill File with Snippet” and “Insert Snippet”, and nothing is offered twice.
  snippets[`${title} (${name})`] = { description, isFileTemplate: true, body: body.trimEnd().split('\n') };
}
const text = `${JSON.stringify(snippets, null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8').replaceAll('\r\n', '\n') !== text) {
  console.error('snippets/preceptor.json is not what the program prints: run `npm run snippets` and look at the difference');
  process.exit(1);
}
