// The tasks `preceptor: check` and `preceptor: watch`.
import { ruleOptions, type ServerSettings } from './settings';

/** A task as it stands in tasks.json. */
export interface Definition {
  readonly type: 'preceptor';
  readonly command: 'check' | 'watch';
  /** Notes and folders; the whole workspace folder without them. */
  readonly paths?: readonly string[] | undefined;
  /** Further options of the subcommand. */
  readonly args?: readonly string[] | undefined;
}

export const COMMANDS = ['watch', 'check'] as const;

/** The definition, if it is one. */
export function readDefinition(definition: { readonly [name: string]: unknown }): Definition | undefined {
  const { type, command, paths, args } = definition;
  if (type !== 'preceptor' || (command !== 'check' && command !== 'watch')) {
    return undefined;
  }
  const list = (value: unknown) =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
  return { type, command, paths: list(paths), args: list(args) };
}

/** The arguments: the concise format, without colours, as the problem matchers read it. */
export function taskArguments(definition: Definition, settings: ServerSettings): string[] {
  const paths = definition.paths ?? [];
  return [
    definition.command,
    '--format',
    'concise',
    '--color',
    'never',
    ...ruleOptions(settings),
    ...(definition.args ?? []),
    ...(paths.length > 0 ? ['--', ...paths] : []),
  ];
}

/** The problem matcher of a task. */
export function matcher(definition: Definition): string {
  return definition.command === 'watch' ? '$preceptor-watch' : '$preceptor';
}
