import { globSync } from 'node:fs';
import type { ProblemDefinition } from '../../../kit/common/problem.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';

const root = new URL('../../../../', import.meta.url);

const isDefinition = (value: unknown): value is ProblemDefinition =>
  typeof value === 'object' && value !== null && 'status' in value && 'title' in value;

/** Every refusal that features and kit declare, by code. */
export async function allProblems(): Promise<Map<string, ProblemDefinition>> {
  const files = globSync(['src/features/*/problems.ts', 'src/kit/server/**/*.ts'], {
    cwd: root,
    exclude: (path) => path.endsWith('.test.ts'),
  });
  const found = new Map<string, ProblemDefinition>();
  const { readFileSync } = await import('node:fs');
  for (const file of files) {
    const address = new URL(file, root);
    if (!readFileSync(address, 'utf8').includes('defineProblems(')) continue;
    const exported = (await import(address.href)) as Record<string, unknown>;
    for (const definitions of Object.values(exported)) {
      if (typeof definitions !== 'object' || definitions === null) continue;
      for (const [code, definition] of Object.entries(definitions)) {
        if (isDefinition(definition)) found.set(code, definition);
      }
    }
  }
  return new Map([...found].sort(([one], [other]) => one.localeCompare(other)));
}

/** The page of all codes. */
export async function renderProblems() {
  const rows = [...(await allProblems())].map(
    ([code, { status, title }]) =>
      `<tr id="${escaped(code)}"><td><code>${escaped(code)}</code></td><td>${status}</td><td>${escaped(title)}</td></tr>`,
  );
  return {
    title: 'Problem codes',
    parts: [],
    html: `<h1>Problem codes</h1>
<p>A refusal is <code>application/problem+json</code> with a <code>code</code> that never changes its meaning. Branch on it, not on the status or the English title.</p>
<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
  };
}
