import { To } from '../../../kit/ui/console/Action.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Figures, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { circleOff } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { AccessCode } from '../../access/console/AccessCode.tsx';
import { CustomerSecret } from '../../access/console/CustomerSecret.tsx';
import { FieldValues } from '../../fields/console/values/FieldValues.tsx';
import { HelpBox } from '../../login-as/console/HelpBox.tsx';
import { PersonalLink, TermsOf } from '../../signup/console/PersonalLink.tsx';
import { AccessBox } from './AccessBox.tsx';
import { LatestActivity } from './ActivityTab.tsx';
import { Belonging } from './Belonging.tsx';
import { ContractsOf } from './ContractsOf.tsx';
import type { OneCustomer } from './CustomerPage.tsx';
import { DomainsOf } from './DomainsOf.tsx';
import { LicencesOf } from './LicencesOf.tsx';
import { People } from './People.tsx';
import { VatIdOf } from './VatIdOf.tsx';
import { VisibilityTable } from './VisibilityTable.tsx';
import type { CustomersWords } from './words.ts';

/** The customer's first page: figures, contracts, what they see; access, people and facts beside it. */
export const Everything = watching(function Everything(one: OneCustomer) {
  const { desk, t, customer, portal } = one;
  const { usage, limits } = customer;
  return (
    <div class="page-body">
      {customer.erasedAt ? <Notice tone="info" icon={circleOff} title={t('customers.erased')} /> : null}
      <div class="cols">
        <div>
          <Figures
            figures={[
              {
                label: t('customers.calls-month'),
                value: usage ? t.number(usage.calls) : '–',
                sub: limits ? limitOf(t, limits.calls) : undefined,
              },
              {
                label: t('customers.domain-count'),
                value: usage ? t.number(usage.domains) : '–',
                sub: limits ? limitOf(t, limits.domains) : undefined,
              },
              {
                label: t('customers.last-sign-in'),
                value: customer.lastSignInAt ? ago(t, customer.lastSignInAt) : t('desk.never'),
              },
              { label: t('customers.portal'), value: portal?.brandName ?? '–' },
            ]}
          />
          {desk.may('contracts:read') ? <ContractsOf {...one} /> : null}
          <VisibilityTable {...one} />
          {desk.may('licences:read') ? <LicencesOf {...one} /> : null}
          {desk.may('domains:read') ? <DomainsOf {...one} /> : null}
        </div>
        <aside aria-label={t('customers.details')}>
          {desk.may('portal-tokens:write') && portal ? <AccessBox {...one} /> : null}
          {portal ? <HelpBox t={t} customer={customer} portalName={portal.brandName} /> : null}
          {portal?.signIn.accessCode ? (
            <AccessCode
              t={t}
              at={`/api/v1/customers/${customer.id}`}
              name={customer.name}
              brandName={portal.brandName}
              language={customer.language ?? portal.languages[0] ?? 'en'}
              mayWrite={desk.may('customers:write')}
            />
          ) : null}
          {portal?.signUp.personalLink ? (
            <PersonalLink t={t} customer={customer} reload={one.reload} />
          ) : null}
          {portal?.signIn.customerSecret ? (
            <CustomerSecret
              t={t}
              at={`/api/v1/customers/${customer.id}`}
              name={customer.name}
              mayWrite={desk.may('customers:write')}
            />
          ) : null}
          {desk.may('contacts:read') ? <People {...one} /> : null}
          <TermsOf t={t} customer={customer} />
          {customer.billing.vatId ? <VatIdOf {...one} /> : null}
          <Belonging {...one} />
          <Section title={t('customers.details')}>
            <Pairs
              pairs={[
                { label: t('customers.kind'), value: t(`customers.kind.${customer.kind}`) },
                { label: t('customers.currency'), value: customer.currency },
                {
                  label: t('customers.language'),
                  value: customer.language
                    ? nameOf(customer.language, t.manner.locale)
                    : t('customers.language.portal'),
                },
                { label: t('customers.email'), value: customer.billing.email },
                { label: t('customers.phone'), value: customer.billing.phone },
                { label: t('customers.company'), value: customer.billing.company },
                { label: t('customers.external-id'), value: customer.externalId, mono: true },
                { label: t('customers.id'), value: customer.id, mono: true },
                { label: t('customers.changed'), value: ago(t, customer.updatedAt) },
              ]}
            />
          </Section>
          <FieldValues desk={desk} t={t} of={`/api/v1/customers/${customer.id}`} />
          {desk.may('activity:read') ? (
            <Section
              title={t('customers.tab.activity')}
              end={<To to={`/customers/${customer.id}/activity`}>{t('customers.all-activity')}</To>}
            >
              <LatestActivity {...one} />
            </Section>
          ) : null}
        </aside>
      </div>
    </div>
  );
});

const limitOf = (t: CustomersWords, limit: number): string =>
  limit === -1 ? t('desk.unlimited') : t('customers.of-limit', { limit });

const nameOf = (tag: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
