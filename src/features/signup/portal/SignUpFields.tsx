import { useMemo, useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import { FindField } from '../../../kit/ui/form/FindField.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { later } from '../../../kit/ui/later.tsx';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { countriesIn } from '../../customers/countries.ts';
import type { AskedInputProps } from '../../fields/portal/AskedInput.tsx';
import type { SignUpForm } from '../schema.ts';
import type { SignUpPageProps } from './SignUpPage.tsx';
import type { Field, Mistake, Part, SignUpModel } from './sign-up-model.ts';

/** What is more than a line of text comes in a file of its own: most forms ask for none. */
const Asked = later<AskedInputProps>(
  () => import('../../fields/portal/AskedInput.tsx').then((file) => file.AskedInput),
  () => null,
);

interface SignUpFieldsProps extends SignUpPageProps {
  readonly model: InstanceType<typeof SignUpModel>;
  readonly form: SignUpForm;
}

/** What the browser may fill in. */
const purposes: Readonly<Record<Part, string>> = {
  company: 'organization',
  firstName: 'given-name',
  lastName: 'family-name',
  street: 'address-line1',
  houseNumber: 'off',
  addressLine1: 'address-line2',
  addressLine2: 'address-line3',
  postcode: 'postal-code',
  city: 'address-level2',
  country: 'country',
  phone: 'tel',
  vatId: 'off',
  eInvoiceAddress: 'off',
  buyerReference: 'off',
};

/** Fields that stand side by side where there is room. */
const rows: readonly (readonly [readonly Part[], string])[] = [
  [['company'], ''],
  [['firstName', 'lastName'], 'pair'],
  [['street', 'houseNumber'], 'pair narrow-end'],
  [['addressLine1'], ''],
  [['addressLine2'], ''],
  [['postcode', 'city'], 'pair narrow-start'],
  [['country'], ''],
  [['phone'], ''],
  [['vatId'], ''],
  [['eInvoiceAddress'], ''],
];

const idOf = (field: Field): string => `signup-${field.replace('.', '-')}`;

export const SignUpFields = watching(function SignUpFields(props: SignUpFieldsProps) {
  const { t, brand, model, form, address } = props;
  const [seen, see] = useState(false);
  const countries = useMemo(() => countriesIn(t.manner.locale), [t.manner.locale]);
  const values = model.values.value;
  const mistakes = model.mistakes.value;
  const shown = model.shown.value;
  const refusal = model.refusal.value;

  const labelOf = (field: Field): string =>
    form.fields.find(({ id }) => field === `answers.${id}`)?.label ?? t(`signup.${field}` as 'signup.email');
  const say = (field: Field, mistake: Mistake): string => {
    if (field === 'email') return t('signup.error.email');
    if (field === 'password') return t(mistake === 'weak' ? 'signup.error.weak' : 'signup.error.password');
    if (field === 'country' || field === 'currency' || field === 'terms') return t(`signup.error.${field}`);
    return t(mistake === 'missing' ? 'signup.error.missing' : 'signup.error.wrong', {
      field: labelOf(field),
    });
  };
  const errorOf = (field: Field) => mistakes[field] && say(field, mistakes[field]);
  const optionalOf = (field: Field) => shown.find((one) => one.field === field)?.optional;
  const isShown = (field: Field) => shown.some((one) => one.field === field);
  const wiring = (field: Field) => ({
    t,
    id: idOf(field),
    label: labelOf(field),
    value: values[field] ?? '',
    error: errorOf(field),
    optional: optionalOf(field),
    onInput: (text: string) => model.type(field, text),
    onBlur: () => model.leave(field),
  });
  const part = (field: Part) =>
    field === 'country' ? (
      <FindField
        key={field}
        {...wiring(field)}
        class="w-middle"
        autocomplete={purposes.country}
        options={countries.map(({ code, name }) => ({ value: code, label: name }))}
      />
    ) : (
      <TextField
        key={field}
        {...wiring(field)}
        type={field === 'phone' ? 'tel' : 'text'}
        dir={field === 'phone' || field === 'vatId' ? 'ltr' : undefined}
        class={field === 'phone' || field === 'vatId' ? 'w-middle' : ''}
        autocomplete={purposes[field]}
      />
    );
  const wrong = shown.flatMap(({ field }) => {
    const text = errorOf(field);
    return text ? [{ id: idOf(field), text }] : [];
  });
  const hasMore = form.fields.length > 0 || form.currencies.length > 1;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.submit();
      }}
    >
      <ErrorSummary t={t} errors={wrong} attempt={model.attempts.value} />
      {form.kinds.length > 1 ? (
        <fieldset class="group">
          <legend class="section-title strong">{t('signup.kind')}</legend>
          <div class="signup-kinds">
            {form.kinds.map((kind) => (
              <label class="check" key={kind}>
                <input
                  type="radio"
                  name="kind"
                  value={kind}
                  checked={model.kind.value === kind}
                  onChange={() => model.choose(kind)}
                />
                {t(`signup.kind.${kind}`)}
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
      <fieldset class="group">
        <legend class="section-title strong">{t('signup.access')}</legend>
        <TextField
          {...wiring('email')}
          type="email"
          dir="ltr"
          autocomplete="username"
          hint={t('signup.email.hint')}
        />
        <TextField
          {...wiring('password')}
          type={seen ? 'text' : 'password'}
          dir="ltr"
          autocomplete="new-password"
          hint={t('signup.password.hint')}
        />
        <label class="check">
          <input type="checkbox" checked={seen} onChange={(event) => see(event.currentTarget.checked)} />
          {t('signup.show')}
        </label>
      </fieldset>
      <fieldset class="group">
        <legend class="section-title strong">{t('signup.you')}</legend>
        {isShown('name') ? <TextField {...wiring('name')} autocomplete="name" /> : null}
        {rows.map(([fields, layout]) => {
          const here = fields.filter(isShown);
          return here.length === 0 ? null : (
            <div key={fields[0]} class={here.length > 1 ? layout : ''}>
              {here.map(part)}
            </div>
          );
        })}
      </fieldset>
      {hasMore ? (
        <fieldset class="group">
          <legend class="section-title strong">{t('signup.more')}</legend>
          {form.currencies.length > 1 ? (
            <SelectField
              {...wiring('currency')}
              class="w-middle"
              options={[
                { value: '', label: t('signup.currency.choose') },
                ...form.currencies.map((code) => ({
                  value: code,
                  label: currencyName(code, t.manner.locale),
                })),
              ]}
            />
          ) : null}
          {form.fields.map(({ id, kind, choices }) =>
            kind ? (
              <Asked key={id} {...wiring(`answers.${id}`)} kind={kind} choices={choices ?? []} />
            ) : (
              <TextField key={id} {...wiring(`answers.${id}`)} />
            ),
          )}
        </fieldset>
      ) : null}
      {/* Only programs fill it in: it is out of sight, out of the order of keys, and says so to whoever hears it. */}
      <div class="signup-lure" aria-hidden="true">
        <label for="signup-website">{t('signup.website')}</label>
        <input
          id="signup-website"
          name="website"
          tabIndex={-1}
          autocomplete="off"
          onInput={(event) => model.lure(event.currentTarget.value)}
        />
      </div>
      <div class="group">
        {form.terms ? <TermsTick {...props} error={errorOf('terms')} url={form.terms.url} /> : null}
        {form.approval ? <p class="small muted">{t('signup.approval', { brand })}</p> : null}
        {refusal ? (
          <Notice tone="bad" icon={circleAlert} title={t(`signup.${refusal}`)} urgent>
            {refusal === 'own-tab'
              ? t.rich('signup.own-tab.text', {
                  link: (inner: string[]) => (
                    <a href={address} target="_blank" rel="noopener noreferrer">
                      {inner.join('')}
                    </a>
                  ),
                })
              : t(`signup.${refusal}.text`, { brand })}
          </Notice>
        ) : null}
        <div class="actions">
          <Button kind="primary" type="submit" pending={model.sending.value ? t('signup.going') : undefined}>
            {t('signup.go')}
          </Button>
        </div>
      </div>
    </form>
  );
});

interface TermsTickProps extends SignUpFieldsProps {
  readonly url: string;
  readonly error: string | undefined;
}

/** Never ticked beforehand; the text opens beside, so that nothing typed is lost. */
const TermsTick = ({ t, brand, model, url, error }: TermsTickProps) => (
  <div class="field">
    <label class="check">
      <input
        type="checkbox"
        id="signup-terms"
        checked={Boolean(model.values.value.terms)}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? 'signup-terms-error' : undefined}
        onChange={(event) => {
          model.type('terms', event.currentTarget.checked ? 'yes' : '');
          model.leave('terms');
        }}
      />
      <span>
        {t.rich('signup.terms', {
          brand,
          link: (inner: string[]) => (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {inner.join('')}
            </a>
          ),
        })}
      </span>
    </label>
    {error ? (
      <span class="error" id="signup-terms-error">
        <Icon d={circleAlert} />
        <span>{error}</span>
      </span>
    ) : null}
  </div>
);

function currencyName(code: string, locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'currency' }).of(code);
  return name && name !== code ? `${name} (${code})` : code;
}
