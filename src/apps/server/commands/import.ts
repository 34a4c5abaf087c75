import { createReadStream, existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { NewImport } from '../../../features/transfer/schema.ts';
import { applyConfiguration } from '../../../features/transfer/server/configuration.ts';
import { describeKind, requireKind } from '../../../features/transfer/server/kinds.ts';
import {
  isZip,
  openSource,
  readJson,
  readManifest,
  type Source,
} from '../../../features/transfer/server/source.ts';
import type { Vendor } from '../../../features/vendors/server/store.ts';
import { maxFileBytes } from '../../../kit/server/files.ts';
import { fieldsOf } from '../../../kit/server/http/accept.ts';
import { PlainError } from '../../../kit/server/plain-error.ts';
import { inOrder } from '../../../kit/server/transfer/kind.ts';
import { configurationParts, transferKinds } from '../transfer-kinds.ts';
import { commandActor, defineCommand, type OpenedContext } from './define.ts';
import { importFile, readJsonFile, summaryOf } from './import-run.ts';
import { slugsOf, vendorOf, vendorOptions } from './vendor-option.ts';

const kinds = inOrder(transferKinds).map(({ name }) => name);

export const importCommand = defineCommand({
  usage: 'import <kind> file.csv --vendor acme [--test] [--mapping m.json] [--dry-run]',
  about: 'import a file, or with one argument a whole export (folder or ZIP)',
  details: `  Kinds: ${kinds.join(', ')}; their columns: portico import --columns customers
  --dry-run      say what it would do, and write nothing
  --mapping      JSON: { "columns": { "Firma": "billing.company" }, "values": { "status": { "aktiv": "active" } }, "defaults": {} }
  --format       csv (default) or json; --separator , ; and --encoding utf-8, windows-1252, utf-16le, utf-16be for CSV
  --files        a folder with the files that rows name
  --slug a=b     of a whole export: another name for a portal whose name is taken
  All rows of a file are written, or none. A second run changes what changed. A server may run meanwhile.`,
  options: {
    ...vendorOptions,
    mapping: { type: 'string' },
    format: { type: 'string' },
    separator: { type: 'string' },
    encoding: { type: 'string' },
    files: { type: 'string' },
    columns: { type: 'string' },
    slug: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean' },
  },
  arguments: 2,
  async run(context, options, [first, second]) {
    if (options.columns) return columnsOf(options.columns);
    const vendor = await vendorOf(context.database.db, options);
    const dryRun = options['dry-run'] ?? false;
    if (first && !second && existsSync(first))
      return importWhole(context, vendor, first, { dryRun, slugs: slugsOf(options.slug) });
    if (!first || !second) throw new PlainError(`Name a kind and a file. Kinds: ${kinds.join(', ')}.`);
    if (!existsSync(second) || statSync(second).isDirectory())
      throw new PlainError(`There is no file ${second}.`);
    if (await isZip(second))
      throw new PlainError(`${second} is an archive or a spreadsheet file: save it as CSV.`);
    const wanted = v.safeParse(NewImport, {
      kind: first,
      format: options.format ?? (/\.(json|jsonl|ndjson)$/i.test(second) ? 'json' : 'csv'),
      ...(options.separator && { separator: options.separator === 'tab' ? '\t' : options.separator }),
      ...(options.encoding && { encoding: options.encoding }),
      ...(options.mapping && { mapping: await readJsonFile(options.mapping) }),
    });
    if (!wanted.success) {
      const [field] = fieldsOf(wanted.issues);
      throw new PlainError(`${field?.path}: ${field?.message}`);
    }
    requireKind(transferKinds, wanted.output.kind);
    const files = options.files ? filesIn(options.files) : undefined;
    const bytes = createReadStream(second);
    const run = await importFile(context, {
      ...{ vendor, dryRun, bytes, wanted: wanted.output },
      ...(files && { files }),
    });
    return summaryOf(first, run);
  },
});

/** The columns of a kind as a table for people. */
function columnsOf(name: string): string {
  const { about, columns, after } = describeKind(requireKind(transferKinds, name));
  const width = Math.max(...columns.map((column) => column.name.length));
  const lines = columns.map((column) => {
    const note = column.required ? ' Needed.' : column.readOnly ? ' Only written.' : '';
    const choices = column.choices ? ` One of ${column.choices.join(', ')}.` : '';
    return `  ${column.name.padEnd(width)}  ${column.type.padEnd(9)} ${column.doc}${note}${choices} Example: ${column.example}`;
  });
  const first = after.length > 0 ? [`  Import ${after.join(', ')} first.`] : [];
  return [`${name}: ${about}`, ...first, ...lines].join('\n');
}

/** Everything of an export, into an empty vendor or on top of what is there; the configuration only into an empty one. */
async function importWhole(
  context: OpenedContext,
  vendor: Vendor,
  path: string,
  { dryRun, slugs }: { readonly dryRun: boolean; readonly slugs: Readonly<Record<string, string>> },
): Promise<string> {
  const source = await openSource(path);
  try {
    const manifest = await readManifest(source);
    const told: string[] = [];
    const { db } = context.database;
    const portal = await db
      .selectFrom('portal')
      .select('id')
      .where('vendor_id', '=', vendor.id)
      .limit(1)
      .executeTakeFirst();
    const configuration = await readJson(source, 'configuration.json');
    if (configuration && !portal) {
      const parts = configurationParts(context.secrets);
      const applying = { vendor, at: context.clock.now(), actor: commandActor, byOwner: true, slugs, dryRun };
      const changes = await applyConfiguration(db, parts, configuration, applying);
      told.push(
        `configuration: ${changes.filter(({ outcome }) => outcome === 'created').length} things made`,
      );
    }
    for (const kind of inOrder(transferKinds)) {
      const table = manifest.kinds.find((one) => one.kind === kind.name);
      if (!table || table.count === 0) continue;
      const bytes = await source.read(table.file);
      if (!bytes) throw new PlainError(`${table.file} is missing in ${path}.`);
      const wanted = { kind: kind.name, format: table.format };
      const files = filesOf(
        source,
        manifest.files.filter((one) => one.kind === kind.name).map(({ file }) => file),
      );
      const run = await importFile(context, { vendor, dryRun, bytes, wanted, files });
      if (run.total !== table.count)
        throw new PlainError(`${table.file} has ${run.total} rows, its manifest says ${table.count}.`);
      told.push(summaryOf(kind.name, run));
    }
    return told.join('\n');
  } finally {
    source.close();
  }
}

async function* filesOf(source: Source, paths: readonly string[]) {
  for (const path of paths) {
    const stream = await source.read(path);
    if (!stream) throw new PlainError(`${path} is missing.`);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of stream) {
      length += chunk.byteLength;
      if (length > maxFileBytes) throw new PlainError(`${path} has more than ${maxFileBytes} bytes.`);
      chunks.push(chunk);
    }
    yield { name: path.split('/').at(-1) ?? path, bytes: Buffer.concat(chunks) };
  }
}

async function* filesIn(folder: string) {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new PlainError(`There is no folder ${folder}.`);
  });
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const path = join(folder, entry.name);
    if (statSync(path).size > maxFileBytes)
      throw new PlainError(`${path} has more than ${maxFileBytes} bytes.`);
    yield { name: entry.name, bytes: await readFile(path) };
  }
}
