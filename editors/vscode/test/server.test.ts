// The language server from outside VS Code, over the same protocol library that the extension's client is built on.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  SemanticTokenModifiers,
  SemanticTokenTypes,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type CompletionItem,
  type CompletionList,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';

import { serverSettings } from '../src/settings';
import { json, program, NO_PROGRAM } from './support';

const NOTE = `# SOAP Note

S: 54M with cough for *** days. Takes aspirin 10.0 mg QD.

O: T 37.0, HR 80, BP 120/80. Lungs clear.

A: cough

P: rest
`;

/** What VS Code's client can do, as far as it matters here. */
const CAPABILITIES = {
  general: { positionEncodings: ['utf-16'] },
  workspace: { configuration: true, workspaceFolders: true, workspaceEdit: { documentChanges: true } },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true, versionSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source', 'source.fixAll'] } },
      dataSupport: true,
    },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
  },
};

class Editor {
  readonly connection: ProtocolConnection;
  readonly child: ChildProcess;
  private readonly published = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>();
  private readonly waiting: (() => void)[] = [];

  constructor(
    preceptor: string,
    readonly folder: string,
    /** Settings as the user's, read as the extension reads them. */
    public values: Record<string, unknown>,
  ) {
    this.child = spawn(preceptor, ['lsp'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout!),
      new StreamMessageWriter(this.child.stdin!),
    );
    this.connection.onRequest('workspace/configuration', ({ items }) => items.map(() => this.settings()));
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, version, diagnostics }) => {
      this.published.set(uri, { version, diagnostics });
      for (const wake of this.waiting.splice(0)) {
        wake();
      }
    });
    this.connection.listen();
  }

  settings() {
    return serverSettings((name) => this.values[name], { home: this.folder, folder: this.folder });
  }

  uri(name: string): string {
    return pathToFileURL(path.join(this.folder, name)).href;
  }

  async start(capabilities: object = CAPABILITIES): Promise<InitializeResult> {
    const rootUri = pathToFileURL(this.folder).href;
    const answer = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'ward' }],
      capabilities,
      initializationOptions: this.settings(),
    });
    await this.connection.sendNotification('initialized', {});
    return answer;
  }

  open(uri: string, text: string, languageId = 'markdown'): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** The findings published for a version, as soon as they are such as are asked for. */
  async findings(uri: string, version: number, good: (codes: string[]) => boolean): Promise<Diagnostic[]> {
    for (;;) {
      const last = this.published.get(uri);
      if (last?.version === version && good(last.diagnostics.map((diagnostic) => String(diagnostic.code)))) {
        return last.diagnostics;
      }
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }

  /** Says goodbye; the exit status. */
  async end(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    const gone = once(this.child, 'exit');
    await this.connection.sendNotification('exit');
    const [status] = await gone;
    this.connection.dispose();
    return status;
  }
}

function apply(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, line) => sum + line.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((text, { range, newText }) => text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end)), text);
}

function editsOf(edit: WorkspaceEdit | undefined, uri: string): TextEdit[] {
  const versioned = (edit?.documentChanges ?? []).flatMap((change) =>
    'textDocument' in change && change.textDocument.uri === uri ? (change.edits as TextEdit[]) : [],
  );
  return [...versioned, ...(edit?.changes?.[uri] ?? [])];
}

function session(name: string, values: Record<string, unknown>, talk: (editor: Editor) => Promise<void>): void {
  test(name, { timeout: 120_000 }, async (context) => {
    const preceptor = program();
    if (preceptor === undefined) {
      context.skip(NO_PROGRAM);
      return;
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'preceptor server '));
    const editor = new Editor(preceptor, folder, values);
    try {
      await talk(editor);
    } finally {
      editor.child.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function colours({ semanticTokensProvider }: InitializeResult['capabilities']): void {
  const { tokenTypes, tokenModifiers } = semanticTokensProvider!.legend;
  const { semanticTokenScopes, semanticTokenModifiers } = json('package.json').contributes;
  for (const { language, scopes } of semanticTokenScopes) {
    for (const type of Object.keys(scopes)) {
      assert.ok(tokenTypes.includes(type), `${language}: ${type}`);
    }
  }
  const known: string[] = [...Object.values(SemanticTokenTypes), ...Object.values(SemanticTokenModifiers)];
  assert.deepEqual(tokenTypes.filter((type) => !known.includes(type)), []);
  const own = semanticTokenModifiers.map((modifier: { id: string }) => modifier.id);
  assert.deepEqual(tokenModifiers.filter((modifier) => !known.includes(modifier)), own);
}

session('colours: what the server names is what package.json gives colours to', {}, async (editor) => {
  const { capabilities } = await editor.start();
  colours(capabilities);
  assert.equal(await editor.end(), 0);
});

session('findings, fixes, and a clean end', {}, async (editor) => {
  const { capabilities, serverInfo } = await editor.start();
  assert.equal(serverInfo?.name, 'preceptor');
  assert.equal(capabilities.positionEncoding, 'utf-16');
  assert.equal(capabilities.diagnosticProvider, undefined, 'this client does not ask for diagnostics');
  const uri = editor.uri('a b.md');
  await editor.open(uri, NOTE);
  const diagnostics = await editor.findings(uri, 1, (codes) => codes.includes('SAF003'));
  for (const { source, code, codeDescription, range, severity } of diagnostics) {
    assert.equal(source, 'preceptor');
    assert.match(String(code), /^[A-Z]{3}\d{3}$/);
    assert.ok(codeDescription?.href, String(code));
    assert.ok(severity !== undefined && range.end.line >= range.start.line);
  }
  const zero = diagnostics.find(({ code }) => code === 'SAF003')!;
  assert.equal(NOTE.split('\n')[zero.range.start.line]!.slice(zero.range.start.character).startsWith('10.0'), true);

  // Mend it.
  const actions = await editor.connection.sendRequest<(CodeAction | null)[] | null>('textDocument/codeAction', {
    textDocument: { uri },
    range: zero.range,
    context: { diagnostics: [zero] },
  });
  const mended = (actions ?? [])
    .map((action) => apply(NOTE, editsOf(action?.edit, uri)))
    .find((text) => text.includes('aspirin 10 mg'));
  assert.ok(mended, JSON.stringify(actions?.map((action) => action?.title)));
  await editor.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: mended }],
  });
  await editor.findings(uri, 2, (codes) => !codes.includes('SAF003') && codes.includes('TPL001'));

  // All safe fixes.
  const all = await editor.connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [], only: ['source.fixAll'] },
  });
  for (const { kind } of all ?? []) {
    assert.equal(kind, 'source.fixAll.preceptor');
  }

  assert.equal(await editor.end(), 0);
});

session('completion: a dot phrase, as a snippet', {}, async (editor) => {
  await editor.start();
  const uri = editor.uri('a.soap');
  const typed = `${NOTE}\nHeart: .normalca`;
  await editor.open(uri, typed);
  const offered = await editor.connection.sendRequest<CompletionItem[] | CompletionList | null>('textDocument/completion', {
    textDocument: { uri },
    position: { line: typed.split('\n').length - 1, character: 'Heart: .normalca'.length },
  });
  const items = Array.isArray(offered) ? offered : (offered?.items ?? []);
  const phrase = items.find((item) => item.label.includes('normalcardiac'));
  assert.ok(phrase, JSON.stringify(items.map((item) => item.label)));
  // 2: it has tab stops, which this client takes.
  assert.equal(phrase.insertTextFormat, 2);
  assert.equal(await editor.end(), 0);
});

session('settings reach the server, at the start and as they change', { select: ['SAF'], ignore: ['SAF001'] }, async (editor) => {
  await editor.start();
  const uri = editor.uri('a.note');
  await editor.open(uri, NOTE, 'clinical-note');
  const first = await editor.findings(uri, 1, (codes) => codes.length > 0);
  assert.deepEqual([...new Set(first.map(({ code }) => code))], ['SAF003']);
  editor.values = { select: ['TPL'] };
  await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preceptor: editor.settings() } });
  const then = await editor.findings(uri, 1, (codes) => codes.every((code) => code.startsWith('TPL')));
  assert.deepEqual(then.map(({ code }) => code), ['TPL001']);
  assert.equal(await editor.end(), 0);
});

session('the defaults leave the configuration file in force; a setting names another', {}, async (editor) => {
  writeFileSync(path.join(editor.folder, 'preceptor.toml'), 'select = ["TPL"]\n');
  writeFileSync(path.join(editor.folder, 'other.toml'), 'select = ["SAF003"]\n');
  await editor.start();
  const uri = editor.uri('a.md');
  await editor.open(uri, NOTE);
  await editor.findings(uri, 1, (codes) => codes.join() === 'TPL001');
  editor.values = { configuration: '${workspaceFolder}/other.toml' };
  await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preceptor: editor.settings() } });
  await editor.findings(uri, 1, (codes) => codes.join() === 'SAF003');
  assert.equal(await editor.end(), 0);
});

session('a client that asks for diagnostics, as VS Code does, gets them so', {}, async (editor) => {
  const { capabilities } = await editor.start({
    ...CAPABILITIES,
    textDocument: { ...CAPABILITIES.textDocument, diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false } },
  });
  assert.ok(capabilities.diagnosticProvider, 'the server is asked');
  const pushed: string[] = [];
  editor.connection.onNotification('textDocument/publishDiagnostics', ({ uri }) => void pushed.push(uri));
  // A note that was never saved.
  const uri = 'untitled:Untitled-1';
  await editor.open(uri, `---\nkind: soap\n---\n${NOTE}`, 'clinical-note');
  const report = await editor.connection.sendRequest<{ kind: string; items: Diagnostic[] }>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  assert.equal(report.kind, 'full');
  assert.ok(report.items.some(({ code }) => code === 'SAF003'));
  assert.equal(await editor.end(), 0);
  assert.deepEqual(pushed, []);
});
