import { BrokenFile } from '../../../kit/server/transfer/broken-file.ts';
import { csvRows } from '../../../kit/server/transfer/csv-rows.ts';
import { statementProblem } from '../problems.ts';
import { mostLines, type ReadStatement, readCamt, readCsv, Unreadable } from '../read.ts';
import type { NewStatement } from '../schema.ts';

const refused = (detail: string) => statementProblem('statement.unreadable', { detail });

/** What stands in a file. Nothing in it is looked up or run. @throws `statement.unreadable` */
export async function parseStatement({ format, text }: NewStatement): Promise<ReadStatement> {
  try {
    return format === 'csv' ? readCsv(await rowsOf(text)) : readCamt(await treeOf(text));
  } catch (error) {
    if (error instanceof Unreadable || error instanceof BrokenFile) throw refused(error.message);
    throw error;
  }
}

async function rowsOf(text: string): Promise<(readonly string[])[]> {
  async function* bytes() {
    yield Buffer.from(text);
  }
  const rows: (readonly string[])[] = [];
  for await (const some of csvRows(bytes(), { encoding: 'utf-8' })) {
    rows.push(...some.map(({ cells }) => cells));
    if (rows.length > mostLines + 100) throw new Unreadable(`There are more than ${mostLines} lines.`);
  }
  return rows;
}

/**
 * The tree of an XML file. A bank's has no document type: what declares one, and with it entities that grow when they
 * are read or name other files, is not read at all.
 */
async function treeOf(text: string): Promise<unknown> {
  if (/<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text)) {
    throw new Unreadable('It declares a document type: files of banks have none.');
  }
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const checked = XMLValidator.validate(text);
  if (checked !== true) throw new Unreadable(`It is no XML: ${checked.err.msg} (line ${checked.err.line}).`);
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true },
    // Amounts and references are texts: `00042` is no number.
    ...{ parseTagValue: false, parseAttributeValue: false, trimValues: true, maxNestedTags: 40 },
  });
  try {
    return parser.parse(text);
  } catch (error) {
    throw new Unreadable(`It can not be read: ${(error as Error).message.slice(0, 120)}`);
  }
}
