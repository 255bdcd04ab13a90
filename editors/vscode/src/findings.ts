// What the status item says.

/** How many findings of each severity a note has. */
export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** A finding as VS Code keeps it: severity 0 is an error, 1 a warning, 2 an information, 3 a hint. */
export interface Finding {
  readonly source?: string | undefined;
  readonly severity: number;
}

export function count(findings: Iterable<Finding>): Counts {
  const counts = { errors: 0, warnings: 0, infos: 0 };
  for (const finding of findings) {
    if (finding.source === 'preceptor') {
      counts[finding.severity === 0 ? 'errors' : finding.severity === 1 ? 'warnings' : 'infos'] += 1;
    }
  }
  return counts;
}

export function total(counts: Counts): number {
  return counts.errors + counts.warnings + counts.infos;
}

function some(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

/** `$(checklist) 3 findings`; `$(check) no findings`. */
export function statusText(counts: Counts): string {
  const all = total(counts);
  return all === 0 ? '$(check) no findings' : `$(checklist) ${some(all, 'finding')}`;
}

/** `preceptor: 1 error, 2 infos in this note`. */
export function statusDetail(counts: Counts): string {
  const parts = [
    counts.errors > 0 ? some(counts.errors, 'error') : '',
    counts.warnings > 0 ? some(counts.warnings, 'warning') : '',
    counts.infos > 0 ? some(counts.infos, 'info') : '',
  ].filter((part) => part !== '');
  return `preceptor: ${parts.length === 0 ? 'nothing to mend' : parts.join(', ')} in this note`;
}
