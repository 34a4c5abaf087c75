import { applyConfiguration, exportConfiguration } from '../../../features/transfer/server/configuration.ts';
import { PlainError } from '../../../kit/server/plain-error.ts';
import type { ConfigurationChange } from '../../../kit/server/transfer/configuration.ts';
import { configurationParts } from '../transfer-kinds.ts';
import { type Command, commandActor, defineCommand, type OpenedContext } from './define.ts';
import { readJsonFile } from './import-run.ts';
import { slugsOf, vendorOf, vendorOptions } from './vendor-option.ts';

const slugs = { slug: { type: 'string', multiple: true } } as const;
const slugHelp =
  '  --slug acme=acme-new   another name for a portal whose name is taken; may stand more than once';

const configExport = defineCommand({
  usage: 'config export --vendor acme [--test]',
  about: 'print portals, settings and public keys as one JSON file; never a secret',
  options: vendorOptions,
  async run({ database, secrets }, options) {
    const vendor = await vendorOf(database.db, options);
    return JSON.stringify(
      await exportConfiguration(database.db, vendor, configurationParts(secrets)),
      null,
      2,
    );
  },
});

const configDiff = defineCommand({
  usage: 'config diff file.json --vendor acme [--test]',
  about: 'say what applying a configuration would change',
  details: slugHelp,
  options: { ...vendorOptions, ...slugs },
  arguments: 1,
  run: (context, options, [file]) => apply(context, options, file, true),
});

const configApply = defineCommand({
  usage: 'config apply file.json --vendor acme [--test]',
  about: 'apply a configuration, all of it or nothing',
  details: slugHelp,
  options: { ...vendorOptions, ...slugs },
  arguments: 1,
  run: (context, options, [file]) => apply(context, options, file, false),
});

export const configCommands: readonly Command[] = [configExport, configDiff, configApply];

interface Options {
  readonly vendor?: string | undefined;
  readonly test?: boolean | undefined;
  readonly slug?: readonly string[] | undefined;
}

async function apply(
  { database, secrets, clock }: OpenedContext,
  options: Options,
  file: string | undefined,
  dryRun: boolean,
): Promise<string> {
  if (!file) throw new PlainError('Name the file that “portico config export” wrote.');
  const vendor = await vendorOf(database.db, options);
  const changes = await applyConfiguration(
    database.db,
    configurationParts(secrets),
    await readJsonFile(file),
    {
      ...{
        vendor,
        at: clock.now(),
        actor: commandActor,
        byOwner: true,
        slugs: slugsOf(options.slug),
        dryRun,
      },
    },
  );
  if (changes.length === 0) return 'Nothing differs.';
  return changes.map(lineOf).join('\n');
}

const signs = { created: '+', changed: '~', 'only-here': '=', 'left-out': '!' } as const;
const words = {
  created: 'new',
  changed: 'changed',
  'only-here': 'only here, stays',
  'left-out': 'left out',
} as const;

function lineOf({ part, name, outcome, fields, note }: ConfigurationChange): string {
  const head = `${signs[outcome]} ${part} ${name}: ${note ?? words[outcome]}`;
  const text = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 200);
  return [
    head,
    ...fields.map(({ path, before, after }) => `    ${path}: ${text(before)} → ${text(after)}`),
  ].join('\n');
}
