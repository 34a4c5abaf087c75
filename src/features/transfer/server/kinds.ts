import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { AnyKind } from '../../../kit/server/transfer/kind.ts';
import type { Kind } from '../schema.ts';

/** What the documentation, the console and `portico import --columns` show of a kind. */
export const describeKind = ({ name, about, after, columns }: AnyKind): Kind => ({
  name,
  about,
  after: [...after],
  columns: columns.map((column) => ({
    name: column.name,
    type: column.type,
    doc: column.doc,
    example: column.example,
    required: column.required ?? false,
    choices: column.choices ? [...column.choices] : null,
    readOnly: column.readOnly ?? false,
  })),
});

/** @throws `request.invalid` */
export function requireKind(kinds: readonly AnyKind[], name: string): AnyKind {
  const kind = kinds.find((one) => one.name === name);
  if (kind) return kind;
  const message = `There is no kind “${name}”; there are ${kinds.map((one) => one.name).join(', ')}.`;
  throw requestProblem('request.invalid', { fields: [{ path: 'kind', code: 'reference', message }] });
}
