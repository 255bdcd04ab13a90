// The settings under `preceptor` in VS Code → what the language server reads, and the options of the command line.
import { expand } from './program';

/** Reads one setting by its name after `preceptor.`. */
export type Read = (name: string) => unknown;

/** What the server takes as `initializationOptions` and as the section `preceptor`. */
export interface ServerSettings {
  configuration: string | null;
  select: string[];
  extendSelect: string[];
  ignore: string[];
  /** `null` leaves it to the configuration file. */
  preview: boolean | null;
  profile: string[];
  inlayHints: { bmi: boolean; fahrenheit: boolean; labFlags: boolean };
  allMarkdown: boolean;
}

/** Where paths in settings start from. */
export interface Places {
  readonly home: string;
  readonly folder?: string | undefined;
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item.trim() !== '') : [];
}

/** What the server is sent. A value of the wrong type counts as not set. */
export function serverSettings(read: Read, places: Places): ServerSettings {
  const configuration = read('configuration');
  const preview = read('preview');
  const on = (name: string) => read(name) === true;
  return {
    configuration:
      typeof configuration === 'string' && configuration.trim() !== ''
        ? expand(configuration.trim(), places.home, places.folder)
        : null,
    select: words(read('select')),
    extendSelect: words(read('extendSelect')),
    ignore: words(read('ignore')),
    preview: typeof preview === 'boolean' ? preview : null,
    profile: words(read('profile')),
    inlayHints: { bmi: on('inlayHints.bmi'), fahrenheit: on('inlayHints.fahrenheit'), labFlags: on('inlayHints.labFlags') },
    allMarkdown: on('allMarkdown'),
  };
}

/** What can be said of the configuration to every subcommand. */
export function configurationOptions(settings: ServerSettings): string[] {
  return [
    ...(settings.configuration === null ? [] : ['--config', settings.configuration]),
    ...settings.profile.flatMap((name) => ['--profile', name]),
  ];
}

/** The same choice of rules that the server makes, for `check` and `watch`. */
export function ruleOptions(settings: ServerSettings): string[] {
  const list = (option: string, rules: string[]) => rules.flatMap((rule) => [option, rule]);
  return [
    ...configurationOptions(settings),
    ...list('--select', settings.select),
    ...list('--extend-select', settings.extendSelect),
    ...list('--ignore', settings.ignore),
    ...(settings.preview === true ? ['--preview'] : []),
  ];
}

/** Settings after whose change the server is started anew; it is told of the others as it runs. */
export const NEEDS_RESTART = ['path', 'enable'] as const;
