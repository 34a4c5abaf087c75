import { useEffect, useRef, useState } from 'preact/hooks';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import { publicFileAddress } from '../../files/schema.ts';
import type { Preview as Opened } from '../../login-as/schema.ts';
import type { Theme } from '../schema.ts';
import type { ThemeFile } from '../theme-schema.ts';
import { themeStyle } from '../theme-style.ts';
import type { ShownPair } from './contrast/Contrasts.tsx';
import { markWhere, unmark } from './contrast/where.ts';
import { hasSamples, SampleBar } from './SampleBar.tsx';
import type { OnePortal } from './words.ts';

interface PreviewProps extends OnePortal {
  /** What the form says now, stored or not. */
  readonly theme: Theme;
  /** The theme's own file, where another than the stored look is to be worn. */
  readonly file?: ThemeFile | undefined;
  /** Vendor CSS as browsers would get it, in place of what is stored. */
  readonly css?: string | undefined;
  /** Where it opens, if not as for a customer. */
  readonly panel?: string | undefined;
  /** On a page of its own: any customer, any language, and a window of its own. */
  readonly whole?: boolean;
  /** Two colours whose places are to be seen: each object is one wish. */
  readonly where?: ShownPair['pair'] | undefined;
  readonly onWhere?: ((places: number) => void) | undefined;
}

const worn = new WeakMap<Document, CSSStyleSheet[]>();

/** Puts sheets on in place of the document's own; made by script, they need no nonce. */
function wear(page: Document, off: Readonly<Record<string, boolean>>, texts: readonly string[]): void {
  for (const [id, isOff] of Object.entries(off)) {
    const own = page.getElementById(id) as HTMLStyleElement | null;
    if (own?.sheet) own.sheet.disabled = isOff;
  }
  const { CSSStyleSheet: Sheet } = page.defaultView as Window & typeof globalThis;
  const before = worn.get(page) ?? [];
  const sheets = texts.map((text) => {
    const sheet = new Sheet();
    sheet.replaceSync(text);
    return sheet;
  });
  worn.set(page, sheets);
  page.adoptedStyleSheets = [...page.adoptedStyleSheets.filter((one) => !before.includes(one)), ...sheets];
}

/** The address of a preview, at one of the portal's panels. */
function openedAt(url: string, panel: string | undefined): string {
  const address = new URL(url);
  if (panel) address.pathname += `/${encodeURIComponent(panel)}`;
  return address.href;
}

const widths = [320, 768, 1280] as const;
type Scheme = 'light' | 'dark';

/**
 * The portal itself with one of its customers' data, as far as the operator may read them anyway: nobody has to be asked,
 * and nobody has signed in. What is not stored yet is worn in place of what is, made by the function the server uses.
 */
export const Preview = watching(function Preview({
  desk,
  t,
  portal,
  theme,
  file,
  css,
  panel,
  whole,
  where,
  onWhere,
}: PreviewProps) {
  const [width, setWidth] = useState<number>(768);
  const [scheme, setScheme] = useState<Scheme>('light');
  const [who, setWho] = useState('');
  const [sample, setSample] = useState<Customer>();
  const [search, setSearch] = useState('');
  const [language, setLanguage] = useState('');
  const frame = useRef<HTMLIFrameElement>(null);
  const customers = useLoad(
    `preview ${portal.id} ${search}`,
    async () =>
      (
        await desk.api.get<{ items: Customer[] }>(
          `/api/v1/customers?${new URLSearchParams({ portalId: portal.id, status: 'active', limit: '12', ...(search.trim() && { search }) })}`,
        )
      ).items,
  );
  const listed = customers.value ?? [];
  // One that was just made stands in no list that was read before.
  const people = sample && !listed.some(({ id }) => id === sample.id) ? [...listed, sample] : listed;
  const chosen = who || people[0]?.id;
  const open = (customerId: string) =>
    desk.api.post<Opened>(`/api/v1/portals/${portal.id}/preview`, {
      ...{ customerId, draft: true },
      ...(language && { language }),
    });
  const link = useLoad(`preview of ${chosen} ${portal.updatedAt} ${language}`, async () =>
    chosen ? open(chosen) : null,
  );

  const dress = () => {
    const page = frame.current?.contentDocument;
    if (!page) return;
    page.documentElement.dataset.scheme = scheme;
    const sheets: string[] = [];
    if (file) sheets.push(themeStyle(theme, file, (id) => publicFileAddress(desk.vendor.id, id)));
    if (css !== undefined) sheets.push(`@layer vendor{${css}}`);
    wear(page, { 'portico-look': file !== undefined, 'portico-custom': css !== undefined }, sheets);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: of these the look is made; the vendor stays
  useEffect(dress, [theme, file, css, scheme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish is done once; what changes the look ends it
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!page?.body || !where) return;
    setScheme(where.scheme);
    page.documentElement.dataset['scheme'] = where.scheme;
    onWhere?.(markWhere(page, where));
    return () => unmark(page);
  }, [where]);

  const languageName = (tag: string) =>
    new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
  const url = link.value && openedAt(link.value.url, panel);
  return (
    <section class="stage" aria-label={t('portals.preview')}>
      <div class="stage-bar">
        {whole ? (
          <TextField
            t={t}
            id="preview-search"
            label={t('portals.preview.search')}
            value={search}
            onInput={(text) => {
              setSearch(text);
              setWho('');
            }}
          />
        ) : null}
        {people.length ? (
          <SelectField
            t={t}
            id="preview-who"
            label={t('portals.preview.as')}
            value={chosen ?? ''}
            onInput={setWho}
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
        {whole && portal.languages.length > 1 ? (
          <SelectField
            t={t}
            id="preview-language"
            label={t('portals.preview.language')}
            value={language}
            onInput={setLanguage}
            options={[
              { value: '', label: t('portals.preview.language.own') },
              ...portal.languages.map((tag) => ({ value: tag, label: languageName(tag) })),
            ]}
          />
        ) : null}
        <span class="spacer" />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
        <div class="segmented" role="group" aria-label={t('portals.look.scheme')}>
          {(['light', 'dark'] as const).map((one) => (
            <button type="button" key={one} aria-pressed={scheme === one} onClick={() => setScheme(one)}>
              {t(`portals.scheme.${one}`)}
            </button>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
        <div class="segmented" role="group" aria-label={t('portals.preview.width')}>
          {widths.map((one) => (
            <button type="button" key={one} aria-pressed={width === one} onClick={() => setWidth(one)}>
              {one}
            </button>
          ))}
        </div>
      </div>
      {hasSamples(desk) && (whole || customers.value?.length === 0) ? (
        <SampleBar
          {...{ desk, t, portal }}
          onMade={(made) => {
            setSample(made);
            setWho(made.id);
          }}
        />
      ) : null}
      <div class="canvas">
        {customers.value && people.length === 0 ? (
          <p class="muted">
            {t('portals.preview.nobody')}
            {desk.vendor.side === 'live' ? ` ${t('portals.sample.elsewhere')}` : null}
          </p>
        ) : customers.error || link.error ? (
          <Failed
            t={t}
            title={t('desk.load-failed')}
            error={customers.error ?? link.error}
            onRetry={link.reload}
          />
        ) : url ? (
          <iframe
            key={url}
            ref={frame}
            title={t('portals.preview')}
            src={url}
            style={{ inlineSize: `${width}px` }}
            onLoad={dress}
          />
        ) : (
          <Skeleton label={t('state.loading', { what: t('portals.preview') })} />
        )}
      </div>
    </section>
  );
});
