// Runs the grammars as VS Code does: vscode-textmate with oniguruma.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { INITIAL, Registry, parseRawGrammar, type IGrammar } from 'vscode-textmate';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';

import { extension, json } from './support';

export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
  readonly line: number;
  readonly start: number;
}

/** As much of a Markdown grammar as an injection has to live with. */
const MARKDOWN = JSON.stringify({
  scopeName: 'text.html.markdown',
  patterns: [
    { begin: '^```', end: '^```', name: 'markup.fenced_code.block.markdown' },
    { begin: '\\A---$', end: '^---$', name: 'meta.embedded.block.frontmatter' },
    { match: '`[^`]+`', name: 'markup.inline.raw.string.markdown' },
    { begin: '<!--', end: '-->', name: 'comment.block.html' },
    { match: '^#{1,6} .*$', name: 'markup.heading.markdown', captures: { 0: { patterns: [{ include: '#bold' }] } } },
    { include: '#bold' },
  ],
  repository: { bold: { match: '\\*\\*[^*]+\\*\\*', name: 'markup.bold.markdown' } },
});

const wasm = path.join(path.dirname(createRequire(__filename).resolve('vscode-oniguruma')), 'onig.wasm');

async function load(scopeName: string): Promise<IGrammar> {
  const bytes = readFileSync(wasm);
  const onigLib = loadWASM({ data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) }).then(() => ({
    createOnigScanner,
    createOnigString,
  }));
  const contributed: { scopeName: string; path: string; injectTo?: string[] }[] = json('package.json').contributes.grammars;
  const registry = new Registry({
    onigLib,
    loadGrammar: async (name) => {
      if (name === 'text.html.markdown') {
        return parseRawGrammar(MARKDOWN, 'markdown.json');
      }
      const entry = contributed.find((entry) => entry.scopeName === name);
      return entry ? parseRawGrammar(readFileSync(path.join(extension, entry.path), 'utf8'), entry.path) : null;
    },
    getInjections: (name) => contributed.filter((entry) => entry.injectTo?.includes(name)).map((entry) => entry.scopeName),
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (grammar === null) {
    throw new Error(`no grammar ${scopeName}`);
  }
  return grammar;
}

const loaded = new Map<string, Promise<IGrammar>>();

/** The tokens of a text. */
export async function tokens(text: string, scopeName = 'text.clinical-note'): Promise<Token[]> {
  loaded.set(scopeName, loaded.get(scopeName) ?? load(scopeName));
  const grammar = await loaded.get(scopeName)!;
  let stack = INITIAL;
  return text.split(/\r\n|\r|\n/).flatMap((line, number) => {
    const result = grammar.tokenizeLine(line, stack, 20_000);
    if (result.stoppedEarly) {
      throw new Error(`line ${number + 1} takes too long`);
    }
    stack = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
      line: number,
      start: startIndex,
    }));
  });
}

/** What of the text has a scope that starts so, joined where it touches. */
export async function scoped(text: string, scope: string, scopeName?: string): Promise<string[]> {
  const found: { text: string; line: number; end: number }[] = [];
  for (const token of await tokens(text, scopeName)) {
    if (!token.scopes.some((name) => name === scope || name.startsWith(`${scope}.`))) {
      continue;
    }
    const last = found.at(-1);
    if (last && last.line === token.line && last.end === token.start) {
      last.text += token.text;
      last.end += token.text.length;
    } else {
      found.push({ text: token.text, line: token.line, end: token.start + token.text.length });
    }
  }
  return found.map(({ text }) => text.trim()).filter((text) => text !== '');
}
