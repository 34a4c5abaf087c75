import type { ProblemField } from '../../common/problem.ts';

/** From this row on the file can't be read; `row` counts like a spreadsheet does. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
  readonly row: number;
  readonly fields: readonly ProblemField[];

  constructor(row: number, code: string, sentence: string, fields?: readonly ProblemField[]) {
    super(sentence);
    this.row = row;
    this.fields = fields ?? [{ path: '', code, message: sentence }];
  }
}
