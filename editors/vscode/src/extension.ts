// The extension: starts `preceptor lsp`, shows how it fares, and starts notes from templates.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, State, type LanguageClientOptions } from 'vscode-languageclient/node';

import { count, statusDetail, statusText } from './findings';
import { examine, findProgram, run } from './program';
import { NEEDS_RESTART, serverSettings, type ServerSettings } from './settings';
import { COMMANDS, matcher, readDefinition, taskArguments, type Definition } from './tasks';
import { choices, listArguments, readTemplates, snippetArguments } from './templates';

const SECTION = 'preceptor';
const LANGUAGES = ['clinical-note', 'markdown', 'plaintext'];
/** Files, and what is not saved yet. Nothing else: the old version of a note in a diff is not marked again. */
const SCHEMES = ['file', 'untitled'];
const SELECTOR = LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme })));

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  session = new Session(context.extension.id);
  context.subscriptions.push(session);
  await session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}

function firstFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri.fsPath;
}

function settings(): ServerSettings {
  const read = vscode.workspace.getConfiguration(SECTION);
  return serverSettings((name) => read.get(name), { home: homedir(), folder: firstFolder() });
}

function isFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** One life of the extension, over as many lives of the server as it takes. */
class Session implements vscode.Disposable {
  private readonly output = vscode.window.createOutputChannel('preceptor', { log: true });
  private readonly status = vscode.window.createStatusBarItem('preceptor.findings', vscode.StatusBarAlignment.Right, 90);
  private readonly parts: vscode.Disposable[];
  private client: LanguageClient | undefined;
  /** The program, once it was found and looked at. */
  private program: string | undefined;
  /** Why there is no server. */
  private problem: string | undefined;
  /** What was said already: the same thing is not said twice. */
  private said: string | undefined;
  /** Starts and stops one after another, however fast they are asked for. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly id: string) {
    this.status.name = 'preceptor: findings';
    this.parts = [
      this.output,
      this.status,
      vscode.commands.registerCommand('preceptor.restart', () => this.restart()),
      vscode.commands.registerCommand('preceptor.showOutput', () => this.output.show(true)),
      vscode.commands.registerCommand('preceptor.newNote', () => this.newNote()),
      vscode.tasks.registerTaskProvider('preceptor', {
        provideTasks: () => this.tasks(),
        resolveTask: (task) => this.resolve(task),
      }),
      vscode.workspace.onDidChangeConfiguration((change) => this.onSettings(change)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.languages.onDidChangeDiagnostics(() => this.show()),
    ];
  }

  dispose(): void {
    for (const part of this.parts) {
      part.dispose();
    }
  }

  // ---- the server ----

  start(): Promise<void> {
    return this.then(() => this.startNow());
  }

  stop(): Promise<void> {
    return this.then(() => this.stopNow());
  }

  restart(): Promise<void> {
    this.said = undefined;
    return this.then(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  private then(next: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(next).catch((error: unknown) => {
      this.output.error(error instanceof Error ? error : String(error));
    });
    return this.queue;
  }

  private async startNow(): Promise<void> {
    this.problem = undefined;
    try {
      const file = await this.find();
      if (file === undefined || vscode.workspace.getConfiguration(SECTION).get('enable') === false) {
        return;
      }
      const client = new LanguageClient('preceptor', 'preceptor', { command: file, args: ['lsp'] }, this.options());
      this.client = client;
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Stopped && this.client === client) {
          this.output.warn('the language server has ended');
        }
        this.show();
      });
      await client.start();
    } catch (error) {
      this.client = undefined;
      this.complain(`The language server did not start: ${error instanceof Error ? error.message : String(error)}`, 'log');
    } finally {
      this.show();
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // It was gone already, or it did not answer in time and was ended.
      this.output.warn(`stopping: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      diagnosticCollectionName: 'preceptor',
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: settings(),
      middleware: {
        workspace: {
          // The server asks for its section: it gets what it knows, with the paths made whole.
          configuration: (params, token, next) =>
            params.items.every((item) => item.section === SECTION)
              ? params.items.map(() => settings())
              : next(params, token),
        },
      },
    };
  }

  /** The program, if it is there and will do; otherwise says so, with the way out. */
  private async find(): Promise<string | undefined> {
    this.program = undefined;
    const found = findProgram({
      setting: vscode.workspace.getConfiguration(SECTION).get('path', ''),
      env: process.env,
      platform: process.platform,
      home: homedir(),
      folder: firstFolder(),
      isFile,
    });
    if ('problem' in found) {
      this.complain(found.problem, 'install');
      return undefined;
    }
    const usable = await examine(found.file);
    if ('problem' in usable) {
      this.complain(usable.problem, 'install');
      return undefined;
    }
    this.output.info(`preceptor ${usable.version}: ${found.file}`);
    this.program = found.file;
    return found.file;
  }

  /** Says what is wrong, once, and what can be done about it. */
  private complain(problem: string, way: 'install' | 'log'): void {
    this.problem = problem;
    this.output.error(problem);
    if (this.said === problem) {
      return;
    }
    this.said = problem;
    const [choose, how, again, log] = ['Choose the program…', 'How to install it', 'Try again', 'Show the log'];
    const buttons = way === 'install' ? [choose, how, again] : [again, log];
    void vscode.window.showErrorMessage(problem, ...buttons).then(async (answer) => {
      if (answer === choose) {
        await this.choose();
      } else if (answer === how) {
        await vscode.commands.executeCommand('extension.open', this.id);
      } else if (answer === again) {
        await this.restart();
      } else if (answer === log) {
        this.output.show(true);
      }
    });
  }

  private async choose(): Promise<void> {
    const [picked] = (await vscode.window.showOpenDialog({ title: 'Where is the program preceptor?' })) ?? [];
    if (picked !== undefined) {
      const configuration = vscode.workspace.getConfiguration(SECTION);
      await configuration.update('path', picked.fsPath, vscode.ConfigurationTarget.Global);
    }
  }

  private async onSettings(change: vscode.ConfigurationChangeEvent): Promise<void> {
    if (!change.affectsConfiguration(SECTION)) {
      return;
    }
    if (NEEDS_RESTART.some((name) => change.affectsConfiguration(`${SECTION}.${name}`))) {
      await this.restart();
    } else if (this.client?.state === State.Running) {
      await this.client.sendNotification('workspace/didChangeConfiguration', { settings: { preceptor: settings() } });
    }
  }

  // ---- the status item ----

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || vscode.languages.match(SELECTOR, document) === 0) {
      this.status.hide();
      return;
    }
    const running = this.client?.state === State.Running;
    this.status.backgroundColor = undefined;
    if (running) {
      const counts = count(vscode.languages.getDiagnostics(document.uri));
      this.status.text = statusText(counts);
      this.status.tooltip = statusDetail(counts);
      this.status.command = 'workbench.actions.view.problems';
    } else if (this.problem !== undefined) {
      this.status.text = '$(warning) preceptor';
      this.status.tooltip = `${this.problem} Click to try again.`;
      this.status.command = 'preceptor.restart';
      this.status.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    } else if (this.client?.state === State.Stopped || this.client?.state === State.StartFailed) {
      this.status.text = '$(warning) preceptor';
      this.status.tooltip = 'The language server of preceptor has ended. Click to start it again.';
      this.status.command = 'preceptor.restart';
      this.status.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    } else if (this.client !== undefined) {
      this.status.text = '$(sync~spin) preceptor';
      this.status.tooltip = 'preceptor is starting';
      this.status.command = 'preceptor.showOutput';
    } else {
      this.status.hide();
      return;
    }
    this.status.accessibilityInformation = { label: String(this.status.tooltip) };
    this.status.show();
  }

  // ---- templates ----

  private async newNote(): Promise<void> {
    // Whoever asks is answered, even if it was said before.
    this.said = undefined;
    const file = this.program ?? (await this.find());
    if (file === undefined) {
      return;
    }
    const [chosen, cwd] = [settings(), firstFolder() ?? homedir()];
    const listed = await run(file, listArguments(chosen), cwd);
    const text = listed.stdout.trimStart();
    if (!text.startsWith('{')) {
      this.failed('The templates cannot be listed', listed.failure ?? listed.stderr);
      return;
    }
    const { templates, errors } = readTemplates(text);
    for (const error of errors) {
      this.output.warn(`template: ${error}`);
    }
    const picked = await vscode.window.showQuickPick(choices(templates), {
      title: 'New note from a template',
      placeHolder: 'Which kind of note? Type a word of its name, specialty or description',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked === undefined) {
      return;
    }
    const made = await run(file, snippetArguments(picked.name, chosen), cwd);
    if (made.status !== 0) {
      this.failed(`The template ${picked.name} cannot be used`, made.failure ?? made.stderr);
      return;
    }
    const document = await vscode.workspace.openTextDocument({ language: 'clinical-note' });
    const editor = await vscode.window.showTextDocument(document);
    await editor.insertSnippet(new vscode.SnippetString(made.stdout), new vscode.Position(0, 0));
  }

  private failed(what: string, why: string): void {
    this.output.error(`${what}: ${why.trim()}`);
    const first = why.trim().split('\n')[0] ?? '';
    void vscode.window.showErrorMessage(`${what}: ${first}`, 'Show the log').then((answer) => {
      if (answer !== undefined) {
        this.output.show(true);
      }
    });
  }

  // ---- tasks ----

  private tasks(): vscode.Task[] {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    return folders.flatMap((folder) =>
      COMMANDS.flatMap((command) => this.task({ type: 'preceptor', command }, folder) ?? []),
    );
  }

  /** A task of tasks.json. VS Code wants its own definition object back. */
  private resolve(task: vscode.Task): vscode.Task | undefined {
    const definition = readDefinition(task.definition);
    const scope = task.scope;
    const folder = scope !== undefined && typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
    return definition && folder && this.task(definition, folder, task.definition);
  }

  private task(
    definition: Definition,
    folder: vscode.WorkspaceFolder,
    original: vscode.TaskDefinition = definition,
  ): vscode.Task | undefined {
    if (this.program === undefined) {
      return undefined;
    }
    const run = new vscode.ProcessExecution(this.program, taskArguments(definition, settings()), {
      cwd: folder.uri.fsPath,
    });
    const name = definition.command === 'watch' ? 'watch notes' : 'check notes';
    const task = new vscode.Task(original, folder, name, 'preceptor', run, matcher(definition));
    task.isBackground = definition.command === 'watch';
    task.group = vscode.TaskGroup.Build;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, panel: vscode.TaskPanelKind.Dedicated };
    return task;
  }
}
