import ts from 'typescript';
import { allProblems } from '../../src/apps/server/docs/problems.ts';
import { webhookEvents } from '../../src/apps/server/webhook-events.ts';
import { filesIn, textOf } from '../bundle/files.ts';

/** Names that other people's pages, style sheets and programs rely on. */
export interface PublicNames {
  /** DOM events without `portico:`, and the fields of their `detail`. */
  readonly events: Readonly<Record<string, readonly string[]>>;
  /** Webhooks by their type, and the ids they carry. */
  readonly webhooks: Readonly<Record<string, readonly string[]>>;
  readonly errorCodes: readonly string[];
  readonly attributes: readonly string[];
  /** Values of `data-portico-panel`, `-part` and `-state`. */
  readonly hooks: Readonly<Record<'panel' | 'part' | 'state', readonly string[]>>;
  /** `--portico-*` */
  readonly tokens: readonly string[];
  /** Problem codes and their status. */
  readonly problems: Readonly<Record<string, number>>;
  /** Names that the packages export. */
  readonly exports: Readonly<Record<string, readonly string[]>>;
}

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);

function declared<Kind extends ts.Statement & { name?: ts.Node | undefined }>(
  path: string,
  name: string,
  is: (node: ts.Node) => node is Kind,
): Kind {
  const found = parse(path).statements.find((one): one is Kind => is(one) && one.name?.getText() === name);
  if (!found) throw new Error(`${path} declares no ${name}`);
  return found;
}

const nameOf = (member: ts.TypeElement): string => member.name?.getText().replace(/'/g, '') ?? '';

function events(): Record<string, string[]> {
  const { members } = declared('embed/npm.ts', 'PortalEvents', ts.isInterfaceDeclaration);
  return Object.fromEntries(
    members.map((member) => {
      const type = ts.isPropertySignature(member) ? member.type : undefined;
      return [nameOf(member), type && ts.isTypeLiteralNode(type) ? type.members.map(nameOf).sort() : []];
    }),
  );
}

function errorCodes(): string[] {
  const { type } = declared('src/bridge/link.ts', 'EmbedErrorCode', ts.isTypeAliasDeclaration);
  return ts.isUnionTypeNode(type) ? type.types.map((one) => one.getText().replace(/'/g, '')).sort() : [];
}

const unique = (values: Iterable<string>): string[] => [...new Set(values)].sort();

function hooks(kind: 'panel' | 'part' | 'state'): string[] {
  const sources = filesIn(['src'], /(?<!\.test)\.tsx?$/).map(textOf);
  const plain = new RegExp(`data-portico-${kind}="([\\w-]+)"`, 'g');
  const chosen = new RegExp(`data-portico-${kind}=\\{([^}]+)\\}`, 'g');
  return unique(
    sources.flatMap((text) => [
      ...[...text.matchAll(plain)].map(([, value]) => value ?? ''),
      ...[...text.matchAll(chosen)].flatMap(([, code]) =>
        [...(code ?? '').matchAll(/[?:]\s*'([\w-]+)'/g)].map(([, value]) => value ?? ''),
      ),
    ]),
  );
}

function exported(path: string): string[] {
  const names = parse(path).statements.flatMap((one) => {
    if (ts.isExportDeclaration(one) && one.exportClause && ts.isNamedExports(one.exportClause))
      return one.exportClause.elements.map((each) => each.name.text);
    const isExported =
      ts.canHaveModifiers(one) && one.modifiers?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword);
    const { name } = one as { name?: ts.Identifier };
    return isExported && name ? [name.text] : [];
  });
  return unique(names);
}

export async function publicNames(): Promise<PublicNames> {
  const theme = textOf('themes/harbour/theme.css');
  const attributes = /attributes = \[([^\]]+)\]/.exec(textOf('src/bridge/element.ts'))?.[1] ?? '';
  return {
    events: events(),
    webhooks: Object.fromEntries(
      webhookEvents.map(({ type, fields }) => [type, fields.map(({ name }) => name)]),
    ),
    errorCodes: errorCodes(),
    attributes: unique([...attributes.matchAll(/'(\w+)'/g)].map(([, name]) => name ?? '')),
    hooks: { panel: hooks('panel'), part: hooks('part'), state: hooks('state') },
    tokens: unique([...theme.matchAll(/(--portico-[\w-]+):/g)].map(([, name]) => name ?? '')),
    problems: Object.fromEntries([...(await allProblems())].map(([code, { status }]) => [code, status])),
    exports: {
      portico: exported('embed/npm.ts').filter((name) => name !== 'prepare'),
      'portico/react': exported('embed/react.tsx'),
      'portico/server': exported('embed/server/index.ts'),
    },
  };
}

/** Names that `before` has and `now` has not. */
export function lostNames(before: unknown, now: unknown, at = ''): string[] {
  if (Array.isArray(before)) {
    return before.filter((one) => !Array.isArray(now) || !now.includes(one)).map((one) => `${at}: ${one}`);
  }
  if (typeof before === 'object' && before !== null) {
    return Object.entries(before).flatMap(([key, value]) => {
      const kept = (now as Record<string, unknown> | undefined)?.[key];
      return kept === undefined ? [`${at}.${key} is gone`] : lostNames(value, kept, `${at}.${key}`);
    });
  }
  return before === now ? [] : [`${at} is ${now} instead of ${before}`];
}
