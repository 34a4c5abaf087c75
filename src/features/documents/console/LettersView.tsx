import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Letterhead, Seller } from '../schema.ts';
import { Logo } from './Logo.tsx';
import { documentTabs, type Props } from './looks.tsx';
import { Numbers } from './Numbers.tsx';

/** `/documents/letters`: who writes the letters of each portal, its logo, and how documents are numbered. */
export const LettersView = watching(function LettersView({ desk, t, path, query }: Props) {
  const portals = useLoad(
    'letters portals',
    async () => (await desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200')).items,
  );
  const chosen = path[1];
  return (
    <>
      <PageHead title={t('invoices.title')} tabs={documentTabs(desk, t)} tab="letters" />
      <div class="page narrow">
        <Load of={portals} what={t('letters.portal')}>
          {(items) => {
            const portal = items.find(({ id }) => id === chosen) ?? items.find(({ isDefault }) => isDefault);
            if (!portal) return <p class="muted">{t('letters.none')}</p>;
            return (
              <>
                {items.length > 1 ? (
                  <div class="w-middle">
                    <SelectField
                      t={desk.t}
                      id="letters-portal"
                      label={t('letters.portal')}
                      hint={t('letters.portal.hint')}
                      value={portal.id}
                      options={items.map(({ id, brandName }) => ({ value: id, label: brandName }))}
                      onInput={(id) => desk.places.go(`/documents/letters/${id}`, { replace: true })}
                    />
                  </div>
                ) : null}
                <Logo key={`logo ${portal.id}`} {...{ desk, t, portal }} />
                <SellerForm key={portal.id} {...{ desk, t, portal }} />
              </>
            );
          }}
        </Load>
        {desk.may('settings:read') ? <Numbers {...{ desk, t, path, query }} /> : null}
      </div>
    </>
  );
});

/** A part of the view that concerns one portal. */
export interface OfPortal extends Pick<Props, 'desk' | 't'> {
  readonly portal: Portal;
}

const startOf = (seller: Seller): FormValues => ({
  name: seller.name,
  lines: seller.lines.join('\n'),
  country: seller.country ?? '',
  email: seller.email ?? '',
  phone: seller.phone ?? '',
  website: seller.website ?? '',
  vatId: seller.vatId ?? '',
  taxNumber: seller.taxNumber ?? '',
  registration: seller.registration ?? '',
  'bank.name': seller.bank?.name ?? '',
  'bank.iban': seller.bank?.iban ?? '',
  'bank.bic': seller.bank?.bic ?? '',
});

/** What was left empty is absent, so that a letter has no empty line for it. */
function sellerFrom(values: FormValues): Seller {
  const text = (name: string) => String(values[name]).trim();
  const given = (name: string, key = name) => (text(name) ? { [key]: text(name) } : {});
  return {
    name: text('name'),
    lines: text('lines')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    ...given('country'),
    ...given('email'),
    ...given('phone'),
    ...given('website'),
    ...given('vatId'),
    ...given('taxNumber'),
    ...given('registration'),
    ...(text('bank.iban') && {
      bank: { iban: text('bank.iban'), ...given('bank.name', 'name'), ...given('bank.bic', 'bic') },
    }),
  };
}

const SellerForm = watching(function SellerForm({ desk, t, portal }: OfPortal) {
  const path = `/api/v1/portals/${portal.id}/letterhead`;
  const letterhead = useLoad(path, () => desk.api.get<Letterhead>(path));
  return (
    <Section title={t('letters.seller')}>
      <p class="small muted">{t('letters.seller.about')}</p>
      <Load of={letterhead} what={t('letters.seller')}>
        {({ seller }) => (
          <Form
            name={`letterhead ${portal.id}`}
            start={startOf(seller)}
            submit={t('letters.seller.save')}
            pending={t('letters.saving')}
            failed={t('letters.failed')}
            onSave={async (values) => {
              letterhead.set(await desk.api.put<Letterhead>(path, { seller: sellerFrom(values) }));
              desk.say(t('letters.saved'));
            }}
            groups={(values) => [
              {
                fields: [
                  { name: 'name', label: t('letters.name'), need: t('letters.name.need') },
                  {
                    name: 'lines',
                    label: t('letters.address'),
                    kind: 'area',
                    rows: 3,
                    hint: t('letters.address.hint'),
                  },
                  {
                    name: 'country',
                    label: t('letters.country'),
                    hint: t('letters.country.hint'),
                    width: 'w-short',
                    ltr: true,
                    check: (text: string) =>
                      /^[A-Z]{2}$/.test(text.trim()) ? undefined : t('letters.country.wrong'),
                  },
                ],
              },
              {
                title: t('letters.reach'),
                fields: [
                  [
                    { name: 'email', label: t('letters.email'), kind: 'email' },
                    { name: 'phone', label: t('letters.phone'), kind: 'tel', ltr: true },
                  ],
                  { name: 'website', label: t('letters.website'), ltr: true },
                ],
              },
              {
                title: t('letters.law'),
                hint: t('letters.law.hint'),
                fields: [
                  [
                    { name: 'vatId', label: t('letters.vat-id'), ltr: true },
                    { name: 'taxNumber', label: t('letters.tax-number'), ltr: true },
                  ],
                  {
                    name: 'registration',
                    label: t('letters.registration'),
                    hint: t('letters.registration.hint'),
                  },
                ],
              },
              {
                title: t('letters.bank'),
                fields: [
                  {
                    name: 'bank.iban',
                    label: t('letters.iban'),
                    ltr: true,
                    need: values['bank.name'] || values['bank.bic'] ? t('letters.iban.need') : undefined,
                  },
                  [
                    { name: 'bank.name', label: t('letters.bank.name') },
                    { name: 'bank.bic', label: t('letters.bic'), ltr: true },
                  ],
                ],
              },
            ]}
          />
        )}
      </Load>
    </Section>
  );
});
