import { createHash } from 'node:crypto';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { publicFileAddress } from '../../files/schema.ts';
import { refuses } from '../../scripts/findings.ts';
import { checkScript, fieldOfScript } from '../../scripts/server/check.ts';
import { requireOwnSet } from '../../words/server/store.ts';
import { type CssCheck, sayFinding } from '../css-findings.ts';
import type { NewPortal } from '../schema.ts';
import { fontFilesOf } from '../theme-schema.ts';
import { type OwnFiles, ownFiles } from './own-files.ts';
import { makeCss } from './vendor-css.ts';

type Look = Pick<Partial<NewPortal>, 'theme' | 'customCss' | 'customScript' | 'words' | 'logo' | 'favicon'>;

/** @throws `request.invalid` for files and words that nobody uploaded, and for each line of CSS or script that is not taken */
export async function requireLook(
  tx: Db,
  vendorId: string,
  { theme, customCss, customScript, words, logo, favicon }: Look,
): Promise<void> {
  await requireOwnSet(tx, vendorId, words);
  const fonts = theme ? fontFilesOf(theme) : [];
  const pictures = [
    ...(['light', 'dark'] as const).map((scheme) => ['logo', `logo.${scheme}`, logo?.[scheme]] as const),
    ['favicon', 'favicon', favicon] as const,
  ].filter(([, , id]) => id);
  const needsFiles = fonts.length > 0 || pictures.length > 0 || customCss?.source;
  const files = needsFiles ? await ownFiles(tx, vendorId) : undefined;
  const fields = fonts
    .filter((id) => !files?.fonts.has(id))
    .map((id) => {
      const path = theme?.font === id ? 'theme.font' : 'theme.headingFont';
      return { path, code: 'unknown', message: 'There is no font file with this id.' };
    });
  for (const [kind, path, id] of pictures)
    if (files?.kinds.get(id as string) !== kind)
      fields.push({ path, code: 'unknown', message: `There is no ${kind} with this id.` });
  const { findings } = customCss?.source ? checkCss(customCss.source, files) : { findings: [] };
  for (const finding of findings.slice(0, 20))
    fields.push({ path: 'customCss.source', code: finding.code, message: sayFinding(finding) });
  const said = customScript ? checkScript(customScript).findings.filter(refuses) : [];
  fields.push(...said.slice(0, 20).map(fieldOfScript));
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}

export const checkCss = (source: string, files: OwnFiles | undefined): CssCheck => {
  const { css, findings } = makeCss(source, (id) => files?.addresses.get(id));
  return { css, findings: [...findings] };
};

/** A style sheet as it is served, under a name that is another with every change. */
export interface ServedCss {
  readonly name: string;
  readonly css: string;
}

const served = new Map<string, ServedCss>();
const mostServed = 64;

/**
 * What leads to the notice of cancellation stays in sight whatever a style sheet says of it or of what it stands in: the
 * law wants it reachable at all times. No selector of a vendor's may name an id, so three of them outweigh all.
 */
const lastWord =
  ':is(#i#i#i,[data-portico-part=footer],[data-portico-part=footer] :is(span,a))' +
  '{display:revert-layer!important;opacity:1!important}';

/** Made when it is first asked for and kept; what is stored was taken when it was saved. */
export function servedCss(vendorId: string, source: string): ServedCss {
  const key = `${vendorId} ${source}`;
  const known = served.get(key);
  if (known) return known;
  const { css: own } = makeCss(source, (id) => publicFileAddress(vendorId, id));
  const css = own && own + lastWord;
  const made = { css, name: createHash('sha256').update(css).digest('hex').slice(0, 16) };
  served.set(key, made);
  if (served.size > mostServed) served.delete(served.keys().next().value as string);
  return made;
}
