import { useEffect, useMemo } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import { FindField } from '../../../kit/ui/form/FindField.tsx';
import '../../../kit/ui/form/style.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { zoneOptions } from '../../../kit/ui/zones.ts';
import type { BillingFieldRules, Language } from '../../portals/schema.ts';
import { countriesIn } from '../countries.ts';
import type { Profile } from '../schema.ts';
import type { BillingPart } from './billing-order.ts';
import { errorWords, type ProfileFormWords } from './form/words.ts';
import { BillingFacts } from './ProfileFacts.tsx';
import type { ProfilePanelProps } from './ProfilePanel.tsx';
import { formOrder, type ProfileField, type ShownField, shownFields } from './profile-form.ts';
import { ProfileModel, type ProfileSetting } from './profile-model.ts';

interface ProfileFormProps extends Omit<ProfilePanelProps, 't'> {
  readonly t: ProfileFormWords;
  readonly profile: Profile;
  /** What is to be heard before the page's title: that something was refused. */
  readonly onFaulty: (prefix: string | undefined) => void;
}

/** A form that asks nothing about the address. */
const noFields: BillingFieldRules = {
  ...{ company: 'hidden', name: 'hidden', email: 'hidden', address: 'hidden' },
  ...{ addressExtra: 'hidden', phone: 'hidden', vatId: 'hidden', eInvoice: 'hidden' },
};

const modelOf = (setting: ProfileSetting) => new ProfileModel(setting);

/** What the browser may fill in. */
const purposes: Readonly<Record<BillingPart, string>> = {
  company: 'billing organization',
  firstName: 'billing given-name',
  lastName: 'billing family-name',
  street: 'billing address-line1',
  houseNumber: 'off',
  addressLine1: 'billing address-line2',
  addressLine2: 'billing address-line3',
  postcode: 'billing postal-code',
  city: 'billing address-level2',
  state: 'billing address-level1',
  country: 'billing country',
  email: 'billing email',
  phone: 'billing tel',
  vatId: 'off',
  eInvoiceAddress: 'off',
  buyerReference: 'off',
  emailCc: 'off',
  invoiceFormat: 'off',
};

/** Fields that stand side by side where there is room. */
const pairs: readonly (readonly [readonly BillingPart[], string])[] = [
  [['company'], ''],
  [['firstName', 'lastName'], 'pair'],
  [['street', 'houseNumber'], 'pair narrow-end'],
  [['addressLine1'], ''],
  [['addressLine2'], ''],
  [['postcode', 'city'], 'pair narrow-start'],
  [['state'], ''],
  [['country'], ''],
  [['email'], ''],
  [['emailCc'], ''],
  [['phone'], ''],
  [['vatId'], ''],
  [['eInvoiceAddress'], ''],
  [['buyerReference'], ''],
  [['invoiceFormat'], ''],
];

const isEmail = (field: BillingPart): boolean => field === 'email' || field === 'emailCc';
const typeOf = (field: BillingPart) => (isEmail(field) ? 'email' : field === 'phone' ? 'tel' : 'text');
const idOf = (field: ProfileField): string => `profile-${field}`;

export const ProfileForm = watching(function ProfileForm(props: ProfileFormProps) {
  const { t, api, draft, language, profile, rules, languages, mayChangeBilling, onSaved, onFaulty } = props;
  const asked = mayChangeBilling ? rules : noFields;
  const model = useModel(() => modelOf({ save: api.save, rules: asked, draft, language, profile }));
  const values = model.values.value;
  const errors = model.errors.value;
  const shown = mayChangeBilling ? shownFields(rules, values) : [];
  const refused = Object.keys(errors).length > 0;
  useEffect(() => onFaulty(refused ? t('form.error') : undefined), [refused, t, onFaulty]);
  const countries = useMemo(() => countriesIn(t.manner.locale), [t.manner.locale]);

  const zones = useMemo(zoneOptions, []);

  const wiring = (field: ProfileField) => ({
    t,
    id: idOf(field),
    value: values[field] ?? '',
    error: errors[field] && errorWords(t, field, errors[field]),
    onInput: (text: string) => model.type(field, text),
    onBlur: () => model.leave(field),
  });

  const billingField = ({ field, optional }: ShownField) =>
    field === 'country' ? (
      <FindField
        key={field}
        {...wiring(field)}
        label={t('profile.country')}
        optional={optional}
        class="w-middle"
        autocomplete={purposes.country}
        options={countries.map(({ code, name }) => ({ value: code, label: name }))}
      />
    ) : field === 'invoiceFormat' ? (
      <SelectField
        key={field}
        {...wiring(field)}
        value={values.invoiceFormat || 'factur-x'}
        label={t('profile.invoiceFormat')}
        hint={t('profile.invoiceFormat.hint')}
        options={(['factur-x', 'pdf', 'xrechnung'] as const).map((value) => ({
          value,
          label: t(`profile.invoiceFormat.${value}`),
        }))}
      />
    ) : (
      <TextField
        key={field}
        {...wiring(field)}
        label={t(`profile.${field}`)}
        hint={field === 'emailCc' ? t('profile.emailCc.hint') : undefined}
        optional={optional}
        type={typeOf(field)}
        dir={isEmail(field) || field === 'phone' || field === 'vatId' ? 'ltr' : undefined}
        class={field === 'phone' || field === 'vatId' ? 'w-middle' : ''}
        autocomplete={purposes[field]}
      />
    );

  const wrong = (['name', 'language', 'timeZone', ...formOrder] as const).flatMap((field) => {
    const error = errors[field];
    return error ? [{ id: idOf(field), text: errorWords(t, field, error) }] : [];
  });
  const { contact } = profile;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const before = model.saved.peek().language;
        void model.save().then((saved) => {
          const { language: now } = model.saved.peek();
          // Who reads in another language than their own, and saves something else, goes on in it.
          if (saved) onSaved(saved, now === before ? undefined : (now as Language));
        });
      }}
    >
      <ErrorSummary t={t} errors={wrong} attempt={model.submitted.value} />
      {contact ? (
        <fieldset class="group">
          <legend class="section-title strong">{t('profile.you')}</legend>
          <TextField {...wiring('name')} label={t('profile.name')} autocomplete="name" />
          {contact.email ? (
            <p class="small muted">
              {t('profile.your-email')}: <bdi>{contact.email}</bdi>
            </p>
          ) : null}
        </fieldset>
      ) : null}
      {mayChangeBilling ? null : <BillingFacts t={t} profile={profile} />}
      <fieldset class="group" hidden={!mayChangeBilling}>
        <legend class="section-title strong">{t('profile.billing')}</legend>
        {pairs.map(([fields, layout]) => {
          const here = shown.filter(({ field }) => fields.includes(field));
          return here.length === 0 ? null : (
            <div key={fields[0]} class={here.length > 1 ? layout : ''}>
              {here.map(billingField)}
            </div>
          );
        })}
      </fieldset>
      {languages.length > 1 ? (
        <SelectField
          {...wiring('language')}
          label={t('profile.language')}
          hint={t('profile.language.hint')}
          class="w-middle"
          options={languages.map((tag) => ({
            value: tag,
            lang: tag,
            label: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
          }))}
        />
      ) : null}
      <FindField
        {...wiring('timeZone')}
        label={t('profile.timeZone')}
        hint={t('profile.timeZone.hint', { zone: props.portalZone.replaceAll('_', ' ') })}
        optional
        class="w-middle"
        options={zones}
      />
      <div class="group">
        {model.error.value ? (
          <Failed t={t} title={t('profile.save-failed')} error={model.error.value} />
        ) : null}
        <div class="actions">
          <Button kind="primary" type="submit" pending={model.saving.value ? t('profile.saving') : undefined}>
            {t('profile.save')}
          </Button>
          <span role="status">
            {model.outcome.value ? (
              <span class="ok">
                <Icon d={check} />
                {t(`profile.${model.outcome.value}`)}
              </span>
            ) : null}
          </span>
        </div>
      </div>
    </form>
  );
});
