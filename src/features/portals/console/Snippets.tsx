import { useState } from 'preact/hooks';
import { To } from '../../../kit/ui/console/Action.tsx';
import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { SigningKey } from '../../vendors/schema.ts';
import { originOf } from '../address.ts';
import type { LoaderPin } from '../loader-pin.ts';
import { panelIds } from '../schema.ts';
import { nameOf } from './names.ts';
import {
  environmentOf,
  pinnable,
  policyOf,
  type SnippetKind,
  sampleOf,
  snippetKinds,
  snippetOf,
  type TokenLanguage,
  tokenLanguages,
} from './snippets.ts';
import type { OnePortal } from './words.ts';

function Code({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
    <pre class="code" tabIndex={0} dir="ltr">
      <code>{text}</code>
    </pre>
  );
}

/** What to paste into a page, made for this portal; the last choice of framework is remembered. */
export const Snippets = watching(function Snippets({ desk, t, portal }: OnePortal) {
  const [kind, setKind] = useState<SnippetKind>(desk.choices.read<SnippetKind>('snippet') ?? 'html');
  const [options, setOptions] = useState({ panel: '', language: '', scheme: '' });
  const [version, setVersion] = useState('');
  // A portal's own name, where it has one, is what customers are to see.
  const origin = originOf(portal, location.origin);
  const today = useLoad('pin', () => desk.api.get<LoaderPin>('/api/v1/loader'));
  const pin = version && pinnable.has(kind) ? today.value : undefined;
  const code = snippetOf(kind, { origin, slug: portal.slug, name: portal.brandName, ...options, pin });
  const option = (
    name: keyof typeof options,
    values: readonly (readonly [value: string, label: string])[],
  ) => (
    <SelectField
      t={t}
      id={`snippet-${name}`}
      label={t(`portals.snippet.${name}`)}
      value={options[name]}
      onInput={(value) => setOptions({ ...options, [name]: value })}
      class="w-middle"
      options={[
        { value: '', label: t(`portals.snippet.${name}.any`) },
        ...values.map(([value, label]) => ({ value, label })),
      ]}
    />
  );
  const languageOf = (tag: string) => new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return (
    <Section title={t('portals.snippet')} end={<Copy text={code} what={t('portals.snippet')} />}>
      <div class="snippet-options">
        <SelectField
          t={t}
          id="snippet-kind"
          label={t('portals.snippet.made-with')}
          value={kind}
          onInput={(value) => {
            setKind(value as SnippetKind);
            desk.choices.write('snippet', value);
          }}
          class="w-middle"
          options={snippetKinds.map((value) => ({ value, label: t(`portals.snippet.${value}`) }))}
        />
        {option(
          'panel',
          panelIds.map((id) => [id, nameOf(t, 'panel', id)]),
        )}
        {option(
          'language',
          portal.languages.map((tag) => [tag, languageOf(tag)]),
        )}
        {option(
          'scheme',
          (['light', 'dark'] as const).map((value) => [value, t(`portals.snippet.scheme.${value}`)]),
        )}
        {today.value && pinnable.has(kind) ? (
          <SelectField
            t={t}
            id="snippet-version"
            label={t('portals.snippet.version')}
            value={version}
            onInput={setVersion}
            class="w-middle"
            options={[
              { value: '', label: t('portals.snippet.version.any') },
              { value: 'pin', label: t('portals.snippet.version.pin') },
            ]}
          />
        ) : null}
      </div>
      <p class="small muted">{t(`portals.snippet.${kind}.about`)}</p>
      <Code text={code} />
      {pin ? <p class="small muted">{t('portals.snippet.version.about')}</p> : null}
      {kind === 'link' ? null : (
        <p class="small muted">
          {t('portals.snippet.policy')} <bdi class="mono">{policyOf(origin)}</bdi>
        </p>
      )}
      {kind === 'link' ? null : <TokenSample {...{ desk, t, portal }} />}
    </Section>
  );
});

/** Who is signed in: the few lines of a backend that say so, in five languages. */
const TokenSample = watching(function TokenSample({
  desk,
  t,
  portal,
}: Pick<OnePortal, 'desk' | 't' | 'portal'>) {
  const [language, setLanguage] = useState<TokenLanguage>(
    desk.choices.read<TokenLanguage>('token-sample') ?? 'js',
  );
  const known = useLoad('token guide', async () => {
    const [guide, keys] = await Promise.all([
      import('../../../../docs/tokens.md?raw'),
      desk.may('signing-keys:read')
        ? desk.api.get<{ items: SigningKey[] }>('/api/v1/signing-keys')
        : { items: [] },
    ]);
    return { guide: guide.default, keyId: keys.items.find(({ status }) => status === 'active')?.id };
  });
  if (!known.value) return null;
  const { guide, keyId } = known.value;
  const values = environmentOf({
    ...{ vendorId: desk.vendor.id, origin: location.origin, slug: portal.slug, keyId },
  });
  const code = sampleOf(guide, language);
  return (
    <details class="sample">
      <summary>{t('portals.token')}</summary>
      <p class="small muted">{t('portals.token.about')}</p>
      {keyId ? null : (
        <p class="small">
          <To to="/keys/signing/new">{t('portals.token.no-key')}</To>
        </p>
      )}
      <SelectField
        t={t}
        id="token-language"
        label={t('portals.token.language')}
        value={language}
        onInput={(value) => {
          setLanguage(value as TokenLanguage);
          desk.choices.write('token-sample', value);
        }}
        class="w-middle"
        options={Object.entries(tokenLanguages).map(([value, label]) => ({ value, label }))}
      />
      <Code text={values} />
      <div class="sample-head">
        <Copy text={code} what={tokenLanguages[language]} />
      </div>
      <Code text={code} />
    </details>
  );
});
