// The list of templates, and the one picked as a snippet.
import { configurationOptions, type ServerSettings } from './settings';

/** A template as `preceptor templates list --format json` tells it. */
export interface Template {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly kind: string | null;
  readonly setting: string | null;
  readonly specialty: readonly string[];
  readonly tags: readonly string[];
  /** Where it stands, if it did not come with the program. */
  readonly path: string | null;
}

/** A line of the list to pick from. */
export interface Choice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly name: string;
}

export function listArguments(settings: ServerSettings): string[] {
  return ['templates', 'list', '--format', 'json', ...configurationOptions(settings)];
}

export function snippetArguments(name: string, settings: ServerSettings): string[] {
  return ['new', '--snippet', ...configurationOptions(settings), '--', name];
}

/** Reads the list; also what the program could not read, in words. */
export function readTemplates(json: string): { templates: Template[]; errors: string[] } {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const words = (value: unknown) => list(value).filter((item): item is string => typeof item === 'string');
  const read = JSON.parse(json) as { templates?: unknown; errors?: unknown } | null;
  const templates = list(read?.templates).flatMap((item): Template[] => {
    const entry = (item ?? {}) as Record<string, unknown>;
    const name = text(entry['name']);
    if (name === null) {
      return [];
    }
    return [
      {
        name,
        title: text(entry['title']) ?? name,
        description: text(entry['description']) ?? '',
        kind: text(entry['kind']),
        setting: text(entry['setting']),
        specialty: words(entry['specialty']),
        tags: words(entry['tags']),
        path: text(entry['path']),
      },
    ];
  });
  const errors = list(read?.errors).map((item) => {
    const entry = (item ?? {}) as Record<string, unknown>;
    const [path, message] = [text(entry['path']), text(entry['message'])];
    return text(item) ?? [path, message].filter((part) => part !== null).join(': ');
  });
  return { templates, errors };
}

/** The lines to pick from: those of your own first, the others in the order of the program. */
export function choices(templates: readonly Template[]): Choice[] {
  const own = (template: Template) => (template.path === null ? 1 : 0);
  return [...templates]
    .sort((a, b) => own(a) - own(b))
    .map((template) => ({
      label: template.title,
      description: [template.name, ...template.specialty, template.path === null ? '' : 'your own']
        .filter((part) => part !== '')
        .join(' · '),
      detail: template.description,
      name: template.name,
    }));
}
