import type { ProblemField } from '../common/problem.ts';

/** Something that an administrator can mend: its message is one sentence that says what and how; no stack is shown. */
export class PlainError extends Error {
  override readonly name: string = 'PlainError';
}

interface SystemError {
  readonly code?: unknown;
  readonly port?: unknown;
}

/** What stands on the screen of whoever started the program: a sentence, or the stack where only a developer can help. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as SystemError;
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use by another program. Set PORT or EXAMPLES_PORT to a free one.`;
  const plain = error instanceof PlainError || error.name === 'Problem';
  return plain ? sentence(error) : (error.stack ?? error.message);
}

/** The title of a refusal with its detail and its fields, where it has them. */
function sentence(error: Error): string {
  const { detail, fields } = error as { detail?: unknown; fields?: readonly ProblemField[] | undefined };
  const told = typeof detail === 'string' ? `${error.message}. ${detail}` : error.message;
  return [told, ...(fields ?? []).map(({ path, message }) => `  ${path}: ${message}`)].join('\n');
}
