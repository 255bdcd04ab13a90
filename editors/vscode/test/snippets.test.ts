import assert from 'node:assert/strict';
import { test } from 'node:test';

import { json } from './support';

/** What a snippet is made of. */
interface Parsed {
  /** What stands there before anything is typed. */
  readonly text: string;
  /** The stops in the order of the text. */
  readonly stops: { readonly number: number; readonly choices: string[] | undefined; readonly bare: boolean }[];
  readonly variables: string[];
}

/** Reads the snippet syntax of VS Code and the language server protocol, and takes nothing that is not in it. */
function parse(body: string): Parsed {
  const stops: Parsed['stops'] = [];
  const variables: string[] = [];
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: …${body.slice(Math.max(0, at - 30), at + 30)}…`);
  };
  const take = (pattern: RegExp) => {
    const found = new RegExp(pattern.source, 'y');
    found.lastIndex = at;
    const match = found.exec(body);
    at += match?.[0].length ?? 0;
    return match;
  };
  function choices(): string[] {
    const list: string[] = [];
    let choice = '';
    for (;;) {
      const escaped = take(/\\([,|\\])/);
      if (escaped) {
        choice += escaped[1];
      } else if (take(/\|\}/)) {
        list.push(choice);
        return list.every((choice) => choice !== '') ? list : fail('an empty choice');
      } else if (take(/,/)) {
        list.push(choice);
        choice = '';
      } else {
        choice += take(/[^\\|\n]/)?.[0] ?? fail('no choice');
      }
    }
  }
  function text(inside: boolean): string {
    let out = '';
    for (;;) {
      if (at === body.length) {
        return inside ? fail('a stop without its }') : out;
      }
      if (inside && take(/\}/)) {
        return out;
      }
      const escaped = take(/\\([$}\\])/);
      if (escaped) {
        out += escaped[1];
        continue;
      }
      const variable = take(/\$([A-Z_]+)/);
      if (variable) {
        variables.push(variable[1]!);
        out += variable[1];
        continue;
      }
      const stop = take(/\$(\d+)|\$\{(\d+)([:|}])/);
      if (!stop) {
        const plain = take(/[^$\\]/) ?? fail('a bare $ or \\');
        out += plain[0];
        continue;
      }
      const number = Number(stop[1] ?? stop[2]);
      if (stop[3] === '|') {
        const list = choices();
        stops.push({ number, choices: list, bare: false });
        out += list[0];
      } else if (stop[3] === ':') {
        stops.push({ number, choices: undefined, bare: false });
        out += text(true);
      } else {
        stops.push({ number, choices: undefined, bare: true });
      }
    }
  }
  return { text: text(false), stops, variables };
}

const snippets: Record<string, { description: string; isFileTemplate: boolean; prefix?: string; body: string[] }> =
  json('snippets/preceptor.json');

test('the parser takes what it should, and nothing else', () => {
  assert.deepEqual(parse('a ${1:b $2 \\} \\$} ${3|x\\,y,\\|z|} $0 \\\\').text, 'a b  } $ x,y  \\');
  for (const wrong of ['${1:a', '${1|a,|}', '${1|a', 'a $ b', '${a:b}', 'a\\b', '${1|a\\$b|}']) {
    assert.throws(() => parse(wrong), wrong);
  }
});

test('every snippet is one: stops, choices, and a way out', () => {
  assert.ok(Object.keys(snippets).length >= 40);
  for (const [name, { description, isFileTemplate, prefix, body }] of Object.entries(snippets)) {
    const { stops, text } = parse(body.join('\n'));
    assert.match(description, /[.?]$/, name);
    assert.ok(text.startsWith('---\nkind: '), `${name} opens with its front matter`);
    assert.ok(stops.length > 3, name);
    // The stops are numbered without a gap, and one that is only repeated is filled somewhere.
    const filled = new Set(stops.filter((stop) => !stop.bare).map((stop) => stop.number));
    for (const { number } of stops) {
      assert.ok(number === 0 || filled.has(number), `${name}: $${number} is empty`);
    }
    assert.equal(Math.max(...filled), filled.size - (filled.has(0) ? 1 : 0), name);
    for (const { choices } of stops) {
      assert.ok(choices === undefined || choices.length > 1, `${name}: one choice is none`);
    }
    // Offered where a file is filled, and not a second time while one types.
    assert.equal(isFileTemplate, true, name);
    assert.equal(prefix, undefined, name);
    assert.ok(body.every((line) => !line.includes('\n')), name);
  }
});

test('the day in a snippet is the day of its use', () => {
  const dated = Object.values(snippets).map(({ body }) => parse(body.join('\n')).variables);
  for (const variables of dated) {
    assert.ok(variables.length === 0 || variables.join() === 'CURRENT_YEAR,CURRENT_MONTH,CURRENT_DATE', variables.join());
  }
  assert.ok(dated.some((variables) => variables.length > 0));
  assert.doesNotMatch(JSON.stringify(snippets), /\b20\d\d-\d\d-\d\d\b/);
});
