import * as v from 'valibot';
import { CustomScript } from './schema.ts';

/** What is said about a line of a script. The console has words for each. */
export const ScriptFindingCode = v.picklist([
  'syntax',
  'markup',
  'many',
  'module',
  'address',
  'insecure',
  'scheme',
  'credentials',
  'host',
  'plain-host',
  'storage',
  'page',
  'dialog',
  'popup',
  'eval',
  'slot',
]);
export type ScriptFindingCode = v.InferOutput<typeof ScriptFindingCode>;

export const ScriptFinding = v.object({
  /** From 1. */
  line: v.number(),
  code: ScriptFindingCode,
  /** The words it is about, as they stand there: `localStorage`. */
  what: v.string(),
});
export type ScriptFinding = v.InferOutput<typeof ScriptFinding>;

/** With these nothing is stored; the others say what will not work where it runs. */
const refusing: ReadonlySet<ScriptFindingCode> = new Set([
  ...(['syntax', 'markup', 'many', 'module', 'address', 'insecure', 'scheme', 'credentials'] as const),
]);
export const refuses = ({ code }: ScriptFinding): boolean => refusing.has(code);

/** POST /api/v1/portals/:id/script-check. */
export const ScriptToCheck = v.strictObject({
  ...v.omit(CustomScript, ['enabled', 'source', 'amounts']).entries,
  source: v.pipe(v.string(), v.maxLength(200_000)),
});
export const ScriptCheck = v.object({
  /** What was understood, in the order in which it runs. */
  parts: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('code'), line: v.number(), lines: v.number() }),
      v.object({ kind: v.literal('file'), line: v.number(), href: v.string() }),
    ]),
  ),
  findings: v.array(ScriptFinding),
});
export type ScriptCheck = v.InferOutput<typeof ScriptCheck>;

const sentences: Readonly<Record<ScriptFindingCode, string>> = {
  syntax: 'is no JavaScript',
  markup: 'is neither statements nor a script tag',
  many: 'is more than 10 script tags',
  module: 'is a module: give a classic script',
  address: 'is no address of a file',
  insecure: 'is not taken: the file has to come by https',
  scheme: 'is not taken: give the https address of a file, or the statements themselves',
  credentials: 'is not taken: an address must not hold a user name or password',
  host: 'can not be reached: its origin is not among the hosts',
  'plain-host': 'can not be reached: it is not https',
  storage: 'does not work: the script has neither cookies nor storage',
  page: 'does not work: the script does not see the portal’s page',
  dialog: 'does not work: only alert() shows something',
  popup: 'does not work: use portico.openLink()',
  eval: 'does not work: text is never run as code',
  slot: 'shows nothing: no place is chosen',
};

/** `Line 3: “localStorage” does not work: …` */
export const sayScriptFinding = ({ line, code, what }: ScriptFinding): string =>
  `Line ${line}: “${what}” ${sentences[code]}.`;
