import { useState } from 'preact/hooks';
import { Action } from '../../kit/ui/console/Action.tsx';
import { Form } from '../../kit/ui/console/Form.tsx';
import { building2 } from '../../kit/ui/console/icons.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

interface ByCompanyProps {
  readonly app: Console;
  /** The short name in the address, or of the company through which this browser came in last. */
  readonly company: string | undefined;
}

const looksRight = (text: string) => /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/.test(text);
const shortName = (typed: unknown) => String(typed).trim().toLowerCase();

/** The company's own sign-in. Which one is said by its short name: nobody is told here which vendors there are. */
export const ByCompany = watching(function ByCompany({ app, company }: ByCompanyProps) {
  const t = app.t.value;
  const [asking, setAsking] = useState(false);
  const go = (slug: string) => location.assign(`/console/sso/${slug}`);
  if (!asking)
    return (
      <div>
        <Action icon={building2} onClick={() => (company ? go(company) : setAsking(true))}>
          {t('sign-in.company')}
        </Action>
      </div>
    );
  return (
    <Form
      name="company"
      keepsDraft={false}
      quiet
      start={{ company: '' }}
      submit={t('sign-in.company')}
      pending={t('sign-in.busy')}
      failed={t('sign-in.failed')}
      onSave={async (values) => go(shortName(values.company))}
      groups={() => [
        {
          fields: [
            {
              name: 'company',
              label: t('sign-in.company.name'),
              hint: t('sign-in.company.hint', { address: `${location.host}/console/…` }),
              need: t('sign-in.company.need'),
              check: (typed) => (looksRight(shortName(typed)) ? undefined : t('sign-in.company.need')),
              ltr: true,
            },
          ],
        },
      ]}
    />
  );
});
