// Finds the program and tells whether it will do. Nothing here needs VS Code, so that it is tested in plain node.
import { execFile } from 'node:child_process';
import * as path from 'node:path';

/** The oldest program that this extension works with. */
export const OLDEST = '0.1.0';

/** What the search depends on. */
export interface Surroundings {
  /** The setting `preceptor.path`; empty where nobody set it. */
  readonly setting: string;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  /** The first workspace folder, which a relative path in the setting starts from. */
  readonly folder?: string | undefined;
  /** Whether this is a file that can be run. */
  readonly isFile: (file: string) => boolean;
}

export type Found = { readonly file: string } | { readonly problem: string };

/** The name of the program's file. */
export function fileName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'preceptor.exe' : 'preceptor';
}

/**
 * The program: what the setting names, else the first on PATH, else where `cargo install` puts it (an editor started
 * from the desktop often has a shorter PATH than the terminal). Only absolute folders of PATH count: a program that
 * lies in the folder of a downloaded case is never started by accident.
 */
export function findProgram(around: Surroundings): Found {
  const { platform, env, home, isFile } = around;
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const name = fileName(platform);
  const setting = around.setting.trim();
  if (setting !== '' && setting !== 'preceptor') {
    const file = absolute(setting, around, paths);
    for (const candidate of [file, paths.join(file, name), ...(platform === 'win32' ? [`${file}.exe`] : [])]) {
      if (isFile(candidate)) {
        return { file: candidate };
      }
    }
    return { problem: `The setting preceptor.path says ${setting}, and there is no such program.` };
  }
  const onPath = (value(env, 'PATH', platform) ?? '')
    .split(platform === 'win32' ? ';' : ':')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => paths.isAbsolute(folder));
  const cargo = value(env, 'CARGO_HOME', platform) ?? paths.join(home, '.cargo');
  for (const folder of [...onPath, paths.join(cargo, 'bin')]) {
    const file = paths.join(folder, name);
    if (isFile(file)) {
      return { file };
    }
  }
  return { problem: 'The program preceptor is not on this machine, or not on its PATH.' };
}

function absolute(setting: string, around: Surroundings, paths: path.PlatformPath): string {
  const file = expand(setting, around.home, around.folder);
  return paths.isAbsolute(file) ? file : paths.join(around.folder ?? around.home, file);
}

/** Replaces `~/` and `${workspaceFolder}` at the start of a path. */
export function expand(setting: string, home: string, folder: string | undefined): string {
  return setting
    .replace(/^~(?=[/\\]|$)/, () => home)
    .replace(/^\$\{userHome\}/, () => home)
    .replace(/^\$\{workspaceFolder\}/, () => folder ?? '.');
}

/** An environment variable; on Windows their names have no case. */
function value(env: Surroundings['env'], name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') {
    return env[name];
  }
  const key = Object.keys(env).find((key) => key.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

/** `preceptor 0.1.0` → `0.1.0`. */
export function parseVersion(output: string): string | undefined {
  return /^preceptor (\d+\.\d+\.\d+\S*)/.exec(output)?.[1];
}

/** Whether `version` comes before `oldest`; what stands after a hyphen is not compared. */
export function isOlder(version: string, oldest: string): boolean {
  const numbers = (text: string) => text.split(/[-+]/)[0]!.split('.').map(Number);
  const [a, b] = [numbers(version), numbers(oldest)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return false;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status; absent if the program could not be started or was stopped. */
  readonly status?: number | undefined;
  readonly failure?: string | undefined;
}

/** Runs the program, without a shell. */
export function run(file: string, args: readonly string[], cwd?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, timeout: 30_000, maxBuffer: 32 << 20, windowsHide: true, encoding: 'utf8' as const };
    const child = execFile(file, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      const status = typeof code === 'number' ? code : undefined;
      resolve({ stdout, stderr, status, failure: status === undefined ? error?.message : undefined });
    });
    // It is never asked anything.
    child.stdin?.on('error', () => undefined).end();
  });
}

export type Usable = { readonly version: string } | { readonly problem: string };

/** Whether the program at `file` is preceptor, new enough, and has a language server. */
export async function examine(file: string, start: typeof run = run): Promise<Usable> {
  const told = await start(file, ['--version']);
  if (told.status !== 0) {
    const why = told.failure ?? (told.stderr.trim().split('\n')[0] || `exit status ${told.status}`);
    return { problem: `${file} cannot be run: ${why}` };
  }
  const version = parseVersion(told.stdout);
  if (version === undefined) {
    return { problem: `${file} is another program: it does not answer --version as preceptor does.` };
  }
  const help = await start(file, ['lsp', '--help']);
  if (isOlder(version, OLDEST) || help.status !== 0) {
    return {
      problem: `${file} is version ${version}, which is too old: it must be ${OLDEST} or newer, with a language server.`,
    };
  }
  return { version };
}
