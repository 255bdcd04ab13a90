// What several tests need.
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** The folder of the extension: the tests are run there. */
export const extension = process.cwd();
/** The repository, if the extension stands in it. */
export const repository = path.resolve(extension, '..', '..');

export function read(file: string): string {
  return readFileSync(path.join(extension, file), 'utf8').replaceAll('\r\n', '\n');
}

export function json<T = any>(file: string): T {
  return JSON.parse(read(file)) as T;
}

/**
 * The program under test: PRECEPTOR, or the one that was built here. Without it a test is skipped, aloud; under CI it
 * fails, for there the program is always there.
 */
export function program(): string | undefined {
  const name = process.platform === 'win32' ? 'preceptor.exe' : 'preceptor';
  const built = ['debug', 'release'].map((profile) => path.join(repository, 'target', profile, name));
  const found = [process.env['PRECEPTOR'] ?? '', ...built].find((file) => file !== '' && existsSync(file));
  if (found === undefined && process.env['CI']) {
    throw new Error('no program to test with: set PRECEPTOR');
  }
  return found;
}

export const NO_PROGRAM = 'no program here: cargo build, or set PRECEPTOR';
